"""Core banking's contract, kept by one on a real server and broken in every way that matters."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import adapters
from lambdas.shared.providers.core_banking import core_banking
from lambdas.shared.providers.core_banking.http import SETTING, HttpCoreBanking
from lambdas.shared.providers.core_banking.ledger import Ledger
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.runtime import errors, secrets
from lambdas.shared.runtime.bounded_http import Limits
from tests.applications import application
from tests.lambdas.shared.providers.loopback import KEY, KEY_ID, PATIENT, Core, Loopback, Reply, reply, serving

Row = dict[str, Any]
ACCOUNT, BLOCK = "account-1-app-1", "alert-1"


def connect(monkeypatch: pytest.MonkeyPatch, url: str, key: str = KEY, limits: Limits = PATIENT) -> HttpCoreBanking:
    """The adapter, whose secret says that core banking is there."""
    monkeypatch.setattr(secrets, "connection", lambda setting: {SETTING: secrets.Connection(url, KEY_ID, key)}[setting])
    return HttpCoreBanking(limits)


@pytest.fixture
def core(server: Loopback) -> Core:
    server.answer = made = Core()
    return made


@pytest.fixture
def adapter(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> HttpCoreBanking:
    return connect(monkeypatch, server.url)


def calls(adapter: HttpCoreBanking) -> dict[str, Callable[[], Any]]:
    made = application()
    return {
        "open": lambda: adapter.open(made, ACCOUNT, "DE1"),
        "activate": lambda: adapter.request_activation(made, ACCOUNT),
        "poll": lambda: adapter.poll(made, ACCOUNT, 1),
        "close": lambda: adapter.close(made, ACCOUNT),
        "block": lambda: adapter.block(made, ACCOUNT, BLOCK),
        "unblock": lambda: adapter.unblock(made, ACCOUNT, BLOCK),
    }


def test_an_account_is_opened_activated_later_and_closed(core: Core, adapter: HttpCoreBanking) -> None:
    call = calls(adapter)
    call["open"]()
    assert call["activate"]() == 60
    assert [call["poll"](), call["poll"]()] == [LateAnswer(None, 60), LateAnswer("active", 0)]
    call["close"]()
    assert core.accounts[ACCOUNT]["status"] == "closed"
    with pytest.raises(errors.ProviderRejected, match="is closed"):
        call["poll"]()


def test_core_banking_is_told_what_it_needs_and_no_more(core: Core, adapter: HttpCoreBanking) -> None:
    made = application()
    applicant = made["applicant"]
    adapter.open(made, ACCOUNT, "DE1")
    assert core.told == [
        {
            "account_id": ACCOUNT,
            "iban": "DE1",
            "product": made["product"],
            "holder": {"given_names": applicant["given_names"], "family_name": applicant["family_name"]},
            "birth_date": applicant["birth_date"],
            "address": applicant["address"],
        }
    ]


@pytest.mark.parametrize("name", ["open", "activate", "close"])
def test_the_same_call_twice_is_one(core: Core, adapter: HttpCoreBanking, name: str) -> None:
    call = calls(adapter)
    call["open"]()
    call[name]()
    before = {account_id: dict(account) for account_id, account in core.accounts.items()}
    call[name]()
    assert core.accounts == before


@pytest.mark.parametrize("late", ["open", "activate"])
def test_what_was_closed_before_it_was_opened_is_refused(core: Core, adapter: HttpCoreBanking, late: str) -> None:
    call = calls(adapter)
    call["close"]()
    with pytest.raises(errors.ProviderRejected, match="409"):
        call[late]()


def test_a_block_is_put_on_once_and_lifted_alone(core: Core, adapter: HttpCoreBanking) -> None:
    call = calls(adapter)
    call["open"]()
    adapter.block(application(), ACCOUNT, "alert-2")
    for name in ("block", "block", "unblock", "unblock"):
        call[name]()
    assert core.blocks == {(ACCOUNT, BLOCK): "released", (ACCOUNT, "alert-2"): "blocked"}
    with pytest.raises(errors.ProviderRejected, match="409"):
        call["block"]()  # a call that comes late
    with pytest.raises(errors.ProviderRejected, match="404"):
        adapter.unblock(application(), ACCOUNT, "alert-3")


def test_a_closed_account_is_not_blocked(core: Core, adapter: HttpCoreBanking) -> None:
    calls(adapter)["close"]()
    with pytest.raises(errors.ProviderRejected, match="409"):
        calls(adapter)["block"]()


def test_an_account_has_one_iban(core: Core, adapter: HttpCoreBanking) -> None:
    adapter.open(application(), ACCOUNT, "DE1")
    with pytest.raises(errors.ProviderRejected, match="409"):
        adapter.open(application(), ACCOUNT, "DE2")


@pytest.mark.parametrize("name", ["open", "activate", "poll", "close", "block", "unblock"])
@pytest.mark.parametrize(
    ("made", "raised"),
    [
        (reply({}, 400), errors.ProviderRejected),
        (reply({}, 401), errors.NotConfigured),
        (reply({}, 409), errors.ProviderRejected),
        (reply({}, 429), errors.Throttled),
        (reply({}, 503), errors.ProviderUnavailable),
        (Reply(silent=True), errors.ProviderUnavailable),
        (reply({}), errors.ProviderUnavailable),
        (reply({"account_id": ACCOUNT, "block_id": "another", "status": "?"}), errors.ProviderUnavailable),
        (reply({"account_id": "another", "status": "active", "retry_after_seconds": 1}), errors.ProviderUnavailable),
    ],
    ids=["400", "401", "409", "429", "503", "silent", "empty", "another block", "another"],
)
def test_what_is_no_answer_is_an_error_of_ours(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, name: str, made: Reply, raised: type[Exception]
) -> None:
    server.answer = lambda _request: made
    with pytest.raises(raised):
        calls(connect(monkeypatch, server.url, limits=made.limits))[name]()


def test_a_wrong_key_is_for_operators(server: Loopback, core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.NotConfigured, match="401"):
        calls(connect(monkeypatch, server.url, "another key"))["open"]()


def test_an_account_s_id_is_no_path(server: Loopback, core: Core, adapter: HttpCoreBanking) -> None:
    with pytest.raises(errors.ProviderRejected):
        adapter.poll(application(), "../other?x=1", 1)
    assert server.requests[-1].path == "/v1/accounts/..%2Fother%3Fx%3D1"


@pytest.mark.parametrize(("setting", "adapter"), [("ledger", Ledger), ("http", HttpCoreBanking)])
def test_the_setting_says_which_core_banking(
    monkeypatch: pytest.MonkeyPatch, setting: str, adapter: type[object]
) -> None:
    monkeypatch.setenv("CORE_BANKING_ADAPTER", adapters.ADAPTERS["core_banking"][setting].place)
    assert isinstance(core_banking(), adapter)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Loopback]:
    """A server for many examples."""
    with serving() as made:
        yield made


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.integers())
NEARLY = st.fixed_dictionaries(
    {"account_id": st.just(ACCOUNT) | VALUES},
    optional={
        "status": st.sampled_from(["opened", "active", "refused", "closed", "blocked", "released"]) | VALUES,
        "block_id": st.just(BLOCK) | VALUES,
        "retry_after_seconds": st.integers() | VALUES,
    },
)


@given(st.sampled_from(["open", "activate", "poll", "close", "block", "unblock"]), NEARLY | VALUES)
def test_any_answer_is_an_answer_or_an_error_of_ours(lasting: Loopback, name: str, said: Any) -> None:
    lasting.answer = lambda _request: reply(said)
    with pytest.MonkeyPatch.context() as monkeypatch:
        try:
            answer = calls(connect(monkeypatch, lasting.url))[name]()
        except errors.KycError:
            return
    assert said["account_id"] == ACCOUNT
    assert answer is None or isinstance(answer, int) or answer.answer in (None, "active")
