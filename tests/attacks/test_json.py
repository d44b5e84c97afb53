"""A JSON text that stops who reads it, or that two programs read differently: in the tables, and in the definitions."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from lambdas.shared.onboardings import ids
from lambdas.shared.onboardings.errors import UnknownApplication
from lambdas.shared.runtime import dynamodb, policies, schemas
from lambdas.shared.runtime.errors import InvalidInput
from tests.attacks.bank import Bank, Writer
from workflows.contracts import DEFINITIONS, ContractError, Contracts

DEEP = "[" * 100_000
UNREADABLE = [DEEP, '{"a":' * 100_000, "9" * 5000, '{"a": 1, "a": 2}', "NaN", "{", "", 5, True, {"S": "x"}]
PARTS = ["details", "result", "findings", "versions", "body", "reasons"]


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: str(text)[:12])
@pytest.mark.parametrize("part", PARTS)
def test_no_text_in_an_entry_stops_the_night_or_the_audit(
    monkeypatch: pytest.MonkeyPatch, part: str, text: Any
) -> None:
    bank = Bank(monkeypatch)
    bank.submit("demo-1")
    bank.submit("demo-2")
    writer = Writer(bank)
    entries = copy.deepcopy(writer.entries("demo-1"))
    entries[0 if part == "body" else -1][part] = text
    writer.relink("demo-1", entries)
    found = bank.found()
    assert {one for one, _ in found} <= {"demo-1"}
    if part in ("details", "body"):
        assert found
    assert ("demo-2", "META_DIFFERS") not in bank.found()
    assert bank.audited("demo-1") or part not in ("details", "body")
    assert bank.audited("demo-2") == []


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: str(text)[:12])
def test_no_text_in_meta_stops_the_night_or_the_audit(monkeypatch: pytest.MonkeyPatch, text: Any) -> None:
    bank = Bank(monkeypatch)
    bank.submit("demo-1")
    bank.submit("demo-2")
    Writer(bank).rows["demo-1", "META"]["reasons"] = text
    assert bank.found() == {("demo-1", "META_DIFFERS")}
    assert bank.audited("demo-1")
    assert bank.audited("demo-2") == []


def test_what_no_reader_takes_is_not_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dynamodb.json_text({"score": float("nan")})


POLICY = (DEFINITIONS / "review_policy.json").read_text(encoding="utf-8")
VERSION, DATE = (f'"{name}": {json.dumps(json.loads(POLICY)[name])}' for name in ("version", "date"))
CHANGES = {
    "as it is": (POLICY, True),
    "a byte order mark": ("\ufeff" + POLICY, True),
    "a version with a line break": (POLICY.replace(VERSION, '"version": "2026-1\\n"'), False),
    "a version in other digits": (POLICY.replace(VERSION, '"version": "2026-\u0661"'), False),
    "a day that is none": (POLICY.replace(DATE, '"date": "2026-99-99"'), False),
    "a key twice": (POLICY.replace(VERSION, f'{VERSION}, "version": "2026-9"'), False),
    "a key twice, deep inside": (POLICY.replace('"en": [', '"en": [], "en": ['), False),
    "nested deeply": (DEEP, False),
    "nested deeply in a value": (POLICY.replace(DATE, f'"date": {DEEP}'), False),
    "no number": (POLICY.replace(DATE, '"date": NaN'), False),
    "half a character": (POLICY.replace(VERSION, '"version": "\\ud800"'), False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("content", "is_good"), CHANGES.values(), ids=CHANGES)
def test_a_policy_is_refused_before_it_is_deployed_where_the_functions_would_refuse_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, is_good: bool
) -> None:
    (tmp_path / "review_policy.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(schemas, "_folders", [tmp_path, DEFINITIONS])
    policies.policy.cache_clear()
    try:
        assert _runs() == _deploys(tmp_path) == is_good
    finally:
        policies.policy.cache_clear()


def _runs() -> bool:
    try:
        return bool(policies.policy("review"))
    except InvalidInput as error:
        assert "review_policy.json" in str(error)  # noqa: PT017 - the other outcome is as good
        return False


def _deploys(folder: Path) -> bool:
    try:
        return not Contracts((folder, DEFINITIONS)).policy_problems("review")
    except ContractError as error:
        assert str(folder / "review_policy.json") in str(error)  # noqa: PT017
        return False


@pytest.mark.parametrize("given", ["demo-1\n", "demo-\u0661", "", "demo 1", "d" * 200, "#unknown"])
def test_what_the_schema_refuses_is_no_application_s_id(given: str) -> None:
    assert schemas.problems(given, schemas.validator("common", "application_id"))
    with pytest.raises(UnknownApplication, match="cannot be an application's id"):
        ids.application_id(given)
