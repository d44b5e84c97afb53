"""The same over HTTP: calls of core banking are killed too, and those that come late are refused there."""

from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure import adapters
from lambdas.shared.providers.signed_http import SignedHttp
from lambdas.shared.runtime import secrets
from tests.exactly_once.bank import Bank
from tests.exactly_once.execution import UNDO, Killed, handler
from tests.exactly_once.interruption import AFTER, BEFORE, Interruption
from tests.lambdas.shared.providers.loopback import KEY, KEY_ID, Core, serving

ASKING = ("open_account", "request_activation", "poll_activation")
_send = SignedHttp._send


@pytest.fixture
def core(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Iterator[Core]:
    """Where the bank's accounts are now; each POST to it is a moment at which something may come in between."""
    made = Core()

    def interrupted(self: SignedHttp, method: str, *how: Any) -> dict[str, Any]:
        if method == "POST":
            bank.interruption.before()
        answer = _send(self, method, *how)
        if method == "POST":
            bank.interruption.after()
        return answer

    def accounts() -> list[dict[str, Any]]:
        return [
            account | {"item": "LEDGER", "customer_id": f"LEDGER#{name}", "application_id": name.split("-", 2)[2]}
            for name, account in made.accounts.items()
        ]

    with serving() as server:
        server.answer = made
        monkeypatch.setenv("CORE_BANKING_ADAPTER", adapters.ADAPTERS["core_banking"]["http"].place)
        monkeypatch.setattr(secrets, "connection", lambda _: secrets.Connection(server.url, KEY_ID, KEY))
        monkeypatch.setattr(SignedHttp, "_send", interrupted)
        monkeypatch.setattr(bank, "accounts_elsewhere", accounts)
        monkeypatch.setattr(bank, "interruption", Interruption())  # the tables' writes are interrupted elsewhere
        yield made
        bank.check()


def kill() -> None:
    raise Killed


def test_a_killed_call_of_core_banking_is_repeated(bank: Bank, core: Core) -> None:
    for _ in bank.interruption.moments(AFTER, kill, ASKING):
        bank.opens(bank.submit())
    assert bank.interruption.number == len(ASKING[:2]) + 1


def test_a_killed_call_that_is_given_up_is_undone(bank: Bank, core: Core) -> None:
    for _ in bank.interruption.moments(AFTER, kill, (*ASKING, "close_account")):
        bank.fails(bank.submit(), impatient=ASKING, broken=("activate_account",))


@pytest.mark.parametrize("name", ASKING[:2])
def test_a_call_of_core_banking_that_comes_late_opens_nothing(bank: Bank, core: Core, name: str) -> None:
    def meanwhile() -> None:
        _, payload = bank.interruption.during
        for undo in UNDO:
            handler(undo)({"application_id": payload["application_id"], "run": payload["run"], "round": 1}, None)

    for _ in bank.interruption.moments(BEFORE, meanwhile, (name,)):
        bank.fails(bank.submit(), given_up=name)
