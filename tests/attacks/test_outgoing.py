"""Requests that others could lead into the bank's own network: by an address, a name that changes, or a redirect."""

import json
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import NewConnectionError
from urllib3.util import parse_url

from infrastructure.errors import DeploymentError
from infrastructure.functions import FUNCTIONS, Function
from infrastructure.project import KYC
from infrastructure.queues import QUEUES
from infrastructure.settings import Settings
from infrastructure.target import Target
from lambdas.deliver_webhook import handler as deliver_webhook
from lambdas.refresh_watchlists import fetch
from lambdas.refresh_watchlists.fetch import Mark, NotAnswered
from lambdas.shared.providers import signed_http
from lambdas.shared.providers.signed_http import SignedHttp
from lambdas.shared.runtime import aws, bounded_http
from lambdas.shared.runtime.addresses import SETTING, may_connect_to
from lambdas.shared.runtime.bounded_http import AddressRefused, Limits, request
from lambdas.shared.runtime.closure import closure
from lambdas.shared.runtime.errors import NotConfigured, ProviderRejected, ProviderUnavailable
from lambdas.shared.watchlists.entries import WatchlistError
from tests.buckets import NOW
from tests.infrastructure.conftest import built_for
from tests.lambdas.shared.providers.loopback import KEY, KEY_ID, PATIENT, Loopback, Reply, serving

PRIVATE = {
    "loopback": "127.0.0.1",
    "all of loopback": "127.1.2.3",
    "Lambda's own interface": "169.254.100.1",
    "instance metadata": "169.254.169.254",
    "container credentials": "169.254.170.2",
    "class A": "10.0.0.1",
    "class B": "172.31.255.255",
    "class C": "192.168.1.1",
    "carrier": "100.64.0.1",
    "this network": "0.0.0.0",  # noqa: S104 - an address to refuse
    "multicast": "224.0.0.1",
    "public multicast": "233.252.0.1",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "documentation": "192.0.2.1",
    "benchmarks": "198.18.0.1",
    "loopback in IPv6": "::1",
    "unspecified in IPv6": "::",
    "link-local in IPv6": "fe80::1%1",
    "unique local": "fd00:ec2::254",
    "multicast in IPv6": "ff02::1",
    "mapped": "::ffff:169.254.169.254",
    "mapped loopback": "::ffff:127.0.0.1",
    "compatible": "::127.0.0.1",
    "translated": "64:ff9b::10.0.0.1",
    "translated locally": "64:ff9b:1::10.0.0.1",
    "6to4": "2002:7f00:1::1",
    "Teredo": "2001:0:0a00:0001::1",
    "documentation in IPv6": "2001:db8::1",
    "newer documentation in IPv6": "3fff::1",
    "site-local": "fec0::1",
    "dummy": "192.0.0.8",
    "port control": "192.0.0.9",
    "discovery of translation": "192.0.0.170",
    "relays of 6to4": "192.88.99.1",
    "name servers of nobody": "192.175.48.1",
    "a public one in 6to4": "2002:5db8:d70e::1",
    "segment routing": "5f00::1",
    "discard": "100::1",
    "ORCHID": "2001:20::1",
    "the address after all": "4000::1",
}
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::93.184.215.14", "::ffff:93.184.215.14"]


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not may_connect_to(address)


@given(st.ip_addresses())
def test_no_address_is_allowed_that_python_knows_to_be_private(address: IPv4Address | IPv6Address) -> None:
    assert not may_connect_to(str(address)) or address.is_global or "64:ff9b::" in str(address) or mapped(address)


def mapped(address: IPv4Address | IPv6Address) -> bool:
    return isinstance(address, IPv6Address) and address.ipv4_mapped is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert may_connect_to(address)


