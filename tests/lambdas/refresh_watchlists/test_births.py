"""Birth dates as lists write them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.refresh_watchlists.births import written, years

OFAC = "%d %b %Y"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1969-03-14", ["1969-03-14"]),
        ("1969-02-30", ["1969"]),
        ("14 Mar 1969", ["1969-03-14"]),
        ("1969", ["1969"]),
        ("Aug 1977", ["1977"]),
        ("1964 to 1966", ["1964", "1965", "1966"]),
        ("circa 1971", ["1970", "1971", "1972"]),
        ("circa 1971-1972", ["1970", "1971", "1972", "1973"]),
        ("1900 to 1990", []),
        ("unknown", []),
        ("", []),
    ],
)
def test_as_the_lists_write_them(text: str, days: list[str]) -> None:
    assert written(text, OFAC) == days


@given(st.dates(date(1000, 1, 1)))
def test_a_full_birth_date_is_read_back(day: date) -> None:
    assert written(f"{day:%d %b %Y}", OFAC) == [day.isoformat()]


def test_the_form_is_the_lists_own() -> None:
    assert written("07/10/1952", "%d/%m/%Y") == ["1952-10-07"]
    assert written("dd/mm/1952", "%d/%m/%Y") == ["1952"]


@given(st.text(max_size=40))
def test_any_text_is_dates_or_years(text: str) -> None:
    assert all(re.fullmatch(r"[0-9]{3,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}", day) for day in written(text, OFAC))


@given(st.integers(1002, 2997), st.integers(1002, 2997), st.integers(0, 2))
def test_a_span_is_in_order_and_never_endless(first: int, last: int, around: int) -> None:
    found = years(first, last, around=around)
    assert found == sorted(found)
    assert len(found) <= 25
