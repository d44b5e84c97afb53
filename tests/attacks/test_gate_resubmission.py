"""A resubmission that is late changes nothing that was checked: the account is opened on checked content."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from backoffice.direct import DirectOnboarding
from lambdas.shared.accounts.customers import customer_id
from lambdas.shared.cases import status, waiting
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.status import Status
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.errors import NotWaiting
from lambdas.shared.runtime.errors import KycError
from tests import decided
from tests.exactly_once.bank import Bank
from tests.exactly_once.interruption import BEFORE
from tests.memory import States

CLIENT = "resubmit"


class Asked:
    """An application that waits for its pictures, and the client that answers with other content."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.states = bank, States("token")
        self.id = bank.wait_for_documents()
        outputs = {"Stage": "test", "OnboardingStateMachineArn": "arn"}
        documents = Documents("documents", "key", s3=None, rekognition=None)
        self.office = DirectOnboarding(self.states, outputs, bank.onboarding, bank.customers, documents)
        self.first = bank.submitted[self.id]
        name = self.first["applicant"]["family_name"]
        self.other: Any = self.first | {"applicant": self.first["applicant"] | {"family_name": f"{name} Listed"}}

    def resubmit(self) -> bool:
        """Whether the client says that it is done."""
        self.bank.interruption.calling(CLIENT, {})
        try:
            self.office.resubmit(self.other, "branch")
        except (NotWaiting, KycError):
            return False
        finally:
            self.bank.interruption.calling("", {})
        return True

    def resume(self) -> None:
        """As when the last picture arrives."""
        table = self.bank.onboarding
        waiting.resume_if_complete(self.states, table, self.id, 1)

    def check_and_open(self) -> None:
        """The execution goes on, if it was answered: what META says is checked, and the account is opened."""
        meta = self.bank.onboarding.meta(self.id)
        if not self.states.answers:
            return
        content: Any = self.bank.onboarding.application(self.id, meta.attempts)
        self.bank.submitted[self.id] = content
        with suppress(AssertionError):  # it was checked before
            self.bank.asked[self.id] = decided.check_all(
                self.bank.onboarding, content, meta.attempts, version=self.bank.lists
            )
        with suppress(KycError):
            decided.settle(self.bank.asked[self.id])

    def opened_for(self) -> str:
        """The hash of the content whose person is the customer; empty where there is none."""
        kept = self.bank.customers.get(customer_id(self.id), "CUSTOMER")
        if kept is None:
            return ""
        return fingerprint(self.other if "Listed" in kept["body"] else self.first)


@pytest.mark.parametrize("opened", ["meanwhile", "afterwards"])
def test_a_resubmission_that_sleeps_at_any_call_never_changes_what_was_checked(bank: Bank, opened: str) -> None:
    """Meanwhile the last picture arrives, the execution goes on, and everything is checked and settled."""
    case: Asked

    def meanwhile() -> None:
        case.resume()
        case.check_and_open()
        if opened == "meanwhile" and case.id in bank.asked:
            bank.runs(case.id)

    for _ in bank.interruption.moments(BEFORE, meanwhile, (CLIENT,), reads=True):
        case = Asked(bank)
        done = case.resubmit()
        bank.interruption.stop()
        if not bank.asked.get(case.id):
            case.check_and_open()
        ended = bank.runs(case.id)
        meta = bank.onboarding.meta(case.id)
        assert case.opened_for() in ("", meta.content_sha256)
        assert ended.opened, ended
        assert done == (meta.content_sha256 == fingerprint(case.other))
        assert len(case.states.answers) == 1


def test_one_of_two_resubmissions_is_taken(bank: Bank) -> None:
    case = Asked(bank)
    third = case.first | {"product": "savings_account"}

    def meanwhile() -> None:
        with suppress(NotWaiting):
            case.office.resubmit(third, "branch")

    for _ in bank.interruption.moments(BEFORE, meanwhile, (CLIENT,), reads=True):
        case = Asked(bank)
        third = case.first | {"product": "savings_account"}
        case.resubmit()
        bank.interruption.stop()
        meta = bank.onboarding.meta(case.id)
        assert (meta.attempts, len(case.states.answers)) == (2, 1)
        assert fingerprint(bank.onboarding.application(case.id, 2)) == meta.content_sha256


def test_a_request_that_was_replaced_or_answered_takes_no_other_content(bank: Bank) -> None:
    case = Asked(bank)
    read = bank.onboarding.case(case.id)
    request = read.request(1)
    assert request
    bank.onboarding.update(case.id, request.item, replace(request, task_token="reminder").row())
    assert not bank.onboarding.begin_attempt(read, request, case.other)
    bank.onboarding.update(case.id, request.item, request.row())
    status.move(bank.onboarding, case.id, Status.RUNNING)
    assert not bank.onboarding.begin_attempt(read, request, case.other)
    status.move(bank.onboarding, case.id, Status.AWAITING_DOCUMENTS)
    bank.onboarding.update(case.id, "META", {"content_sha256": "0" * 64})
    assert not bank.onboarding.begin_attempt(read, request, case.other)
    assert bank.onboarding.get(case.id, "APPLICATION#002") is None
