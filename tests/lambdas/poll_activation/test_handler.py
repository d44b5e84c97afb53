"""An activation is asked for again within its limits, and given up after a day."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.poll_activation.handler import handler
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.errors import ActivationLate
from lambdas.shared.runtime.policies import policy
from tests.applications import application
from tests.applications import event as event_of
from tests.memory import MemoryOnboarding


class Bank:
    def __init__(self, answer: LateAnswer) -> None:
        self.answer = answer

    def poll(self, *_: Any) -> LateAnswer:
        return self.answer


def polled(monkeypatch: pytest.MonkeyPatch, answer: LateAnswer, asked: timedelta) -> Any:
    table = MemoryOnboarding()
    made = table.put(application())
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)
    monkeypatch.setattr("lambdas.poll_activation.handler.core_banking", lambda: Bank(answer))
    event = event_of(made, account_id="account-1", polls=3)
    return handler(event | {"asked_at": timestamp(now() - asked)}, None)


@pytest.mark.parametrize(("hint", "waited"), [(60, 60), (0, 5), (100_000, 3600)])
def test_core_banking_s_hint_is_kept_within_the_limits(monkeypatch: pytest.MonkeyPatch, hint: int, waited: int) -> None:
    found = polled(monkeypatch, LateAnswer(None, hint), timedelta())
    assert (found["verdict"], found["wait_seconds"], found["polls"]) == ("pending", waited, 3)


def test_after_a_day_it_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ActivationLate, match="account-1 was to be activated"):
        polled(monkeypatch, LateAnswer(None, 60), timedelta(hours=policy("process")["activation"]["late_after_hours"]))


def test_an_account_that_is_active_is_never_late(monkeypatch: pytest.MonkeyPatch) -> None:
    assert polled(monkeypatch, LateAnswer("active", 0), timedelta(days=9))["verdict"] == "pass"
