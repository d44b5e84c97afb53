"""Project Wycheproof's vectors of JSON web signatures and keys, all of them, through the verifier.

``wycheproof/vectors.json`` has them (Google and the C2SP project, Apache License 2.0).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from lambdas.shared.access.keys import ALGORITHMS, FixedKeys, UnusableKey
from lambdas.shared.access.tokens import Issuer, check_signature
from lambdas.shared.access.unverified import InvalidToken
from tests.tokens import key_set

VECTORS = json.loads((Path(__file__).parent / "wycheproof/vectors.json").read_text())
CASES = [(group, *test) for group in VECTORS["groups"] for test in group["tests"]]


def is_signed(keys: list[dict[str, Any]], jws: str) -> bool:
    try:
        check_signature(jws, Issuer("", "", FixedKeys(key_set(*keys)), tuple(ALGORITHMS), ("", "jwt")))
    except (InvalidToken, UnusableKey):
        return False
    return True


def is_refused_here(group: dict[str, Any]) -> bool:
    """Whether what is valid by the vectors is refused here: a MAC's key is secret, and in no key set.

    RFC 7520's keys say that they are for PS256 and for ES521, and sign by PS384 and ES512.
    """
    [first, *_] = group["keys"]
    return first["kty"] == "oct" or (group["comment"].startswith("rfc7520") and first["alg"] in {"PS256", "ES521"})


@pytest.mark.parametrize(
    ("group", "number", "comment", "jws", "result"),
    CASES,
    ids=[f"{group['file']}-{number}-{comment}" for group, number, comment, *_ in CASES],
)
def test_a_vector_is_taken_or_refused_as_it_should_be(
    group: dict[str, Any], number: int, comment: str, jws: str, result: str
) -> None:
    assert is_signed(group["keys"], jws) == (result == "valid" and not is_refused_here(group))


def test_all_vectors_are_there() -> None:
    valid = [group for group, *_, result in CASES if result == "valid"]
    assert (len(CASES), len(valid), sum(map(is_refused_here, valid))) == (427, 51, 18)
