"""The register: which cases were submitted, in a record of its own, so that a deleted or exchanged case is found.

An entry is the item ``CASE#<application id>``: ``case``, ``first`` (the hash of the case's first entry) and ``at``. It
is written in the transaction that writes META and the first submission. The entries of a day are in 16 parts by the
hash of the id, so that cases which are submitted at once seldom meet; each part is a partition of the Onboarding table,
``REGISTER#2026-11-26#a``, linked with a head as every record is (``record.py``).
"""

import hashlib
from collections.abc import Callable
from datetime import date

from lambdas.shared.cases import record
from lambdas.shared.cases.record import CHAIN, Entry, Head, WithEntry
from lambdas.shared.cases.status import META
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Table, Write
from lambdas.shared.runtime.errors import Conflict

PREFIX, CASE = "REGISTER#", "CASE#"
_PARTS = "0123456789abcdef"


def parts(day: date) -> list[str]:
    """The partitions of this day."""
    return [f"{PREFIX}{day}#{part}" for part in _PARTS]


def part_of(application_id: str, day: str) -> str:
    """The partition that has the case which was submitted on ``day`` (YYYY-MM-DD, UTC)."""
    return f"{PREFIX}{day}#{hashlib.sha256(application_id.encode()).hexdigest()[0]}"


def entered(table: Table, application_id: str, submit: Callable[..., bool]) -> bool:
    """What ``submit`` returns, once it was given the writes that enter the case, and others were not faster.

    Raises Conflict where the case is there or was entered today already, Throttled where others were always faster.
    """
    at = timestamp()
    part, item = part_of(application_id, at[:10]), f"{CASE}{application_id}"
    for _ in contended(f"the register {part}"):
        last = Head.of(table.get(part, CHAIN))
        try:
            return submit(*_writes(table, part, item, {"case": application_id, "at": at}, last))
        except Conflict:
            if table.get(application_id, META) or table.get(part, item):
                raise
    raise AssertionError("contended() ends with Throttled")


def _writes(table: Table, part: str, item: str, row: Entry, last: Head) -> list[WithEntry]:
    def links(first: Head) -> list[Write]:
        return record.link(table, part, item, row | {"first": first.hash}, last)[1]

    return [lambda first: links(first)[0], lambda first: links(first)[1]]


def cases(entries: list[Entry]) -> dict[str, Head]:
    """By application id, the head that the case had when it was submitted, as the entries of a part say."""
    return {str(entry["case"]): Head(1, str(entry["first"])) for entry in entries}
