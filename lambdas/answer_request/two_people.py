"""What takes two people: each asks for it within an hour, and it is done when the second does.

In the table of requests, a partition for what is asked for, and in it an item for each who asks.
"""

import time
from collections.abc import Sequence

from lambdas.answer_request.bank import Bank, person
from lambdas.shared.access.caller import Caller
from lambdas.shared.cases import operations
from lambdas.shared.runtime.dynamodb import Table

NEEDED = 2
_HOUR = 3600


def ask(bank: Bank, what: str, caller: Caller) -> Sequence[str]:
    """Keep that this person asks for it, in the operators' record too; returns the subjects of all who do now."""
    operations.keep(bank.table, person(caller), what)
    now, partition, table, subject = int(time.time()), f"TWO_PEOPLE#{what}", bank.requests, caller.subject
    table.update(partition, subject, {"until": now + _HOUR, "expires_at": now + _HOUR})
    return sorted(row["item"] for row in table.items(partition) if row["until"] > now)


def done(table: Table, what: str, subjects: Sequence[str]) -> None:
    """From now on it takes two people again."""
    for subject in subjects:
        table.update(f"TWO_PEOPLE#{what}", subject, {"until": 0})
