"""What the records are today, compared with the register and with what was sealed before.

A seal never forgets: a record that is missing, or no longer has the head that was sealed, keeps its earlier head in
today's seal, so that it is found again every day and by every later audit.
"""

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lambdas.shared.cases import facts, operations, record, register, vouched
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.record import CHAIN, Entry, Head
from lambdas.shared.cases.seals import Heads, Seal
from lambdas.shared.cases.status import META, Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring import coverage
from lambdas.shared.reviews import supplement
from lambdas.shared.runtime.dynamodb import Row

_AT_ONCE = 8
"""Reads, below the number of connections that a client keeps."""
_FIRST_LOOK_BACK = timedelta(days=31)
"""How far the first seal reads the register back: it began at most that long before."""
_ALL_WITHIN_DAYS = 30
"""Each record is read as a whole that often, though its head is the same: an entry may have been edited."""


class Code(StrEnum):
    """What is wrong with a record.

    MISSING: it was registered or sealed, and is gone. CHANGED: it does not fit its head, or has no longer the head
    that it was sealed or registered with. NOT_VOUCHED: what it says that people said is not what is vouched for.
    META_DIFFERS: META says what does not follow from it. UNREGISTERED: it is
    there, and nobody submitted it. MISPLACED: a seal that is kept as that of another day.
    """

    MISSING = "MISSING"
    CHANGED = "CHANGED"
    NOT_VOUCHED = "NOT_VOUCHED"
    META_DIFFERS = "META_DIFFERS"
    UNREGISTERED = "UNREGISTERED"
    MISPLACED = "MISPLACED"


@dataclass(frozen=True)
class Found:
    """One record: the head to seal, None for none; what is wrong; its entries, where they were read."""

    head: Head | None
    code: Code | None = None
    entries: list[Entry] = field(default_factory=list)


def look(table: CaseTable, before: Seal | None, day: date) -> tuple[Heads, list[tuple[str, str]]]:
    """The heads to seal, and id and code of what is wrong. ``before``: the last seal."""
    # The index first: what it shows was registered before.
    indexed = {one for status in Status for one in table.indexed("by_status", "status", status)}
    sealed = before.heads if before else {}
    parts = [supplement.PARTITION, operations.PARTITION, *(one for one in sealed if not _is_case(one))]
    since = before.day if before else day - _FIRST_LOOK_BACK
    for days in range((day - since).days + 1):
        parts += [*register.parts(since + timedelta(days)), coverage.record_of(since + timedelta(days))]
    known = {one: head for one, head in sealed.items() if _is_case(one)}
    found = _all(_Look(table, sealed, day), parts)
    for part in sorted(found):  # in order of day: the first registration counts
        for case, first in _cases(found[part].entries).items():
            known.setdefault(case, first)
    found |= _all(_Look(table, known, day), {*known, *indexed})
    heads = {one: result.head for one, result in found.items() if result.head}
    return heads, [(one, result.code.value) for one, result in sorted(found.items()) if result.code]


def _all(looking: "_Look", ids: Iterable[str]) -> dict[str, Found]:
    """Each record by its id; a part of the register, or a day's coverage, that was never written to is none."""
    wanted = sorted(set(ids))
    heads = {_id(row): row for row in looking.table.several(wanted, CHAIN)}
    metas = {_id(row) for row in looking.table.several(wanted, META)}
    there = [one for one in wanted if one in heads or one in looking.known or _is_case(one)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda one: looking.at(one, heads.get(one), one in metas), there)
        return dict(zip(there, found, strict=True))


@dataclass(frozen=True)
class _Look:
    table: CaseTable
    known: Mapping[str, Head]
    day: date

    def at(self, one: str, chain: Row | None, has_meta: bool) -> Found:
        """One record. ``chain``: its item with the head, read before its entries are."""
        known, is_case = self.known.get(one), _is_case(one)
        if chain is None or (is_case and not has_meta):
            return Found(known, Code.MISSING if known else Code.UNREGISTERED)
        if known is None and is_case:
            return Found(None, Code.UNREGISTERED)
        now = Head.of(chain)
        if now == known and not self._is_due(one):
            return Found(known)
        rows = self._rows(one)
        entries = record.entries(rows)
        # What was added since the head was read is looked at tomorrow.
        if not _fits(entries, now, known):
            return Found(known, Code.CHANGED, entries)
        # Read again where something differs: not all of it is written together.
        code = self._differs(one, rows) and self._differs(one, self._rows(one))
        return Found(known if code is Code.NOT_VOUCHED else now, code or None, entries)

    def _differs(self, one: str, rows: list[Row]) -> Code | None:
        """What of it fits neither what is vouched for nor META, as both are now."""
        known = vouched.read(self.table.decisions, one)
        if any(vouched.problems(record.entries(rows), known)):
            return Code.NOT_VOUCHED
        return Code.META_DIFFERS if _is_case(one) and any(facts.problems(Case.of(rows, known))) else None

    def _rows(self, one: str) -> list[Row]:
        try:
            return self.table.items(one)
        except ValueError:  # an item that this program did not write
            return []

    def _is_due(self, one: str) -> bool:
        number = int(hashlib.sha256(one.encode()).hexdigest()[:8], 16)
        return number % _ALL_WITHIN_DAYS == self.day.toordinal() % _ALL_WITHIN_DAYS


def _fits(entries: list[Entry], now: Head, known: Head | None) -> bool:
    try:
        whole = not any(record.problems(entries[: now.count], now))
        return whole and (known is None or record.contains(entries[: now.count], known))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _cases(entries: list[Entry]) -> dict[str, Head]:
    try:
        return register.cases(entries)
    except KeyError:
        return {}


def _is_case(one: str) -> bool:
    return not one.startswith((register.PREFIX, coverage.PREFIX))


def _id(row: Row) -> str:
    return str(row["application_id"])
