"""Which hits are possible matches, by the watchlist policy."""

import pytest

from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.entries import KINDS, ListKind
from lambdas.shared.watchlists.matching import Hit
from lambdas.shared.watchlists.possible_match import PossibleMatch, possible_match
from lambdas.shared.watchlists.reasons import Reason


def hit(score: float, *codes: str) -> Hit:
    return Hit("1", "Test", "A B", score, tuple(Reason(code, 1.0) for code in codes), "content")


def test_hits_count_from_the_score_on_and_with_a_second_sign_where_it_is_needed() -> None:
    by_name, low, agreeing = hit(0.9, "NAME_SAME"), hit(0.79, "COUNTRY_SAME"), hit(0.8, "COUNTRY_SAME")
    assert PossibleMatch(0.8, second_sign=True).among([by_name, low, agreeing]) == [agreeing]
    assert PossibleMatch(0.8, second_sign=False).among([by_name, low, agreeing]) == [by_name, agreeing]


@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_says_what_is_a_possible_match_and_why(kind: ListKind) -> None:
    row = policy("watchlist")["possible_match"][kind]
    assert possible_match(kind) == PossibleMatch(row["from"], row["second_sign"])
    assert len(row["source"]) > 20
