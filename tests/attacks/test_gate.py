"""An account is opened by a settled decision that holds, whoever starts what, and whatever changes meanwhile."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from lambdas.record_failure.handler import handler as record_failure
from lambdas.record_outcome.handler import handler as record_outcome
from lambdas.shared.accounts import basis, gate
from lambdas.shared.cases import facts, outbox, status
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Review
from lambdas.shared.cases.status import Status
from lambdas.shared.reviews import clearing, conditions, rules
from lambdas.shared.reviews.clearing import Opinion
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Conflict, OnboardingFailed, OpeningRefused
from lambdas.shared.watchlists import cleared
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


DECLINE = {"outcome": "declined", "rating": "low", "reasons": ["RATING_HIGH"]}


@pytest.mark.parametrize("is_settled", [True, False])
def test_no_account_for_a_case_that_the_record_says_is_declined(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, is_settled: bool
) -> None:
    """The attack: META of a case that was declined says running again."""
    monkeypatch.setattr(outbox, "send", lambda _: None)
    one = bank.decided() if is_settled else bank.checked()
    about = {name: bank.asked[one][name] for name in ("application_id", "attempt", "content_sha256")}
    record_outcome(DECLINE | about | {"run": one}, None)
    change(bank, one, "META", status="running")
    with pytest.raises(OpeningRefused, match="META_DIFFERS"):
        decided.settle(bank.asked[one])
    bank.alerts.clear()
    assert bank.runs(one).error == "OpeningRefused"
    assert json.loads(bank.alerts[0]["Message"])["reasons"] == ["META_DIFFERS"]


def test_a_decision_beside_the_record_is_none(bank: Bank) -> None:
    """The sibling: META says declined, and an item that is no entry says so too."""
    one = bank.decided()
    change(bank, one, "META", status="declined", outcome="declined", rating="low", reasons='["RATING_HIGH"]')
    details = DECLINE | {"reasons": json.dumps(DECLINE["reasons"])}
    row = {"step": facts.OUTCOME, "run": f"{one}#001", "result": "{}", "details": json.dumps(details)}
    bank.onboarding.insert(one, f"EVIDENCE#{facts.OUTCOME}#{one}#001", row)
    assert "META says status declined, and the record not decided" in [*facts.problems(bank.onboarding.case(one))]


def test_no_account_for_an_execution_that_meta_alone_names(bank: Bank) -> None:
    """The attack: META is given another execution, which then settles and opens."""
    one = bank.checked()
    change(bank, one, "META", execution_arn="arn:aws:states:eu-west-1:1:execution:kyc-onboarding:by-hand")
    with pytest.raises(OpeningRefused, match="ANOTHER_EXECUTION"):
        decided.settle(bank.asked[one] | {"run": "by-hand"})
    bank.alerts.clear()
    assert bank.runs(one, given={"settled_in": "by-hand"}).error == "OpeningRefused"


def test_no_account_for_a_case_that_no_execution_has_begun(bank: Bank) -> None:
    one = bank.checked(without="validate_application")
    with pytest.raises(OpeningRefused, match="ANOTHER_EXECUTION"):
        decided.settle(bank.asked[one])


def checked_again(bank: Bank, one: str, *, without: str = "", risk_run: str = "risk-again", **how: Any) -> Row:
    """A second pass of the same execution, as after a redrive; what it settles."""
    again = bank.asked[one] | {"identity_run": "identity-again", "risk_run": risk_run}
    for step, run, evidence in decided.found(again, **how):
        if without not in (step, "all risk") or (without == "all risk" and step not in RISK_STEPS):
            bank.onboarding.keep(one, step, run, evidence, timestamp())
    return again


RISK_STEPS = (*decided.RISK.values(), "score_risk")
OVERTAKING: dict[str, Row] = {
    "identity failed": {"decision": "failed"},
    "prohibited": {"rating": "prohibited", "review_required": True},
    "verified again": {},
    "identity alone": {"without": "all risk"},
    "a check that begins": {"without": "decide_identity", "verdicts": {"document": "fail"}},
}


@pytest.mark.parametrize("how", OVERTAKING.values(), ids=OVERTAKING)
@pytest.mark.parametrize("is_settled", [True, False])
def test_no_account_by_a_pass_that_a_later_one_has_overtaken(bank: Bank, how: Row, is_settled: bool) -> None:
    """The attack: a redrive checks again, and kyc-account, or the settling, is started by hand on what was before."""
    one = bank.decided() if is_settled else bank.checked()
    checked_again(bank, one, **how)
    with pytest.raises(OpeningRefused, match="OVERTAKEN"):
        decided.settle(bank.asked[one])
    bank.alerts.clear()
    assert bank.runs(one).error == "OpeningRefused"


def test_no_account_by_a_risk_that_was_rated_before_the_identity(bank: Bank) -> None:
    one = bank.checked()
    again = checked_again(bank, one, without="all risk")
    with pytest.raises(OpeningRefused, match="OVERTAKEN"):
        decided.settle(again | {"risk_run": bank.asked[one]["risk_run"]})


def test_a_redriven_execution_opens_the_account_on_its_new_runs(bank: Bank) -> None:
    one = bank.decided()
    bank.fails(one, broken=["open_account"])
    bank.asked[one] = checked_again(bank, one)
    first = decided.settle(bank.asked[one])
    assert (first["decision"], decided.settle(bank.asked[one])) == ("settled", first)
    bank.opens(one)
    assert decided.settle(bank.asked[one]) == first


def test_what_a_check_of_the_record_found_cannot_be_left_out(bank: Bank) -> None:
    """The attack: the rating is made by a caller who leaves out a check's reasons."""
    one = bank.checked(without="assess_customer")
    run = f"{bank.asked[one]['risk_run']}#001"
    about = {"attempt": 1, "content_sha256": bank.asked[one]["content_sha256"]}
    found = Evidence({"verdict": "pass", "reasons": ["DEPOSITS_UNEXPLAINED"]}, **about)
    bank.onboarding.keep(one, "assess_customer", run, found, timestamp())
    with pytest.raises(OpeningRefused, match="CHECK_MISSING"):
        decided.settle(bank.asked[one])


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


