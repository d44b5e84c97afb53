"""Staff see the whole way to a rating; the customer's version is the same whatever was found."""

import itertools
import json
import re
from typing import Any

import pytest

from backoffice import explain, policy_views, views
from backoffice.client import STATUSES
from backoffice.errors import BackOfficeError
from lambdas.score_risk.score import RATINGS
from lambdas.shared.runtime.policies import policy

Row = dict[str, Any]
POLICY = policy("risk")
FACTORS = POLICY["factors"]
HIDDEN = [name for name in FACTORS if name not in explain.GIVEN]
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


def told(row: Row) -> str:
    """All that the customer's version says, as text and as JSON."""
    customer = explain.customer(row)
    return policy_views.for_customer(customer) + json.dumps(customer)


def test_no_combination_of_what_the_customer_told_tips_off() -> None:
    given = [BANDS[name] for name in FACTORS if name in explain.GIVEN]
    texts = {told(found(list(combination), [], "declined")) for combination in itertools.product(*given)}
    assert not [text for text in texts if TIPPING_OFF.search(text)]


@pytest.mark.parametrize("status", STATUSES)
def test_no_combination_of_what_the_bank_found_changes_a_word(status: str) -> None:
    own = [BANDS[name][0] for name in FACTORS if name in explain.GIVEN]
    expected = told(found(own, [], status))
    assert TIPPING_OFF.search(expected) is None
    for combination in itertools.product(*(BANDS[name] for name in HIDDEN)):
        assert told(found([*own, *combination], [], status)) == expected
    for rating, count in itertools.product(RATINGS, range(len(POLICY["overrides"]) + 1)):
        for overrides in itertools.combinations(POLICY["overrides"], count):
            assert told(found(own, list(overrides), status, rating)) == expected


def test_more_points_for_what_was_told_change_no_word() -> None:
    for name in explain.GIVEN:
        assert len({told(found([band], [], "declined")) for band in BANDS[name]}) == 1


def test_waiting_for_a_person_looks_like_working() -> None:
    looks = {told(found([], [], status)) for status in ("running", "awaiting_review", "failed")}
    assert len(looks) == 1


def test_the_customer_reads_their_own_answers_and_how_to_contest() -> None:
    row = found([contribution("product", FACTORS["product"]["bands"][2], "premium_account")], [], "declined")
    assert policy_views.for_customer(explain.customer(row)).splitlines() == [
        "We cannot open this account for you.",
        "We considered what you told us:",
        "  The account you asked for: premium account",
        explain.CONTEST,
    ]


def test_without_a_rating_the_customer_is_told_and_staff_are_refused() -> None:
    row = {"application_id": "demo-1", "status": "awaiting_documents", "steps": []}
    assert explain.customer(row)["considered"] == []
    assert "last message" in policy_views.for_customer(explain.customer(row))
    with pytest.raises(BackOfficeError, match="demo-1 has no rating: it is awaiting_documents"):
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