def test_only_networks_that_the_settings_name_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "10.20.0.0/16 ::1 fd00::/8")
    for address in ("10.20.255.1", "::1", "fd12::1", "::ffff:10.20.0.1", "64:ff9b::10.20.0.1", *PUBLIC):
        assert may_connect_to(address), address
    for address in ("10.21.0.1", "127.0.0.1", "169.254.169.254", "::ffff:10.21.0.1", "fe80::1"):
        assert not may_connect_to(address), address


class Resolver:
    """Answers each look-up of a name with the next addresses; nothing is connected but noted."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.connected: list[str] = []

    def getaddrinfo(self, _host: str, port: int, *_: Any) -> list[Any]:
        answer = self.answers.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]

    def create_connection(self, address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        self.connected.append(address[0])
        raise ConnectionRefusedError


@pytest.fixture
def resolving(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Resolver]:
    def make(*answers: tuple[str, ...]) -> Resolver:
        made = Resolver(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
        monkeypatch.setattr(bounded_http, "create_connection", made.create_connection)
        return made

    return make


LIMITS = Limits(connect=5.0, read=5.0, total=5.0)
PUBLIC_ONE = PUBLIC[0]


def ask(url: str) -> None:
    with request("GET", parse_url(url), headers={}, limits=LIMITS):
        pass


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_to_a_private_address_is_not_connected(
    resolving: Callable[..., Resolver], address: str
) -> None:
    network = resolving((address,))
    with pytest.raises(AddressRefused):
        ask("https://harmless.example/")
    assert network.connected == []


def test_of_a_name_with_both_kinds_the_public_address_is_connected(resolving: Callable[..., Resolver]) -> None:
    network = resolving(("10.0.0.1", PUBLIC_ONE, "127.0.0.1"))
    with pytest.raises(NewConnectionError):
        ask("https://both.example/")
    assert network.connected == [PUBLIC_ONE]


def test_a_name_that_changes_after_it_was_checked_is_not_looked_up_again(resolving: Callable[..., Resolver]) -> None:
    network = resolving((PUBLIC_ONE,), ("169.254.169.254",))
    with pytest.raises(NewConnectionError):
        ask("https://rebinding.example/")
    assert network.connected == [PUBLIC_ONE]
    assert len(network.answers) == 1


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:7f00:1]", "localhost"])
def test_loopback_by_another_name_is_loopback(host: str) -> None:
    with pytest.raises((AddressRefused, OSError)):
        ask(f"https://{host}:1/")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as made:
        yield made


@pytest.fixture
def narrow(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The server's address is named, and that of localhost is another one."""
    look_up = socket.getaddrinfo
    monkeypatch.setenv(SETTING, "127.0.0.1/32")
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more: look_up("127.0.0.2" if host == "localhost" else host, *more)
    )
    return server


