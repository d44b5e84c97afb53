"""Attack: several applications of one passport while the bureau is slow. Whoever comes second goes to a person."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.errors import Conflict, KycError
from tests import decided
from tests.applications import application, event
from tests.attacks.test_gate import approved
from tests.exactly_once.bank import Bank
from tests.exactly_once.conftest import bank, clients  # noqa: F401 - fixtures
from tests.exactly_once.execution import handler
from tests.exactly_once.interruption import BEFORE

Row = dict[str, Any]
STEPS = ("find_duplicate_customer", "create_customer")


class Applicant:
    """One of several applications of the same person and document, from the check of duplicates to the account."""

    def __init__(self, bank: Bank, same: Any) -> None:  # noqa: F811
        self.bank, self.verdict, self.passes, self.result = bank, "", 0, Row()
        self.id = bank.stored({name: value for name, value in same.items() if name != "application_id"})

    def is_checked(self) -> str:
        """The verdict; each time is another pass of the execution, as after a redrive."""
        self.passes += 1
        payload = event(self.bank.submitted[self.id], run=f"identity-{self.passes}")
        self.bank.interruption.calling(STEPS[0], payload)
        self.result = handler(STEPS[0])(payload, None)
        self.verdict = self.result["verdict"]
        return self.verdict

    def claimed_by(self) -> Row:
        """What the last check has met."""
        found = self.bank.onboarding.case(self.id).evidence_of(STEPS[0])
        return next(one.details["claimed_by"] for one in found if one.run == f"identity-{self.passes}#001")

    def is_settled(self) -> None:
        """Every other check is made, a reviewer approves where this one has met somebody, and it is settled."""
        is_met = self.verdict != "pass"
        asked = {"decision": "review", "review_required": True} if is_met else {}
        self._checked(without=STEPS[0], results={"duplicate": self.result}, **asked)
        if is_met:
            approved(self.bank, self.id)
        assert decided.settle(self.bank.asked[self.id])["decision"] == "settled"

    def is_settled_as_free(self) -> None:
        """It is settled by a check that says nothing of claims, whatever brought it there."""
        self.passes += 1
        self._checked()
        assert decided.settle(self.bank.asked[self.id])["decision"] == "settled"

    def _checked(self, **how: Any) -> None:
        made, table = self.bank.submitted[self.id], self.bank.onboarding
        self.bank.asked[self.id] = decided.check_all(table, made, version=self.bank.lists, number=self.passes, **how)

    def opens(self) -> None:
        self.is_settled()
        self.bank.opens(self.id)

    def is_refused(self) -> str:
        """What creating a customer says where another's claim was not seen by whoever approved this one."""
        given = decided.account_input(self.bank.asked[self.id])
        asked = {name: value for name, value in given.items() if name != "saga"}
        with pytest.raises(Conflict) as refused:
            handler("create_customer")(asked | {"run": "by-hand", "round": 1, "definition": "t"}, None)
        self.bank.expected[self.id] = "nothing"
        return str(refused.value)

    def becomes(self, status: str) -> None:
        self.bank.onboarding.update(self.id, "META", {"status": status})

    def goes_through(self) -> None:
        """As the workflow does: the account is opened where the check passed, and a person looks where it did not."""
        if self.is_checked() == "pass":
            self.opens()
        else:
            self.bank.expected[self.id] = "nothing"
            self.becomes("awaiting_review")


def customers(bank: Bank) -> int:  # noqa: F811
    return sum(row["item"] == "CUSTOMER" for page in bank._pages() for row in page)


@pytest.fixture
def same() -> Any:
    return application()


def test_four_applications_of_one_passport_during_the_bureau_s_hours_are_one_customer(bank: Bank, same: Any) -> None:  # noqa: F811
    four = [Applicant(bank, same) for _ in range(4)]
    verdicts = [one.is_checked() for one in four]  # all of them before any account is opened
    assert verdicts == ["pass", "review", "review", "review"]
    four[0].opens()
    assert customers(bank) == 1
    for one in four[1:]:
        one.is_settled_as_free()
        assert "claimed" in one.is_refused()
    assert customers(bank) == 1


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
    next(one for one in many if one.verdict == "pass").opens()
    assert customers(bank) == 1


@pytest.mark.parametrize("status", ["declined", "failed"])
def test_a_claim_ends_with_its_application(bank: Bank, same: Any, status: str) -> None:  # noqa: F811
    first, again = Applicant(bank, same), Applicant(bank, same)
    assert first.is_checked() == "pass"
    first.becomes(status)
    again.goes_through()
    assert (again.verdict, customers(bank)) == ("pass", 1)
    first.becomes("running")  # as a redrive of the failure would have it
    first.is_settled()
    assert "claimed its document and person" in first.is_refused()


