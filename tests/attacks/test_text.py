"""Text that is not what it looks like: line breaks behind a value, and characters that nobody can see or tell apart."""

import ast
import copy
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import backoffice
import infrastructure
import lambdas
import workflows
from lambdas.shared.names.customs.rewriting import compiled
from lambdas.shared.onboardings.errors import InvalidApplication
from lambdas.shared.onboardings.onboardings import validated
from lambdas.shared.runtime import ecma, schemas
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.validate_application import handler as step_handler
from tests.applications import application

Row = dict[str, Any]
WHOLE: Row = application(
    explanation="Because.",
    applicant={
        "former_names": ["Ericsson"],
        "national_id": "840812-1234",
        "tax_number": {"country": "SWE", "number": "8408121234"},
        "language": "sv",
        "address": {"lines": ["Storgatan 12"], "city": "Uppsala", "postal_code": "753 31", "country": "SWE"},
    },
    due_diligence={
        "source_of_funds": {"kind": "other", "text": "a prize"},
        "source_of_wealth": {"kind": "other", "text": "a prize"},
    },
)
"""An application that has every text that an applicant can give."""
ATTACKS = {
    "line feed": "\n",
    "carriage return": "\r",
    "NUL": "\0",
    "delete": "\x7f",
    "next line": "\x85",
    "zero width space": "\u200b",
    "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e",
    "byte order mark": "\ufeff",
    "word joiner": "\u2060",
    "line separator": "\u2028",
    "private use": "\ue000",
    "no-break space": "\u00a0",
    "ideographic space": "\u3000",
    "hangul filler": "\u3164",
    "variation selector": "\ufe0f",
    "tag": "\U000e0041",
    "half a character": "\ud800",
}
BREAKS_LINES = ("\n", "\r")
PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)


def nodes(schema: Any) -> Iterator[Row]:
    """Every part of a schema that is a schema, or that merely looks like one."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from nodes(part)


SCHEMAS = {
    file.relative_to(schemas.DEFINITIONS).as_posix(): json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((schemas.DEFINITIONS / "schemas").rglob("*.json"))
}
PATTERNS = [
    pytest.param(node, id=f"{file} {node['pattern']}")
    for file, schema in SCHEMAS.items()
    for node in nodes(schema)
    if isinstance(node.get("pattern"), str)
]


def problems(value: str, node: Row) -> list[str]:
    return schemas.problems(value, schemas._Validator(node, format_checker=schemas._FORMATS))


@pytest.mark.parametrize("node", PATTERNS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_no_pattern_of_a_schema_lets_a_line_break_pass_behind_a_value(node: Row, data: st.DataObject) -> None:
    value = data.draw(
        st.from_regex(ecma.compiled(node["pattern"]), alphabet=st.characters(min_codepoint=32, max_codepoint=126))
    )
    assume(not problems(value, node))
    for character in ("\n", "\r", "\r\n", "\u2028", "\n\n"):
        assert problems(value + character, node), ascii(value + character)


def test_every_text_of_an_application_has_a_form() -> None:
    for file in ("application", "settings", "common"):
        for node in nodes(SCHEMAS[f"schemas/{file}.json"]):
            if node.get("type") == "string" and node != SCHEMAS["schemas/common.json"]["$defs"]["task_token"]:
                assert node.keys() & {"pattern", "format"}, node


def test_no_schema_uses_patterns_where_the_validator_would_read_them_as_python_s() -> None:
    assert not any("patternProperties" in node for schema in SCHEMAS.values() for node in nodes(schema))


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in an application with its path."""
    if isinstance(value, str):
        yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from places(part, (*path, name))


def changed(path: tuple[str | int, ...], text: str) -> Row:
    made: Any = copy.deepcopy(WHOLE)
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = text
    return dict(made)


PLACES = list(places(WHOLE))
LONG = ("explanation", "text")
"""The fields in which an applicant may break lines."""


def test_the_whole_application_is_good() -> None:
    assert validated(WHOLE) == WHOLE


