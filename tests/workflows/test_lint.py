"""Each rule is proven by a definition that breaks it, made from one that does not."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from workflows import definitions, lint, shapes
from workflows.contracts import Contracts

State = dict[str, Any]
BUILT = definitions()
CONTRACTS = Contracts()


def broken(workflow: str, name: str, change: Callable[[State], Any]) -> list[str]:
    """The problems after ``change`` to one state of one workflow."""
    changed = copy.deepcopy(BUILT)
    change(dict(lint.states(changed[workflow]))[name])
    return lint.problems(changed, CONTRACTS)


def test_the_workflows_have_no_problems() -> None:
    assert lint.problems(BUILT, CONTRACTS) == []


BREAKS: list[tuple[str, str, Callable[[State], Any], str]] = [
    ("kyc-account", "Open account", lambda s: s.pop("TimeoutSeconds"), "needs TimeoutSeconds"),
    ("kyc-account", "Open account", lambda s: s.pop("Retry"), "needs Retry"),
    ("kyc-account", "Open account", lambda s: s["Retry"][0].pop("JitterStrategy"), "needs JitterStrategy"),
    ("kyc-account", "Open account", lambda s: s["Retry"][0].pop("MaxDelaySeconds"), "MaxDelaySeconds"),
    ("kyc-account", "Open account", lambda s: s.pop("Catch"), "needs a Catch"),
    ("kyc-risk", "Assess", lambda s: s.pop("Catch"), "needs a Catch"),
    ("kyc-onboarding", "Who decides?", lambda s: s.pop("Default"), "needs a Default"),
    (
        "kyc-account",
        "Open account",
        lambda s: s.update(Resource="arn:aws:states:::lambda:invoked"),
        "is not one of those known",
    ),
    (
        "kyc-onboarding",
        "Request review",
        lambda s: s["Parameters"]["Payload"].pop("task_token.$"),
        "$$.Task.Token",
    ),
    (
        "kyc-identity",
        "Check document",
        lambda s: s["Parameters"]["Payload"].pop("attempt.$"),
        "attempt is required in the input of check_document",
    ),
    (
        "kyc-identity",
        "Check document",
        lambda s: s["Parameters"]["Payload"].update(name="Anna"),
        "name is not in the input of check_document",
    ),
    (
        "kyc-identity",
        "Check document",
        lambda s: s["ResultSelector"].update({"zone.$": "$.Payload.zone"}),
        "zone is not in the result of check_document",
    ),
    (
        "kyc-onboarding",
        "Request review",
        lambda s: s["ResultSelector"].update({"note.$": "$.note"}),
        "note is not in the answer of request_review",
    ),
    (
        "kyc-onboarding",
        "Verify identity",
        lambda s: s["Parameters"]["Input"].pop("attempt.$"),
        "attempt is required in the input of kyc-identity",
    ),
    (
        "kyc-onboarding",
        "Verify identity",
        lambda s: s["Parameters"].update(StateMachineArn="${KycElsewhereStateMachine}"),
        "kyc-elsewhere has no schema",
    ),
    (
        "kyc-identity",
        "Check document",
        lambda s: s["Parameters"].update(FunctionName="${ReadMindsFunction}"),
        "read_minds has no schema",
    ),
    (
        "kyc-onboarding",
        "Open account",
        lambda s: s.update(ResultPath="$.opened", Next="Decide", End=None),
        "Decide",
    ),
    (
        "kyc-onboarding",
        "Assess risk",
        lambda s: s.update(ResultPath="$.rated"),
        "$.risk.rating is not produced on every way to it",
    ),
    (
        "kyc-onboarding",
        "Validate application",
        lambda s: s["ResultSelector"].pop("attempt.$"),
        "Verify identity: $.application.attempt is not produced",
    ),
    (
        "kyc-identity",
        "Request address check",
        lambda s: s["ResultSelector"].pop("wait_seconds.$"),
        "Wait: address bureau: $.address.wait_seconds is not produced",
    ),
    (
        "kyc-onboarding",
        "Record outcome",
        lambda s: s.update(OutputPath="$.verdict"),
        "Record outcome: $.verdict is not produced",
    ),
    ("kyc-monitoring", "Certified", lambda s: s.update(Type="Success"), "Success"),
    (
        "kyc-onboarding",
        "Verify identity",
        lambda s: s["Parameters"].update(StateMachineArn="${KycAbroadStateMachine}"),
        "kyc-abroad is not one of the project's workflows",
    ),
    (
        "kyc-onboarding",
        "Verify identity",
        lambda s: s["Parameters"]["Input"].update({"speed.$": "$.application.attempt"}),
        "speed is not in the input of kyc-identity",
    ),
    (
        "kyc-onboarding",
        "Request review",
        lambda s: s["Parameters"]["Payload"].update(seconds=1),
        "a callback must pass its stage, and its TimeoutSeconds as seconds",
    ),
    ("kyc-onboarding", "Request review", lambda s: s.pop("Parameters"), "a callback must pass $$.Task.Token on"),
    (
        "kyc-account",
        "Open account",
        lambda s: s["Parameters"].pop("Payload"),
        "application_id, attempt, content_sha256, customer_id, round, run, settled_in is required in",
    ),
    (
        "kyc-onboarding",
        "Request review",
        lambda s: s["Parameters"].update(FunctionName="${SettleReviewFunction}"),
        "the schema of settle_review has no $defs.answer",
    ),
    (
        "kyc-risk",
        "Score risk",
        lambda s: s["Parameters"]["Payload"].update(identity="verify"),
        "identity in the input of score_risk is 'verify': must be one of verified, review",
    ),
    (
        "kyc-risk",
        "Screen watchlists",
        lambda s: s["ResultSelector"].pop("pep.$"),
        "Screen watchlists: its output has no pep, which Assess selects",
    ),
    (
        "kyc-risk",
        "Screen watchlists: unavailable",
        lambda s: s["Result"]["pep"].pop("verdict"),
        "Screen watchlists: unavailable: verdict is required in checks.pep in the input of score_risk",
    ),
    (
        "kyc-risk",
        "Screen watchlists",
        lambda s: s["Parameters"]["Payload"].update(kind="pep"),
        "kind is not in the input of screen_watchlists",
    ),
    (
        "kyc-onboarding",
        "Decline: by reviewer",
        lambda s: s["Parameters"].update(outcome="refused"),
        "Decline: by reviewer: outcome in the input of record_outcome is 'refused': must be one of",
    ),
    (
        "kyc-onboarding",
        "Decline: by reviewer",
        lambda s: s["Parameters"].update(reasons=["by reviewer"]),
        "Decline: by reviewer: reasons in the input of record_outcome: 0: must keep pattern",
    ),
    (
        "kyc-account",
        "Send welcome",
        lambda s: s["ResultSelector"].pop("welcome"),
        "Send welcome: welcome is required in the result of kyc-account",
    ),
    (
        "kyc-identity",
        "Address checked",
        lambda s: s["Parameters"].pop("reasons.$"),
        "Address checked: reasons is required in checks.address in the input of decide_identity",
    ),
    ("kyc-onboarding", "Record outcome", lambda s: s.pop("Catch"), "needs a Catch"),
]


@pytest.mark.parametrize(("workflow", "name", "change", "said"), BREAKS, ids=[f"{b[1]}-{b[3]}" for b in BREAKS])
def test_a_broken_definition_is_refused(workflow: str, name: str, change: Callable[[State], Any], said: str) -> None:
    found = broken(workflow, name, change)
    assert any(said in problem for problem in found), found


def test_every_problem_names_its_workflow_and_state() -> None:
    found = broken("kyc-account", "Open account", lambda state: state.pop("Retry"))
    assert found == ["kyc-account: Open account: a Task needs Retry for the transient errors"]


def test_two_states_of_one_name_are_refused_even_in_different_branches() -> None:
    changed = copy.deepcopy(BUILT)
    branches = changed["kyc-risk"]["States"]["Assess"]["Branches"]
    branches[1] = branches[0]
    assert any("two states have this name" in problem for problem in lint.problems(changed, CONTRACTS))


def test_a_state_that_nothing_leads_to_is_found() -> None:
    changed = copy.deepcopy(BUILT)
    changed["kyc-account"]["States"]["Forgotten"] = {"Type": "Succeed"}
    assert any("Forgotten" in problem for problem in lint.problems(changed, CONTRACTS))


def test_an_execution_outlasts_its_waits() -> None:
    changed = copy.deepcopy(BUILT)
    changed["kyc-onboarding"]["TimeoutSeconds"] = 3600
    assert any("its waits for people last 3196800" in problem for problem in lint.problems(changed, CONTRACTS))


def test_an_execution_has_a_time_limit() -> None:
    changed = copy.deepcopy(BUILT)
    del changed["kyc-risk"]["TimeoutSeconds"]
    assert lint.problems(changed, CONTRACTS) == ["kyc-risk: a workflow needs TimeoutSeconds"]


def test_whoever_ends_the_execution_on_purpose_needs_no_catch() -> None:
    state = BUILT["kyc-onboarding"]["States"]["Record failure"]
    assert "Catch" not in state
    assert list(lint.catches(state | {"Comment": "anything"}, CONTRACTS)) == []


def test_an_output_that_nothing_joined_on_is_refused() -> None:
    changed = copy.deepcopy(BUILT)
    state = changed["kyc-onboarding"]["States"]["Settle review"]
    del state["Next"]
    state["End"] = True
    assert any(
        problem.startswith("kyc-onboarding: Settle review: outcome, rating, reasons is required in the result")
        for problem in lint.problems(changed, CONTRACTS)
    )


def test_a_map_s_items_are_followed() -> None:
    item = {"StartAt": "Count", "States": {"Count": {"Type": "Pass", "InputPath": "$.missing", "End": True}}}
    whole = {
        "StartAt": "Each",
        "States": {"Each": {"Type": "Map", "ItemSelector": {"id.$": "$$.Map.Item.Value"}, "ItemProcessor": item}},
    }
    assert shapes.problems(whole, {}) == ["Count: $.missing is not produced on every way to it"]
    item["States"]["Count"]["InputPath"] = "$.id"  # type: ignore[index]
    assert shapes.problems(whole, {}) == []


def test_of_an_item_that_is_not_known_nothing_is_said_to_be_missing() -> None:
    states = {
        "Count": {"Type": "Pass", "Result": 1, "ResultPath": "$.count", "Next": "Read"},
        "Read": {"Type": "Pass", "InputPath": "$.other", "End": True},
    }
    whole = {
        "StartAt": "Each",
        "States": {"Each": {"Type": "Map", "ItemProcessor": {"StartAt": "Count", "States": states}}},
    }
    assert shapes.problems(whole, {}) == []