def test_a_redirect_into_a_private_network_ends_there(
    narrow: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = narrow.url.replace("127.0.0.1", "localhost")
    narrow.answer = lambda _request: Reply(302, b"", {"Location": f"{elsewhere}/secret"})
    limits = fetch.Limits(*(PATIENT.connect, PATIENT.read, PATIENT.total), again=0.01)
    with pytest.raises(NotAnswered, match=r"network\.allowed in the settings does not name"):
        fetch.fetch(f"{narrow.url}/list.csv", tmp_path / "list.csv", Mark(), 1000, NOW, limits=limits)
    assert [one.path for one in narrow.requests] == ["/list.csv"]  # asked once, and nothing else


@pytest.mark.parametrize("location", ["http://[::1", "https://[::1/", "http://[fe80::1%25eth0]/", "//[", "https://"])
def test_a_malformed_redirect_ends_the_file_not_the_refresh(narrow: Loopback, tmp_path: Path, location: str) -> None:
    narrow.answer = lambda _request: Reply(302, b"", {"Location": location})
    with pytest.raises((NotAnswered, WatchlistError)):
        fetch.fetch(f"{narrow.url}/list.csv", tmp_path / "list.csv", Mark(), 1000, NOW)


def test_a_provider_at_a_private_address_is_a_matter_of_settings(narrow: Loopback) -> None:
    url = narrow.url.replace("127.0.0.1", "localhost")
    with pytest.raises(NotConfigured, match=r"network\.allowed in the settings does not name"):
        SignedHttp(url, KEY_ID, KEY, PATIENT).get("/")
    assert narrow.requests == []
    assert SignedHttp(narrow.url, KEY_ID, KEY, PATIENT).get("/") == {}


def test_a_provider_s_redirect_is_not_followed(narrow: Loopback) -> None:
    narrow.answer = lambda _request: Reply(302, b"", {"Location": f"{narrow.url}/secret"})
    with pytest.raises(ProviderRejected, match="302"):
        SignedHttp(narrow.url, KEY_ID, KEY, PATIENT).get("/first")
    assert [one.path for one in narrow.requests] == ["/first"]


REAL = {"address_bureau": "http", "core_banking": "http", "news_search": "gdelt"}


@pytest.mark.parametrize("stage", ["local", "test", "production"])
def test_every_function_that_calls_out_knows_which_networks_it_may(stage: str) -> None:
    settings = Settings.of({"providers": REAL, "network": {"allowed": ["10.20.0.0/16"]}})
    project = KYC.with_settings(settings)

    def calls_out(function: Function) -> bool:
        adapters = project.adapters_of(function, stage).values()
        modules = closure([function.handler_module, *(one.module for one in adapters)], project.packages)
        return "lambdas.shared.runtime.bounded_http" in modules

    def networks(function: Function) -> Any:
        found = [
            grant.environment[SETTING] for grant in project.grants(function, stage) if SETTING in grant.environment
        ]
        return found[0] if found else None

    calling = [function for function in FUNCTIONS if calls_out(function)]
    assert {"deliver_webhook", "refresh_watchlists"} <= {function.name for function in calling}
    expected = "10.20.0.0/16 127.0.0.0/8 ::1/128" if stage == "local" else "10.20.0.0/16"
    assert {function.name: networks(function) for function in calling} == {one.name: expected for one in calling}


def test_in_an_account_nothing_private_is_allowed_by_default() -> None:
    project = KYC.with_settings(Settings.of({"providers": REAL}))
    for target in (Target("aws", region="eu-central-1"), Target("aws", region="eu-central-1", stage="test")):
        for function in FUNCTIONS:
            assert not any(SETTING in grant.environment for grant in project.grants(function, target.stage))


def test_a_bank_s_own_adapter_knows_them_too() -> None:
    own = "lambdas.shared.providers.news_search.gdelt:GdeltNewsSearch"
    settings = Settings.of({"providers": REAL | {"news_search": own, "face_matcher": own}})
    project = KYC.with_settings(replace(settings, network=replace(settings.network, allowed=["10.0.0.1"])))
    for name in ("search_adverse_media", "compare_faces", "intake_document"):
        function = next(one for one in FUNCTIONS if one.name == name)
        assert any(SETTING in grant.environment for grant in project.grants(function, "production")), name


@pytest.mark.parametrize("network", ["10.0.0.1/8", "internal", "10.0.0.0/33", "10.0.0.0/8\n", "", "*"])
def test_what_is_no_network_is_no_setting(network: str) -> None:
    with pytest.raises(DeploymentError, match=r"network\.allowed\.0: must be an IP address, or a network"):
        Settings.of({"network": {"allowed": [network]}})


class Stopped(BaseException):
    """Lambda stops the function at its time limit; no line of it runs any more."""


class Day:
    """The queue of webhooks over days that pass at once, with its function as the template has it.

    ``delivering``: what happens to a delivery, which may let time pass and fail.
    """

    def __init__(self, messages: int, delivering: Callable[["Day"], None]) -> None:
        mapping = next(
            one["Properties"]
            for one in built_for(Target()).get("Resources", {}).values()
            if one["Type"] == "AWS::Lambda::EventSourceMapping"
            and one["Properties"]["EventSourceArn"] == {"Fn::GetAtt": ["WebhooksQueue", "Arn"]}
        )
        self.batch = int(mapping["BatchSize"])
        self.queue = next(queue for queue in QUEUES if queue.name == "WebhooksQueue")
        self.limit = next(one for one in FUNCTIONS if one.name == "deliver_webhook").timeout
        self.delivering = delivering
        self.now = self.started = 0.0
        self.visible_at = dict.fromkeys(map(str, range(messages)), 0.0)
        self.receives = Counter[str]()
        self.dead: dict[str, float] = {}

    def wait(self, seconds: float) -> None:
        """Let time pass, as far as the function lives."""
        self.now += seconds
        if self.now - self.started >= self.limit:
            self.now = self.started + self.limit
            raise Stopped

    def change_message_visibility(self, *, ReceiptHandle: str, VisibilityTimeout: int, **_: str) -> None:  # noqa: N803
        self.visible_at[ReceiptHandle] = self.now + VisibilityTimeout

    def run(self) -> None:
        """Until every message was taken or is a dead letter."""
        while self.visible_at:
            self.now = max(self.now, min(self.visible_at.values()))
            due = [one for one in sorted(self.visible_at) if self.visible_at[one] <= self.now][: self.batch]
            self.receives.update(due)
            for message in [one for one in due if self.receives[one] > self.queue.most_receives]:
                self.dead[message] = self.now
                del self.visible_at[message]
                due.remove(message)
            if due:
                self._call(due)

    def _call(self, due: list[str]) -> None:
        self.started = self.now
        self.visible_at |= dict.fromkeys(due, self.now + self.queue.visibility)
        try:
            answer = deliver_webhook.handler({"Records": [self._record(one) for one in due]}, SimpleNamespace())
        except Stopped:
            return
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        for message in due:
            if message not in failed:
                del self.visible_at[message]

    def _record(self, message: str) -> dict[str, Any]:
        event = {"event_id": f"demo-{message}-AccountActivated", "type": "AccountActivated", "application_id": "demo-1"}
        return {
            "messageId": message,
            "receiptHandle": message,
            "body": json.dumps(event),
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-west-1:1:queue",
            "attributes": {"ApproximateReceiveCount": str(self.receives[message]), "SentTimestamp": "0"},
            "messageAttributes": {},
        }


def hang(day: Day) -> None:
    day.wait(signed_http.LIMITS.total)
    raise ProviderUnavailable("no answer in time")


def hang_for_good(day: Day) -> None:
    """As a look-up of a name may, which has no time limit of ours."""
    day.wait(1_000_000)


def refuse(day: Day) -> None:
    day.wait(0.1)
    raise ProviderRejected("400")


HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize("delivering", [hang, hang_for_good, refuse])
def test_a_webhook_is_tried_for_a_day_whatever_its_endpoint_does(
    monkeypatch: pytest.MonkeyPatch, delivering: Callable[[Day], None]
) -> None:
    day = Day(12, delivering)
    monkeypatch.setattr(aws, "client", lambda _service: day)
    monkeypatch.setattr(deliver_webhook, "now", lambda: datetime.fromtimestamp(day.now, UTC))
    monkeypatch.setattr(deliver_webhook, "_deliver", lambda _event: day.delivering(day))
    monkeypatch.setenv("WEBHOOKS_QUEUE", "queue")
    day.run()
    assert len(day.dead) == 12
    assert DAY <= min(day.dead.values()) <= max(day.dead.values()) <= DAY + 2 * HOUR


def test_messages_are_taken_one_by_one_from_every_queue() -> None:
    mappings = [
        one["Properties"]
        for one in built_for(Target()).get("Resources", {}).values()
        if one["Type"] == "AWS::Lambda::EventSourceMapping"
    ]
    assert [one["BatchSize"] for one in mappings] == [1] * len([one for one in FUNCTIONS if one.queue])
