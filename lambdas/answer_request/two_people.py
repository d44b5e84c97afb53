"""What takes two people: one asks for it, and it is done when another asks for it within an hour.

In the table of requests, an item for each thing that is asked for: ``subject`` (who asks) and ``until`` (how long that
counts, in seconds since 1970; 0 once it was used). Each change of it is on the condition that it is as it was read, so
that of two requests at once only one uses what the first person said.
"""

import time
from collections.abc import Sequence

from lambdas.answer_request.bank import Bank, person
from lambdas.shared.access.caller import Caller
from lambdas.shared.cases import operations
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Row, Table

NEEDED = 2
_ITEM, _HOUR = "ASKED", 3600


def ask(bank: Bank, what: str, caller: Caller) -> Sequence[str]:
    """Keep that this person asks for it, in the operators' record too; returns the subjects of those who ask for it.

    Where they are two, the caller does it now: it takes two people again from then on. Whether they are two is asked as
    of reviewers, so ``eva`` and ``Eva`` are one. Raises Throttled.
    """
    operations.keep(bank.table, person(caller), what)
    partition = f"TWO_PEOPLE#{what}"
    for _ in contended(what):
        now, there = int(time.time()), bank.requests.get(partition, _ITEM)
        first = Caller(str(there["subject"]), frozenset()) if there and there["until"] > now else caller
        is_second = not person(first).is_same(person(caller))
        asked = {"subject": caller.subject, "until": 0 if is_second else now + _HOUR, "expires_at": now + _HOUR}
        if _is_written(bank.requests, partition, there, asked):
            return sorted({first.subject, caller.subject}) if is_second else [caller.subject]
    raise AssertionError("contended() ends with Throttled")


def _is_written(table: Table, partition: str, there: Row | None, asked: Row) -> bool:
    """False where somebody else was quicker."""
    if there is None:
        return table.insert(partition, _ITEM, asked)
    as_read = {"subject": there["subject"], "until": there["until"]}
    return table.update(partition, _ITEM, asked, only_if=as_read)
