"""What people said is vouched for, in a table of its own that only those functions write which people speak to.

Whatever works on a case may write the Onboarding table, and DynamoDB's permissions go by table and key, not by item. So
that an entry is there, linked as it should be, does not prove that a person said it. What a person says or does (a
submission, a decision, a clearing, that an account is unblocked, that a match was reported, a restart, and the items
below) is written in one transaction with an item of the Decisions table: the same partition and name, with the entry's
``hash`` and the time, ``at``. The hash covers all entries before it too. Where the two tables differ, the record was
changed, and nothing in it counts.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum

from lambdas.shared.cases.items import APPLICATION
from lambdas.shared.cases.record import Entry, Head
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row, Table, Write, numbered
from lambdas.shared.runtime.errors import NotConfigured

Vouched = Mapping[str, str]
"""Of one record: by the names of its entries that are vouched for, their hashes."""
OPINION, OPERATION, LOOK = "OPINION#", "OPERATION#", "LOOK#"
"""How the items begin of opinions on the bank's own list, of what operators ask for, of looks at personal data."""


_MOST_LOOKS = 3


class Said(StrEnum):
    """The steps of a decision record whose entries people make."""

    REVIEW = "review"
    CLEARING = "clearing"
    UNBLOCKING = "unblocking"
    REPORT = "report_made"
    RESTART = "restart"


def is_said(item: str, row: Row) -> bool:
    """Whether an entry is what a person said; an attempt that begins because pictures arrived is no person's."""
    if is_submission(item):
        return "submitted_by" in row or item == numbered(APPLICATION, 1)
    return item.startswith((OPINION, OPERATION, LOOK)) or row.get("step") in [*Said]


def is_submission(item: str) -> bool:
    return item.startswith(f"{APPLICATION}#")


def writes(decisions: Table | None, partition: str, item: str, row: Row, after: Head) -> list[Write]:
    """What goes into the transaction that adds this entry, whose hash is that of ``after``. Raises NotConfigured."""
    if not is_said(item, row):
        return []
    if decisions is None:
        raise NotConfigured("DECISIONS_TABLE is missing: this function may not write what people say")
    return [{"Put": decisions.new(partition, item, {"hash": after.hash, "at": timestamp()})}]


def read(decisions: Table | None, partition: str) -> Vouched:
    """What is vouched for in this record; nothing, where a function has no such table and so may not know."""
    return {str(row["item"]): str(row["hash"]) for row in decisions.items(partition)} if decisions else {}


def together(table: Table, decisions: Table | None, partition: str) -> tuple[list[Row], Vouched]:
    """A record's items, and what is vouched for in it; read again where somebody said something in between."""
    for _ in range(_MOST_LOOKS):
        rows = table.items(partition)  # first: what is in them is vouched for by then
        vouched = read(decisions, partition)
        if vouched.keys() <= {row["item"] for row in rows}:
            break
    return rows, vouched


def checks(decisions: Table | None, partition: str, entries: Iterable[Entry]) -> list[Write]:
    """The conditions of a transaction that these entries, as far as people made them, are vouched for."""
    said = [(str(entry["item"]), str(entry["hash"])) for entry in entries if is_said(entry["item"], entry)]
    if decisions is None:
        raise NotConfigured("DECISIONS_TABLE is missing: this function cannot know what people said")
    return [decisions.check(partition, item, {"hash": content}) for item, content in said]


def problems(entries: Collection[Entry], vouched: Vouched) -> Iterator[str]:
    """What people did not say, and what they said and is there no more, each as a sentence that names the entry."""
    submitted = None
    for entry in entries:
        item = str(entry.get("item", ""))
        if is_said(item, entry):
            if vouched.get(item) != entry.get("hash"):
                yield f"entry {entry['number']} ({item}): nobody vouches that a person said so"
        elif is_submission(item) and entry.get("body") != submitted:
            yield f"entry {entry['number']} ({item}): nobody submitted what it says"
        if is_submission(item):
            submitted = entry.get("body")
    for item in sorted({*vouched} - {str(entry.get("item", "")) for entry in entries}):
        yield f"{item}: a person said so, and the record has it no more"
