"""Whether the account of an application may be opened: one rule, asked by each step that opens, where it writes.

Before the account a *settled decision* is written into the record (``settle_decision``): an entry that says on what the
account rests (``basis.py``). ``may_open`` makes all of this anew from the case as it is and wants it to be the same.
What is missing, changed or too old opens nothing. ``pass_gate`` asks it for a step and gives the conditions under which
the step may write, so that nothing changes between reading and writing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from lambdas.shared.accounts.basis import Basis, Lists
from lambdas.shared.accounts.standing import Asked, Problem, about, of_case
from lambdas.shared.cases import vouched
from lambdas.shared.cases.application import Application
from lambdas.shared.cases.case import EVIDENCE, OPENING_REFUSED, Case
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.record import CHAIN
from lambdas.shared.cases.status import META, Status, looked_at
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.cases.verified import read
from lambdas.shared.reviews import clearing
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.dynamodb import Write
from lambdas.shared.runtime.errors import OpeningRefused, ScreeningOutdated
from lambdas.shared.runtime.function import Event
from lambdas.shared.watchlists.in_force import versions_in_force

STEP = "settle_decision"


def may_open(case: Case, asked: Asked, lists: Lists, now: datetime) -> list[Problem]:
    """Why the account may not be opened; empty where it may."""
    if problems := [*of_case(case, asked)]:
        return problems
    found = settled(case, asked)
    if found is None:
        return [Problem.NOT_SETTLED]
    basis = basis_of(case, asked, found)
    if problems := [*basis.problems()]:
        return problems
    if basis.facts() != found.details:
        return [Problem.SETTLED_OTHERWISE]
    return [] if basis.is_screened(lists, now) else [Problem.SCREENING_OUTDATED]


def basis_of(case: Case, asked: Asked, decision: KeptEvidence) -> Basis:
    """What the settled decision rests on, made anew of the case."""
    return Basis(case, asked, decision.details["identity_run"], decision.details["risk_run"])


def settled(case: Case, asked: Asked) -> KeptEvidence | None:
    """The last settled decision on this attempt, content and execution."""
    found = [one for one in about(case, asked, STEP) if one.details.get("execution") == asked.execution]
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Passed:
    """That a step of the account may write, while the case is as it was read.

    ``application``: as submitted in the attempt, personal data; ``decision``: the settled one; ``allowed``: that the
    case is worked on, the decision there, what people said vouched for, for every write; ``as_read``: that the record
    has no entry since, for a write that adds none.
    """

    case: Case
    application: Application
    decision: KeptEvidence
    allowed: tuple[Write, ...]
    as_read: Write


def pass_gate(event: Event) -> Passed:
    """Whether this step of the account may write, with the conditions under which it may.

    Raises OpeningRefused, which is recorded and raises an alert, each once, and ScreeningOutdated.
    """
    table, asked = case_table(), Asked.of(event)
    case = read(table, event["application_id"])
    problems, decision = may_open(case, asked, versions_in_force(now()), now()), settled(case, asked)
    outdated = problems == [Problem.SCREENING_OUTDATED]
    if decision is None or (problems and not outdated):
        refuse(table, case, event, problems)
    if outdated or not are_cleared(table, basis_of(case, asked, decision)):
        raise ScreeningOutdated(f"application {case.id}: the lists have to be searched again first")
    item = f"{EVIDENCE}{decision.step}#{decision.run}"
    said = vouched.checks(table.decisions, case.id, basis_of(case, asked, decision).said)
    allowed = (is_running(table, event), table.check(case.id, item, {"hash": decision.hash}), *said)
    application = case.submission(asked.attempt).application
    return Passed(case, application, decision, allowed, table.check(case.id, CHAIN, {"hash": case.head.hash}))


def are_cleared(table: CaseTable, basis: Basis) -> bool:
    """Whether every hit that the screenings counted as somebody else still is: another case's record says so."""
    return all(clearing.still_in_force(table, searched, hit, basis.case) for searched, hit in basis.cleared)


def is_running(table: CaseTable, event: Event) -> Write:
    """The condition that the case is being worked on, in the event's attempt, with its content, by its execution."""
    about = looked_at(event | {"run": Asked.of(event).execution})
    return table.check(event["application_id"], META, about | {"status": Status.RUNNING})


def refuse(table: CaseTable, case: Case, event: Event, problems: list[Problem]) -> NoReturn:
    """Record that no account is opened, raise the alert, each once for this execution, and end with OpeningRefused."""
    run, codes = f"{event['run']}#{event['attempt']:03d}", [str(one) for one in problems]
    refused = Evidence({"verdict": "refused", "reasons": codes}, details={"execution": Asked.of(event).execution})
    table.keep(case.id, OPENING_REFUSED, run, refused, timestamp())
    mark = f"ALERT#{OPENING_REFUSED}#{run}"
    if not table.is_marked(case.id, mark):
        alert("KYC account refused", application_id=case.id, reasons=codes, run=f"kyc audit {case.id}")
        table.mark(case.id, mark)
    raise OpeningRefused(f"application {case.id}: no account without a decision that holds: {', '.join(codes)}")
