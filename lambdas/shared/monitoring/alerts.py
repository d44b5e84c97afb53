"""Raising an alert: a customer who is found on a list becomes a monitoring case that people decide.

A hit is reported once for a customer as it is known now and an entry as the list has it now: the *mark* of the hit, an
item of the partition ``ALERTED#<customer>``, is written in the transaction that begins the case, so whoever comes
second finds it. As soon as the customer's data or the entry changes, it is another hit. A mark only says in which case
to look: it counts while the record of that case has the hit, and has it cleared where the case says so.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from lambdas.shared.accounts import fingerprints
from lambdas.shared.accounts.customers import customer_table, made_by
from lambdas.shared.cases import register, status, waiting
from lambdas.shared.cases.case import ALERT, Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.record import WithEntry
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verdicts import POSSIBLE_MATCH, Finding, Verdict
from lambdas.shared.cases.verified import verified
from lambdas.shared.reviews import clearing
from lambdas.shared.reviews.clearers import clearers
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Row, json_text
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.policies import version
from lambdas.shared.runtime.secrets import identity_key
from lambdas.shared.watchlists import cleared
from lambdas.shared.watchlists.cleared import Hit
from lambdas.shared.watchlists.entries import ListKind
from lambdas.shared.watchlists.searches import Query

MOST_HITS = 40
"""Of one case: what a person can look through. The marks of many more would not fit into one transaction either."""
_MACHINE = "ALERT_STATE_MACHINE"
_DIGITS = 32


def raise_alert(
    customer_id: str, query: Query, kind: ListKind, hits: Sequence[Row], versions: Mapping[str, str], run: str
) -> None:
    """Begin a case, and its execution, for the hits that nobody has cleared and no case has yet; safe to repeat.

    ``query``: what was searched of the customer. ``hits``: as a screening keeps them in its evidence. ``versions``: of
    the lists that were searched. ``run``: who found them. Raises ApplicationNotFound where there is no such customer,
    and Conflict where the case in which a hit was reported does not account for it: that customer counts as not
    screened until somebody has looked.
    """
    table = case_table()
    customer = _Customer(customer_id, table.case(made_by(customer_id)))
    person = person_of(query)
    found = {Hit.of(person, one): one for one in hits}
    remembered = cleared.cleared(customer_table(), person)
    left = [hit for hit in sorted(found, key=mark) if not customer.is_cleared(table, hit, remembered.get(hit.entry_id))]
    for at in range(0, len(left), MOST_HITS):
        some = left[at : at + MOST_HITS]
        for _ in contended(f"the alerts of {customer_id}"):
            reported = customer.reported(table, some)
            new = {hit: found[hit] for hit in some if hit not in reported}
            if not new or _begun(table, customer, new, _evidence(customer, kind, new, versions, run)):
                break


def person_of(query: Query) -> str:
    """The fingerprint of all that the lists are searched for: what a hit, and a clearing of it, is bound to."""
    return fingerprints.searched(asdict(query), identity_key())


def start(table: CaseTable, case_id: str) -> None:
    """Start the execution of a monitoring case; one that is there already is the one."""
    waiting.start(aws.client("stepfunctions"), table, os.environ[_MACHINE], case_id)


@dataclass(frozen=True)
class _Customer:
    """A customer with the case of the application. Where its record is not whole, nobody is known to have submitted it,
    so nobody can clear an alert of this customer.
    """

    id: str
    application: Case

    @property
    def partition(self) -> str:
        return f"ALERTED#{self.id}"

    def is_cleared(self, table: CaseTable, hit: Hit, row: Row | None) -> bool:
        """Whether two people said of this very person and entry that they are two, in the case that ``row`` names."""
        if row is None or not cleared.is_of(row, hit):
            return False
        return clearing.in_force(table, row, hit, self.application) is not None

    def reported(self, table: CaseTable, hits: Sequence[Hit]) -> set[Hit]:
        """Those that a case has; its execution is started where that was not done yet. Raises Conflict."""
        marked = {row["item"]: str(row["case"]) for row in table.items(self.partition)}
        found = {hit: marked[mark(hit)] for hit in hits if mark(hit) in marked}
        for one in sorted({*found.values()}):
            case = verified(table, one)
            self._check(case, [hit for hit in found if found[hit] == one])
            if case.meta.execution_arn is None:
                start(table, one)
        return {*found}

    def _check(self, case: Case, hits: Sequence[Hit]) -> None:
        """Raises Conflict where the case does not have one of these hits, or does not have it cleared as it says."""
        known = {*clearing.hits(case)} if case.meta.customer_id == self.id else set[Hit]()
        for hit in hits:
            is_settled = case.meta.status is not Status.CLEARED or clearing.settled(case, hit) is not None
            if hit not in known or not is_settled:
                said = f"{case.id} does not account for a hit of {self.id}"
                raise Conflict(f"{said}: look at it with kyc audit {case.id}")


def _begun(table: CaseTable, customer: _Customer, hits: Mapping[Hit, Row], alert: Evidence) -> bool:
    """Whether there is a case with these hits now; False where another one has some of them."""
    marks = [mark(hit) for hit in hits]
    one = case_id(customer.id, marks)
    product, reasons = customer.application.meta.product, json_text(alert.result["reasons"])
    begin = status.begin(table, one, {"customer_id": customer.id, "product": product, "reasons": reasons})
    marking = [{"Put": table.new(customer.partition, name, {"case": one, "at": timestamp()})} for name in marks]

    def submit(*entry: WithEntry) -> bool:
        if any(table.get(customer.partition, name) for name in marks):
            raise _ReportedMeanwhile
        writes = (begin, *marking, *entry)
        return table.keep(one, ALERT, "001", replace(alert, writes=writes), timestamp())

    try:
        register.entered(table, one, submit)
    except _ReportedMeanwhile:
        return False
    start(table, one)
    return True


class _ReportedMeanwhile(Exception):
    """Another run was faster with one of the hits."""


def _evidence(
    customer: _Customer, kind: ListKind, hits: Mapping[Hit, Row], versions: Mapping[str, str], run: str
) -> Evidence:
    """The entry by which the record of the case begins."""
    found = Finding(POSSIBLE_MATCH[kind], Verdict.REVIEW, f"A {kind} list has a person who is like this customer.")
    details = {
        "customer_id": customer.id,
        "person": next(iter(hits)).searched,
        "hits": [*hits.values()],
        "submitters": [asdict(one) for one in customer.application.submitters],
        "clearers": [asdict(one) for one in clearers(customer.application)],
        "found_by": run,
    }
    top = max(one["score"] for one in hits.values())
    return Evidence.of([found], details, {**versions, **version("watchlist")}, kind=kind, hits=len(hits), top_score=top)


def case_id(customer_id: str, marks: Sequence[str]) -> str:
    """The id of the case that begins with these hits: the same, whoever reports them."""
    return f"alert-{hashlib.sha256(' '.join([customer_id, *marks]).encode()).hexdigest()[:_DIGITS]}"


def mark(hit: Hit) -> str:
    """The name of the item that says in which case the hit was reported: another one as soon as anything changes."""
    return f"{hit.entry_id}#{hashlib.sha256(json_text(hit.row()).encode()).hexdigest()[:_DIGITS]}"
