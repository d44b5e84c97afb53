"""An account is opened by a settled decision that holds, whoever starts what, and whatever changes meanwhile."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from lambdas.record_failure.handler import handler as record_failure
from lambdas.record_outcome.handler import handler as record_outcome
from lambdas.shared.accounts import basis, gate
from lambdas.shared.cases import status
from lambdas.shared.cases.items import Review
from lambdas.shared.cases.status import Status
from lambdas.shared.reviews import conditions, rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Conflict, OnboardingFailed, OpeningRefused
from lambdas.validate_application.handler import handler as validate_application
from tests import decided
from tests.exactly_once.bank import Bank
from tests.exactly_once.execution import FORWARD
from tests.exactly_once.interruption import BEFORE

Row = dict[str, Any]
OLD = "2026-01-01T00:00:00.000Z"


def refused(bank: Bank, one: str, *problems: str, **how: Any) -> None:
    """kyc-account started by hand, twice: nothing is opened, one entry for each says why, with one alert."""
    for _ in range(2):
        assert bank.runs(one, **how).error == "OpeningRefused"
    entries = bank.onboarding.case(one).evidence_of("opening_refused")
    assert [entry.result["reasons"] for entry in entries] == [list(problems)] * 2
    assert [json.loads(alert["Message"])["reasons"] for alert in bank.alerts] == [list(problems)] * 2


def change(bank: Bank, one: str, item: str, **row: Any) -> None:
    assert bank.onboarding.update(one, item, row)


@pytest.mark.parametrize("now", [one for one in Status if one is not Status.RUNNING])
def test_no_account_for_a_case_that_waits_or_is_decided(bank: Bank, now: Status) -> None:
    one = bank.decided()
    change(bank, one, "META", status=now)
    refused(bank, one, "NOT_RUNNING")


def test_no_account_for_a_case_that_waits_for_its_review(bank: Bank) -> None:
    one = bank.checked(review_required=True, verdicts={"duplicate": "review"}, decision="review")
    change(bank, one, "META", status="awaiting_review")
    refused(bank, one, "NOT_RUNNING")
    change(bank, one, "META", status="running")
    bank.alerts.clear()
    assert bank.runs(one).error == "OpeningRefused"
    assert json.loads(bank.alerts[0]["Message"])["reasons"] == ["NOT_SETTLED"]


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"attempt": 2}, ["ANOTHER_ATTEMPT", "ANOTHER_CONTENT"]),
        ({"content_sha256": "0" * 64}, ["ANOTHER_CONTENT"]),
        ({"settled_in": "by-hand"}, ["ANOTHER_EXECUTION"]),
    ],
)
def test_no_account_for_another_attempt_content_or_execution(bank: Bank, given: Row, problems: list[str]) -> None:
    refused(bank, bank.decided(), *problems, given=given)


def test_a_decided_case_that_is_started_again_under_another_name_is_left_as_it_is(bank: Bank) -> None:
    one = bank.decided()
    status.move(bank.onboarding, one, Status.DECLINED)
    with pytest.raises(Conflict, match="is worked on by the execution"):
        validate_application({"application_id": one, "run": "again", "definition": "test"}, None)
    failed = {"application_id": one, "run": "again", "error": "Conflict", "cause": "", "redrive_count": 0}
    for _ in range(2):
        with pytest.raises(OnboardingFailed, match="by another execution"):
            record_failure(failed, None)
    case = bank.onboarding.case(one)
    assert (case.meta.status, case.failures, len(bank.alerts)) == ("declined", [], 1)
    with pytest.raises(OpeningRefused, match="NOT_RUNNING, ANOTHER_EXECUTION"):
        decided.settle(bank.asked[one] | {"run": "again"})


def edited(bank: Bank, one: str) -> None:
    change(bank, one, "EVIDENCE#score_risk#risk-1#001", details="{}")


def without_its_end(bank: Bank, one: str) -> None:
    last = bank.onboarding.case(one).entries[-1]
    bank.onboarding.client.delete_item(TableName=bank.onboarding.name, Key=bank.onboarding.key(one, last["item"]))


def settled_without_a_link(bank: Bank, one: str) -> None:
    last = bank.onboarding.case(one).entries[-1]
    without_its_end(bank, one)
    row = {name: value for name, value in last.items() if name not in ("number", "application_id", "item")}
    bank.onboarding.insert(one, str(last["item"]), row)
    before = bank.onboarding.case(one).entries[-1]
    change(bank, one, "CHAIN", count=before["number"], hash=before["hash"])


def another_picture(bank: Bank, one: str) -> None:
    row = {"attempt": 1, "picture": "document_front", "key": "k", "version": "v2", "media_type": "image/png"}
    bank.onboarding.insert(one, "SCAN#001#document_front", row)


@pytest.mark.parametrize(
    ("tamper", "problem"),
    [
        (edited, "RECORD_CHANGED"),
        (without_its_end, "RECORD_CHANGED"),
        (settled_without_a_link, "NOT_SETTLED"),
        (another_picture, "PICTURES_REPLACED"),
    ],
)
def test_no_account_where_what_was_decided_on_is_not_as_it_was(
    bank: Bank,
    monkeypatch: pytest.MonkeyPatch,
    tamper: Callable[[Bank, str], None],
    problem: str,
) -> None:
    one = bank.decided()
    tamper(bank, one)
    refused(bank, one, problem)
    if problem == "RECORD_CHANGED":
        monkeypatch.setattr(bank, "check_records", lambda: None)  # it is not whole any more


NOT_TO_BE_SETTLED: list[tuple[Row, str]] = [
    ({"decision": "failed"}, "IDENTITY_NOT_VERIFIED"),
    ({"without": "decide_identity"}, "IDENTITY_NOT_VERIFIED"),
    ({"without": "score_risk"}, "RISK_NOT_ACCEPTED"),
    ({"rating": "prohibited"}, "RISK_NOT_ACCEPTED"),
    ({"review_required": True}, "NOT_APPROVED"),
    ({"decision": "review"}, "NOT_APPROVED"),
    ({"scans": {"selfie": {"key": "k", "version": "v1"}}}, "PICTURES_REPLACED"),
    *(({"without": step}, "CHECK_MISSING") for step in (*decided.IDENTITY.values(), *decided.RISK.values())),
]


@pytest.mark.parametrize(("how", "problem"), NOT_TO_BE_SETTLED, ids=[str(how) for how, _ in NOT_TO_BE_SETTLED])
def test_what_does_not_hold_is_not_settled(bank: Bank, how: Row, problem: str) -> None:
    one = bank.checked(**how)
    with pytest.raises(OpeningRefused, match=problem):
        decided.settle(bank.asked[one])
    assert bank.onboarding.case(one).evidence_of(gate.STEP) == []
    refused_once = bank.onboarding.case(one).evidence_of("opening_refused")
    assert problem in refused_once[0].result["reasons"]
    assert len(bank.alerts) == 1


def approved(bank: Bank, one: str) -> None:
    """By one reviewer, on the evidence as it is."""
    case = bank.onboarding.case(one)
    if case.review is None:
        review = Review(number=1, review_id=rules.review_id(one, 1), task_token="token", rating="low", asked_at=OLD)
        assert conditions.ask(bank.onboarding, one, review, {"attempts": 1})
        status.move(bank.onboarding, one, Status.RUNNING)
        case = bank.onboarding.case(one)
    state = rules.current(case, anew=True)
    assert state
    made = Decision("eva", Choice.APPROVED, "RISK_ACCEPTED", state.evidence)
    assert bank.onboarding.keep(one, rules.STEP, state.next_run, made.as_evidence(), OLD)


def test_a_reviewer_s_approval_is_settled_and_an_earlier_one_is_not(bank: Bank) -> None:
    one = bank.checked(review_required=True, decision="review", verdicts={"duplicate": "review"})
    approved(bank, one)
    bank.asked[one] |= {"risk_run": "risk-2"}  # the risk was assessed again, and nobody has looked since
    step, _, rated = next(entry for entry in decided.found(bank.asked[one]) if entry[0] == "score_risk")
    again = {"rating": "low", "review_required": True, "due_diligence": "standard", "reasons": []}
    details = {**rated.details, "observations": rated.details["observations"] | {"identity": "review"}}
    made = type(rated)(again, details=details, attempt=rated.attempt, content_sha256=rated.content_sha256)
    for name, run, evidence in decided.found(bank.asked[one]):
        if name in decided.RISK.values():
            bank.onboarding.keep(one, name, run, evidence, timestamp())
    bank.onboarding.keep(one, step, "risk-2#001", made, OLD)
    with pytest.raises(OpeningRefused, match="NOT_APPROVED"):
        decided.settle(bank.asked[one])
    bank.asked[one] |= {"risk_run": "risk-1"}
    assert gate.read(bank.onboarding, one).meta.status == "running"


def test_an_approval_opens_the_account(bank: Bank) -> None:
    one = bank.checked(review_required=True, decision="review", verdicts={"duplicate": "review"})
    approved(bank, one)
    assert decided.settle(bank.asked[one])["decision"] == "settled"
    bank.opens(one)


@pytest.mark.parametrize(
    "found",
    [
        {"hits": []},
        {"hits": [{"entry_id": "ofac-1", "entry_content": "x", "remembered": False}]},
        {"hits": [], "other_hits": {"lists": {"OFAC SDN": 1}, "top_score": 0.7, "sha256": "x"}},
    ],
)
def test_what_was_not_screened_is_screened_before_the_account(bank: Bank, found: Row) -> None:
    """Approved while the lists were unavailable: they are searched now, and a match that nobody saw is no approval."""
    one = bank.checked(review_required=True, verdicts={"sanctions": "unavailable", "pep": "unavailable"})
    approved(bank, one)
    assert decided.settle(bank.asked[one]) == {"decision": "screen", "round": 1}
    assert bank.runs(one).error == "OpeningRefused"
    for kind, details in (("sanctions", found), ("pep", {"hits": []})):
        step, run, evidence = decided.screened(bank.asked[one], kind, 1, details)
        bank.onboarding.keep(one, step, run, evidence, timestamp())
    is_match = found != {"hits": []}
    assert decided.settle(bank.asked[one]) == {"decision": "screen" if is_match else "settled", "round": 2}
    if is_match:
        assert bank.runs(one).error == "OpeningRefused"
        approved(bank, one)  # by somebody who has seen it
        assert decided.settle(bank.asked[one])["decision"] == "settled"
    bank.opens(one)


@pytest.mark.parametrize("change_lists", ["published", "stale", "gone", "too long ago"])
def test_a_screening_that_is_not_of_the_lists_in_force_opens_nothing(
    bank: Bank,
    monkeypatch: pytest.MonkeyPatch,
    change_lists: str,
) -> None:
    one = bank.decided()
    match change_lists:
        case "published":
            bank.publish_lists()
        case "stale":
            decided.publish_lists(bank.bucket, bank.lists, refreshed_at=OLD)
        case "gone":
            bank.bucket.objects.clear()
        case _:
            monkeypatch.setattr(basis, "policy", lambda _: {"screening_valid_hours": 0})
    ended = bank.runs(one)
    assert (ended.error, ended.opened) == ("", False)
    assert decided.settle(bank.asked[one])["decision"] == "screen"
    assert bank.alerts == []  # it is the ordinary way: the workflow screens again
    if change_lists == "published":
        bank.screen_again(one)
        bank.opens(one)


def test_what_was_found_since_is_settled_before_the_account(bank: Bank) -> None:
    one = bank.decided()
    step, run, evidence = decided.screened(bank.asked[one], "pep", 1)
    bank.onboarding.keep(one, step, run, evidence, timestamp())
    refused(bank, one, "SETTLED_OTHERWISE")
    assert decided.settle(bank.asked[one])["decision"] == "settled"
    bank.opens(one)


CHANGES: dict[str, Row] = {
    "declined": {"status": "declined"},
    "failed": {"status": "failed"},
    "another attempt": {"attempts": 2},
    "other content": {"content_sha256": "0" * 64},
}


@pytest.mark.parametrize("row", CHANGES.values(), ids=CHANGES)
def test_a_case_that_changes_before_the_account_is_open_has_none(bank: Bank, row: Row) -> None:
    """At every call of every function until it is active: nothing changes between reading and writing."""
    one = ""

    def meanwhile() -> None:
        change(bank, one, "META", **row)

    writing = [name for name in FORWARD if name != "send_welcome"]
    for _ in bank.interruption.moments(BEFORE, meanwhile, writing, reads=True):
        one = bank.submit()
        ended = bank.runs(one)
        assert ended.opened != bank.interruption.happened
        asking = bank.interruption.during[0]
        if asking in ("create_customer", "open_account"):
            assert bank.onboarding.case(one).evidence_of(asking) == []


def test_nobody_is_recorded_as_onboarded_without_an_open_account(bank: Bank) -> None:
    one = bank.decided()
    outcome = {"application_id": one, "run": one, "outcome": "onboarded", "reasons": [], "rating": "low"}
    outcome |= {name: bank.asked[one][name] for name in ("attempt", "content_sha256")}
    for state in (None, "opening", "undoing", "undone"):
        if state:
            change(bank, one, "SAGA", holder="try", state=state, accounts=1)
        with pytest.raises(Conflict):
            record_outcome(outcome, None)
    assert bank.onboarding.meta(one).status == "running"
