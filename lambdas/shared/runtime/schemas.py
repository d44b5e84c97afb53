"""The JSON Schemas (2020-12) of ``definitions/schemas``, which agree what a function takes and gives."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

DEFINITIONS = Path(__file__).parents[3] / "definitions"
"""In a function: beside its code, with the schemas and policies that it reads."""
_folders: list[Path] = [DEFINITIONS]

_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


def use(folders: Sequence[Path]) -> None:
    """Read from these folders; ``policies.use`` is the way to say so."""
    _folders[:] = folders
    validator.cache_clear()


def read(name: str) -> Any:
    """What is in the file of this name, such as ``schemas/application.json``. Raises FileNotFoundError."""
    found = next((file for folder in _folders if (file := folder / name).is_file()), None)
    if found is None:
        raise FileNotFoundError(f"there is no {name} in {', '.join(map(str, _folders))}")
    return json.loads(found.read_text(encoding="utf-8"))


def load(name: str) -> Any:
    """The schema in ``schemas/<name>.json``."""
    return read(f"schemas/{name}.json")


@cache
def validator(name: str, part: str | None = None) -> Draft202012Validator:
    """Checks against the schema ``name``, or its ``input`` or ``result`` part."""
    schema = load(name)
    if part:
        schema = {"$defs": schema["$defs"], **schema["$defs"][part]}
    registry: Registry[Any] = Registry(retrieve=_retrieve)  # type: ignore[call-arg]
    return Draft202012Validator(schema, registry=registry, format_checker=_FORMATS)


def _retrieve(uri: str) -> Resource[Any]:
    return Resource.from_contents(load(uri.removesuffix(".json")))


def problems(value: Any, schema: Draft202012Validator) -> list[str]:
    """Each rule that ``value`` breaks, as ``field: rule``. Never the value: it may be personal data."""
    return sorted(_problem(error) for error in schema.iter_errors(value))


def _problem(error: ValidationError) -> str:
    path = [str(step) for step in error.absolute_path]
    if error.validator == "required":
        # jsonschema reports each missing field on its own, but names it only in its message.
        return f"{'.'.join([*path, error.message.split(chr(39))[1]])}: is required"
    return f"{'.'.join(path) or '(the whole)'}: {_rule(error)}"


def _rule(error: ValidationError) -> str:
    limit: Any = error.validator_value
    schema: Any = error.schema
    found: Any = error.instance
    match error.validator:
        case "additionalProperties":
            known = schema.get("properties", {})
            unknown = [name for name in found if name not in known]
            return f"does not know {', '.join(unknown)}; known are {', '.join(known)}"
        case "enum":
            return f"must be one of {', '.join(map(str, limit))}"
        case "type":
            return f"must be of type {limit if isinstance(limit, str) else ' or '.join(limit)}"
        case "pattern" if "description" in schema:
            return f"must be {schema['description']}"
        case "const":
            return f"must be {json.dumps(limit)}"
    return f"must keep {error.validator} {json.dumps(limit)}"
