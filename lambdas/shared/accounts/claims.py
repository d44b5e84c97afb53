"""Claims: which application has a document, or a person, for itself, so that two never become two customers.

A claim is an item FINGERPRINT of the Customers table. It is taken when the duplicate check passes, and is a condition
of creating the customer. It holds while its application is open, and for good once that has a customer. A decline ends
it, and so does a failure that left no customer: the status itself says so, in the transaction of whoever claims next,
so that no process can die before it has released anything.
"""

from collections.abc import Mapping
from contextlib import suppress

from lambdas.shared.accounts.customers import CUSTOMER, customer_id, customer_table
from lambdas.shared.cases.status import META, Status
from lambdas.shared.cases.table import case_table
from lambdas.shared.runtime.dynamodb import Write, contended, numbered
from lambdas.shared.runtime.errors import Conflict, Throttled

CHECK = "find_duplicate_customer"
"""The step whose evidence says which claims of others were met, by kind, as ``claimed_by``."""
_ENDED = (Status.DECLINED, Status.FAILED)

Marks = Mapping[str, str]
"""Fingerprints by kind: ``document`` and ``person``."""
Met = Mapping[str, str | None]
"""By kind, the other application whose claim holds; None where none does."""


def take(application_id: str, marks: Marks) -> dict[str, str | None]:
    """Claim what is free, all of it or none; returns the claims of others that hold. Raises Throttled."""
    for _ in contended(f"what {application_id} claims"):
        claimants, met = _look(application_id, marks)
        with suppress(Throttled):  # another transaction was met: look once more
            if customer_table().transact(*_writes(application_id, marks, claimants, met)):
                return met
    raise AssertionError("contended() ends with Throttled")


def met(application_id: str, attempt: int) -> Met:
    """The claims of others that the duplicate check met in this attempt: what a reviewer has then seen."""
    found = case_table().evidence(application_id, f"{CHECK}#")
    seen = [one.details.get("claimed_by", {}) for one in found if one.run.endswith(numbered("", attempt))]
    return dict(seen[-1]) if seen else {}


def held(application_id: str, marks: Marks, seen: Met) -> list[Write]:
    """The writes of the transaction that creates the customer: its claims, taken again, or it is not created.

    ``seen``: what the duplicate check met, so that a person decided on it. Raises Conflict where another application
    has a claim that nobody has seen.
    """
    claimants, others = _look(application_id, marks)
    if unseen := [kind for kind, other in others.items() if other and other != seen.get(kind)]:
        what = " and ".join(sorted(unseen))
        raise Conflict(f"application {application_id}: another has claimed its {what} since it was checked")
    return _writes(application_id, marks, claimants, others)


def _look(application_id: str, marks: Marks) -> tuple[Met, dict[str, str | None]]:
    """By kind, whose claim is there, and which other's of them holds."""
    claimants = {kind: customer_table().claimant(kind, mark) for kind, mark in marks.items()}
    ended = {one for one in claimants.values() if one and one != application_id and _is_over(one)}
    return claimants, {
        kind: one if one not in (None, application_id, *ended) else None for kind, one in claimants.items()
    }


def _is_over(application_id: str) -> bool:
    found = case_table().find_meta(application_id)
    return bool(found and found.status in _ENDED) and not customer_table().has_customer(customer_id(application_id))


def _writes(application_id: str, marks: Marks, claimants: Met, others: Met) -> list[Write]:
    """Each claim becomes this application's, or stays another's that holds; refused where that changed meanwhile."""
    table, writes = customer_table(), []
    for kind, mark in marks.items():
        if others[kind]:
            writes.append(table.claimed(kind, mark, str(others[kind])))
        else:
            writes.append(table.claim(kind, mark, application_id, claimants[kind]))
    ended = {one for kind, one in claimants.items() if one and one != application_id and not others[kind]}
    for one in sorted(ended):
        writes.append(case_table().check(one, META, among={"status": _ENDED}))
        writes.append(table.check(customer_id(one), CUSTOMER))
    return writes
