"""From a project's workflows to the files in its definitions folder: build, check, compare, write."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from workflows import lint
from workflows.asl import Definition
from workflows.contracts import ContractError, Contracts
from workflows.drawing.charts import svg
from workflows.drawing.layout import draw
from workflows.fragments import FragmentError
from workflows.limits import Limits
from workflows.slots import workflow_slot

Builder = Callable[[Limits], Definition]
"""Makes a workflow, afresh each time, with the limits of the project's process policy."""

# The order in which a person reads a state; the SDK writes fields as they were given.
_ORDER = (
    "Comment", "ProcessorConfig", "StartAt", "Type", "Resource", "TimeoutSeconds", "InputPath", "Parameters", "Result",
    "ItemReader", "ItemSelector", "MaxConcurrency", "ToleratedFailurePercentage", "ItemProcessor",
    "ResultSelector", "ResultPath", "OutputPath", "Retry", "Catch", "Branches", "Choices", "Default", "Next", "End",
    "States",
)  # fmt: skip


class DefinitionError(ValueError):
    """The workflows break a rule; the message names each."""


class HasWorkflows(Protocol):
    """What of a project is needed here."""

    @property
    def workflows(self) -> Mapping[str, Builder]:
        """Each workflow's builder, by the workflow's name."""

    @property
    def definitions(self) -> Sequence[Path]:
        """Folders of schemas and policies: the bank's own first, this library's last."""


def build(workflows: Mapping[str, Builder], contracts: Contracts) -> dict[str, Definition]:
    """Every workflow, in reading order and without a problem. Raises DefinitionError."""
    try:
        if found := [problem for name in contracts.policies for problem in contracts.policy_problems(name)]:
            raise DefinitionError("\n".join(["the policies have problems:", *found]))
        return _built(workflows, contracts)
    except ContractError as error:
        raise DefinitionError(str(error)) from error


def _built(workflows: Mapping[str, Builder], contracts: Contracts) -> dict[str, Definition]:
    limits = Limits.read(contracts)
    built, found = {}, limits.problems()
    for name, builder in workflows.items():
        try:
            workflow_slot(name)
            built[name] = _ordered(builder(limits))
        except FragmentError as error:
            found.append(f"{name}: {error}")
        except ValueError as error:
            found.append(str(error))
    # A child that could not be built would be missed by whoever runs it.
    if found := found or lint.problems(built, contracts):
        raise DefinitionError("\n".join(["the workflows have problems:", *found]))
    return built


def files(built: Mapping[str, Definition], folder: Path) -> dict[Path, str]:
    """What each generated file should contain: the definitions in ``folder``, and their charts.

    The charts are in ``workflows/charts`` next to the folder, where there is such a place.
    """
    contents = {
        folder / f"{name}.asl.json": json.dumps(definition, indent=2, ensure_ascii=False) + "\n"
        for name, definition in built.items()
    }
    charts = folder.parent / "workflows" / "charts"
    if charts.is_dir():
        contents |= {charts / f"{name}.svg": svg(name, draw(definition)) for name, definition in built.items()}
    return contents


def differing(contents: Mapping[Path, str]) -> list[Path]:
    """The files whose content is not that."""
    return [path for path, text in contents.items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def write(contents: Mapping[Path, str]) -> list[Path]:
    """Write what differs; returns those files."""
    changed = differing(contents)
    for path in changed:
        path.write_text(contents[path], encoding="utf-8")
    return changed


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() <= set(_ORDER) | {"Seconds", "SecondsPath", "Error", "ErrorPath", "Cause", "CausePath"}:
        keys: Iterable[str] = sorted(
            value, key=lambda key: _ORDER.index(key) if key in _ORDER else _ORDER.index("Result")
        )
        return {key: _ordered(value[key]) for key in keys}
    return {key: _ordered(item) for key, item in value.items()}
