from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.check_document.rules import RULES as DOCUMENT_RULES
from lambdas.compare_faces.thresholds import RULES as FACE_RULES
from lambdas.decide_identity.decision import CHECKS, Check, decide
from lambdas.decide_identity.validity import on_the_day
from lambdas.shared.cases.verdicts import Verdict
from lambdas.shared.runtime.policies import policy
from tests.applications import application

POLICY = policy("identity")
CARD = ["document_front", "document_back", "selfie"]
VERDICTS = st.sampled_from([verdict.value for verdict in Verdict])
CHECKED = st.fixed_dictionaries(
    {name: VERDICTS.map(lambda verdict: Check(verdict=verdict, reasons=[])) for name in CHECKS}
)
AGAIN = [code for code, verdict, *_ in (*DOCUMENT_RULES, *FACE_RULES) if verdict is Verdict.RESUBMIT]


def checks(**verdicts: str) -> dict[str, Check]:
    """All four checks, passed unless said otherwise, each with a reason of its own."""
    found = dict.fromkeys(CHECKS, "pass") | verdicts
    return {name: Check(verdict=verdict, reasons=[f"{name.upper()}_SAYS"]) for name, verdict in found.items()}


@pytest.mark.parametrize(
    ("verdicts", "decision", "reasons"),
    [
        ({}, "verified", []),
        ({"address": "review"}, "review", ["ADDRESS_SAYS"]),
        ({"face": "unavailable"}, "review", ["FACE_SAYS"]),
        ({"document": "resubmit", "address": "review"}, "resubmit", ["DOCUMENT_SAYS", "ADDRESS_SAYS"]),
        ({"document": "resubmit", "face": "fail"}, "failed", ["DOCUMENT_SAYS", "FACE_SAYS"]),
        ({"duplicate": "fail"}, "review", ["DUPLICATE_SAYS"]),
        ({"email": "review"}, "review", ["EMAIL_SAYS"]),
    ],
)
def test_the_gravest_verdict_decides(verdicts: dict[str, str], decision: str, reasons: list[str]) -> None:
    decided = decide(checks(**verdicts), POLICY, CARD)
    assert (decided.decision, decided.reasons) == (decision, reasons)


@pytest.mark.parametrize("missing", CHECKS)
def test_nobody_is_verified_by_what_was_not_looked_at(missing: str) -> None:
    made = checks()
    del made[missing]
    decided = decide(made, POLICY, CARD)
    assert (decided.decision, decided.reasons) == ("review", [f"{missing}_unavailable".upper()])


@pytest.mark.parametrize(
    ("reason", "pictures"),
    [
        ("DOCUMENT_EXPIRED", ["document_front", "document_back"]),
        ("NO_PORTRAIT", ["document_front"]),
        ("NOT_LIVE", ["selfie"]),
        ("A_CHECK_OF_THE_BANK_S_OWN", CARD),
    ],
)
def test_exactly_the_pictures_of_the_reasons_are_asked_for(reason: str, pictures: list[str]) -> None:
    made = checks() | {"document": Check(verdict="resubmit", reasons=[reason])}
    assert decide(made, POLICY, CARD).pictures == pictures


def test_a_passport_has_no_back_to_ask_for() -> None:
    made = checks() | {"document": Check(verdict="resubmit", reasons=["DOCUMENT_EXPIRED"])}
    assert decide(made, POLICY, ["document_front", "selfie"]).pictures == ["document_front"]


@pytest.mark.parametrize("code", AGAIN)
def test_every_reason_to_ask_again_says_for_what_and_gives_advice(code: str) -> None:
    row = POLICY["resubmit"][code]
    assert row["pictures"]
    assert row["advice"]


@pytest.mark.parametrize("row", POLICY["resubmit"].values(), ids=POLICY["resubmit"])
def test_advice_reveals_no_suspicion(row: dict[str, str]) -> None:
    """REQ-11: what an applicant reads is what to do, never what the bank thinks."""
    words = {word.strip(".,").casefold() for word in row["advice"].split()}
    assert not words & {
        "alert", "forged", "forgery", "fraud", "fake", "false", "list", "match", "police", "refused", "report", "risk",
        "sanction", "sanctions", "suspect", "suspicion", "suspicious", "terror", "watchlist",
    }  # fmt: skip


def test_the_policy_has_a_decision_for_every_verdict() -> None:
    assert [row["if_any_check_says"] for row in POLICY["decisions"]] == [
        "fail", "resubmit", "unavailable", "review", "pass",
    ]  # fmt: skip


@given(CHECKED)
def test_only_four_passes_verify_and_everything_else_says_why(made: dict[str, Check]) -> None:
    decided = decide(made, POLICY, CARD)
    all_passed = {check["verdict"] for check in made.values()} == {"pass"}
    assert (decided.decision == "verified") == all_passed
    assert bool(decided.reasons) != all_passed
    assert bool(decided.pictures) == (decided.decision == "resubmit")


@given(CHECKED, st.permutations(CHECKS))
def test_the_order_of_the_checks_does_not_decide(made: dict[str, Check], order: list[str]) -> None:
    assert decide({name: made[name] for name in order}, POLICY, CARD) == decide(made, POLICY, CARD)


@pytest.mark.parametrize(
    ("verdict", "today", "expected"),
    [
        ("pass", date(2031, 4, 15), "pass"),
        ("pass", date(2031, 4, 16), "resubmit"),
        ("review", date(2031, 4, 16), "resubmit"),
        ("fail", date(2031, 4, 16), "fail"),
        ("unavailable", date(2031, 4, 16), "unavailable"),
    ],
)
def test_a_document_is_valid_on_the_day_of_the_decision(verdict: str, today: date, expected: str) -> None:
    made = application(document={"expires_on": "2031-04-15"})
    found = on_the_day({"document": Check(verdict=verdict, reasons=[])}, made, today)
    assert found["document"]["verdict"] == expected
    assert ("DOCUMENT_EXPIRED" in found["document"]["reasons"]) == (verdict != expected)
