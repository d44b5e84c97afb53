"""The record of what operators ask for that takes two of them: entries that are linked and sealed as a case's are."""

import uuid

from lambdas.shared.cases import register
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.vouched import OPERATION
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.people import Person

PARTITION = f"{register.PREFIX}operations"


def keep(table: CaseTable, by: Person, what: str) -> None:
    """Keep that this person asked for ``what``, such as ``redrive webhooks``, before anything is done."""
    at = timestamp()
    row = {"what": what, "by": by.name, "principal": by.principal or None, "at": at}
    table.append(PARTITION, f"{OPERATION}{at}#{uuid.uuid4()}", row)
