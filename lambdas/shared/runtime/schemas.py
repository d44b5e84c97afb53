"""The JSON Schemas (2020-12) of ``definitions/schemas``, which agree what a function takes and gives.

Two formats are this project's own. ``line``: one line of text in which every character can be seen; ``text``: the same
with line breaks and tabs. Where one is broken, the problem names the character.

An ``integer`` is written in digits alone. JSON Schema takes 1.0 for one too, but then the same number has two texts,
hence two hashes, and what counts with it, from Python's ``range`` to AWS, refuses it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, TypeChecker, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from lambdas.shared.runtime import ecma
from lambdas.shared.runtime.characters import fault
from lambdas.shared.runtime.dates import iso_date
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.json_text import InvalidJson, parse

DEFINITIONS = Path(__file__).parents[3] / "definitions"
"""In a function: beside its code, with the schemas and policies that it reads."""
_folders: list[Path] = [DEFINITIONS]

WHOLE = "(the whole)"
"""In a problem, the field of a rule that is about the value itself."""
_FORMATS = FormatChecker(formats=())


class _Refused(ValueError):
    """Why a text is refused, in words that say nothing else of it."""


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or iso_date(value) is not None


@_FORMATS.checks("network", raises=ValueError)
def _is_network(value: object) -> bool:
    return not isinstance(value, str) or bool(ip_network(value))


@_FORMATS.checks("line", raises=_Refused)
def _is_line(value: object) -> bool:
    return _is_readable(value, lines=False)


@_FORMATS.checks("text", raises=_Refused)
def _is_text(value: object) -> bool:
    return _is_readable(value, lines=True)


def _is_readable(value: object, *, lines: bool) -> bool:
    if isinstance(value, str) and (found := fault(value, lines=lines)):
        raise _Refused(f"must not have the character {found}")
    return True


def _pattern(_validator: Any, pattern: str, value: object, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not ecma.compiled(pattern).search(value):
        yield ValidationError("does not match")


def _is_integer(_checker: TypeChecker, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
_Validator: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}, type_checker=_TYPES
)


def use(folders: Sequence[Path]) -> None:
    """Read from these folders; ``policies.use`` is the way to say so."""
    _folders[:] = folders
    validator.cache_clear()


def read(name: str) -> Any:
    """What is in the file of this name, such as ``schemas/application.json``.

    Raises FileNotFoundError, and InvalidInput where it is not JSON.
    """
    found = next((file for folder in _folders if (file := folder / name).is_file()), None)
    if found is None:
        raise FileNotFoundError(f"there is no {name} in {', '.join(map(str, _folders))}")
    try:
        return parse(found.read_bytes())
    except InvalidJson as error:
        raise InvalidInput(f"{name} is not JSON: {error}") from None


def load(name: str) -> Any:
    """The schema in ``schemas/<name>.json``."""
    return read(f"schemas/{name}.json")


@cache
def validator(name: str, part: str | None = None) -> Draft202012Validator:
    """Checks against the schema ``name``, or its ``input`` or ``result`` part."""
    schema = load(name)
    if part:
        schema = {"$defs": schema["$defs"], **schema["$defs"][part]}
    return validator_of(schema, lambda file: load(file.removesuffix(".json")))


def validator_of(schema: Any, other: Callable[[str], Any]) -> Draft202012Validator:
    """Checks against this schema; ``other`` gives the one in the file that it refers to, such as ``common.json``."""
    # Cached: a registry keeps nothing of what it retrieves for a reference, and asks again for each.
    registry: Registry[Any] = Registry(retrieve=cache(lambda file: Resource.from_contents(other(file))))  # type: ignore[call-arg]
    return _Validator(schema, registry=registry, format_checker=_FORMATS)


def problems(value: Any, schema: Draft202012Validator, *, echo: bool = True) -> list[str]:
    """Each rule that ``value`` breaks, as ``field: rule``. Never the value: it may be personal data.

    ``echo``: whether the names of fields that are not known may be in it.
    """
    return sorted(_problem(error, echo) for error in schema.iter_errors(value))


def _problem(error: ValidationError, echo: bool) -> str:
    path = [str(step) for step in error.absolute_path]
    if error.validator == "required":
        # jsonschema reports each missing field on its own, but names it only in its message.
        return f"{'.'.join([*path, error.message.split(chr(39))[1]])}: is required"
    said = str(error.cause) if isinstance(error.cause, _Refused) else _rule(error, echo)
    return f"{'.'.join(path) or WHOLE}: {said}"


def _rule(error: ValidationError, echo: bool) -> str:
    limit: Any = error.validator_value
    schema: Any = error.schema
    found: Any = error.instance
    match error.validator:
        case "additionalProperties":
            known = schema.get("properties", {})
            unknown = [name for name in found if name not in known]
            said = f"does not know {', '.join(unknown)}" if echo else f"has {len(unknown)} fields that are not known"
            return f"{said}; known are {', '.join(known)}"
        case "enum":
            return f"must be one of {', '.join(map(str, limit))}"
        case "type":
            how = ", written in digits alone" if isinstance(found, float) and "integer" in limit else ""
            return f"must be of type {limit if isinstance(limit, str) else ' or '.join(limit)}{how}"
        case "pattern" | "format" | "oneOf" if "description" in schema:
            return f"must be {schema['description']}"
        case "const":
            return f"must be {json.dumps(limit)}"
    return f"must keep {error.validator} {json.dumps(limit)}"
