"""Which execution works on a case: the first is named like the case, one that a restart begins has a name of its own.

Step Functions keeps a name for 90 days, so a restart needs another one. No id has an underscore, so the name of a
restart is never the id of another case.
"""

from datetime import timedelta

from lambdas.shared.runtime.dynamodb import Row

REDRIVABLE = timedelta(days=14)
"""For how long Step Functions takes a redrive of an execution that ended badly."""
_RESTART = "_r"


def restarted(case_id: str, number: int) -> str:
    """The name of the case's execution with this number; the first restart begins number 2."""
    return f"{case_id}{_RESTART}{number}"


def restart(name: str) -> str:
    """What tells this execution from the case's others: ``r2`` of number 2; "" of the first."""
    _, mark, number = name.rpartition(_RESTART)
    return f"r{number}" if mark else ""


def key(name: str, of: str) -> str:
    """The key of something that this execution does once: after a restart it is done anew."""
    return "-".join(filter(None, (restart(name), of)))


def named(name: str) -> Row:
    """What META has, as a condition, while this execution works on the case: of the first one, nothing."""
    return {"restarted_as": name if restart(name) else None}
