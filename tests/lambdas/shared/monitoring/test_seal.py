"""The record of coverage is under the seal: a certificate that is taken out or rewritten is found the night after."""

import pytest

from lambdas.shared.monitoring import coverage
from lambdas.shared.monitoring.goals import Goal, Screener, What
from tests.attacks.bank import Bank


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank(monkeypatch)
    goal = Goal(What.SWEEP, made.day, Screener("lists-1", "matcher", "policy"))
    coverage.begin(made.table, goal, run="run", asked_by="test")
    coverage.certify(made.table, goal, coverage.certificate(goal, [], {}, {}))
    return made


def test_a_day_s_coverage_is_sealed(bank: Bank) -> None:
    record_of_today = coverage.record_of(bank.day)
    sealed = bank.night()
    assert sealed.findings == []
    assert sealed.heads[record_of_today] == bank.table.head(record_of_today)
    assert sealed.heads[record_of_today].count == 2


@pytest.mark.parametrize("code", ["MISSING", "CHANGED"])
def test_a_certificate_that_was_taken_out_is_found(bank: Bank, code: str) -> None:
    one = coverage.record_of(bank.day)
    bank.night()
    items = [item for partition, item in bank.table.rows if partition == one]
    gone = items if code == "MISSING" else [item for item in items if item.startswith(coverage.CERTIFICATE)]
    for item in gone:
        del bank.table.rows[one, item]
    if code == "CHANGED":
        bank.table.rows[one, "CHAIN"] |= {"count": 1, "hash": "0" * 64}
    assert (one, code) in bank.night().findings
