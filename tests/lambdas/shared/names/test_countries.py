import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names.countries import country_of_name, is_country


@pytest.mark.parametrize("code", ["DEU", "USA", "GBR", "GBD", "UNO", "XXA", "XCE", "XPO", "RKS", "UTO"])
def test_known_codes(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "D", "DE", "deu", "ZZZ", "AAA", "XCT", "INP"])
def test_unknown_codes(code: str) -> None:
    assert not is_country(code)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Cuba", "CUB"), ("united kingdom", "GBR"), ("Côte d'Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("Atlantis", None)],
)
def test_names_in_english(name: str, code: str | None) -> None:
    assert country_of_name(name) == code


@given(st.text(max_size=30))
def test_any_name_is_a_known_code_or_nothing(name: str) -> None:
    code = country_of_name(name)
    assert code is None or is_country(code)
