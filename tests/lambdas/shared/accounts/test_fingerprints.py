from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.accounts.fingerprints import fingerprints
from tests.applications import application

KEY = b"a key"
ANNA = application(applicant={"given_names": "Anna Maria", "family_name": "Ågren"}, document={"number": "XA 123-456"})


@pytest.mark.parametrize(
    "applicant",
    [
        {"given_names": "ANNA MARIA", "family_name": "ÅGREN"},
        {"given_names": "Maria Anna", "family_name": "Ågren"},
        {"given_names": "Anna Maria", "family_name": "Aagren"},
        {"given_names": "Anna Maria", "family_name": "Agren"},
        {"given_names": "Ågren", "family_name": "Anna-Maria"},
    ],
)
def test_one_person_however_written(applicant: dict[str, str]) -> None:
    assert fingerprints(_changed(applicant=applicant), KEY)["person"] == fingerprints(ANNA, KEY)["person"]


@pytest.mark.parametrize("number", ["xa123456", "XA-123-456", "XA123456"])
def test_one_document_however_written(number: str) -> None:
    assert fingerprints(_changed(document={"number": number}), KEY)["document"] == fingerprints(ANNA, KEY)["document"]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("person", {"applicant": {"family_name": "Berg"}}),
        ("person", {"applicant": {"birth_date": "1999-01-01"}}),
        ("document", {"document": {"number": "XA123457"}}),
        ("document", {"document": {"issuing_country": "NOR"}}),
    ],
)
def test_another_person_or_document(kind: str, changes: dict[str, dict[str, str]]) -> None:
    assert fingerprints(_changed(**changes), KEY)[kind] != fingerprints(ANNA, KEY)[kind]


@given(st.binary(min_size=1), st.binary(min_size=1))
def test_each_key_gives_its_own(one: bytes, other: bytes) -> None:
    # HMAC fills short keys up with zero bytes.
    same = one.ljust(64, b"\0") == other.ljust(64, b"\0")
    assert (fingerprints(ANNA, one) == fingerprints(ANNA, other)) == same


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1, max_size=24))
def test_any_name_and_number_has_a_fingerprint_that_tells_nothing(given: str, family: str, number: str) -> None:
    made = _changed(applicant={"given_names": given, "family_name": family}, document={"number": number})
    assert all(len(mark) == 64 and set(mark) <= set("0123456789abcdef") for mark in fingerprints(made, KEY).values())


def test_names_in_another_script_are_told_apart() -> None:
    one, other = (_changed(applicant={"given_names": "小龍", "family_name": name}) for name in ("李", "王"))
    assert fingerprints(one, KEY)["person"] != fingerprints(other, KEY)["person"]


def _changed(**changes: dict[str, str]) -> Any:
    return ANNA | {key: ANNA[key] | value for key, value in changes.items()}
