"""The numbers of the search are described, and each can be changed."""

from dataclasses import fields

import pytest

from lambdas.shared.runtime.policies import policy
from lambdas.shared.runtime.tunables import numbers
from lambdas.shared.watchlists.config import CONFIG, ScreeningConfig
from lambdas.shared.watchlists.entries import ListKind
from lambdas.shared.watchlists.possible_match import PossibleMatch, possible_match


def test_every_number_is_described() -> None:
    assert len(fields(ScreeningConfig)) == len(numbers(ScreeningConfig))
    assert all(about.unit and about.description.endswith((".", "...")) for about in numbers(ScreeningConfig).values())


def test_the_numbers_are_in_order() -> None:
    assert CONFIG.alike_from < CONFIG.one_part_from < CONFIG.same_syllable < CONFIG.no_vowels
    assert CONFIG.years_near < CONFIG.years_far
    assert CONFIG.rare_from < CONFIG.rare_to


@pytest.mark.parametrize("kind", ["sanctions", "pep"])
def test_what_is_a_possible_match_is_in_the_policy(kind: ListKind) -> None:
    row = policy("watchlist")["possible_match"][kind]
    assert possible_match(kind) == PossibleMatch(row["from"], row["second_sign"])
    assert len(row["source"]) > 20