def test_whoever_is_approved_although_another_has_the_document_is_found_by_whoever_comes_next(bank: Bank) -> None:  # noqa: F811
    """The attack: the other is declined, and nobody remembers that the one who was approved has the document too."""
    same = application()
    first, approved_one, third = (Applicant(bank, same) for _ in range(3))
    assert (first.is_checked(), approved_one.is_checked()) == ("pass", "review")
    approved_one.opens()
    first.becomes("declined")
    assert third.is_checked() == "review"
    assert third.claimed_by() == {"document": [approved_one.id], "person": [approved_one.id]}
    third.is_settled_as_free()
    assert "claimed" in third.is_refused()
    assert customers(bank) == 1


def test_whoever_came_first_is_no_second_customer_unseen(bank: Bank) -> None:  # noqa: F811
    """The attack: nobody ever looked at the first, and meanwhile the second was approved."""
    same = application()
    first, approved_one = Applicant(bank, same), Applicant(bank, same)
    assert (first.is_checked(), approved_one.is_checked()) == ("pass", "review")
    first.is_settled()
    approved_one.opens()
    assert bank.fails(first.id).startswith("Conflict")
    assert customers(bank) == 1
    assert first.is_checked() == "review"  # as a redrive does: now a person looks
    first.opens()
    assert customers(bank) == 2
    third = Applicant(bank, same)
    third.is_checked()
    assert {*third.claimed_by()["document"]} == {first.id, approved_one.id}


def test_an_account_that_is_undone_leaves_the_claim_that_it_joined(bank: Bank) -> None:  # noqa: F811
    same = application()
    first, approved_one, third = (Applicant(bank, same) for _ in range(3))
    assert (first.is_checked(), approved_one.is_checked()) == ("pass", "review")
    approved_one.is_settled()
    bank.fails(approved_one.id, broken=["reserve_iban"])
    approved_one.becomes("failed")
    assert third.is_checked() == "review"
    assert third.claimed_by() == {"document": [first.id], "person": [first.id]}
    first.opens()
    assert customers(bank) == 1


FORGED = {"step": STEPS[0], "started_at": "9999", "result": "{}", "findings": "[]", "versions": "{}"}


@pytest.mark.parametrize("entry", ["beside the record", "of another run"])
def test_a_claim_is_seen_by_the_check_that_was_settled_and_by_no_other(bank: Bank, entry: str) -> None:  # noqa: F811
    """The attack: an item that says of another's claim that it was met, written once the decision is settled."""
    same = application()
    first, again = Applicant(bank, same), Applicant(bank, same)
    first.is_checked()
    first.is_settled()
    first.becomes("failed")
    again.goes_through()
    first.becomes("running")
    met = {"claimed_by": {"document": [again.id], "person": [again.id]}}
    if entry == "of another run":
        found = Evidence({"verdict": "review", "reasons": []}, details=met, attempt=1, content_sha256="0" * 64)
        bank.onboarding.keep(first.id, STEPS[0], "zz#001", found, "9999")
    else:
        row = FORGED | {"run": "zz#001", "at": "9999", "details": json.dumps(met)}
        bank.onboarding.insert(first.id, f"EVIDENCE#{STEPS[0]}#zz#001", row)
    assert "claimed its document and person" in first.is_refused()
    assert customers(bank) == 1


def test_a_customer_and_its_claims_are_one_write(bank: Bank, same: Any) -> None:  # noqa: F811
    """Whoever dies in between leaves neither: no customer is there that the next check would not find."""

    def dies() -> None:
        raise KeyboardInterrupt

    for _ in bank.interruption.moments(BEFORE, dies, ("create_customer",)):
        one = Applicant(bank, application())
        one.is_settled_as_free()
        bank.expected[one.id] = "nothing"
        with suppress(KeyboardInterrupt):
            bank.execution(one.id).run()
            bank.expected[one.id] = "onboarded"
        rows = [row for page in bank._pages() for row in page if row.get("application_id") == one.id]
        there = sorted(row["item"] for row in rows if row["item"] in ("CUSTOMER", "FINGERPRINT"))
        assert there in ([], ["CUSTOMER", "FINGERPRINT", "FINGERPRINT"])
        if bank.expected[one.id] == "nothing" and there:
            bank.opens(one.id)
