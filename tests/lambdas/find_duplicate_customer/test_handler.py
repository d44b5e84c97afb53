"""A customer with this document, or this name and birth date, is found; the application's own customer is none."""

from typing import Any

import pytest

from lambdas.find_duplicate_customer import handler as duplicate
from lambdas.shared.accounts.customers import customer_id
from lambdas.shared.accounts.fingerprints import fingerprints
from tests.applications import application, event
from tests.memory import MemoryCustomers, MemoryOnboarding

KEY = b"a key"


class Bank:
    def __init__(self) -> None:
        self.cases, self.customers = MemoryOnboarding(), MemoryCustomers()

    def onboard(self, made: Any) -> str:
        """Leave the fingerprints of the customer whom this application makes."""
        one = str(made["application_id"])
        for kind, mark in fingerprints(made, KEY).items():
            assert self.customers.transact(self.customers.fingerprint(kind, mark, customer_id(one), one))
        return customer_id(one)

    def search(self, made: Any) -> tuple[list[str], dict[str, str | None]]:
        one = self.cases.put(made)["application_id"]
        result = duplicate.handler(event(made), None)
        (kept,) = self.cases.evidence(one, "find_duplicate_customer")
        assert result["verdict"] == ("review" if result["reasons"] else "pass")
        return result["reasons"], kept.details["customers"]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made.cases)
    monkeypatch.setattr(duplicate, "customer_table", lambda: made.customers)
    monkeypatch.setattr(duplicate, "identity_key", lambda: KEY)
    return made


def test_nobody_is_known_yet(bank: Bank) -> None:
    assert bank.search(application()) == ([], {"document": None, "person": None})


def test_an_application_s_own_customer_is_no_duplicate(bank: Bank) -> None:
    """As when identity is verified again after the customer was made and undone in part."""
    made = application()
    bank.onboard(made)
    assert bank.search(made) == ([], {"document": None, "person": None})


@pytest.mark.parametrize("same", ["document", "applicant"])
def test_another_application_s_customer_is(bank: Bank, same: str) -> None:
    first, again = application(), application()
    owner = bank.onboard(first)
    reasons, found = bank.search(again | {same: first[same]})
    kind = {"document": "document", "applicant": "person"}[same]
    assert reasons == [f"DUPLICATE_{kind.upper()}"]
    assert found == {"document": None, "person": None} | {kind: owner}