def approved(bank: Bank, one: str, choice: Choice = Choice.APPROVED) -> None:
    """By one reviewer, on the evidence as it is; or otherwise decided."""
    case = bank.onboarding.case(one)
    if case.review is None:
        review = Review(number=1, review_id=rules.review_id(one, 1), task_token="token", rating="low", asked_at=OLD)
        assert conditions.ask(bank.onboarding, one, review, {"attempts": 1})
        status.move(bank.onboarding, one, Status.RUNNING)
        case = bank.onboarding.case(one)
    state = rules.current(case, anew=True)
    assert state
    made = Decision("eva", choice, "RISK_ACCEPTED", state.evidence)
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
    assert bank.onboarding.meta(one).status == "running"


@pytest.mark.parametrize("is_hidden", [True, False])
def test_no_account_by_the_rules_where_a_reviewer_declined(bank: Bank, is_hidden: bool) -> None:
    """Whoever declined is not overruled by a later pass that asks for no person, nor by an item that is gone."""
    one = bank.decided()
    approved(bank, one, Choice.DECLINED)
    if is_hidden:
        bank.onboarding.client.delete_item(TableName=bank.onboarding.name, Key=bank.onboarding.key(one, "REVIEW#001"))
    again = checked_again(bank, one)
    for asked in (bank.asked[one], again):
        with pytest.raises(OpeningRefused, match="NOT_APPROVED"):
            decided.settle(asked)
    bank.alerts.clear()
    assert bank.runs(one).error == "OpeningRefused"


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


HIT: Row = {"entry_id": "ofac-1", "list_name": "ofac", "entry_content": "x", "remembered": True}


def test_a_clearing_that_its_record_says_no_more_opens_nothing(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists are searched again, and the hit that nobody has cleared goes to a person."""
    monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)
    one, other = bank.checked(), bank.checked()
    hit = cleared.Hit(decided.SEARCHED, HIT["entry_id"], HIT["list_name"], HIT["entry_content"])
    for reviewer, senior in (("eva", False), ("max", True)):
        case = bank.onboarding.case(other)
        said = Opinion(hit, reviewer, "FALSE_POSITIVE", rules.evidence(case), senior=senior)
        clearing.give(bank.onboarding, bank.customers, case, said)
    used = clearing.settled(bank.onboarding.case(other), hit)
    assert used
    step, run, evidence = decided.screened(bank.asked[one], "sanctions", 1, {"hits": [HIT | {"cleared": used}]})
    bank.onboarding.keep(one, step, run, evidence, timestamp())
    assert decided.settle(bank.asked[one])["decision"] == "settled"
    item = f"EVIDENCE#{clearing.STEP}#{HIT['entry_id']}#001"
    before = bank.onboarding.get(other, item)
    assert before
    change(bank, other, item, details="{}")
    ended = bank.runs(one)
    assert (ended.error, ended.opened) == ("", False)
    assert decided.settle(bank.asked[one]) == {"decision": "screen", "round": 2}
    change(bank, other, item, details=before["details"])
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
