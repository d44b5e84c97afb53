"""What came of one source in a refresh."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from lambdas.refresh_watchlists.problems import Problem
from lambdas.refresh_watchlists.reading import Reading
from lambdas.refresh_watchlists.sources import Source
from lambdas.shared.watchlists.versions import FileRow, RefusedRow, SourceRow

NEVER = datetime.min.replace(tzinfo=UTC)
State = Literal["fetched", "not_modified", "kept", "refused", "absent"]
"""``kept``: the publisher did not answer, so that the accepted copy stays in force; ``refused``: it stays because what
came failed a check, and where there is none the source is in no version."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is to be in force of a source. ``at``: when the list was last known to be so.

    ``row``: its row in the manifest in force, where it is the accepted copy; that is read only once an index is built
    of it. Without ``row`` and ``reading``, the source is in no version. ``refused``: where what came is not this.
    """

    source: Source
    state: State
    reading: Reading | None = None
    at: datetime = NEVER
    files: list[FileRow] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    row: SourceRow | None = None
    refused: RefusedRow | None = None

    @property
    def is_there(self) -> bool:
        return self.reading is not None or self.row is not None

    @property
    def entries(self) -> int:
        """How many, of whatever kind."""
        if self.reading:
            return len(self.reading.entries)
        return self.row["entries"] if self.row else 0
