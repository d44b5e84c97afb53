import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from lambdas.reserve_iban.iban import make_iban

BANKS = {"DE": "99999999", "NL": "ABNA", "GB": "NWBK", "AT": "19043"}
SEQUENCES = st.integers(1, 99_999_999)


@given(st.sampled_from(sorted(BANKS)), SEQUENCES)
def test_every_iban_has_the_right_check_digits(country: str, sequence: int) -> None:
    iban = make_iban(country, BANKS[country], sequence)
    assert IBAN(iban).country_code == country
    # ISO 13616: the country and the check digits moved behind, letters as numbers, the remainder by 97 is 1.
    assert int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1


@given(SEQUENCES, SEQUENCES)
def test_two_numbers_are_two_ibans(one: int, other: int) -> None:
    assert (make_iban("DE", BANKS["DE"], one) == make_iban("DE", BANKS["DE"], other)) == (one == other)


def test_the_number_fills_the_country_s_width() -> None:
    assert make_iban("DE", "99999999", 1) == "DE93999999990000000001"


@pytest.mark.parametrize(
    ("country", "bank", "sequence", "said"),
    [
        ("US", "1", 1, "no IBAN of US"),
        ("DE", "99999999", 0, "it starts at 1"),
        ("DE", "99999999", 10**10, "Account code exceeds maximum size 10"),
        ("DE", "????????", 1, "no IBAN of DE"),
        ("DE", "123", 1, "not as long as"),
        ("DE", "too long a code", 1, "no IBAN of DE from bank code too long a code"),
    ],
)
def test_what_makes_no_iban_is_explained(country: str, bank: str, sequence: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_iban(country, bank, sequence)
