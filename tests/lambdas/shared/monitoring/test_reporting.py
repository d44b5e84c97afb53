"""The reporting clock: business days, and what stops it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.monitoring import reporting
from lambdas.shared.reviews.decisions import NotAllowed
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.people import InvalidName, Person
from lambdas.shared.runtime.policies import policy
from tests.monitoring import Monitored, hit

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("confirmed", "due"),
    [
        ("2026-11-26", "2026-12-10"),  # a Thursday
        ("2026-11-27", "2026-12-11"),
        ("2026-11-28", "2026-12-11"),  # a Saturday: Monday is the first business day after it
        ("2026-11-30", "2026-12-14"),
    ],
)
def test_ten_business_days_after_the_day_of_the_confirmation(confirmed: str, due: str) -> None:
    assert reporting.due_on("sanctions", date.fromisoformat(confirmed)) == date.fromisoformat(due)


def test_a_politically_exposed_person_is_not_reported() -> None:
    assert reporting.due_on("pep", date(2026, 11, 26)) is None


def test_holidays_of_the_policy_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "policy", lambda _: policy("alert") | {"holidays": ["2026-12-07", "2026-12-10"]})
    assert reporting.due_on("sanctions", date(2026, 11, 26)) == date(2026, 12, 14)


@given(DAYS, st.integers(1, 60))
def test_as_many_business_days_lie_between_as_were_asked_for(day: date, number: int) -> None:
    found = reporting.business_days_after(day, number)
    between = [day + timedelta(days=one) for one in range(1, (found - day).days + 1)]
    assert sum(one.isoweekday() <= 5 for one in between) == number
    assert found.isoweekday() <= 5


@given(DAYS, st.integers(0, 30))
def test_it_is_soon_from_some_business_days_before_until_for_ever(day: date, ago: int) -> None:
    due = reporting.due_on("sanctions", day)
    assert due is not None
    left = policy("alert")["remind_business_days_before"]
    today = due - timedelta(days=ago)
    ahead = [today + timedelta(days=one) for one in range(1, ago + 1)]
    assert reporting.is_soon(due, today) == (sum(map(reporting.is_business_day, ahead)) <= left)
    assert reporting.is_soon(due, due + timedelta(days=ago))


def test_somebody_says_that_it_was_reported_and_what_was_said_first_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Monitored(monkeypatch)
    one = bank.confirmed()
    assert reporting.running(bank.table) == {one}
    for name in ("eva", "max"):
        reporting.made(bank.table, bank.table.case(one), f"report of {name}", Person(name))
    assert (reporting.running(bank.table), reporting.still_due(bank.table, one)) == (set(), None)
    kept = bank.table.case(one).last(reporting.STEP)
    assert kept is not None
    assert (kept.details["reference"], kept.details["reported_by"]) == ("report of eva", "eva")
    assert bank.table.case(one).faults == []


def test_who_submitted_the_customer_does_not_stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Monitored(monkeypatch, by="branch")
    one = bank.confirmed()
    with pytest.raises(NotAllowed, match="Branch submitted the customer's application"):
        reporting.made(bank.table, bank.table.case(one), "4711", Person("Branch"))
    assert reporting.running(bank.table) == {one}


def test_nothing_is_reported_where_nothing_was_confirmed_nor_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Monitored(monkeypatch)
    bank.found(hit())
    with pytest.raises(Conflict, match="has no report due"):
        reporting.made(bank.table, bank.cases[0], "4711", Person("eva"))
    bank.decided(bank.cases[0].id, Choice.DECLINED)
    with pytest.raises(InvalidName):
        reporting.made(bank.table, bank.cases[0], "4711", Person(" "))
