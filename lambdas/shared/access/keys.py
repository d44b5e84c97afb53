"""An issuer's public keys: read from its JSON Web Key Set (RFC 7517), kept, and asked for again in time.

A key set is taken as a whole or not at all. One that names a key twice, or shows a secret or private key, is no longer
worth any trust. What is in it besides keys for signatures is left out.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from jwt import PyJWK, PyJWTError
from urllib3.exceptions import HTTPError

from lambdas.shared.runtime import bounded_http
from lambdas.shared.runtime.errors import NotConfigured, ProviderUnavailable
from lambdas.shared.runtime.json_text import InvalidJson, parse

Jwk = Mapping[str, Any]
"""A public key as JSON has it; it was looked at, and has a ``kid``."""

FRESH = 600.0
"""Seconds after which a key set is asked for again."""
STALE = 3600.0
"""Seconds beyond that for which it is used while the issuer does not answer."""
PAUSE = 60.0
"""Seconds that lie between two requests at least, whatever tokens say."""
PAUSE_WITHOUT_KEYS = 5.0
"""The same while no key is known, so that nobody is served: right after a start, or after the hour."""
MOST_BYTES = 64 * 1024
_LIMITS = bounded_http.Limits(connect=1.0, read=2.0, total=3.0)

ALGORITHMS: Mapping[str, tuple[str, str | None]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", None)),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
}
"""The algorithms of signatures by public keys that there are, each with its keys' ``kty`` and ``crv``."""
_RSA_BITS = range(2048, 8193)
"""Shorter ones can be broken; longer ones take a second to check."""
_NEVER_PUBLIC = ("d", "k")
_ROCA_PRIMES = (
    *(3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103),
    *(107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167),
)


class UnusableKey(ValueError):
    """A key set, or one key, that no token may be checked with: says why, and quotes nothing of it."""


class Keys(Protocol):
    """Where an issuer's keys come from."""

    def find(self, kid: str) -> Jwk | None:
        """The key of this name; None where there is none.

        Raises ProviderUnavailable where nobody knows now; NotConfigured where nobody can be asked.
        """


class FixedKeys:
    """Keys that do not change while the function runs."""

    def __init__(self, content: bytes | str) -> None:
        self._keys = read(content)

    def find(self, kid: str) -> Jwk | None:
        return self._keys.get(kid)


class FetchedKeys:
    """Keys that the issuer publishes: asked for when a token comes, and kept for the process."""

    def __init__(self, fetch: Callable[[], bytes], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._keys: Mapping[str, Jwk] = {}
        self._read_at = self._asked_at = float("-inf")

    def find(self, kid: str) -> Jwk | None:
        """Asks the issuer where the keys are no longer fresh, or it may have a new one of this name."""
        now = self._clock()
        pause = PAUSE if self._are_known(now) else PAUSE_WITHOUT_KEYS
        if (kid not in self._keys or now - self._read_at >= FRESH) and now - self._asked_at >= pause:
            self._ask(now)
        if not self._are_known(now):
            raise ProviderUnavailable("the issuer's keys are not known: it does not answer with a key set")
        return self._keys.get(kid)

    def _are_known(self, now: float) -> bool:
        return now - self._read_at < FRESH + STALE

    def _ask(self, now: float) -> None:
        self._asked_at = now
        try:
            self._keys, self._read_at = read(self._fetch()), now
        except (UnusableKey, ProviderUnavailable):
            return  # what is known goes on for STALE seconds


def from_address(address: str) -> Callable[[], bytes]:
    """What fetches the key set there: within limits of time and size, without following redirects.

    Raises NotConfigured where the address must not be asked; the function made raises ProviderUnavailable.
    """
    url = bounded_http.safe(address)
    if url is None:
        raise NotConfigured("identity.jwks_url is no https address")

    def fetch() -> bytes:
        try:
            with bounded_http.request("GET", url, headers={"Accept": "application/json"}, limits=_LIMITS) as answer:
                if answer.status != 200:  # noqa: PLR2004
                    raise ProviderUnavailable(f"the issuer answered its keys' address with status {answer.status}")
                return b"".join(bounded_http.body(answer, MOST_BYTES))
        except (HTTPError, bounded_http.TooLarge, TimeoutError) as error:
            raise ProviderUnavailable(f"the issuer's keys: {bounded_http.problem(error)}") from None

    return fetch


def read(content: bytes | str) -> Mapping[str, Jwk]:
    """The keys for signatures in a key set, by ``kid``. Raises UnusableKey."""
    try:
        found = parse(content, MOST_BYTES)
    except InvalidJson as error:
        raise UnusableKey(f"the key set is not JSON: {error}") from None
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not all(isinstance(key, dict) for key in listed):
        raise UnusableKey("this is no key set: it has no list of keys")
    keys: dict[str, Jwk] = {}
    for key in listed:
        if any(part in key for part in _NEVER_PUBLIC):
            raise UnusableKey("the key set shows a key that has to be secret")
        kid = key.get("kid")
        if not isinstance(kid, str) or not _is_for_signatures(key):
            continue
        if kid in keys:
            raise UnusableKey("two keys of the key set have one name")
        keys[kid] = key
    return keys


def _is_for_signatures(key: Jwk) -> bool:
    return bool(key.get("use", "sig") == "sig" and key.get("key_ops", ["verify"]) == ["verify"])


def suited(key: Jwk, algorithm: str) -> PyJWK:
    """The key as PyJWT takes it, bound to this algorithm. Raises UnusableKey where the two do not belong together."""
    kind, curve = ALGORITHMS[algorithm]
    if key.get("alg", algorithm) != algorithm or key.get("kty") != kind or (curve and key.get("crv") != curve):
        raise UnusableKey("the key is for another algorithm")
    try:
        made = PyJWK(dict(key), algorithm)
    except (PyJWTError, ValueError, TypeError, KeyError, AttributeError):  # whatever a key's parts may be
        raise UnusableKey("the key's parts make no key") from None
    if kind == "RSA":
        _check_rsa(made.key.public_numbers().n)
    return made


def _check_rsa(modulus: int) -> None:
    if modulus.bit_length() not in _RSA_BITS:
        raise UnusableKey(f"the RSA key has {modulus.bit_length()} bits, and not {_RSA_BITS[0]} to {_RSA_BITS[-1]}")
    if all(_is_power_of_65537(modulus, prime) for prime in _ROCA_PRIMES):
        raise UnusableKey("the RSA key was made by a chip whose keys can be broken (ROCA, CVE-2017-15361)")


def _is_power_of_65537(number: int, prime: int) -> bool:
    """Whether the remainder is a power of 65537's: those chips made no others (Nemec et al., 2017, section 3.2)."""
    return number % prime in {pow(65537, exponent, prime) for exponent in range(prime - 1)}
