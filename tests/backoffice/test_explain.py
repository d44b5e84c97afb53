"""Staff see the whole way to a rating; the customer's version is the same whatever was found."""

import itertools
import json
import re
from typing import Any

import pytest

from backoffice import policy_views, views
from lambdas.score_risk.score import RATINGS
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.onboardings import explain
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.onboardings.onboardings import STATUSES
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.policies import policy
from tests.applications import application
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
POLICY = policy("risk")
FACTORS = POLICY["factors"]
TIPPING_OFF = re.compile(
    r"sanction|watch|list|screen|match|\bhit|\bpep|politic|media|news|article|press|suspic|suspect|report|crime|criminal"
    r"|terror|launder|corrupt|fraud|brib|evasion|risk|rating|score|point|override|threshold|prohibit|review|senior"
    r"|investigat|alert|flag|polic|(?-i:[A-Z]{2,}_)",
    re.IGNORECASE,
)


def contribution(factor: str, band: Row, observed: str = "told") -> Row:
    return {"factor": factor, "observed": observed, **{key: band[key] for key in ("band", "points", "reason")}}


def found(contributions: list[Row], overrides: list[Row], status: str, rating: str = "high") -> Row:
    """What ``Onboarding.show`` gives of an application that was rated so."""
    observations = {"sanctions": "review", "pep": "review"}
    scored = {
        "step": "score_risk",
        "run": "risk-1",
        "result": {
            "rating": rating,
            "score": sum(one["points"] for one in contributions),
            "review_required": True,
            "due_diligence": "given",
            "policy_version": POLICY["version"],
            "reasons": [one["reason"] for one in overrides],
        },
        "details": {
            "contributions": contributions,
            "overrides": overrides,
            "thresholds": POLICY["thresholds"],
            "observations": observations,
        },
        "versions": {},
    }
    reasons = ["DECLINED_BY_REVIEWER", "POSSIBLE_SANCTIONS_MATCH"]
    return {"application_id": "demo-1", "status": status, "reasons": reasons, "steps": [*STEPS, scored]}


HIT = {
    "entry_id": "36",
    "list_name": "OFAC SDN",
    "name_matched": "AEROCARIBBEAN",
    "list_version": "2026-11-24-abc",
    "score": 0.93,
    "reasons": ["NAME_ALIKE", {"code": "BIRTH_DATE_SAME", "contribution": 0.1}],
    "remembered": True,
}
STEPS = [
    {
        "step": "decide_identity",
        "run": "identity-1",
        "result": {"decision": "review", "reasons": ["NAME_DIFFERS"]},
        "details": {},
        "versions": {},
    },
    {
        "step": "screen_pep",
        "run": "risk-0",
        "result": {"verdict": "pass", "list_version": "an older one"},
        "details": {"hits": [HIT]},
        "versions": {},
    },
    {
        "step": "screen_sanctions",
        "run": "risk-1",
        "result": {"verdict": "review", "list_version": "2026-11-24"},
        "details": {"hits": [HIT]},
        "versions": {},
    },
    {
        "step": "search_adverse_media",
        "run": "risk-1",
        "result": {"verdict": "review", "reasons": [], "articles": 3, "categories": {"corruption": 2, "other": 1}},
        "details": {},
        "versions": {"news": "The GDELT Project, https://www.gdeltproject.org/"},
    },
]
BANDS = {name: [contribution(name, band) for band in rule["bands"]] for name, rule in FACTORS.items()}
WORST = [max(bands, key=lambda one: int(one["points"])) for bands in BANDS.values()]


def case(status: str = "declined", scored: Row | None = None, **changes: Any) -> Case:
    """A case with this status, rated so where a rating is given."""
    table = MemoryOnboarding()
    one = table.put(application(application_id="demo-1", **changes), status=status)["application_id"]
    if scored:
        table.add_evidence(one, "score_risk", "risk-1", Evidence(scored["result"], details=scored["details"]), "2026")
    return table.case(one)


def read_by_customer(made: Case) -> str:
    """All that the customer's version says, as text and as JSON."""
    customer = explain.customer(made)
    return policy_views.for_customer(customer) + json.dumps(customer)


