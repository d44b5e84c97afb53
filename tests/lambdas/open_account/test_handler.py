"""One account an application, whoever else reserves at the same time."""

from typing import Any

import pytest

from lambdas.open_account import handler
from lambdas.shared.errors import Throttled
from tests.applications import application

Row = dict[str, Any]


class Customers:
    """The table in memory; ``others`` is how many reservations of others come first."""

    def __init__(self, others: int = 0) -> None:
        self.others, self.number, self.accounts = others, 0, dict[str, Row]()

    def account(self, customer_id: str) -> Row | None:
        return self.accounts.get(customer_id)

    def last_number(self) -> int:
        return self.number

    def reserve(self, customer_id: str, number: int, account: Row) -> bool:
        if self.others:
            self.others, self.number = self.others - 1, self.number + 1
        if number != self.number + 1 or customer_id in self.accounts:
            return False
        self.number, self.accounts[customer_id] = number, account
        return True


def reserved(monkeypatch: pytest.MonkeyPatch, table: Customers, made: Row) -> Row:
    monkeypatch.setattr(handler, "customers", lambda: table)
    monkeypatch.setenv("IBAN_COUNTRY", "DE")
    monkeypatch.setenv("BANK_CODE", "99999999")
    return handler._reserved(made, f"customer-{made['application_id']}")


def test_accounts_have_numbers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Customers()
    accounts = [reserved(monkeypatch, table, application(application_id=name)) for name in ("a-1", "a-2")]
    assert [one["iban"][-2:] for one in accounts] == ["01", "02"]
    assert accounts[0]["account_id"] == "account-a-1"
    assert accounts[0]["status"] == "reserved"


def test_a_repeated_call_has_the_account_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    table, made = Customers(), application()
    assert reserved(monkeypatch, table, made) == reserved(monkeypatch, table, made)
    assert table.number == 1


def test_lost_races_are_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    account = reserved(monkeypatch, Customers(others=handler.MOST_TRIES - 2), application())
    assert int(account["iban"][-10:]) == handler.MOST_TRIES - 1


def test_races_that_never_end_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Customers(others=handler.MOST_TRIES)
    with pytest.raises(Throttled, match="taken 20 times"):
        reserved(monkeypatch, table, application())
    assert table.accounts == {}
