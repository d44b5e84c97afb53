"""The schemas are schemas, every function has one, and problems are told by field without quoting values."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from infrastructure.api import ANSWERS, AUTHORIZES
from infrastructure.cockpit import SERVES
from infrastructure.functions import FUNCTIONS
from lambdas.shared.runtime import schemas
from tests.applications import SAMPLES, application
from workflows import WORKFLOWS

FILES = sorted((schemas.DEFINITIONS / "schemas").rglob("*.json"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_schema_is_valid_2020_12(file: Path) -> None:
    schema = json.loads(file.read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


STEPS = [each.name for each in FUNCTIONS if not each.queue and each.slot not in (ANSWERS, AUTHORIZES, SERVES)]


@pytest.mark.parametrize("name", [*STEPS, *WORKFLOWS])
def test_every_function_and_workflow_has_input_and_result(name: str) -> None:
    for part in ("input", "result"):
        schema = schemas.load(name)["$defs"][part]
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])
        schemas.problems({}, schemas.validator(name, part))  # every reference resolves


FROM_THE_BANK = ("change_customer",)
"""Whose messages the bank's own core banking writes, by the schema: what it does not have is a mistake."""


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS if each.queue and each.name not in FROM_THE_BANK])
def test_a_queue_s_messages_have_a_schema_that_lets_the_sender_say_more(name: str) -> None:
    schema = schemas.load(name)["$defs"]["input"]
    assert "additionalProperties" not in schema  # AWS adds fields to its events without notice
    assert schemas.problems({}, schemas.validator(name, "input"))


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda file: file.stem)
def test_the_samples_keep_the_schema(sample: Path) -> None:
    assert schemas.problems(json.loads(sample.read_text("utf-8")), schemas.validator("application")) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"product": "gold"}, "product: must be one of current_account, savings_account, premium_account"),
        ({"applicant": {"birth_date": "12.8.1974"}}, "applicant.birth_date: must be a date as YYYY-MM-DD"),
        ({"applicant": {"nationalities": ["Sweden"]}}, "applicant.nationalities.0: must be a country's three-letter"),
        ({"applicant": {"email": 7}}, "applicant.email: must be of type string"),
        ({"document": {"colour": "red"}}, "document: does not know colour; known are type, number"),
        ({"application_id": "a b"}, "application_id: must be the bank's own reference"),
    ],
)
def test_a_problem_names_the_field_and_the_rule(changes: dict[str, Any], problem: str) -> None:
    (found,) = schemas.problems(application(**changes), schemas.validator("application"))
    assert found.startswith(problem)


def test_each_missing_field_is_named_by_its_path() -> None:
    incomplete = application()
    del incomplete["applicant"]["email"], incomplete["document"]
    found = schemas.problems(incomplete, schemas.validator("application"))
    assert found == ["applicant.email: is required", "document: is required"]


@given(JSON)
def test_anything_is_either_good_or_explained(value: Any) -> None:
    found = schemas.problems(value, schemas.validator("application"))
    assert found
    assert all(": " in problem for problem in found)


@given(st.text(min_size=12, max_size=30).filter(lambda text: text.strip() == text))
def test_values_are_never_quoted(text: str) -> None:
    changed = application(product=text, applicant={"email": text, "phone": text})
    assert not any(text in problem for problem in schemas.problems(changed, schemas.validator("application")))


def integers(schema: Any) -> list[Any]:
    """The parts of a schema that take whole numbers, and no others."""
    if isinstance(schema, list):
        return [found for part in schema for found in integers(part)]
    if not isinstance(schema, dict):
        return []
    types = schema.get("type")
    is_one = "integer" in types and "number" not in types if isinstance(types, str | list) else False
    return [schema] * is_one + [found for part in schema.values() for found in integers(part)]


INTEGERS = [(file.stem, part) for file in FILES for part in integers(json.loads(file.read_text(encoding="utf-8")))]


@given(st.sampled_from(INTEGERS), st.integers(-(2**53), 2**53))
def test_a_whole_number_is_written_in_digits_alone(place: tuple[str, Any], number: int) -> None:
    _, part = place
    check = schemas.validator_of({"type": part["type"]}, lambda _: {})
    assert schemas.problems(json.loads(str(number)), check) == []
    for text in (f"{number}.0", f"{number}e0", f"{number}.50", "true"):
        assert schemas.problems(json.loads(text), check) != []


def test_a_number_with_a_point_is_told_how_whole_ones_are_written() -> None:
    found = schemas.problems(
        {"selfie": {"media_type": "image/png", "bytes": 1.0}}, schemas.validator("answer_request", "pictures")
    )
    assert found == ["selfie.bytes: must be of type integer, written in digits alone"]
