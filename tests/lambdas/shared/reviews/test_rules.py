"""What decisions amount to: never an approval that the rules of four eyes forbid, whoever says what in which order."""

import itertools
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lambdas.score_risk.score import ENHANCED
from lambdas.shared.cases import pictures
from lambdas.shared.cases.items import Review
from lambdas.shared.documents.pictures import PICTURES
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice, Decision, ReviewState, Unsettled
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.people import Person, compared
from lambdas.shared.runtime.policies import policy
from tests.applications import application
from tests.memory import MemoryOnboarding

PEOPLE = ("eva", "Eva ", "max", "ines", "submitter")
NOW, BEFORE = "new evidence", "old evidence"
APPROVED, DECLINED = Choice.APPROVED, Choice.DECLINED
DECISIONS = st.builds(
    lambda reviewer, chosen, senior, evidence: Decision(reviewer, chosen[0], chosen[1], evidence, senior=senior),
    st.sampled_from(PEOPLE),
    st.sampled_from([(APPROVED, "RISK_ACCEPTED"), (DECLINED, "RISK_TOO_HIGH"), (DECLINED, "TRUE_MATCH")]),
    st.booleans(),
    st.sampled_from([NOW, NOW, NOW, BEFORE]),
)


def state(*decisions: Decision, two: bool = True, queue: str = "possible match") -> ReviewState:
    review = Review(number=1, queue=queue, review_id="r")
    return ReviewState(review, NOW, [Person("Submitter")], decisions, two_people=two)


def approves(name: str, *, senior: bool = False, evidence: str = NOW) -> Decision:
    return Decision(name, APPROVED, "RISK_ACCEPTED", evidence, senior=senior)


def confirms(name: str, *, senior: bool = False) -> Decision:
    return Decision(name, DECLINED, "TRUE_MATCH", NOW, senior=senior)


@given(st.lists(DECISIONS, max_size=6), st.booleans())
def test_nothing_is_approved_without_the_people_that_it_takes(decisions: list[Decision], two: bool) -> None:
    found = state(*decisions, two=two)
    if rules.outcome(found) == "approved":
        approving = [one for one in decisions if one.choice == "approved" and one.evidence == NOW]
        people = {compared(one.reviewer) for one in approving} - {compared("submitter")}
        assert len(people) >= (2 if found.needs_two else 1)
        assert not found.needs_two or any(one.senior for one in approving if one.reviewer != "submitter")


@given(st.lists(DECISIONS, max_size=6).map(tuple))
def test_decisions_on_other_evidence_settle_nothing(decisions: tuple[Decision, ...]) -> None:
    old = [Decision(one.reviewer, one.choice, one.reason, BEFORE, senior=one.senior) for one in decisions]
    assert rules.outcome(state(*old, two=False)) is None


@given(st.lists(DECISIONS, max_size=5), st.booleans())
def test_what_may_be_given_one_by_one_comes_from_different_people(decisions: list[Decision], two: bool) -> None:
    given_so_far: list[Decision] = []
    for one in decisions:
        if one.evidence == NOW and rules.refusal(state(*given_so_far, two=two), one) is None:
            given_so_far.append(one)
    people = [compared(one.reviewer) for one in given_so_far]
    assert len(people) == len(set(people))
    assert compared("submitter") not in people


def test_two_people_one_of_them_senior_approve() -> None:
    assert rules.outcome(state(approves("eva"))) is None
    assert rules.outcome(state(approves("eva"), approves("max"))) is None
    for first, second in itertools.permutations((False, True)):
        assert rules.outcome(state(approves("eva", senior=first), approves("max", senior=second))) == "approved"
    assert rules.outcome(state(approves("eva"), two=False)) == "approved"


def test_one_declines_but_a_confirmed_match_takes_two() -> None:
    assert rules.outcome(state(Decision("eva", DECLINED, "RISK_TOO_HIGH", NOW))) == "declined"
    assert rules.outcome(state(confirms("eva", senior=True), two=False)) is None
    assert rules.outcome(state(confirms("eva", senior=True), confirms("max"), two=False)) == "declined"
    # Once a match was confirmed by somebody, one approval is not enough any more.
    assert rules.outcome(state(confirms("eva"), approves("max", senior=True), two=False)) is None


def test_an_escalated_case_is_decided_by_a_senior() -> None:
    queue = policy("review")["escalation_queue"]
    assert rules.outcome(state(approves("eva"), two=False, queue=queue)) is None
    assert rules.refusal(state(two=False, queue=queue), approves("eva")) is not None
    assert rules.outcome(state(approves("eva", senior=True), two=False, queue=queue)) == "approved"


def test_the_second_of_two_must_be_senior_where_the_first_is_not() -> None:
    assert "must be senior" in str(rules.refusal(state(approves("eva")), approves("max")))
    assert rules.refusal(state(approves("eva", senior=True)), approves("max")) is None


def test_reviews_are_no_evidence_and_all_else_that_was_found_is() -> None:
    table = MemoryOnboarding()
    made = application(application_id="demo-1")
    table.put(made)
    review = table.ask_reviewers("demo-1")

    def now() -> ReviewState:
        return rules.of(table.case("demo-1"), review)

    before = now()
    made = replace(approves("eva"), note="a namesake", parts=("selfie",))
    table.keep("demo-1", rules.STEP, before.next_run, made.as_evidence(), review.asked_at)
    table.keep("demo-1", rules.STEP, "demo-1-review-002#001", approves("max").as_evidence(), review.asked_at)
    table.append("demo-1", "MESSAGE#1", {"subject": "Reminder"})
    assert now().evidence == before.evidence
    assert now().decisions == [made]
    table.append("demo-1", "UPLOAD#001#selfie#1", {"key": "x"})
    assert now().evidence != before.evidence


def test_the_workflow_asks_with_the_reasons_that_the_functions_know() -> None:
    """Definitions import nothing of the functions, so these codes stand in both."""
    definition = (Path(__file__).parents[4] / "definitions" / "kyc-onboarding.asl.json").read_text(encoding="utf-8")
    for code in (rules.ASKED, pictures.MISSING, ENHANCED):
        assert f'"{code}"' in definition


def test_what_a_reviewer_may_decide_is_what_the_policy_and_the_workflow_know() -> None:
    settled = schemas.load("settle_review")["$defs"]["result"]["properties"]
    assert [*policy("review")["decisions"]] == [*Choice]
    assert settled["decision"]["enum"] == [*Choice, *Unsettled]
    assert [*PICTURES, *settled["parts"]["items"]["enum"]] == [*rules.PARTS]
