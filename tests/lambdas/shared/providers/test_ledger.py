"""The embedded ledger: an account is what its journal says, whatever order the calls come in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.providers.core_banking import ledger
from lambdas.shared.providers.core_banking.ledger import POLL_SECONDS, Ledger
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.runtime import errors
from tests.applications import application
from tests.memory import MemoryCustomers

MADE = application(application_id="app-1")
CALLS: dict[str, Any] = {
    "open": lambda: Ledger().open(MADE, "account-1-app-1", "DE1"),
    "activate": lambda: Ledger().request_activation(MADE, "account-1-app-1"),
    "poll": lambda: Ledger().poll(MADE, "account-1-app-1", 1),
    "close": lambda: Ledger().close(MADE, "account-1-app-1"),
}
BLOCKS: dict[str, Any] = {
    f"{what} {one}": lambda what=what, one=one: getattr(Ledger(), what)(MADE, "account-1-app-1", one)
    for what in ("block", "unblock")
    for one in ("alert-1", "alert-2")
}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> MemoryCustomers:
    made = MemoryCustomers()
    monkeypatch.setattr(ledger, "customer_table", lambda: made)
    return made


def journal(table: MemoryCustomers) -> list[str]:
    return [row["status"] for row in table.starting("LEDGER#account-1-app-1", "ENTRY#")]


def test_an_account_is_opened_activated_and_closed_with_an_entry_for_each(table: MemoryCustomers) -> None:
    assert [CALLS[name]() for name in ("open", "poll")] == [None, LateAnswer(None, POLL_SECONDS)]
    assert [CALLS[name]() for name in ("activate", "poll")] == [POLL_SECONDS, LateAnswer("active", POLL_SECONDS)]
    CALLS["close"]()
    assert journal(table) == ["opened", "active", "closed"]


@pytest.mark.parametrize("late", ["open", "activate", "poll"])
def test_what_was_closed_stays_closed_even_where_it_was_never_opened(table: MemoryCustomers, late: str) -> None:
    CALLS["close"]()
    with pytest.raises(errors.ProviderRejected, match="account-1-app-1 is closed"):
        CALLS[late]()
    assert journal(table) == ["closed"]


@pytest.mark.parametrize("early", ["activate", "poll"])
def test_an_account_that_was_never_opened_is_refused(table: MemoryCustomers, early: str) -> None:
    with pytest.raises(errors.ProviderRejected, match="account-1-app-1 is new"):
        CALLS[early]()


def test_an_account_has_one_iban(table: MemoryCustomers) -> None:
    CALLS["open"]()
    with pytest.raises(errors.ProviderRejected, match="another IBAN"):
        Ledger().open(MADE, "account-1-app-1", "DE2")


@given(st.lists(st.sampled_from(sorted(CALLS)), max_size=8))
def test_every_status_is_reached_once_in_whatever_order_it_is_asked_for(calls: list[str]) -> None:
    table = MemoryCustomers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "customer_table", lambda: table)
        for name in calls:
            try:
                CALLS[name]()
            except errors.ProviderRejected:
                continue
    found = journal(table)
    assert found == [status for status in ("opened", "active", "closed") if status in found]
    account = table.get("LEDGER#account-1-app-1", "LEDGER")
    assert account is None or (account["status"], account["entries"]) == (found[-1], len(found))


@given(st.lists(st.sampled_from(sorted(CALLS | BLOCKS)), max_size=12))
def test_each_block_is_put_on_and_lifted_once_and_counts_while_it_is_in_force(calls: list[str]) -> None:
    table = MemoryCustomers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "customer_table", lambda: table)
        for name in ["open", *calls]:
            try:
                (CALLS | BLOCKS)[name]()
            except errors.ProviderRejected:
                continue
    rows = table.starting("LEDGER#account-1-app-1", "ENTRY#")
    changes = {one: [row["status"] for row in rows if row.get("block") == one] for one in ("alert-1", "alert-2")}
    assert all(found in ([], ["blocked"], ["blocked", "released"]) for found in changes.values())
    account = table.get("LEDGER#account-1-app-1", "LEDGER")
    assert account is not None
    assert account.get("blocks", 0) == sum(found == ["blocked"] for found in changes.values())
    assert account["entries"] == len(rows)


@pytest.mark.parametrize(("before", "status"), [([], "new"), (["open", "close"], "closed")])
def test_what_is_not_open_is_not_blocked(table: MemoryCustomers, before: list[str], status: str) -> None:
    for name in before:
        CALLS[name]()
    with pytest.raises(errors.ProviderRejected, match=f"is {status} and cannot be blocked"):
        BLOCKS["block alert-1"]()


def test_a_block_that_is_lifted_stays_lifted_and_one_that_never_was_is_refused(table: MemoryCustomers) -> None:
    CALLS["open"]()
    with pytest.raises(errors.ProviderRejected, match="has no block alert-1"):
        BLOCKS["unblock alert-1"]()
    for name in ("block alert-1", "unblock alert-1", "unblock alert-1"):
        BLOCKS[name]()
    with pytest.raises(errors.ProviderRejected, match="alert-1 of account-1-app-1 was released"):
        BLOCKS["block alert-1"]()
    assert journal(table) == ["opened", "blocked", "released"]


def test_two_at_once_are_told_apart(table: MemoryCustomers, monkeypatch: pytest.MonkeyPatch) -> None:
    CALLS["open"]()
    before = dict(table.rows["LEDGER#account-1-app-1", "LEDGER"])
    CALLS["activate"]()
    monkeypatch.setattr(ledger, "_account", lambda _: before)
    with pytest.raises(errors.Throttled, match="changed meanwhile"):
        CALLS["close"]()
    assert journal(table) == ["opened", "active"]
