"""What opinions amount to: never an approval that the rules of four eyes forbid, whoever says what in which order."""

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Case, Opinion
from lambdas.shared.runtime.policies import policy
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
PEOPLE = ("eva", "Eva ", "max", "ines", "submitter")
NOW, BEFORE = "new evidence", "old evidence"
OPINIONS = st.builds(
    lambda reviewer, chosen, senior, evidence: Opinion(reviewer, chosen[0], chosen[1], evidence, senior=senior),
    st.sampled_from(PEOPLE),
    st.sampled_from([("approved", "RISK_ACCEPTED"), ("declined", "RISK_TOO_HIGH"), ("declined", "MATCH_CONFIRMED")]),
    st.booleans(),
    st.sampled_from([NOW, NOW, NOW, BEFORE]),
)


def case(*opinions: Opinion, two: bool = True, queue: str = "possible match") -> Case:
    return Case({"two_people": two, "queue": queue, "review_id": "r"}, NOW, "Submitter", opinions)


def approves(name: str, *, senior: bool = False, evidence: str = NOW) -> Opinion:
    return Opinion(name, "approved", "RISK_ACCEPTED", evidence, senior=senior)


def confirms(name: str, *, senior: bool = False) -> Opinion:
    return Opinion(name, "declined", "MATCH_CONFIRMED", NOW, senior=senior)


@given(st.lists(OPINIONS, max_size=6), st.booleans())
def test_nothing_is_approved_without_the_people_that_it_takes(opinions: list[Opinion], two: bool) -> None:
    found = case(*opinions, two=two)
    if rules.outcome(found) == "approved":
        approving = [one for one in opinions if one.decision == "approved" and one.evidence == NOW]
        people = {one.person for one in approving} - {"submitter"}
        assert len(people) >= (2 if found.needs_two else 1)
        assert not found.needs_two or any(one.senior for one in approving if one.person != "submitter")


@given(st.lists(OPINIONS, max_size=6).map(tuple))
def test_opinions_on_other_evidence_settle_nothing(opinions: tuple[Opinion, ...]) -> None:
    old = [Opinion(one.reviewer, one.decision, one.reason, BEFORE, senior=one.senior) for one in opinions]
    assert rules.outcome(case(*old, two=False)) is None


@given(st.lists(OPINIONS, max_size=5), st.booleans())
def test_what_may_be_given_one_by_one_comes_from_different_people(opinions: list[Opinion], two: bool) -> None:
    given_so_far: list[Opinion] = []
    for one in opinions:
        if one.evidence == NOW and rules.refusal(case(*given_so_far, two=two), one) is None:
            given_so_far.append(one)
    people = [one.person for one in given_so_far]
    assert len(people) == len(set(people))
    assert "submitter" not in people


def test_two_people_one_of_them_senior_approve() -> None:
    assert rules.outcome(case(approves("eva"))) is None
    assert rules.outcome(case(approves("eva"), approves("max"))) is None
    for first, second in itertools.permutations((False, True)):
        assert rules.outcome(case(approves("eva", senior=first), approves("max", senior=second))) == "approved"
    assert rules.outcome(case(approves("eva"), two=False)) == "approved"


def test_one_declines_but_a_confirmed_match_takes_two() -> None:
    assert rules.outcome(case(Opinion("eva", "declined", "RISK_TOO_HIGH", NOW))) == "declined"
    assert rules.outcome(case(confirms("eva", senior=True), two=False)) is None
    assert rules.outcome(case(confirms("eva", senior=True), confirms("max"), two=False)) == "declined"
    # Once a match was confirmed by somebody, one approval is not enough any more.
    assert rules.outcome(case(confirms("eva"), approves("max", senior=True), two=False)) is None


def test_an_escalated_case_is_decided_by_a_senior() -> None:
    queue = policy("review")["escalation_queue"]
    assert rules.outcome(case(approves("eva"), two=False, queue=queue)) is None
    assert rules.refusal(case(two=False, queue=queue), approves("eva")) is not None
    assert rules.outcome(case(approves("eva", senior=True), two=False, queue=queue)) == "approved"


def test_the_second_of_two_must_be_senior_where_the_first_is_not() -> None:
    assert "must be senior" in str(rules.refusal(case(approves("eva")), approves("max")))
    assert rules.refusal(case(approves("eva", senior=True)), approves("max")) is None


def test_reviews_are_no_evidence_and_all_else_that_was_found_is() -> None:
    table = MemoryOnboarding()
    table.insert("demo-1", "META", {"status": "awaiting_review"})
    review = {"review_id": "demo-1-review-001", "asked_at": "2026", "item": "REVIEW#001", "status": "pending"}
    table.append("demo-1", "APPLICATION#001", {"body": "{}"})
    before = rules.evidence_hash(table.items("demo-1"))
    table.append("demo-1", *rules.row(review, 1, approves("eva"), "2026"))
    table.append("demo-1", "MESSAGE#1", {"subject": "Reminder"})
    assert rules.evidence_hash(table.items("demo-1")) == before
    (kept,) = rules.of(table.items("demo-1"), review).opinions
    assert kept == approves("eva")
    table.append("demo-1", "UPLOAD#001#selfie#1", {"key": "x"})
    assert rules.evidence_hash(table.items("demo-1")) != before
