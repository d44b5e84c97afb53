"""The numbers of the search are described, and each can be changed."""

from dataclasses import fields

from lambdas.shared.runtime.tunables import numbers
from lambdas.shared.watchlists.config import CONFIG, ScreeningConfig


def test_every_number_is_described() -> None:
    assert len(fields(ScreeningConfig)) == len(numbers(ScreeningConfig))
    assert all(about.unit and about.description.endswith(".") for about in numbers(ScreeningConfig).values())


def test_the_numbers_are_in_order() -> None:
    assert CONFIG.alike_from < CONFIG.one_part_from < CONFIG.same_syllable < CONFIG.no_vowels
    assert CONFIG.years_near < CONFIG.years_far
    assert CONFIG.rare_from < CONFIG.rare_to
