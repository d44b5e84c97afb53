"""The roster: which customers are monitored, and what is searched of each. Personal data, in the Customers table.

=================  ========================  =======================================================================
partition          item                      what it holds
=================  ========================  =======================================================================
ROSTER#<2 digits>  <8 digits>#<customer id>  ``query`` (JSON), ``revision`` of it from 1, ``epoch``, ``since``,
                                             ``active``, and ``closed_at`` once it is not
MONITORING         EVERYONE                  ``since``: when the last look through the whole Customers table began that
                                             found everyone in the roster (``enrolment.py``)
MONITORING         EPOCH                     ``count``: how many runs of the monitoring have begun
MONITORING         EPOCH#<digit>             ``count``: the same, for the customers whose digits begin so: sixteen
                                             items, so that customers who are made at once seldom meet in one
=================  ========================  =======================================================================

The digits are the first of the SHA-256 of the customer's id. A *batch* is all customers whose digits begin alike.

Whoever writes here reads the epoch first, then the lists in force, and writes only while the epoch is the same; a run
reads the lists in force, then begins the next epoch, then reads the roster. So a customer is in the roster that a run
reads, or was screened by the lists of that run or later ones: nobody is between two versions.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import product
from typing import Self

from lambdas.shared.accounts.customers import CustomerTable
from lambdas.shared.runtime.clock import moment, timestamp
from lambdas.shared.runtime.dynamodb import Row, Write, json_text
from lambdas.shared.runtime.json_text import parse
from lambdas.shared.watchlists.searches import Query

_STATE, _EPOCH, _EVERYONE = "MONITORING", "EPOCH", "EVERYONE"
_PARTITION, _PARTITION_DIGITS, _DIGITS = "ROSTER#", 2, 8
_HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Member:
    """A monitored customer, but for the personal data. ``place``: digits and id, the name of its item.

    ``revision``: of what is searched; ``epoch``: in which it was written.
    """

    place: str
    revision: int
    epoch: int

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(row["item"], row["revision"], row["epoch"])

    @property
    def customer_id(self) -> str:
        return self.place.partition("#")[2]


def epoch(table: CustomerTable, customer_id: str) -> int:
    """The epoch of this customer: how many runs have begun; 0 before the first."""
    found = table.get(_STATE, _epoch_of(customer_id))
    return int(found["count"]) if found else 0


def next_epoch(table: CustomerTable) -> int:
    """Begin the next epoch, which is returned, for every customer."""
    number = table.count(_STATE, _EPOCH)
    for digit in _HEX:  # where another run has begun a later one already, that one stays
        table.update(_STATE, f"{_EPOCH}#{digit}", {"count": number}, rising="count")
    return number


def same_epoch(table: CustomerTable, customer_id: str, number: int) -> Write:
    """The condition that no run has begun since the epoch of this customer was read."""
    return table.check(_STATE, _epoch_of(customer_id), only_if={"count": number} if number else None)


def entry(table: CustomerTable, customer_id: str, query: Query, number: int) -> list[Write]:
    """The writes by which a new customer is monitored from this epoch on, screened by the lists in force in it."""
    row = {"query": _text(query), "revision": 1, "epoch": number, "since": timestamp(), "active": True}
    return [same_epoch(table, customer_id, number), {"Put": table.new(*_key(customer_id), row)}]


def change(table: CustomerTable, member: Member, query: Query, number: int) -> list[Write]:
    """The writes by which something else is searched of a customer: every list is searched for it in the next run."""
    row = {"query": _text(query), "revision": member.revision + 1, "epoch": number, "since": timestamp()}
    as_read = {"revision": member.revision, "active": True}
    changed = table.change(*_key(member.customer_id), row, only_if=as_read)
    return [same_epoch(table, member.customer_id, number), {"Update": changed}]


def closing(table: CustomerTable, customer_id: str) -> Write:
    """The write by which a customer is monitored no longer, since the account is closed."""
    row = {"active": False, "closed_at": timestamp()}
    return {"Update": table.change(*_key(customer_id), row, only_if={"active": True})}


def removal(table: CustomerTable, member: Member) -> Write:
    """The write by which a customer whose account could not be opened is in no roster."""
    return table.deletion(*_key(member.customer_id), {"revision": member.revision})


def find(table: CustomerTable, customer_id: str) -> Member | None:
    """The customer, where it is monitored."""
    found = found_searched(table, customer_id)
    return found[0] if found else None


def found_searched(table: CustomerTable, customer_id: str) -> tuple[Member, Query] | None:
    """The customer, where it is monitored, and what is searched of it. Personal data."""
    found = table.get(*_key(customer_id))
    return (Member.of(found), _query(found["query"])) if found and found["active"] else None


def is_entered(table: CustomerTable, customer_id: str) -> bool:
    """Whether the customer is in the roster: monitored, or not any longer."""
    return table.get(*_key(customer_id)) is not None


def missing(table: CustomerTable, customer_ids: Collection[str]) -> set[str]:
    """Those of these customers that are in no roster: neither monitored, nor not any longer."""
    known = table.several_of(map(_key, customer_ids), ("item",))
    return {*customer_ids} - {row["item"].partition("#")[2] for row in known}


def everyone_found(table: CustomerTable) -> datetime | None:
    """When a look through all customers began that found everyone in the roster; None before there was one."""
    found = table.get(_STATE, _EVERYONE)
    return moment(found["since"]) if found else None


def keep_everyone_found(table: CustomerTable, since: str) -> None:
    table.update(_STATE, _EVERYONE, {"since": since})


def partitions(batch: str = "") -> list[str]:
    """The partitions that have the customers of a batch, or all."""
    known = map("".join, product(_HEX, repeat=_PARTITION_DIGITS))
    return [f"{_PARTITION}{digits}" for digits in known if digits.startswith(batch[:_PARTITION_DIGITS])]


def members(table: CustomerTable, partition: str) -> list[Member]:
    """The monitored customers of a partition."""
    rows = table.starting(partition, partition.removeprefix(_PARTITION), only=("revision", "epoch", "active"))
    return [Member.of(row) for row in rows if row["active"]]


def searched(table: CustomerTable, batch: str) -> Iterator[tuple[Member, Query]]:
    """The monitored customers of a batch, and what is searched of each. Personal data."""
    for partition in partitions(batch):
        for row in table.starting(partition, max(batch, partition.removeprefix(_PARTITION), key=len)):
            if row["active"]:
                yield Member.of(row), _query(row["query"])


def place(customer_id: str) -> str:
    """Where the customer is in the order of the roster."""
    return f"{hashlib.sha256(customer_id.encode()).hexdigest()[:_DIGITS]}#{customer_id}"


def _epoch_of(customer_id: str) -> str:
    return f"{_EPOCH}#{place(customer_id)[0]}"


def _key(customer_id: str) -> tuple[str, str]:
    item = place(customer_id)
    return f"{_PARTITION}{item[:_PARTITION_DIGITS]}", item


def _text(query: Query) -> str:
    return json_text(asdict(query))


def _query(text: str) -> Query:
    found = parse(text)
    return Query(**found | {"names": tuple(found["names"]), "countries": tuple(found["countries"])})
