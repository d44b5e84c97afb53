"""The stepfunctions SDK's states, with the fields that the Amazon States Language gained since its last release.

``import stepfunctions`` loads sagemaker (2 s, 285 MB) and pkg_resources, and sets the root logger to ERROR; none
of that is needed to build states. So the SDK's modules are imported beneath empty packages, which are taken away
again: whoever imports the whole SDK later gets it as published.
"""

import importlib
import importlib.util
import sys
import warnings
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any


def _import_states() -> tuple[ModuleType, ModuleType]:
    """The SDK's ``states`` and ``choice_rule`` modules, without running its packages' ``__init__``."""
    spec = importlib.util.find_spec("stepfunctions")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("stepfunctions is not installed: pip install stepfunctions==2.3.0")
    folder = Path(spec.submodule_search_locations[0])
    shells = {
        name: path
        for name, path in {"stepfunctions": folder, "stepfunctions.steps": folder / "steps"}.items()
        if name not in sys.modules
    }
    for name, path in shells.items():
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(path)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # the SDK compares strings with `is`
            return (
                importlib.import_module("stepfunctions.steps.states"),
                importlib.import_module("stepfunctions.steps.choice_rule"),
            )
    finally:
        for name in shells:
            del sys.modules[name]


_states, _choice_rule = _import_states()

Definition = dict[str, Any]
"""A state machine, or a branch of one, in the Amazon States Language: JSON, nested as its states need."""

State: Any = _states.State
Pass: Any = _states.Pass
Wait: Any = _states.Wait
Choice: Any = _states.Choice
Succeed: Any = _states.Succeed
Catch: Any = _states.Catch
Graph: Any = _states.Graph
ChoiceRule: Any = _choice_rule.ChoiceRule


class NewField(Enum):
    """Fields that the SDK does not know, in its own notation (it writes them in PascalCase)."""

    ResultSelector = "result_selector"
    MaxDelaySeconds = "max_delay_seconds"
    JitterStrategy = "jitter_strategy"
    ErrorPath = "error_path"
    CausePath = "cause_path"
    ItemReader = "item_reader"
    ItemSelector = "item_selector"
    ToleratedFailurePercentage = "tolerated_failure_percentage"


class Task(_states.Task):  # type: ignore[name-defined,misc]
    """A Task that may select from its result (``result_selector``)."""

    def allowed_fields(self) -> list[Enum]:
        return [*super().allowed_fields(), NewField.ResultSelector]


class Parallel(_states.Parallel):  # type: ignore[name-defined,misc]
    """A Parallel that may select from its result (``result_selector``)."""

    def allowed_fields(self) -> list[Enum]:
        return [*super().allowed_fields(), NewField.ResultSelector]


class DistributedMap(_states.Map):  # type: ignore[name-defined,misc]
    """A Map whose items are read from an object in S3 (``item_reader``), each a child execution of its own."""

    def allowed_fields(self) -> list[Enum]:
        own = [NewField.ItemReader, NewField.ItemSelector, NewField.ToleratedFailurePercentage]
        return [*super().allowed_fields(), *own]

    def to_dict(self) -> Definition:
        found: Definition = super().to_dict()
        mode = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
        return found | {"ItemProcessor": mode | found.pop("Iterator")}


class Retry(_states.Retry):  # type: ignore[name-defined,misc]
    """A Retry with a longest delay (``max_delay_seconds``) and jitter (``jitter_strategy``)."""

    def allowed_fields(self) -> list[Enum]:
        return [*super().allowed_fields(), NewField.MaxDelaySeconds, NewField.JitterStrategy]


class Fail(_states.Fail):  # type: ignore[name-defined,misc]
    """A Fail whose error and cause may come from its input (``error_path``, ``cause_path``)."""

    def allowed_fields(self) -> list[Enum]:
        return [*super().allowed_fields(), NewField.ErrorPath, NewField.CausePath]