@pytest.mark.parametrize(("path", "text"), PLACES, ids=[".".join(map(str, path)) for path, _ in PLACES])
def test_no_field_takes_a_character_that_cannot_be_seen(path: tuple[str | int, ...], text: str) -> None:
    field = ".".join(map(str, path))
    for name, character in ATTACKS.items():
        for hidden in (text + character, character + text, text[:2] + character + text[2:]):
            if path[-1] in LONG and character in BREAKS_LINES:
                assert validated(changed(path, hidden))
                continue
            with pytest.raises(InvalidApplication, match=re.escape(field)) as refused:
                validated(changed(path, hidden))
            message = str(refused.value)
            assert "".join(message.split("\n")).isprintable(), name  # so that it can be shown and kept


NAMES = [
    (path, text) for path, text in PLACES if path[-1] in ("given_names", "family_name", "city", "birth_place", "text")
]


@pytest.mark.parametrize(("path", "text"), NAMES, ids=[".".join(map(str, path)) for path, _ in NAMES])
def test_a_refused_name_says_which_character_it_is(path: tuple[str | int, ...], text: str) -> None:
    for character, said in {
        "\u200b": "U+200B ZERO WIDTH SPACE",
        "\u00ad": "U+00AD SOFT HYPHEN",
        "\0": "U+0000 NULL",
        "\u202e": "U+202E RIGHT-TO-LEFT OVERRIDE",
        "\ud800": "U+D800 (half a character",
        "\u00a0": "U+00A0 NO-BREAK SPACE",
    }.items():
        field = ".".join(map(str, path))
        with pytest.raises(InvalidApplication, match=re.escape(f"{field}: must not have the character {said}")):
            validated(changed(path, text[:3] + character + text[3:]))


@pytest.mark.parametrize(
    "name",
    [
        "Ærøskøbing",
        "Nguyễn Thị",
        "O\u2019Brien-Łukasz",
        "山田 太郎",
        "علي رضا",
        "श्री राम",
        "Şükrü",
        "Mu\u0308ller",
        "Ё́лкин",
    ],
)
def test_names_of_every_script_are_names(name: str) -> None:
    assert validated(application(applicant={"given_names": name, "family_name": name}))


def test_the_step_refuses_what_was_stored_without_being_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of an application does not rely on the client's."""
    hidden = application(applicant={"family_name": "Eriks\u200bson"})
    with pytest.raises(InvalidInput, match=r"family_name: must not have the character U\+200B ZERO WIDTH SPACE"):
        step_handler._validated.__wrapped__({"application_id": "demo-1", "attempt": 1}, hidden)  # type: ignore[attr-defined]


def modules() -> Iterator[ModuleType]:
    for package in (lambdas, workflows, infrastructure, backoffice):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


MADE_ELSEWHERE = {
    # ECMA-262's, whose ``$`` it has translated.
    "lambdas.shared.runtime.ecma": ["_PIECE.sub(meant, pattern)"],
    # The kinds of a field's characters, each a class, and letters that a table lists.
    "lambdas.shared.documents.mrz.layouts": ["f'{pattern}{_CELL}*'"],
    "lambdas.shared.names.transliteration": ["letters"],
    # The letters of a listed word, each a class.
    "lambdas.shared.reviews.tipping_off": ["found", "f'{_BEFORE}{found}(?:{_APART}(?:{endings}))?{_AFTER}'"],
}
"""The patterns that are known only when the code runs, each by its module."""


def own_patterns(module: ModuleType) -> Iterator[str]:
    """The patterns that a module gives to ``re``, by whatever name it has imported it."""
    source = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and node.args and _is_of_re(ast.unparse(node.func), module):
            text = ast.unparse(node.args[0])
            if text not in MADE_ELSEWHERE.get(module.__name__, []):
                yield str(eval(text, vars(module)))  # noqa: S307 - the project's own source


def _is_of_re(called: str, module: ModuleType) -> bool:
    found: Any = module
    for name in called.split("."):
        found = getattr(found, name, None)
    return getattr(found, "__module__", "") == "re" and found is not re.escape


def test_python_s_own_patterns_end_where_the_text_does() -> None:
    seen = 0
    for module in modules():
        for pattern in own_patterns(module):
            seen += 1
            outside_classes = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "", pattern)
            assert "$" not in outside_classes, f"{module.__name__}: {pattern} lets a line break pass: write \\Z"
    assert seen > 20


def test_a_naming_custom_ends_where_the_name_does() -> None:
    assert compiled("OS$").search("PAPADOPOULOS")
    assert not compiled("OS$").search("PAPADOPOULOS\n")
    assert compiled("([A-Z$])\\1").search("$$")
