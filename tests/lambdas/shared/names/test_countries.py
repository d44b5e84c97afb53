import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names.countries import (
    ISO_NAMES,
    countries_of_alpha_2,
    countries_of_place,
    is_country,
    says_no_country,
)


@pytest.mark.parametrize("code", ["DEU", "USA", "GBR", "GBD", "UNO", "XXA", "XCE", "XPO", "RKS", "UTO"])
def test_known_codes(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "D", "DE", "deu", "ZZZ", "AAA", "XCT", "INP"])
def test_unknown_codes(code: str) -> None:
    assert not is_country(code)


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ("Cuba", ["CUB"]),
        ("united kingdom", ["GBR"]),
        ("United Kingdom of Great Britain and Northern Ireland", ["GBR"]),
        ("Côte d'Ivoire", ["CIV"]),
        ("Ivory Coast", ["CIV"]),
        ("Congo, Democratic Republic of the", ["COD"]),
        ("Iran (Islamic Republic of)", ["IRN"]),
        ("Hong Kong (China)", ["HKG"]),
        ("China, Hong Kong Special Administrative Region", ["HKG"]),
        ("St. Vincent and the Grenadines", ["VCT"]),
        ("Republic of China", ["TWN"]),
        ("People's Republic of China", ["CHN"]),
        ("Valletta, Malta", ["MLT"]),
        ("Santa Agueda,Baja California Sur,Mexico", ["MEX"]),
        ("Khartoum Sudan", ["SDN"]),
        ("Sarajevo Bosnia-Herzegovina", ["BIH"]),
        ("Gaza (Palestinian Authority)", ["PSE"]),
        ("Tunisi (Tunisia)", ["TUN"]),
        ("Las Cruces, New Mexico", ["USA"]),
        ("Papua New Guinea", ["PNG"]),
        ("Serbia and Montenegro", ["SRB", "MNE", "RKS"]),
        ("Czechoslovakia", ["CZE", "SVK"]),
        ("ex-Yugoslavia", ["SRB", "MNE", "RKS", "HRV", "SVN", "BIH", "MKD"]),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_countries_and_places_in_english(place: str, codes: list[str]) -> None:
    assert list(countries_of_place(place)) == codes


def test_alpha_2_codes_old_ones_too() -> None:
    assert countries_of_alpha_2("cs") == ("SRB", "MNE", "RKS")
    assert countries_of_alpha_2("XK") == ("RKS",)
    assert countries_of_alpha_2("00") == ()


@pytest.mark.parametrize("text", ["undetermined", "None Identified", "na", "00", "", "Unknown"])
def test_what_says_that_no_country_is_known(text: str) -> None:
    assert says_no_country(text)
    assert not countries_of_place(text)


@pytest.mark.parametrize("code", ISO_NAMES)
def test_every_country_is_found_under_its_name_alone_and_behind_a_town(code: str) -> None:
    assert countries_of_place(ISO_NAMES[code]) == (code,)
    assert countries_of_place(f"Xanadu, {ISO_NAMES[code]}") == (code,)


@given(st.text(max_size=30))
def test_any_text_is_known_codes_or_nothing(text: str) -> None:
    assert all(map(is_country, countries_of_place(text)))
    assert all(map(is_country, countries_of_alpha_2(text)))
