"""Settle the decision that the account may be opened, by the rules or by the reviewers, as an entry of the record."""

from lambdas.shared.accounts import gate
from lambdas.shared.accounts.basis import Basis
from lambdas.shared.accounts.standing import Asked
from lambdas.shared.cases import vouched
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verified import read
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import version
from lambdas.shared.watchlists.in_force import versions_in_force


@function
def handler(event: Event) -> Event:
    table, started_at, asked = case_table(), timestamp(), Asked.of(event)
    case = read(table, event["application_id"])
    basis = Basis(case, asked, event["identity_run"], event["risk_run"])
    if problems := [*basis.problems()]:
        gate.refuse(table, case, event, problems)
    lists, round_number = versions_in_force(now()), basis.rounds() + 1
    if not (basis.is_screened(lists, now()) and gate.are_cleared(table, basis)):
        return {"decision": "screen", "round": round_number}
    settled = Evidence(
        {"decision": "settled", "reasons": []},
        details=basis.facts(),
        versions={"definition": event["definition"], **version("process"), **version("review")},
        writes=(gate.is_running(table, event), *vouched.checks(table.decisions, case.id, basis.said)),
        attempt=asked.attempt,
        content_sha256=asked.content_sha256,
    )
    run = numbered(event["run"], asked.attempt)
    table.keep(case.id, gate.STEP, f"{run}#{basis.digest()}", settled, started_at)
    return {"decision": "settled", "round": round_number}