def test_nothing_that_the_customer_can_have_answered_tips_off() -> None:
    parts, shared = schemas.load("application")["$defs"], schemas.load("common")["$defs"]
    purposes = parts["expected_activity"]["properties"]["purpose"]["enum"]
    occupations = parts["applicant"]["properties"]["occupation"]["enum"]
    answers = itertools.product(shared["product"]["enum"], occupations, purposes)
    for product, occupation, purpose in answers:
        given = {"product": product, "applicant": {"occupation": occupation}}
        text = read_by_customer(case(**given, expected_activity={"purpose": purpose}))
        assert not TIPPING_OFF.search(text)


@pytest.mark.parametrize("status", STATUSES)
def test_no_combination_of_what_the_bank_found_changes_a_word(status: str) -> None:
    own: Row = {"applicant": {"family_name": "Eriksson"}, "document": {"number": "X1234567"}}
    expected = read_by_customer(case(status, **own))
    assert TIPPING_OFF.search(expected) is None
    for rating, override in itertools.product(RATINGS, POLICY["overrides"]):
        scored = found(WORST, [override], status, rating)["steps"][-1]
        assert read_by_customer(case(status, scored, **own)) == expected


def test_waiting_for_a_person_looks_like_working() -> None:
    own: Row = {"document": {"number": "X1234567"}}
    assert len({read_by_customer(case(status, **own)) for status in ("running", "awaiting_review", "failed")}) == 1


def test_the_customer_reads_their_own_answers_and_how_to_contest() -> None:
    made = case(product="premium_account", applicant={"nationalities": ["SWE", "NOR"]})
    lines = policy_views.for_customer(explain.customer(made)).splitlines()
    assert [lines[0], lines[1], lines[-1]] == [
        "We cannot open this account for you.",
        "We considered what you told us:",
        explain.CONTEST,
    ]
    assert "  The account you asked for: premium account" in lines
    assert "  Nationality, residence and the country of your document: SWE, NOR" in lines
    assert len(lines) == len(explain.GIVEN) + 3


def test_without_a_rating_staff_are_refused() -> None:
    row = {"application_id": "demo-1", "status": "awaiting_documents", "steps": []}
    assert "last message" in policy_views.for_customer(explain.customer(case("awaiting_documents")))
    with pytest.raises(RequestRefused, match="demo-1 has no rating: it is awaiting_documents"):
        explain.staff(row)


def test_staff_see_every_point_and_what_stands_behind_it() -> None:
    overrides = POLICY["overrides"][:2]
    explained = explain.staff(found(WORST, overrides, "awaiting_review"))
    assert sum(one["points"] for one in explained["factors"]) == explained["score"]
    assert explained["overrides"] == overrides
    assert explained["thresholds"] == POLICY["thresholds"]
    sanctions, pep = explained["screening"]
    assert sanctions["hits"] == [
        {
            "entry_id": "36",
            "list_name": "OFAC SDN",
            "list_version": "2026-11-24-abc",
            "score": 0.93,
            "remembered": True,
            "reasons": ["NAME_ALIKE", "BIRTH_DATE_SAME"],
        }
    ]
    assert pep == {"kind": "pep", "verdict": "review", "list_version": None, "hits": []}  # the other run's is not shown
    assert (explained["news"]["articles"], explained["identity"]["reasons"]) == (3, ["NAME_DIFFERS"])


def test_staff_read_it_in_a_table() -> None:
    with views.console.capture() as captured:
        views.console.print(policy_views.for_staff(explain.staff(found(WORST, POLICY["overrides"], "declined"))))
    said = captured.get()
    for words in (
        f"policy {POLICY['version']}: medium from 30, high from 60",
        "COUNTRY_HIGH_RISK",
        "sanctions review forces at least high (POSSIBLE_SANCTIONS_MATCH)",
        "OFAC SDN 36 of 2026-11-24-abc: score 0.93, cleared before (NAME_ALIKE, BIRTH_DATE_SAME)",
        "News: review, 3 articles, 2 corruption, 1 other; source: The GDELT Project, https://www.gdeltproject.org/",
        "Identity: review, NAME_DIFFERS",
    ):
        assert words in said
    assert "AEROCARIBBEAN" not in said


def test_staff_see_what_was_not_looked_at() -> None:
    row = found(WORST, [], "declined")
    row["steps"] = row["steps"][-1:]
    with views.console.capture() as captured:
        views.console.print(policy_views.for_staff(explain.staff(row)))
    assert "News: not searched" in captured.get()
    assert "Identity: not decided" in captured.get()
