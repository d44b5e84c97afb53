"""A customer or an applicant with this document, or this name and birth date, is found; what is free is claimed."""

from typing import Any

import pytest

from lambdas.find_duplicate_customer import handler as duplicate
from lambdas.shared.accounts import claims
from lambdas.shared.accounts.customers import customer_id
from lambdas.shared.accounts.fingerprints import fingerprints
from lambdas.shared.runtime.errors import Conflict
from tests.applications import application, event
from tests.memory import MemoryCustomers, MemoryOnboarding

KEY = b"a key"
NOBODY: dict[str, list[str]] = {"document": [], "person": []}


class Bank:
    def __init__(self) -> None:
        self.cases, self.customers = MemoryOnboarding(), MemoryCustomers()

    def onboard(self, made: Any) -> str:
        """Let the application claim what it has, and make its customer."""
        one = str(self.search(made)[1] and made["application_id"])
        assert self.customers.transact(self.customers.customer(customer_id(one), made))
        self.becomes(one, "onboarded")
        return one

    def becomes(self, one: str, status: str) -> None:
        self.cases.update(one, "META", {"status": status})

    def search(self, made: Any, run: str = "run") -> tuple[list[str], dict[str, list[str]]]:
        one = self.cases.put(made)["application_id"]
        result = duplicate.handler(event(made, run=run), None)
        kept = self.cases.evidence(one, "find_duplicate_customer")[-1]
        assert result["verdict"] == ("review" if result["reasons"] else "pass")
        return result["reasons"], kept.details["claimed_by"]

    def creates(self, made: Any) -> bool:
        """Whether the customer can be created, with the claims that are a condition of it."""
        one = made["application_id"]
        checked = self.cases.latest(one, "find_duplicate_customer")
        seen = checked.details["claimed_by"] if checked else {}
        held = claims.held(one, fingerprints(made, KEY), seen)
        return self.customers.transact(*held, self.customers.customer(customer_id(one), made))


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made.cases)
    monkeypatch.setattr(claims, "customer_table", lambda: made.customers)
    monkeypatch.setattr(duplicate, "identity_key", lambda: KEY)
    return made


def test_nobody_is_known_yet(bank: Bank) -> None:
    assert bank.search(application()) == ([], NOBODY)


def test_an_application_s_own_customer_is_no_duplicate(bank: Bank) -> None:
    """As when identity is verified again after the customer was made and undone in part."""
    made = application()
    bank.onboard(made)
    assert bank.search(made, "another run") == ([], NOBODY)


@pytest.mark.parametrize("status", ["onboarded", "running", "awaiting_review", "awaiting_documents"])
@pytest.mark.parametrize("same", ["document", "applicant"])
def test_another_application_s_claim_holds_while_it_is_open_and_once_it_is_a_customer(
    bank: Bank, same: str, status: str
) -> None:
    first, again = application(), application()
    if status == "onboarded":
        bank.onboard(first)
    else:
        bank.search(first)
        bank.becomes(first["application_id"], status)
    kind = {"document": "document", "applicant": "person"}[same]
    found = ([f"DUPLICATE_{kind.upper()}"], NOBODY | {kind: [first["application_id"]]})
    assert bank.search(again | {same: first[same]}) == found


@pytest.mark.parametrize("status", ["declined", "failed"])
def test_a_claim_ends_with_its_application_and_belongs_to_who_claims_next(bank: Bank, status: str) -> None:
    first = application()
    again = first | {"application_id": "test-again"}
    bank.search(first)
    bank.becomes(first["application_id"], status)
    assert bank.search(again) == ([], NOBODY)
    bank.becomes(first["application_id"], "running")  # as a redrive does
    with pytest.raises(Conflict, match="another has claimed its document and person"):
        bank.creates(first)
    assert bank.creates(again)


def test_the_claim_of_a_failure_that_left_its_customer_holds(bank: Bank) -> None:
    first = application()
    one = bank.onboard(first)
    bank.becomes(one, "failed")
    assert bank.search(first | {"application_id": "test-again"})[1] == {"document": [one], "person": [one]}


def test_what_a_reviewer_saw_does_not_keep_an_approved_customer_out(bank: Bank) -> None:
    """Two people of one name and birth date; but a claim that came after the check was seen by nobody."""
    first, other, third = application(), application(), application()
    bank.onboard(first)
    other["applicant"] = first["applicant"]
    assert bank.search(other)[0] == ["DUPLICATE_PERSON"]
    assert bank.creates(other)
    third["applicant"] = first["applicant"]
    bank.cases.put(third)
    with pytest.raises(Conflict, match="claimed its person"):
        bank.creates(third)
    both = [other["application_id"], first["application_id"]]
    assert bank.search(third, "again")[1] == NOBODY | {"person": both}
    assert bank.creates(third)
    assert bank.search(first, "again")[1] == NOBODY | {"person": [third["application_id"], both[0]]}
