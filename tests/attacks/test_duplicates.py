"""Attack: several applications of one passport while the bureau is slow. Whoever comes second goes to a person."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.errors import Conflict, KycError
from tests import decided
from tests.applications import application, event
from tests.exactly_once.bank import Bank
from tests.exactly_once.conftest import bank, clients  # noqa: F401 - fixtures
from tests.exactly_once.execution import handler
from tests.exactly_once.interruption import BEFORE

STEPS = ("find_duplicate_customer", "create_customer")


class Applicant:
    """One of several applications of the same person and document, from the check of duplicates to the account."""

    def __init__(self, bank: Bank, same: Any) -> None:  # noqa: F811
        self.bank, self.verdict = bank, ""
        self.id = bank.submit(**{name: value for name, value in same.items() if name != "application_id"})

    def is_checked(self) -> str:
        payload = event(self.bank.submitted[self.id], run=f"identity-{self.id}")
        self.bank.interruption.calling(STEPS[0], payload)
        self.verdict = handler(STEPS[0])(payload, None)["verdict"]
        return self.verdict

    def goes_through(self) -> None:
        """As the workflow does: the account is opened where the check passed, and a person looks where it did not."""
        if self.is_checked() == "pass":
            self.bank.opens(self.id)
        else:
            self.bank.expected[self.id] = "nothing"
            self.bank.onboarding.update(self.id, "META", {"status": "awaiting_review"})


def customers(bank: Bank) -> int:  # noqa: F811
    return sum(row["item"] == "CUSTOMER" for page in bank._pages() for row in page)


@pytest.fixture
def same() -> Any:
    return application()


def test_four_applications_of_one_passport_during_the_bureau_s_hours_are_one_customer(bank: Bank, same: Any) -> None:  # noqa: F811
    four = [Applicant(bank, same) for _ in range(4)]
    verdicts = [one.is_checked() for one in four]  # all of them before any account is opened
    assert verdicts == ["pass", "review", "review", "review"]
    bank.opens(four[0].id)
    assert customers(bank) == 1
    for one in four[1:]:
        assert "claimed" in bank_refuses(bank, one.id)  # whatever brought it here
    assert customers(bank) == 1


def bank_refuses(bank: Bank, one: str) -> str:  # noqa: F811
    """What creating a customer says of a claim that nobody has seen: the check's evidence is not there."""
    asked = decided.account_input(bank.asked[one])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaseTable, "evidence", lambda *_: [])
        with pytest.raises(Conflict) as refused:
            handler("create_customer")(asked | {"run": "by-hand", "round": 1, "definition": "t"}, None)
    bank.expected[one] = "nothing"
    return str(refused.value)


@pytest.mark.parametrize("step", STEPS)
def test_another_of_the_same_person_at_every_step_is_never_a_second_customer(bank: Bank, step: str) -> None:  # noqa: F811
    """The second comes in between at each read and write of the first, and goes as far as it gets."""
    second: list[Applicant] = []

    def meanwhile() -> None:
        second[0].goes_through()

    for reads in (False, True):
        for _ in bank.interruption.moments(BEFORE, meanwhile, (step,), reads=reads):
            before, same = customers(bank), application()
            first = Applicant(bank, same)
            second[:] = [Applicant(bank, same)]
            with suppress(KycError):
                first.goes_through()
            bank.interruption.stop()
            if not second[0].verdict:
                second[0].goes_through()
            assert sorted([first.verdict, second[0].verdict]) == ["pass", "review"]
            assert customers(bank) == before + 1


def test_many_at_once_are_one_customer(bank: Bank, same: Any) -> None:  # noqa: F811
    many = [Applicant(bank, same) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(Applicant.is_checked, many))
    assert sorted(verdicts) == ["pass", *["review"] * 7]
    for one in many:
        bank.expected[one.id] = "nothing"
    bank.opens(next(one.id for one in many if one.verdict == "pass"))
    assert customers(bank) == 1


@pytest.mark.parametrize("status", ["declined", "failed"])
def test_a_claim_ends_with_its_application(bank: Bank, same: Any, status: str) -> None:  # noqa: F811
    first, again = Applicant(bank, same), Applicant(bank, same)
    assert first.is_checked() == "pass"
    bank.onboarding.update(first.id, "META", {"status": status})
    again.goes_through()
    assert (again.verdict, customers(bank)) == ("pass", 1)
    bank.onboarding.update(first.id, "META", {"status": "running"})  # as a redrive of the failure would have it
    assert "claimed its document and person" in bank_refuses(bank, first.id)


def test_a_customer_and_its_claims_are_one_write(bank: Bank, same: Any) -> None:  # noqa: F811
    """Whoever dies in between leaves neither: no customer is there that the next check would not find."""

    def dies() -> None:
        raise KeyboardInterrupt

    for _ in bank.interruption.moments(BEFORE, dies, ("create_customer",)):
        one = Applicant(bank, application())
        bank.expected[one.id] = "nothing"
        with suppress(KeyboardInterrupt):
            bank.execution(one.id).run()
            bank.expected[one.id] = "onboarded"
        rows = [row for page in bank._pages() for row in page if row.get("application_id") == one.id]
        there = sorted(row["item"] for row in rows if row["item"] in ("CUSTOMER", "FINGERPRINT"))
        assert there in ([], ["CUSTOMER", "FINGERPRINT", "FINGERPRINT"])
        if bank.expected[one.id] == "nothing" and there:
            bank.opens(one.id)
