"""Key sets: taken as a whole or not at all, kept, asked for again in time, used for a while without their issuer."""

from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.access import keys
from lambdas.shared.access.keys import FRESH, PAUSE, PAUSE_WITHOUT_KEYS, STALE, FetchedKeys, UnusableKey
from lambdas.shared.runtime.errors import NotConfigured, ProviderUnavailable
from tests.lambdas.shared.providers.loopback import Loopback, Reply
from tests.tokens import KINDS, jwk, key_set, private_key


class Published:
    """An issuer's address and a clock, both as a test sets them."""

    def __init__(self) -> None:
        self.now, self.asked, self.answer = 1000.0, 0, key_set(jwk("P-256"))
        self.keys = FetchedKeys(self.fetch, lambda: self.now)

    def fetch(self) -> bytes:
        self.asked += 1
        if not self.answer:
            raise ProviderUnavailable("away")
        return self.answer.encode()

    def after(self, seconds: float) -> FetchedKeys:
        self.now += seconds
        return self.keys


def test_keys_are_asked_for_once_while_they_are_fresh() -> None:
    issuer = Published()
    assert all(issuer.after(seconds).find("P-256") for seconds in (0, PAUSE, FRESH - PAUSE - 1))
    assert issuer.asked == 1
    assert issuer.after(1).find("P-256")
    assert issuer.asked == 2


def test_unknown_names_make_nobody_ask_more_often_than_once_a_minute() -> None:
    issuer = Published()
    assert not any(issuer.after(0.5).find(f"unknown-{number}") for number in range(240))
    assert issuer.asked == 2


def test_a_new_key_is_found_and_one_that_was_withdrawn_is_not() -> None:
    issuer = Published()
    assert issuer.keys.find("P-256")
    issuer.answer = key_set(jwk("RSA"))
    assert issuer.after(PAUSE).find("RSA")
    assert issuer.keys.find("P-256") is None


@pytest.mark.parametrize("answer", ["", "[]", '{"keys": 1}', "<html>", key_set({"kty": "oct", "k": "c2VjcmV0"})])
def test_known_keys_count_for_an_hour_without_a_key_set_and_no_longer(answer: str) -> None:
    issuer = Published()
    assert issuer.keys.find("P-256")
    issuer.answer = answer
    assert issuer.after(FRESH + STALE - 1).find("P-256")
    assert issuer.keys.find("another") is None
    with pytest.raises(ProviderUnavailable):
        issuer.after(1).find("P-256")
    issuer.answer = key_set(jwk("P-256"))
    assert issuer.after(PAUSE).find("P-256")


def test_without_a_key_the_issuer_is_asked_again_soon_and_not_at_once() -> None:
    issuer = Published()
    issuer.answer = ""
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            issuer.keys.find("P-256")
    assert issuer.asked == 1
    issuer.answer = key_set(jwk("P-256"))
    assert issuer.after(PAUSE_WITHOUT_KEYS).find("P-256")


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param([jwk("RSA"), jwk("P-256", kid="RSA")], id="a name twice"),
        pytest.param([jwk("RSA"), {"kty": "oct", "kid": "s", "k": "c2VjcmV0"}], id="a secret key"),
        pytest.param([jwk("RSA") | {"d": "AQAB"}], id="a private key"),
        pytest.param([jwk("RSA"), "key"], id="no key"),
    ],
)
def test_a_key_set_is_taken_as_a_whole_or_not_at_all(listed: list[Any]) -> None:
    with pytest.raises(UnusableKey):
        keys.read(key_set(*listed))


@pytest.mark.parametrize("other", [{"use": "enc"}, {"key_ops": ["encrypt"]}, {"kid": 7}, {"kid": None}])
def test_a_key_for_something_else_or_without_a_name_is_left_out(other: dict[str, Any]) -> None:
    assert list(keys.read(key_set(jwk("RSA"), jwk("P-256", kid="other") | other))) == ["RSA"]


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_an_issuer_answers_is_a_key_set_or_one_error(content: bytes | str) -> None:
    with pytest.raises(UnusableKey):
        keys.read(content)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(kind=st.sampled_from([*KINDS]), part=st.sampled_from(["kty", "crv", "n", "e", "x", "y", "alg"]), value=_JSON)
def test_a_key_with_another_part_is_a_key_or_one_error(kind: str, part: str, value: Any) -> None:
    with suppress(UnusableKey):
        keys.suited(jwk(kind) | {part: value}, KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_for_the_algorithms_of_its_kind_alone(kind: str) -> None:
    suited = {algorithm for algorithm in keys.ALGORITHMS if _is_suited(jwk(kind), algorithm)}
    assert suited == {one for one in keys.ALGORITHMS if keys.ALGORITHMS[one] == keys.ALGORITHMS[KINDS[kind]]}
    assert _is_suited(jwk(kind, alg=KINDS[kind]), KINDS[kind])
    assert not _is_suited(jwk(kind, alg="PS512"), KINDS[kind])


def _is_suited(key: dict[str, Any], algorithm: str) -> bool:
    try:
        return bool(keys.suited(key, algorithm))
    except UnusableKey:
        return False


def test_an_rsa_key_has_2048_to_8192_bits_and_no_exponent_1() -> None:
    assert not _is_suited(jwk("RSA", key=private_key("RSA", 1024)), "RS256")
    assert not _is_suited(_rsa((1 << 8192) + 1, 65537), "RS256")
    assert not _is_suited(jwk("RSA") | {"e": "AQ"}, "RS256")
    assert _is_suited(jwk("RSA", key=private_key("RSA", 3072)), "RS256")


def _rsa(modulus: int, exponent: int) -> dict[str, Any]:
    class Made:
        def public_key(self) -> Any:
            return rsa.RSAPublicNumbers(exponent, modulus).public_key()

    return jwk("RSA", key=Made())


@pytest.mark.parametrize(
    "address", ["http://login.bank.example/keys", "file:///etc/passwd", "https://eva@bank.example", ""]
)
def test_keys_come_over_https_alone(address: str) -> None:
    with pytest.raises(NotConfigured):
        keys.from_address(address)


def test_an_issuer_at_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NETWORK_ALLOWED", raising=False)
    with pytest.raises(ProviderUnavailable, match="private network"):
        keys.from_address("https://127.0.0.1:9/keys")()


@pytest.mark.parametrize(
    ("reply", "refused"),
    [
        (Reply(body=b"{}"), ""),
        (Reply(302, headers={"Location": "https://bank.example/"}), "status 302"),
        (Reply(503), "status 503"),
        (Reply(body=b" " * (keys.MOST_BYTES + 1)), "TooLarge"),
        (Reply(silent=True), "no answer in time"),
        (Reply(drips=True), "no answer in time"),
    ],
)
def test_an_answer_counts_with_status_200_in_time_and_within_its_size(
    monkeypatch: pytest.MonkeyPatch, server: Loopback, reply: Reply, refused: str
) -> None:
    monkeypatch.setattr(keys, "_LIMITS", reply.limits)
    server.answer = lambda _: reply
    fetch = keys.from_address(f"{server.url}/keys")
    if not refused:
        assert fetch() == reply.body
        return
    with pytest.raises(ProviderUnavailable, match=refused):
        fetch()
