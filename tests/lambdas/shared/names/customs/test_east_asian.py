"""Chinese and Korean syllables are one in the spellings of several places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names.customs.chinese import syllables
from lambdas.shared.names.customs.east_asian import _mandarin, is_syllabic, readings, run_readings


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ZHANG", "CHANG"),
        ("ZHANG", "CHEUNG"),
        ("LIN", "LAM"),
        ("XIE", "TSE"),
        ("PAK", "PARK"),
        ("KIM", "GIM"),
        ("RI", "YI"),
        ("CHONG", "JEONG"),
        ("CHONG", "JUNG"),
        ("HYON", "HYUN"),
        ("QIFU", "CHIFU"),
    ],
)
def test_one_syllable_in_two_places(one: str, two: str) -> None:
    assert readings(one) & (readings(two) | run_readings((two[:3], two[3:])))


@pytest.mark.parametrize(("one", "two"), [("WANG", "ZHANG"), ("KIM", "KIL"), ("LI", "LIN")])
def test_others_are_not_one(one: str, two: str) -> None:
    assert not readings(one) & readings(two)


def test_the_table_of_cantonese_has_only_syllables_of_pinyin() -> None:
    assert all(syllables(pinyin) for table in _mandarin().values() for pinyin in table)


def test_other_names_are_not_syllabic() -> None:
    assert not any(map(is_syllabic, ("SMITH", "PETROV", "MOHAMMED", "GARCIA")))


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=10))
def test_any_part_can_be_read(part: str) -> None:
    assert all(one[:2] in ("c:", "k:") for one in readings(part))
