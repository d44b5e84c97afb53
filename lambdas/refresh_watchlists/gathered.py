"""What came of one source in a refresh."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from lambdas.refresh_watchlists.problems import Problem
from lambdas.refresh_watchlists.reading import Reading
from lambdas.refresh_watchlists.sources import Source
from lambdas.shared.watchlists.versions import FileRow

NEVER = datetime.min.replace(tzinfo=UTC)
State = Literal["fetched", "not_modified", "kept", "absent", "unreadable"]
"""``kept``: the publisher did not answer, so that the last copy stays in force."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Without a ``reading``, the source is in no version. ``at``: when the list was last known to be in force."""

    source: Source
    state: State
    reading: Reading | None = None
    at: datetime = NEVER
    files: list[FileRow] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
