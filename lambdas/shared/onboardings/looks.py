"""That somebody looked at personal data, or took a picture's address: an entry of the case's decision record.

No decision rests on it, so it is not part of the evidence that a reviewer names.
"""

from contextlib import suppress

from lambdas.shared.cases import operations
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.vouched import LOOK
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.people import Person


def look(table: CaseTable, application_id: str, by: Person, what: str) -> None:
    """Keep the look, before anything is shown; ``what`` is the name of the operation."""
    with suppress(Conflict):
        operations.add(table, application_id, LOOK, by, what)
