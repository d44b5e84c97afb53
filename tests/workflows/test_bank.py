"""A bank builds its own workflows from these, and a mistake in them is refused before anything is deployed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workflows
from lambdas.shared.runtime import schemas
from lambdas.shared.watchlists.entries import KINDS
from tests.workflows import bank
from workflows import identity, lint, onboarding, risk, steps
from workflows.asl import Definition
from workflows.build import DefinitionError, build
from workflows.contracts import DEFINITIONS, Contracts
from workflows.fragments import Fragment
from workflows.identity import Check
from workflows.limits import LIMITS, Limits


def built(folder: Path, **changed: Any) -> dict[str, Definition]:
    return build(bank.WORKFLOWS | workflows.standard(**changed), contracts(folder))


def contracts(folder: Path) -> Contracts:
    return Contracts((folder, DEFINITIONS))


def refused(folder: Path, **changed: Any) -> str:
    with pytest.raises(DefinitionError) as error:
        built(folder, **changed)
    return str(error.value)


def test_the_bank_s_workflows_have_no_problems(folder: Path) -> None:
    found = build(bank.WORKFLOWS, contracts(folder))
    assert "Check e-mail" in dict(lint.states(found["kyc-identity"]))
    assert found["kyc-risk"]["States"]["Assess"]["ResultSelector"]["company_register.$"] == "$[3]"


def test_source_of_funds_stands_between_every_approval_and_the_account(folder: Path) -> None:
    states = build(bank.WORKFLOWS, contracts(folder))["kyc-onboarding"]["States"]
    assert _leading_to("Settle decision", states) == {"Source of funds shown?", "Account opened?"}
    settled = {"Settle decision: settled?", "Settle decision after screening: settled?"}
    assert _leading_to("Open account", states) == settled
    screened = {"Screen again", "Screen again: unavailable"}
    assert _leading_to("Settle decision after screening", states) == screened
    assert _leading_to("Screen again", states) == {"Settle decision: settled?"}
    assert _leading_to("Check source of funds", states) == {"Who decides?", "Review settled?"}
    assert states["Ask for source of funds"]["Next"] == "Request documents"
    assert states["Decline: source of funds"]["Next"] == "Record outcome"
    assert states["Check source of funds"]["Catch"][-1]["Next"] == "Record failure"


def test_one_process_builds_several_projects(folder: Path) -> None:
    first, own = build(bank.WORKFLOWS, contracts(folder)), workflows.definitions()
    assert build(bank.WORKFLOWS, contracts(folder)) == first
    assert workflows.definitions() == own == build(workflows.WORKFLOWS, Contracts())


def test_the_bank_s_limits_are_its_own_policy_s(folder: Path) -> None:
    policy = json.loads((DEFINITIONS / "process_policy.json").read_text(encoding="utf-8"))
    policy["applicant_stages"] = [{"stage": "request", "hours": 24}]
    (folder / "process_policy.json").write_text(json.dumps(policy), encoding="utf-8")
    states = build(bank.WORKFLOWS, contracts(folder))["kyc-onboarding"]["States"]
    assert states["Request documents"]["TimeoutSeconds"] == 24 * 3600
    assert "Request documents: reminder" not in states


def test_a_process_policy_that_contradicts_itself_is_refused(folder: Path) -> None:
    policy = json.loads((DEFINITIONS / "process_policy.json").read_text(encoding="utf-8"))
    policy["time_limits"]["account_hours"] = 24
    (folder / "process_policy.json").write_text(json.dumps(policy), encoding="utf-8")
    assert "time_limits.account_hours is 24, and must be above" in refused(folder)


def test_a_risk_check_that_nothing_scores_is_refused(folder: Path) -> None:
    def register(_: Limits) -> Fragment:
        return steps.check("Ask register", "search_company_register", unavailable="REGISTER_UNAVAILABLE")

    found = refused(folder, risk_checks=risk.CHECKS | {"register": register})
    assert "register is not known in checks in the input of score_risk" in found
    assert f'to "overrides" in {folder / "risk_policy.json"}\n' in found
    (folder / "risk_policy.json").unlink()
    found = refused(folder, risk_checks=risk.CHECKS | {"register": register})
    assert found.endswith(f"in {folder / 'risk_policy.json'}, a copy of {DEFINITIONS / 'risk_policy.json'}")


def test_an_override_for_a_check_that_is_not_made_is_refused(folder: Path) -> None:
    assert "has an override for company_register, which is not in checks" in refused(folder)


def test_a_check_that_is_left_out_is_refused(folder: Path) -> None:
    without = {name: check for name, check in identity.CHECKS.items() if name != "duplicate"}
    assert "duplicate is required in checks in the input of decide_identity" in refused(folder, identity_checks=without)


def test_one_branch_answers_for_every_kind_of_list_by_its_name(folder: Path) -> None:
    assert KINDS == risk.KINDS
    assert schemas.load("common")["$defs"]["list_kind"]["enum"] == [*KINDS]
    assess = build(bank.WORKFLOWS, contracts(folder))["kyc-risk"]["States"]["Assess"]
    assert [assess["ResultSelector"][f"{kind}.$"] for kind in KINDS] == [f"$[0].{kind}" for kind in KINDS]


def test_the_search_of_the_lists_is_replaced_for_all_kinds_or_for_none(folder: Path) -> None:
    (folder / "risk_policy.json").unlink()

    def own(kind: str) -> Check:
        return lambda _: steps.check(f"Own {kind}", "check_email", inputs=identity.ATTEMPT, unavailable="OWN_AWAY")

    others = {name: check for name, check in risk.CHECKS.items() if name != risk.KINDS}
    found = build(workflows.standard(risk_checks=others | {kind: own(kind) for kind in KINDS}), contracts(folder))
    assert "Screen watchlists" not in dict(lint.states(found["kyc-risk"]))
    assert "'Assess' has two branches for pep: leave one of them out" in refused(
        folder, risk_checks=risk.CHECKS | {"pep": own("pep")}
    )
    assert "pep is required in checks in the input of score_risk" in refused(
        folder, risk_checks=others | {"sanctions": own("sanctions")}
    )


def test_a_branch_without_a_verdict_is_refused(folder: Path) -> None:
    def email(_: Limits) -> Fragment:
        return steps.check("Check e-mail", "check_email", keep=("reasons",), unavailable="EMAIL_CHECK_UNAVAILABLE")

    found = refused(folder, identity_checks=identity.CHECKS | {"email": email})
    assert "Check e-mail: verdict is required in checks.email in the input of decide_identity" in found


@pytest.mark.parametrize(
    ("reason", "inputs", "said"),
    [
        ("no answer", {}, "Check e-mail: unavailable: checks.email.reasons in the input of decide_identity"),
        (
            "EMAIL_CHECK_UNAVAILABLE",
            {"attempt": 0},
            "Check e-mail: attempt in the input of check_email is 0: must keep minimum 1",
        ),
    ],
)
def test_a_constant_that_a_schema_refuses_is_found(
    folder: Path, reason: str, inputs: dict[str, Any], said: str
) -> None:
    def email(_: Limits) -> Fragment:
        return steps.check("Check e-mail", "check_email", inputs=identity.ATTEMPT | inputs, unavailable=reason)

    assert said in refused(folder, identity_checks=identity.CHECKS | {"email": email})


def test_a_part_that_no_application_has_is_not_asked_for(folder: Path) -> None:
    def ask(_: Limits) -> Fragment:
        return onboarding.request_information("payslip", parts=["payslip"], reasons=["PAYSLIP_MISSING"])

    def before(limits: Limits) -> Fragment:
        return steps.choose("Payslip?", (steps.below("$.application.attempt", 2), ask(limits)))

    found = refused(folder, before_account=before)
    assert "Ask for payslip: request.parts in the input of request_documents" in found


MISTAKES: list[tuple[Callable[[], Fragment], str]] = [
    (
        lambda: onboarding.decline("always", ["NEVER"]),
        "the part that begins with 'Decline: always' has no open end, so",
    ),
    (
        lambda: steps.choose("Rich?", (steps.below("$.application.attempt", 2), "rich")),
        "leaves open: rich (of Rich?); join each by .when(…)",
    ),
    (
        lambda: steps.invoke("Assess risk", "check_email", inputs=identity.ATTEMPT, into=None),
        "two states are named 'Assess risk', one after 'Identity verified?', one as the first of its part",
    ),
]


@pytest.mark.parametrize(("part", "said"), MISTAKES, ids=["no end", "open exit", "name twice"])
def test_a_part_that_does_not_fit_is_named(folder: Path, part: Callable[[], Fragment], said: str) -> None:
    found = refused(folder, before_account=lambda _: part())
    assert "kyc-onboarding: " in found
    assert said in found


def test_a_folder_without_the_library_s_behind_it_is_explained(folder: Path) -> None:
    with pytest.raises(DefinitionError, match=r"no folder of definitions has schemas/risk_policy.json"):
        build(bank.WORKFLOWS, Contracts((folder,)))


def test_a_policy_that_is_no_json_is_named(folder: Path) -> None:
    (folder / "risk_policy.json").write_text("{", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"risk_policy.json is not JSON: line 1, column 2: Expecting"):
        build(bank.WORKFLOWS, contracts(folder))


def test_a_policy_that_its_schema_refuses_is_named(folder: Path) -> None:
    (folder / "process_policy.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"process_policy.json: attempts: is required"):
        build(bank.WORKFLOWS, contracts(folder))


def test_a_workflow_of_its_own_needs_a_name_and_a_schema(folder: Path) -> None:
    def screen_again(limits: Limits) -> Definition:
        return identity.identity(limits)

    with pytest.raises(DefinitionError, match=r"'rescreen' cannot name a workflow"):
        build(bank.WORKFLOWS | {"rescreen": screen_again}, contracts(folder))
    with pytest.raises(DefinitionError, match=r"kyc-rescreen has no schema: add .*schemas/kyc-rescreen.json"):
        build(bank.WORKFLOWS | {"kyc-rescreen": screen_again}, contracts(folder))


def test_the_parts_can_be_used_alone() -> None:
    for part in (onboarding.review, onboarding.collect_documents, onboarding.assess_risk, onboarding.open_account):
        assert part(LIMITS).exits.keys() >= {"error"}


def _leading_to(target: str, states: dict[str, Any]) -> set[str]:
    return {
        name
        for name, state in states.items()
        if target in (state.get("Next"), state.get("Default"), *(rule["Next"] for rule in state.get("Choices", [])))
    }
