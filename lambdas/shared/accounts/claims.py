"""Claims: which applications have a document, or a person, for themselves, so that two never become two customers.

A claim is in an item FINGERPRINT of the Customers table. What is free is claimed when the duplicate check passes; the
claims are a condition of creating the customer, who has them from then on. Whoever is approved although another's claim
holds joins it: both are found by whoever comes next, and neither's end lets the other be forgotten. A claim holds while
its application is open, and for good once that has a customer. A decline ends it, and so does a failure that left no
customer: the status itself says so, in the transaction of whoever claims next, so that no process can die before it has
released anything.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from lambdas.shared.accounts.customers import CUSTOMER, customer_id, customer_table
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.status import META, Status
from lambdas.shared.cases.table import case_table
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Write
from lambdas.shared.runtime.errors import Conflict, Throttled

_ENDED = (Status.DECLINED, Status.FAILED)

Marks = Mapping[str, str]
"""Fingerprints by kind: ``document`` and ``person``."""
Claimants = Mapping[str, Sequence[str]]
"""Applications by kind of fingerprint."""


def take(application_id: str, marks: Marks) -> Claimants:
    """Claim what is free, all of it or none; returns the others whose claims hold. Raises Throttled."""
    for _ in contended(f"what {application_id} claims"):
        claimants, others = _look(application_id, marks)
        with suppress(Throttled):  # another transaction was met: look once more
            joined = {kind: [] if others[kind] else [application_id] for kind in marks}
            if customer_table().transact(*_writes(marks, claimants, others, joined)):
                return others
    raise AssertionError("contended() ends with Throttled")


def met(case: Case, decision: KeptEvidence) -> Claimants:
    """The claims of others that the duplicate check met: what was seen by whoever approved the case.

    Of the very entry that the settled decision rests on; nothing where that has none.
    """
    checks = decision.details["identity"]["checks"].values()
    found = [one.details for one in case.linked if one.hash in [check["evidence"] for check in checks]]
    return next((details["claimed_by"] for details in found if "claimed_by" in details), {})


def held(application_id: str, marks: Marks, seen: Claimants) -> list[Write]:
    """The writes of the transaction that creates the customer: its claims, or it is not created.

    ``seen``: what the duplicate check met, so that a person decided on it. Raises Conflict where another application
    has a claim that nobody has seen.
    """
    claimants, others = _look(application_id, marks)
    if unseen := [kind for kind, found in others.items() if not {*found} <= {*seen.get(kind, ())}]:
        what = " and ".join(sorted(unseen))
        raise Conflict(f"application {application_id}: another has claimed its {what} since it was checked")
    return _writes(marks, claimants, others, {kind: [application_id] for kind in marks})


def added(application_id: str, marks: Marks) -> tuple[Claimants, list[Write]]:
    """The others whose claims on these hold, and the writes by which a customer has them beside those others."""
    claimants, others = _look(application_id, marks)
    return others, _writes(marks, claimants, others, {kind: [application_id] for kind in marks})


def _look(application_id: str, marks: Marks) -> tuple[Claimants, Claimants]:
    """By kind, whose claims are there, and those of others which hold."""
    claimants = {kind: customer_table().claimants(kind, mark) for kind, mark in marks.items()}
    besides = {one for found in claimants.values() for one in found} - {application_id}
    holding = {one for one in besides if not _is_over(one)}
    return claimants, {kind: [one for one in found if one in holding] for kind, found in claimants.items()}


def _is_over(application_id: str) -> bool:
    found = case_table().find_meta(application_id)
    return bool(found and found.status in _ENDED) and not customer_table().has_customer(customer_id(application_id))


def _writes(marks: Marks, claimants: Claimants, others: Claimants, joined: Claimants) -> list[Write]:
    """Each fingerprint becomes ``joined``'s and the others' who hold it, or stays as it is where nobody joins.

    Refused where that changed meanwhile: whose claims are there, or that a claim which is dropped is over.
    """
    table, writes, dropped = customer_table(), [], set[str]()
    for kind, mark in marks.items():
        before, after = claimants[kind], [*joined[kind], *others[kind]]
        if joined[kind]:
            writes.append(table.claim(kind, mark, after, before))
            dropped |= {*before} - {*after}
        else:
            writes.append(table.claimed(kind, mark, before))
    for one in sorted(dropped):
        writes.append(case_table().check(one, META, among={"status": _ENDED}))
        writes.append(table.check(customer_id(one), CUSTOMER))
    return writes
