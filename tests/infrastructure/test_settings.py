"""One file says what a bank sets: every key has a default and a description, and what is wrong is one message."""

import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.errors import DeploymentError
from infrastructure.settings import Settings, documented
from lambdas.shared.runtime import schemas


def test_the_documented_file_is_the_defaults() -> None:
    assert Settings.of(tomllib.loads(documented())) == Settings.of({})


def _keys(schema: dict[str, Any]) -> list[dict[str, Any]]:
    found = list(schema.get("properties", {}).values())
    return [*found, *(inner for one in found for inner in _keys(one))]


def test_every_key_is_described_and_has_a_default_or_keys_of_its_own() -> None:
    keys = _keys(schemas.load("settings"))
    assert len(keys) > 15
    assert all("description" in key and ("default" in key or "properties" in key) for key in keys)


def test_a_file_says_only_what_is_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "kyc.toml"
    file.write_text('[bank]\nsender = "kyc@bank.example"\n', encoding="utf-8-sig")
    settings = Settings.read(file)
    assert settings.bank.sender == "kyc@bank.example"
    assert settings.bank.iban_country == Settings.of({}).bank.iban_country


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"stage = ", r"kyc\.toml is not TOML: Invalid value"),
        (b"\xff\xfe", r"kyc\.toml is not UTF-8 text: byte 0"),
        (b"stages = 1", r"\(the whole\): does not know stages; known are stage, bank"),
        (b'[bank]\niban_country = "de"', r"bank\.iban_country"),
        (b'[bank]\nsender = "nobody"', r"bank\.sender"),
        (b'[identity]\nissuer = "http://login.bank.example"', r"identity\.issuer"),
        (b'[identity]\nalgorithms = ["HS256"]', r"identity\.algorithms"),
        (b'[identity.roles]\ncustomers = "applicant"', r"identity\.roles\.customers: must be one of submitter"),
        (b"[limits]\nlog_days = 17", r"limits\.log_days: must be one of 30, 60"),
        (b'[providers]\nnotifier = "a b"', r"providers\.notifier"),
        (b'[watchlists.addresses]\n"sdn.csv" = "http://mirror"', r"watchlists\.addresses\.sdn\.csv"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "kyc.toml"
    file.write_bytes(content)
    with pytest.raises(DeploymentError, match=problem):
        Settings.read(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="cannot be read: No such file"):
        Settings.read(tmp_path / "kyc.toml")


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["stage", "bank", "providers", "limits", "x"]), _values, max_size=3))
def test_whatever_is_given_makes_settings_or_one_message(given: dict[str, Any]) -> None:
    with suppress(DeploymentError):
        assert isinstance(Settings.of(given), Settings)
