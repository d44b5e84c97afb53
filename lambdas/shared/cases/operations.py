"""Entries of what a person does besides deciding: what operators ask for, and looks at personal data.

What operators ask for that takes two of them has a record of its own, linked and sealed as a case's is.
"""

import uuid

from lambdas.shared.cases import register
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.vouched import OPERATION
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.people import Person

PARTITION = f"{register.PREFIX}operations"


def keep(table: CaseTable, by: Person, what: str) -> None:
    """Keep that this person asked for ``what``, such as ``redrive webhooks``, before anything is done."""
    add(table, PARTITION, OPERATION, by, what)


def add(table: CaseTable, partition: str, kind: str, by: Person, what: str) -> None:
    """Add to this record that the person did ``what`` now; ``kind``: how the entry's item begins."""
    at = timestamp()
    row = {"what": what, "by": by.name, "principal": by.principal or None, "at": at}
    table.append(partition, f"{kind}{at}#{uuid.uuid4()}", row)
