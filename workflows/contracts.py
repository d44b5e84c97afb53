"""What is agreed between workflows and functions: the schemas and policies in a project's definitions folders."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lambdas.shared.runtime.json_text import InvalidJson, parse
from workflows.shapes import ANY, Constant, Shape

DEFINITIONS = Path(__file__).parent.parent / "definitions"
"""This library's own folder."""
Schema = dict[str, Any]
"""A JSON Schema (2020-12), as JSON."""


class ContractError(ValueError):
    """A schema or policy is missing or cannot be read; the message names it."""


class Contracts:
    """The schemas and policies of a project.

    ``folders``: the bank's own first, this library's last. Each holds ``<name>_policy.json`` and
    ``schemas/<name>.json`` as far as it says something new; of files with one name the first counts.
    """

    def __init__(self, folders: Sequence[Path] = (DEFINITIONS,)) -> None:
        self.folders = tuple(folders)
        self.schema = cache(self._schema)
        """The schema in ``schemas/<name>.json``, each ``$ref`` with its file; None where no folder has it."""

    def find(self, path: str) -> Path | None:
        """The first folder's file of this relative path."""
        return next((folder / path for folder in self.folders if (folder / path).exists()), None)

    def part(self, callee: str, part: str) -> Schema | None:
        """What a function or workflow agrees to as its ``input``, ``result`` or, for a callback, ``answer``."""
        schema = self.schema(callee)
        return schema and schema["$defs"].get(part)

    def policy(self, name: str) -> dict[str, Any]:
        """The policy in ``<name>_policy.json``. Raises ContractError."""
        policy: dict[str, Any] = _read(self._file(f"{name}_policy.json"))
        return policy

    @property
    def policies(self) -> list[str]:
        """The name of each policy."""
        ending = "_policy.json"
        found = {file.name.removesuffix(ending) for folder in self.folders for file in folder.glob(f"*{ending}")}
        return sorted(found)

    def policy_problems(self, name: str) -> list[str]:
        """What the policy's schema refuses in it. Raises ContractError."""
        file = f"{name}_policy.json"
        return list(self.differences(Constant(self.policy(name)), self._named(file), file))

    def below(self, schema: Schema, field: str) -> Schema:
        """What an object's schema says of this field; ``{}`` (anything) where it says nothing."""
        whole = self._resolved(schema)
        others = whole.get("additionalProperties")
        found: Schema = whole.get("properties", {}).get(field, others if isinstance(others, dict) else {})
        return found

    def differences(
        self, shape: Shape, schema: Schema, what: str, where: str = "", *, complete: bool = True
    ) -> Iterator[str]:
        """What of a value of this shape the schema refuses, as sentences.

        ``what`` names the whole value and ``where`` the part of it that the shape is of. ``complete``: a required field
        must be there too.
        """
        place = f"{where} in {what}" if where else what
        if isinstance(shape, Constant):
            yield from (f"{place}{problem}" for problem in self._problems(shape.value, schema))
        if shape is ANY or isinstance(shape, Constant):
            return
        whole = self._resolved(schema)
        unknown = shape.keys() - whole.get("properties", {}).keys()
        if unknown and whole.get("additionalProperties") is False:
            yield f"{', '.join(sorted(unknown))} is not in {place}"
        if missing := complete and {*whole.get("required", [])} - shape.keys():
            yield f"{', '.join(sorted(missing))} is required in {place}"
        yield from self._overrides(shape, whole, place)
        for field, inner in shape.items():
            yield from self.differences(inner, self.below(whole, field), what, f"{where}.{field}".removeprefix("."))

    def _overrides(self, fields: Iterable[str], schema: Schema, place: str) -> Iterator[str]:
        """``x-overrides``: a policy says what each field leads to that the schema does not name, and of no others."""
        rule = schema.get("x-overrides")
        if not rule:
            return
        file, known = f"{rule['policy']}_policy.json", {*schema["properties"], *rule["also"]}
        named = {override["check"] for override in self.policy(rule["policy"])["overrides"]}
        own, first = self.folders[0] / file, self._file(file)
        for field in sorted({*fields} - known - named):
            yield (
                f"{field} is not known in {place}, and no override of the {rule['policy']} policy names it: "
                f'add {{"check": "{field}", "verdict": …, "rating": …, "reason": …}} to "overrides" '
                f"in {own if own == first else f'{own}, a copy of {first}'}"
            )
        for field in sorted(named - known - {*fields}):
            yield f"{first} has an override for {field}, which is not in {place}"

    def _schema(self, name: str) -> Schema | None:
        file = self.find(f"schemas/{name}.json")
        found: Schema | None = _with_files(_read(file), file.name) if file else None
        return found

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#/")
            found: Any = self._named(file)
            for step in filter(None, pointer.split("/")):
                found = found[step]
            schema = found
        return schema

    def _named(self, file: str) -> Schema:
        self._file(f"schemas/{file}")
        return self.schema(file.removesuffix(".json")) or {}

    def _file(self, path: str) -> Path:
        file = self.find(path)
        if file is None:
            raise ContractError(f"no folder of definitions has {path}: {', '.join(map(str, self.folders))}")
        return file

    def _problems(self, value: Any, schema: Schema) -> list[str]:
        """What the schema refuses in a value, each as a sentence's end; as functions are refused it when they run."""
        from lambdas.shared.runtime import schemas  # noqa: PLC0415 - 70 ms that only linting needs

        found = schemas.problems(value, schemas.validator_of(schema, self._named))
        said = "" if isinstance(value, dict | list) else f" is {value!r}"
        return [f"{said}: {problem.removeprefix(f'{schemas.WHOLE}: ')}" for problem in found]


def _read(file: Path) -> Any:
    try:
        return parse(file.read_bytes())
    except InvalidJson as error:
        raise ContractError(f"{file} is not JSON: {error}") from None


def _with_files(value: Any, file: str) -> Any:
    """A schema with each reference to itself written as one to its file, so that a part of it can be read alone."""
    if isinstance(value, list):
        return [_with_files(item, file) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{file}{item}" if key == "$ref" and str(item).startswith("#") else _with_files(item, file)
        for key, item in value.items()
    }
