"""What a run has to reach: every customer screened by these lists, with this matcher and this policy.

Two executions with one goal share what was screened already, so that one goes on where another was killed.
"""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from lambdas.shared.runtime.dynamodb import Row


class What(StrEnum):
    """``sweep``: every customer is searched in whole lists; ``delta``: in the entries that were added or changed."""

    SWEEP = "sweep"
    DELTA = "delta"


@dataclass(frozen=True, slots=True)
class Screener:
    """What screens: the version of the lists, the hash of the matcher's code, and the version of the policy."""

    version: str
    matcher: str
    policy: str


@dataclass(frozen=True, slots=True)
class Covered:
    """By what every customer was screened last, and in which epoch of the roster."""

    screener: Screener
    epoch: int

    @classmethod
    def of(cls, row: Row | None) -> Self | None:
        return cls(_screener(row), row["epoch"]) if row else None

    def row(self) -> Row:
        return asdict(self.screener) | {"epoch": self.epoch}


@dataclass(frozen=True, slots=True)
class Goal:
    """``base``: the version that every customer was screened by in ``base_epoch``; "" and 0 for a sweep.

    ``epoch``: the one that the run has begun; ``digits``: how many name a batch (``batches.py``).
    """

    what: What
    day: date
    screener: Screener
    base: str = ""
    base_epoch: int = 0
    epoch: int = 0
    digits: int = 1

    @property
    def name(self) -> str:
        """The same for the same goal: what, day or base, and version; at most 80 letters, digits and hyphens."""
        told = hashlib.sha256("\n".join([*asdict(self.screener).values(), self.base]).encode()).hexdigest()[:8]
        since = f"{self.day}-" if self.what is What.SWEEP else ""
        return f"{self.what}-{since}{self.screener.version}-{told}"

    def begun(self, epoch: int, digits: int) -> Self:
        return replace(self, epoch=epoch, digits=digits)

    @classmethod
    def of(cls, row: Row) -> Self:
        numbers = {name: row[name] for name in ("base_epoch", "epoch", "digits")}
        day = date.fromisoformat(row["day"])
        return cls(What(row["what"]), day, _screener(row), base=row["base"], **numbers)

    def row(self) -> Row:
        own = {"what": self.what.value, "day": self.day.isoformat(), "base": self.base}
        numbers = {"base_epoch": self.base_epoch, "epoch": self.epoch, "digits": self.digits}
        return own | numbers | asdict(self.screener)


def goal(what: What, day: date, screener: Screener, covered: Covered | None) -> Goal | None:
    """What to reach now; None where nothing changed since every customer was screened.

    A delta compares two versions of the lists. Where matcher or policy are others than before, or nothing was covered
    yet, all are screened anew.
    """
    if what is What.SWEEP or covered is None:
        return Goal(What.SWEEP, day, screener)
    before = covered.screener
    if before == screener:
        return None
    if before == replace(screener, version=before.version):
        return Goal(What.DELTA, day, screener, base=before.version, base_epoch=covered.epoch)
    return Goal(What.SWEEP, day, screener)


def _screener(row: Row) -> Screener:
    return Screener(row["version"], row["matcher"], row["policy"])
