"""What a search takes and gives: whom to look for, and the entries that may be the person.

Whoever only says whom to look for loads nothing of the matcher.
"""

from dataclasses import dataclass

from lambdas.shared.watchlists.reasons import Reason


@dataclass(frozen=True, slots=True)
class Query:
    """Whom to look for: every name of the person (declared, on the document, former), and what else is known.

    Birth date YYYY-MM-DD or a year; countries alpha-3; gender F or M.
    """

    names: tuple[str, ...]
    birth_date: str | None = None
    countries: tuple[str, ...] = ()
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may be the person: its best name, the score 0 to 1, and the reasons whose points make the score."""

    entry_id: str
    list_name: str
    name_matched: str
    score: float
    reasons: tuple[Reason, ...]
    entry_content: str
    """A hash of what the list says of the entry."""
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    gender: str | None = None
    """What the list says besides, for whoever has to tell the two apart."""
