from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.runtime.dates import age_on, iso_date


@given(st.dates())
def test_every_date_is_read(day: date) -> None:
    assert iso_date(day.isoformat()) == day


@given(st.text(max_size=12))
def test_any_other_text_is_none(text: str) -> None:
    read = iso_date(text)
    assert read is None or read.isoformat() == text


@pytest.mark.parametrize("text", ["1990-02-30", "1900-02-29", "1990-1-1", "19900101", "0000-01-01", "१९९०-०१-०१"])
def test_no_such_day(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 24), date(2026, 11, 24), 18),
        (date(2008, 11, 25), date(2026, 11, 24), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_age(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(st.dates(max_value=date(2020, 1, 1)), st.dates(min_value=date(2020, 1, 2)), st.dates(min_value=date(2020, 1, 2)))
def test_nobody_gets_younger(born: date, one: date, other: date) -> None:
    assert age_on(born, min(one, other)) <= age_on(born, max(one, other))
