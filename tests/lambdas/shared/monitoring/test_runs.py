"""Whole runs of the real workflow: nobody is left out, whatever happens in between, or it is said."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas.screen_customers import handler
from lambdas.shared.cases import lease, record
from lambdas.shared.monitoring import coverage, roster
from lambdas.shared.runtime.clock import now, timestamp, today
from lambdas.shared.runtime.errors import Conflict
from tests.screened_for_life import Monitoring, opened

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Monitoring]:
    with opened(monkeypatch) as made:
        made.publish("Viktor Volkov")
        yield made


def certified(bank: Monitoring) -> list[Row]:
    entries = record.entries(bank.table.items(coverage.record_of(today())))
    assert list(record.problems(entries, bank.table.head(coverage.record_of(today())))) == []
    return [one for one in entries if one["item"].startswith(coverage.CERTIFICATE)]


def test_a_sweep_finds_who_was_listed_since_and_certifies_everyone(bank: Monitoring) -> None:
    for number in range(20):
        assert bank.onboard(f"customer-no-{number}", f"Anna Eriksson {number}")
    assert bank.onboard("customer-no-99", "Boris Baranov")
    assert bank.alerts == set()
    bank.publish("Viktor Volkov", "Boris Baranov")
    ended = bank.run("sweep")
    assert json.loads(ended.said)["verdict"] == "certified", ended
    assert bank.alerts == {("customer-no-99", "ofac-Boris-Baranov")}
    (one,) = certified(bank)
    assert (one["active"], one["screened"], one["version"], one["what"]) == (21, 21, bank.version, "sweep")
    assert json.loads(bank.run("sweep").said)["verdict"] == "covered"
    assert len(certified(bank)) == 1


def test_a_delta_searches_what_changed_and_is_certified_too(bank: Monitoring) -> None:
    bank.onboard("customer-no-1", "Boris Baranov")
    assert json.loads(bank.run("delta").said)["goal"].startswith("sweep")  # nothing was covered before
    assert json.loads(bank.run("delta").said) == {"verdict": "covered", "goal": "none"}
    bank.publish("Viktor Volkov", "Boris Baranov")
    assert json.loads(bank.run("delta").said)["goal"].startswith("delta")
    assert bank.alerts == {("customer-no-1", "ofac-Boris-Baranov")}
    assert [one["what"] for one in certified(bank)] == ["sweep", "delta"]


@pytest.mark.parametrize("since", ["", "2026-01-01T00:00:00.000Z"])
def test_nothing_is_certified_while_nobody_looked_whether_the_roster_has_every_customer(
    bank: Monitoring, since: str
) -> None:
    bank.onboard("customer-no-1", "Boris Baranov")
    bank.publish("Boris Baranov")
    if since:
        roster.keep_everyone_found(bank.customers, since)
    else:
        del bank.customers.rows["MONITORING", "EVERYONE"]
    ended = bank.run()
    assert (ended.error, certified(bank)) == ("Conflict", [])
    assert "kyc watchdog" in ended.said
    assert bank.alerts  # who is in it was screened all the same
    roster.keep_everyone_found(bank.customers, timestamp())
    assert json.loads(bank.run().said)["verdict"] == "certified"


def test_without_customers_it_is_certified_that_there_are_none(bank: Monitoring) -> None:
    bank.run()
    assert [one["active"] for one in certified(bank)] == [0]


def test_a_batch_that_never_comes_ends_the_run_loudly_and_without_a_certificate(
    bank: Monitoring, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.onboard("customer-no-1", "Anna Eriksson")
    ended = bank.run(broken=("screen_customers",))
    assert ended.error == "NotEveryoneScreened"
    assert "1 batches are missing after 6 rounds" in ended.said
    assert certified(bank) == []
    assert bank.run().error == "MonitoringBusy"
    monkeypatch.setattr(lease, "now", lambda: now() + timedelta(minutes=16))  # what it held ends by itself
    assert json.loads(bank.run().said)["verdict"] == "certified"


def test_who_cannot_be_screened_alone_keeps_the_certificate_from_all(
    bank: Monitoring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Conflict("the case does not account for the hit")

    bank.onboard("customer-no-1", "Anna Eriksson")
    bank.onboard("customer-no-2", "Boris Baranov")
    bank.publish("Boris Baranov")
    monkeypatch.setattr(handler, "raise_alert", refuse)
    assert bank.run().error == "NotEveryoneScreened"
    assert certified(bank) == []


def test_another_run_is_waited_for_and_one_that_never_ends_is_said(bank: Monitoring) -> None:
    assert lease.take(bank.table, coverage.STATE, "another", timedelta(hours=1))
    assert bank.run().error == "MonitoringBusy"
    lease.give_back(bank.table, coverage.STATE, "another")
    assert json.loads(bank.run().said)["verdict"] == "certified"


def test_no_personal_data_is_in_the_state(bank: Monitoring) -> None:
    seen: list[str] = []
    bank.onboard("customer-no-1", "Boris Baranov")
    bank.publish("Boris Baranov")
    ended = bank.run(calling=lambda _, payload: seen.append(json.dumps(payload)))
    assert "Baranov" not in ended.said + "".join(seen)
    assert bank.alerts


def test_who_is_onboarded_while_a_list_is_published_is_screened_by_it_or_is_in_its_run(bank: Monitoring) -> None:
    def meanwhile() -> None:
        bank.publish("Viktor Volkov", "Boris Baranov")
        bank.run("delta")

    bank.run()
    assert not bank.onboard("customer-no-1", "Boris Baranov", between=meanwhile)  # screened by the list of before
    assert bank.onboard("customer-no-1", "Boris Baranov")
    assert bank.alerts == {("customer-no-1", "ofac-Boris-Baranov")}
    assert bank.onboard("customer-no-2", "Oleg Krylov", between=lambda: bank.publish("Oleg Krylov"))
    bank.run("delta")
    assert ("customer-no-2", "ofac-Oleg-Krylov") in bank.alerts


def test_who_comes_changes_or_leaves_during_a_run_is_in_its_certificate_as_is_then(bank: Monitoring) -> None:
    bank.publish("Viktor Volkov", "Boris Baranov")
    for number in range(3):
        bank.onboard(f"customer-no-{number}", "Anna Eriksson")
    came: list[bool] = []

    def during(name: str, _: Row) -> None:
        if name == "screen_customers" and not came:
            came.append(bank.onboard("customer-no-9", "Viktor Volkov"))
            came.append(bank.change("customer-no-1", "Boris Baranov") == 2)
            came.append(bank.close("customer-no-2"))

    assert not bank.run(calling=during).error
    assert came == [True, True, True]
    assert bank.alerts == {("customer-no-9", "ofac-Viktor-Volkov"), ("customer-no-1", "ofac-Boris-Baranov")}
    assert [one["active"] for one in certified(bank)] == [3]


def test_whose_data_changed_is_searched_in_whole_lists_by_the_next_delta(bank: Monitoring) -> None:
    bank.onboard("customer-no-1", "Anna Eriksson")
    bank.run()
    assert bank.change("customer-no-1", "Viktor Volkov")  # who was listed before
    bank.publish("Viktor Volkov", "Boris Baranov")
    assert json.loads(bank.run("delta").said)["goal"].startswith("delta")
    assert bank.alerts == {("customer-no-1", "ofac-Viktor-Volkov")}
