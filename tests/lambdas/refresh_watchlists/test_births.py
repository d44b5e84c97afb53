"""Birth dates as lists write them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.refresh_watchlists.births import noted, written, years

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
        ("1963-1968", ["1963", "1964", "1965", "1966", "1967", "1968"]),
        ("1962-11-09-05:00", ["1962-11-09"]),
        ("1962-11-09Z", ["1962-11-09"]),
        ("1962-11-09T00:00:00+03:00", ["1962-11-09"]),
        ("Between Aug. and Sep. 1977", ["1977"]),
        ("Approximately 1970", ["1969", "1970", "1971"]),
        ("24/06/1402 (Hijri Calendar)", []),
        ("Invalid date", []),
        ("30-35 years old", []),
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


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("born 16 Dec. 1948, in Izo South Sudan", ["1948-12-16"]),
        ("born in 1976", ["1976"]),
        ("born in Kandahar on 01 Jan.1967", ["1967-01-01"]),
        ("DPOB: 1970, Baghdad, Iraq, passport no. 2863795S, expires 23 Aug. 2005", ["1970"]),
        ("DOB: a) 11 Apr. 1960 b) 11 Apr. 1963. POB: Egypt. Nationality: Egypt", ["1960-04-11", "1963-04-11"]),
        ("in Baghdad, Iraq (DPOB - 1970) - Passport No. 284158, expires 21 August 2005", ["1970"]),
        ("Passport number: B0515260; DOB: 1948; POB: Anefif; Date of issue: 10 Jan 2012", ["1948"]),
        ("Afghan passport number OA462456, issued on 31 Jan. 2012", []),
        ("previously listed as", []),
    ],
)
def test_in_notes_only_births_count(text: str, days: list[str]) -> None:
    assert noted(text) == days


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)), st.sampled_from(["-05:00", "Z", "T00:00:00", "T10:00:00.000Z"]))
def test_a_time_zone_changes_no_day(day: date, zone: str) -> None:
    assert written(f"{day.isoformat()}{zone}") == [day.isoformat()]


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
