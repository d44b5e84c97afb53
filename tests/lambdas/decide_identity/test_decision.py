import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.decide_identity.decision import CHECKS, Check, decide
from lambdas.shared.verdicts import Verdict

VERDICTS = st.sampled_from([verdict.value for verdict in Verdict])
CHECKED = st.fixed_dictionaries(
    {name: VERDICTS.map(lambda verdict: Check(verdict=verdict, reasons=[])) for name in CHECKS}
)


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
    decided = decide(checks(**verdicts))
    assert (decided.decision, decided.reasons) == (decision, reasons)


@pytest.mark.parametrize("missing", CHECKS)
def test_nobody_is_verified_by_what_was_not_looked_at(missing: str) -> None:
    made = checks()
    del made[missing]
    decided = decide(made)
    assert (decided.decision, decided.reasons) == ("review", [f"{missing}_unavailable".upper()])


@given(CHECKED)
def test_only_four_passes_verify_and_everything_else_says_why(made: dict[str, Check]) -> None:
    decided = decide(made)
    all_passed = {check["verdict"] for check in made.values()} == {"pass"}
    assert (decided.decision == "verified") == all_passed
    assert bool(decided.reasons) != all_passed


@given(CHECKED, st.permutations(CHECKS))
def test_the_order_of_the_checks_does_not_decide(made: dict[str, Check], order: list[str]) -> None:
    assert decide({name: made[name] for name in order}) == decide(made)
