"""State by state, on the deployed definitions: what cannot be waited for is put in by a mock (TestState)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.end_to_end.conftest import Bank

Row = dict[str, Any]
Tested = Callable[..., tuple[str, Row]]

APPLICATION = {
    "application_id": "test-states",
    "application": {"attempt": 1, "verdict": "pass", "reasons": [], "documents": "complete", "missing": []},
}
IDENTITY = APPLICATION | {
    "identity": {"decision": "resubmit", "reasons": ["DOCUMENT_EXPIRED"], "pictures": ["document_front"]},
    "request": {"attempt": 2, "pictures": ["document_front"], "reasons": ["DOCUMENT_EXPIRED"]},
}
RISK = APPLICATION | {
    "identity": {"decision": "verified", "reasons": []},
    "risk": {
        "rating": "high",
        "score": 70,
        "review_required": True,
        "due_diligence": "given",
        "reasons": ["POSSIBLE_PEP_MATCH"],
    },
}
SAGA = APPLICATION | {
    "customer": {"customer_id": "customer-1"},
    "account": {"account_id": "account-1"},
    "saga": {"round": 1},
}


@pytest.fixture(scope="module")
def tested(bank: Bank) -> Tested:
    """Run one state with this input and what its service is said to answer: the next state and the output."""
    client = bank.target.client("stepfunctions")

    def run(workflow: str, state: str, given: Row, *, error: str = "", result: Row | None = None) -> tuple[str, Row]:
        described = client.describe_state_machine(stateMachineArn=bank.outputs[f"{workflow}StateMachineArn"])
        mock = {"errorOutput": {"error": error, "cause": "mocked"}} if error else {"result": json.dumps(result)}
        answer = client.test_state(
            definition=json.dumps(_with(state, json.loads(described["definition"]))),
            roleArn=described["roleArn"],
            stateName=state,
            input=json.dumps(given),
            **({"mock": mock} if error or result is not None else {}),
        )
        return answer.get("nextState", answer["status"]), json.loads(answer.get("output", "{}"))

    return run


def _with(state: str, definition: Row) -> Row:
    """The definition, or the branch in it, that has this state."""
    branches = (branch for one in definition["States"].values() for branch in one.get("Branches", []))
    return next(one for one in (definition, *branches) if state in one["States"])


@pytest.mark.parametrize(
    ("state", "given", "following"),
    [
        ("Request documents", IDENTITY, "Request documents: reminder"),
        ("Request documents: reminder", IDENTITY, "Request documents: last reminder"),
        ("Request documents: last reminder", IDENTITY, "Decline: applicant silent"),
        ("Request review", RISK, "Request review: reminder"),
        ("Request review: reminder", RISK, "Request review: last reminder"),
        ("Request review: last reminder", RISK, "Request review: escalation"),
        ("Request review: escalation", RISK, "Decline: no review in time"),
    ],
)
def test_silence_leads_to_the_next_reminder_and_at_last_to_a_decision(
    tested: Tested, state: str, given: Row, following: str
) -> None:
    assert tested("Onboarding", state, given, error="States.Timeout")[0] == following


@pytest.mark.parametrize("stage", ["Request review", "Request review: reminder", "Request review: escalation"])
def test_an_answer_at_any_stage_is_an_answer(tested: Tested, stage: str) -> None:
    following, output = tested("Onboarding", stage, RISK, result={"review_id": "r-1"})
    assert (following, output["review"]) == ("Settle review", {"review_id": "r-1"})


@pytest.mark.parametrize(
    ("decision", "attempt", "following"),
    [
        ("approved", 1, "Settle decision"),
        ("declined", 1, "Decline: by reviewer"),
        ("another_decision", 1, "Request review"),
        ("look_again", 1, "Request review"),
        ("request_information", 5, "Ask for what the reviewer needs"),
        ("request_information", 6, "Decline: by reviewer"),
        ("nonsense", 1, "Decline: by reviewer"),
    ],
)
def test_the_decisions_count_and_nothing_else(tested: Tested, decision: str, attempt: int, following: str) -> None:
    given: Row = RISK | {"application": {"attempt": attempt}}
    given["review"] = {"decision": decision, "pictures": [], "parts": ["explanation"]}
    assert tested("Onboarding", "Review settled?", given)[0] == following


@pytest.mark.parametrize("error", ["States.Timeout", "States.TaskFailed", "ProviderRejected"])
@pytest.mark.parametrize(
    ("state", "given"),
    [
        ("Validate application", APPLICATION),
        ("Verify identity", APPLICATION),
        ("Assess risk", RISK),
        ("Settle decision", RISK),
        ("Settle decision after screening", RISK),
        ("Open account", RISK),
    ],
)
def test_every_technical_failure_is_recorded(tested: Tested, state: str, given: Row, error: str) -> None:
    following, output = tested("Onboarding", state, given, error=error)
    assert following == "Record failure"
    assert output["failure"]["Error"] == error


@pytest.mark.parametrize(
    ("rating", "review_required", "following"),
    [
        ("low", False, "Settle decision"),
        ("medium", False, "Settle decision"),
        ("medium", True, "Request review"),
        ("high", True, "Request review"),
        ("prohibited", True, "Decline: prohibited risk"),
        ("prohibited", False, "Decline: prohibited risk"),
    ],
)
def test_who_decides(tested: Tested, rating: str, review_required: bool, following: str) -> None:
    given = RISK | {"risk": RISK["risk"] | {"rating": rating, "review_required": review_required}}  # type: ignore[operator]
    assert tested("Onboarding", "Who decides?", given)[0] == following


@pytest.mark.parametrize(
    ("due_diligence", "attempt", "following"),
    [
        ("standard", 1, "Request review"),
        ("given", 2, "Request review"),
        ("required", 1, "Ask for source of funds and wealth"),
        ("required", 5, "Ask for source of funds and wealth"),
        ("required", 6, "Decline: due diligence incomplete"),
    ],
)
def test_enhanced_due_diligence_is_asked_for_before_anybody_decides(
    tested: Tested, due_diligence: str, attempt: int, following: str
) -> None:
    given = RISK | {"risk": RISK["risk"] | {"due_diligence": due_diligence}, "application": {"attempt": attempt}}  # type: ignore[operator]
    assert tested("Onboarding", "Who decides?", given)[0] == following


@pytest.mark.parametrize(
    ("decision", "attempt", "following"),
    [
        ("verified", 1, "Assess risk"),
        ("review", 1, "Assess risk"),
        ("resubmit", 1, "Ask for new pictures"),
        ("resubmit", 2, "Ask for new pictures"),
        ("resubmit", 3, "Decline: identity not verified"),
        ("failed", 1, "Decline: identity not verified"),
        ("unheard of", 1, "Decline: identity not verified"),
    ],
)
def test_what_follows_identity(tested: Tested, decision: str, attempt: int, following: str) -> None:
    given = {"application": {"attempt": attempt}, "identity": {"decision": decision, "reasons": []}}
    assert tested("Onboarding", "Identity verified?", APPLICATION | given)[0] == following


@pytest.mark.parametrize(
    ("verdict", "documents", "following"),
    [
        ("pass", "complete", "Verify identity"),
        ("pass", "missing", "Ask for what is missing"),
        ("fail", "complete", "Decline: application invalid"),
        ("fail", "missing", "Decline: application invalid"),
        ("pass", "unheard of", "Decline: application invalid"),
    ],
)
def test_nothing_is_checked_before_its_pictures_are_there(
    tested: Tested, verdict: str, documents: str, following: str
) -> None:
    given = {"application": {"attempt": 1, "verdict": verdict, "reasons": [], "documents": documents, "missing": []}}
    assert tested("Onboarding", "Application valid?", APPLICATION | given)[0] == following


def test_what_is_asked_for_is_said_exactly(tested: Tested) -> None:
    missing = {"attempt": 1, "verdict": "pass", "reasons": [], "documents": "missing", "missing": ["selfie"]}
    following, output = tested("Onboarding", "Ask for what is missing", APPLICATION | {"application": missing})
    assert following == "Request documents"
    assert output["request"] == {"attempt": 1, "pictures": ["selfie"], "reasons": ["DOCUMENTS_MISSING"]}
    following, output = tested("Onboarding", "Ask for new pictures", IDENTITY)
    assert following == "Request documents"
    assert output["request"] == {"attempt": 2, "pictures": ["document_front"], "reasons": ["DOCUMENT_EXPIRED"]}
    following, output = tested("Onboarding", "Ask for source of funds and wealth", APPLICATION)
    assert following == "Request documents"
    asked = {"attempt": 2, "pictures": [], "parts": ["due_diligence"], "reasons": ["ENHANCED_DUE_DILIGENCE"]}
    assert output["request"] == asked


@pytest.mark.parametrize(
    ("verdict", "polls", "following"),
    [
        ("pending", 1, "Wait: activation"),
        ("pending", 60, "Activation late"),
        ("pass", 60, "Activate account"),
        ("unheard of", 1, "Activate account"),
    ],
)
def test_polling_has_an_end(tested: Tested, verdict: str, polls: int, following: str) -> None:
    given = APPLICATION | {"activation": {"verdict": verdict, "polls": polls, "wait_seconds": 1}}
    assert tested("Account", "Answered: activation?", given)[0] == following


def test_a_compensation_that_fails_for_good_is_named_with_what_it_leaves(tested: Tested) -> None:
    failed = SAGA | {"failure": {"Error": "ProviderRejected", "Cause": ""}, "undo": {"account": {"verdict": "undone"}}}
    following, output = tested("Account", "Release IBAN", failed, error="StoreUnavailable")
    assert following == "Release IBAN: left behind"
    following, output = tested("Account", following, output)
    verdicts = {part: told["verdict"] for part, told in output["undo"].items()}
    assert verdicts == {"account": "undone", "iban": "left_behind (StoreUnavailable)", "customer": "left_behind"}
    assert following == "Account not opened"


@pytest.mark.parametrize(
    ("error", "following"),
    [
        ("UndoUnfinished", "Begin again"),
        ("ScreeningOutdated", "Screening outdated"),
        ("ProviderRejected", "Account not opened"),
    ],
)
def test_after_an_earlier_undoing_has_ended_the_account_is_opened(tested: Tested, error: str, following: str) -> None:
    undone = SAGA | {"failure": {"Error": error, "Cause": ""}}
    assert tested("Account", "Earlier try undone?", undone)[0] == following
    assert tested("Account", "Begin again", undone)[1]["saga"] == {"round": 2}


@pytest.mark.parametrize(
    ("state", "decision", "following"),
    [
        ("Settle decision: settled?", "settled", "Open account"),
        ("Settle decision: settled?", "screen", "Screen again"),
        ("Settle decision after screening: settled?", "settled", "Open account"),
        ("Settle decision after screening: settled?", "screen", "Assess risk"),
    ],
)
def test_nothing_is_opened_before_the_decision_is_settled(
    tested: Tested, state: str, decision: str, following: str
) -> None:
    """What screening again finds, or where the lists stay away, the risk is assessed anew, and a person looks."""
    assert tested("Onboarding", state, RISK | {"settled": {"decision": decision, "round": 1}})[0] == following


CHECKED = {"attempt": 1, "content_sha256": "0" * 64, "identity": "verified", "identity_run": "identity-1"}
AWAY = {
    kind: {"verdict": "unavailable", "reasons": [f"{kind.upper()}_SCREENING_UNAVAILABLE"]}
    for kind in ("sanctions", "pep")
}


@pytest.mark.parametrize("error", ["StoreUnavailable", "Throttled", "States.Timeout"])
@pytest.mark.parametrize(
    ("workflow", "state", "given"),
    [
        ("Risk", "Screen watchlists", {"application_id": "test-states"} | CHECKED),
        ("Onboarding", "Screen again", RISK | {"settled": {"decision": "screen", "round": 1}}),
    ],
)
def test_where_no_list_can_be_searched_every_kind_is_unavailable(
    tested: Tested, workflow: str, state: str, given: Row, error: str
) -> None:
    following, output = tested(workflow, state, given, error=error)
    assert following == f"{state}: unavailable"
    following, output = tested(workflow, following, output)
    if workflow == "Risk":
        assert output == AWAY
    else:
        assert (following, output["screening"], output["risk"]) == (
            "Settle decision after screening",
            AWAY,
            RISK["risk"],
        )


def test_any_other_error_of_the_search_is_a_failure(tested: Tested) -> None:
    given = RISK | {"settled": {"decision": "screen", "round": 1}}
    assert tested("Onboarding", "Screen again", given, error="InternalError")[0] == "Record failure"


def test_what_one_call_found_of_every_kind_is_passed_on(tested: Tested) -> None:
    found = {"sanctions": {"verdict": "review", "reasons": [], "hits": 1}, "pep": AWAY["pep"]}
    given = {"application_id": "test-states"} | CHECKED
    _, output = tested("Risk", "Screen watchlists", given, result={"Payload": found})
    assert output == found


@pytest.mark.parametrize(("opened", "following"), [(True, "Onboard"), (False, "Settle decision")])
def test_only_an_account_that_is_open_makes_a_customer(tested: Tested, opened: bool, following: str) -> None:
    assert tested("Onboarding", "Account opened?", RISK | {"account": {"opened": opened}})[0] == following


def test_a_refused_execution_undoes_nothing_that_another_began(tested: Tested) -> None:
    given = SAGA | {"attempt": 1, "content_sha256": "0" * 64, "settled_in": "onboarding"}
    assert tested("Account", "Create customer", given, error="OpeningRefused")[0] == "Account refused"


def test_a_redriven_execution_starts_over(tested: Tested) -> None:
    failed = APPLICATION | {"failure": {"Error": "States.Timeout", "Cause": ""}}
    following, output = tested("Onboarding", "Record failure", failed, result={"Payload": {"resumed": True}})
    assert (following, output["application_id"]) == ("Validate application", "test-states")
