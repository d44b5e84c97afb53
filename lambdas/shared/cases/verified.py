"""A case whose decision record is as it was written, for whoever acts on it."""

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.errors import Conflict, Throttled

_MOST_LOOKS = 3


def read(table: CaseTable, application_id: str) -> Case:
    """The case; looked at again where an entry was just being added, for then its record does not seem whole."""
    case = table.case(application_id)
    for _ in range(_MOST_LOOKS - 1):
        if not case.is_whole:
            case = table.case(application_id)
    return case


def verified(table: CaseTable, application_id: str, read: Case | None = None) -> Case:
    """The case, read until its record is whole: an entry may come while the others are read.

    ``read``: the case as it was read just now, if it was. Raises Conflict where the record was changed.
    """
    case = read or table.case(application_id)
    try:
        for _ in contended(f"the record of {application_id}"):
            if case.is_whole:
                return case
            case = table.case(application_id)
    except Throttled:
        pass
    first = next(iter(case.faults), "")
    raise Conflict(
        f"the decision record of {application_id} was changed: {first}. Look at it with: kyc audit {application_id}"
    )
