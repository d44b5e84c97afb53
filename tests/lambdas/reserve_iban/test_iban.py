import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from lambdas.reserve_iban.iban import has_known_check, make_iban, next_iban

BANKS = {"DE": "99999999", "NL": "ABNA", "GB": "NWBK", "AT": "19043"}
CHECKED = {"DE": "37040044", "NL": "ABNA", "NO": "8601", "CZ": "0800", "ES": "2100", "FR": "30006", "IT": "05428"}
SEQUENCES = st.integers(1, 99_999_999)


@given(st.sampled_from(sorted(BANKS)), SEQUENCES)
def test_every_iban_has_the_right_check_digits(country: str, sequence: int) -> None:
    _, iban = next_iban(country, BANKS[country], sequence - 1)
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
        ("DE", "37040044", 100, "Invalid national checksum"),
        ("NL", "ABNA", 1, "whose own check it fails"),
        ("DE", "99999999", 10**10, "Account code exceeds maximum size 10"),
        ("DE", "????????", 1, "no IBAN of DE"),
        ("DE", "123", 1, "not as long as"),
        ("DE", "too long a code", 1, "no IBAN of DE from bank code too long a code"),
    ],
)
def test_what_makes_no_iban_is_explained(country: str, bank: str, sequence: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_iban(country, bank, sequence)


@given(st.sampled_from(sorted(CHECKED)), st.integers(0, 9_999))
def test_the_country_s_own_check_holds_and_no_number_that_holds_it_is_left_out(country: str, last: int) -> None:
    number, iban = next_iban(country, CHECKED[country], last)
    assert has_known_check(iban)
    assert IBAN(iban, validate_bban=True) == make_iban(country, CHECKED[country], number)
    for skipped in range(max(last + 1, number - 20), number):
        with pytest.raises(ValueError, match=f"account {skipped}"):
            make_iban(country, CHECKED[country], skipped)


@given(st.integers(0, 10**9))
def test_dutch_numbers_hold_the_eleven_test(last: int) -> None:
    number, iban = next_iban("NL", "ABNA", last)
    assert sum(weight * int(digit) for weight, digit in enumerate(reversed(iban[-10:]), 1)) % 11 == 0
    assert make_iban("NL", "ABNA", number) == iban


def test_how_many_of_the_numbers_in_a_row_hold() -> None:
    """As many failed before anybody looked: 101 of 200, and 910 of 1,000."""
    assert (_made("DE", "37040044", 200), _made("NL", "ABNA", 1000)) == (200 - 101, 1000 - 910)


def _made(country: str, bank_code: str, numbers: int) -> int:
    last, made = 0, 0
    while (last := next_iban(country, bank_code, last)[0]) <= numbers:
        made += 1
    return made


def test_where_no_number_makes_an_iban_it_says_why() -> None:
    with pytest.raises(ValueError, match=r"account 10000010000: no account number of DE: .*exceeds maximum size 10"):
        next_iban("DE", "99999999", 10**10)


@pytest.mark.parametrize(
    ("country", "bank_code", "is_known"),
    [*((country, bank, True) for country, bank in CHECKED.items()), ("DE", "99999999", False), ("AT", "19043", False)],
)
def test_whether_a_check_is_known(country: str, bank_code: str, is_known: bool) -> None:
    assert has_known_check(next_iban(country, bank_code, 0)[1]) == is_known
