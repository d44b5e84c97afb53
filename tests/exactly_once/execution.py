"""Step Functions as far as kyc-account and kyc-monitoring use it: the committed definition is run, in this process.

Waits and the pauses between retries take no time. A function that is killed ends with the error that Lambda reports of
a process that is gone.
"""

import importlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lambdas.shared.runtime.errors import ProviderRejected
from workflows.slots import called_function

Row = dict[str, Any]


def committed(workflow: str) -> Row:
    """The definition of this workflow."""
    file = Path(__file__).parents[2] / f"definitions/{workflow}.asl.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


DEFINITION = committed("kyc-account")
FUNCTIONS = (
    *("create_customer", "reserve_iban", "open_account", "request_activation", "poll_activation", "activate_account"),
    *("send_welcome", "close_account", "release_iban", "delete_customer"),
)
FORWARD, UNDO = FUNCTIONS[:-3], FUNCTIONS[-3:]
_MOST_STATES, _FAILED = 200, "failed"


class Killed(BaseException):
    """The process of a function ends here."""


class TimedOut(Exception):
    """The task was given up."""


_NAMES = {"Killed": "Runtime.ExitError", "TimedOut": "States.Timeout"}


@dataclass(frozen=True)
class Ended:
    """``error`` is empty where it succeeded; ``said`` is the cause, or the output as JSON."""

    error: str
    said: str

    @property
    def opened(self) -> bool:
        """Whether it says that the account is open."""
        return not self.error and bool(json.loads(self.said)["opened"])


@dataclass
class Execution:
    """One execution of a workflow, kyc-account unless ``definition`` is another one, with the input ``given``.

    ``objects``: gives the content of an object in S3, for a Map. ``impatient``: functions whose errors are caught at
    once, as when all retries are used up. ``broken``: functions that fail for good. ``given_up``: the function whose
    task times out, whatever it does meanwhile. ``calling`` is told which function is called now, and "" once it ended.
    """

    name: str
    given: Row
    impatient: Collection[str] = ()
    broken: Collection[str] = ()
    given_up: str = ""
    calling: Callable[[str, Row], None] = lambda _name, _payload: None
    definition: Row = field(default_factory=lambda: DEFINITION)
    objects: Callable[[str], bytes] = lambda _key: b"[]"

    def run(self) -> Ended:
        state, data = self.definition["StartAt"], dict(self.given)
        for _ in range(_MOST_STATES):
            step = self.definition["States"][state]
            match step["Type"]:
                case "Fail":
                    error = step.get("Error") or _value(step["ErrorPath"], data, self.name)
                    return Ended(error, _value(step["CausePath"], data, self.name))
                case "Choice":
                    state = next((r["Next"] for r in step["Choices"] if _holds(r, data)), step["Default"])
                    continue
                case "Task":
                    state, data = self._task(step, data)
                case "Map":
                    state = self._map(step, data)
                case "Pass":
                    state, data = step.get("Next"), _put(data, step, _filled(step["Parameters"], data, self.name))
                case "Wait":
                    state = step["Next"]
            if state is None:
                return Ended("", json.dumps(data))
            if state == _FAILED:
                return Ended(data["error"], "")
        raise AssertionError(f"{self.name} never ends")

    def _map(self, step: Row, data: Row) -> str:
        """Run the items one after the other; too many that fail are caught, as one catches any error."""
        reader, failed = _filled(step["ItemReader"]["Parameters"], data, self.name), 0
        items = json.loads(self.objects(reader["Key"]))
        for item in items:
            given = _filled(step["ItemSelector"], data | {"$$.Map.Item.Value": item}, self.name)
            failed += bool(replace(self, given=given, definition=step["ItemProcessor"]).run().error)
        if failed * 100 > step["ToleratedFailurePercentage"] * len(items):
            _, catch = _matching(step["Catch"], "States.ExceedToleratedFailureThreshold")
            return str(catch["Next"])
        return str(step["Next"])

    def _task(self, step: Row, data: Row) -> tuple[str | None, Row]:
        name = called_function(step) or ""
        payload = _filled(step["Parameters"]["Payload"], data, self.name)
        tried: Counter[int] = Counter()
        while True:
            try:
                result = self._call(name, payload)
            except (Exception, Killed) as error:
                raised = _NAMES.get(type(error).__name__, type(error).__name__)
                place, retry = _matching(step["Retry"], raised)
                tried[place] += 1
                if name not in self.impatient and retry and tried[place] <= retry["MaxAttempts"]:
                    continue
                if "Catch" not in step:
                    return _FAILED, {"error": raised}
                _, catch = _matching(step["Catch"], raised)
                return catch["Next"], _put(data, catch, {"Error": raised, "Cause": str(error)})
            if "ResultSelector" in step:
                result = _filled(step["ResultSelector"], {"Payload": result}, self.name)
            return step.get("Next"), _put(data, step, result)

    def _call(self, name: str, payload: Row) -> Row:
        self.calling(name, payload)
        try:
            if name in self.broken:
                raise ProviderRejected(f"{name} is broken")
            if name != self.given_up:
                return handler(name)(payload, None)
            with suppress(Exception):
                handler(name)(payload, None)
            raise TimedOut
        finally:
            self.calling("", {})


def handler(name: str) -> Callable[[Row, None], Row]:
    return importlib.import_module(f"lambdas.{name}.handler").handler  # type: ignore[no-any-return]


def _matching(rules: list[Row], error: str) -> tuple[int, Row]:
    found = (one for one in enumerate(rules) if {error, "States.ALL"} & set(one[1]["ErrorEquals"]))
    return next(found, (-1, {}))


def _put(data: Row, step: Row, value: Any) -> Row:
    if step.get("ResultPath", "$") == "$":
        return dict(value)
    if step["ResultPath"] is None:
        return data
    *parents, last = step["ResultPath"].removeprefix("$.").split(".")
    place = made = json.loads(json.dumps(data))
    for parent in parents:
        place = place.setdefault(parent, {})
    place[last] = value
    return dict(made)


def _filled(template: Any, data: Row, execution: str) -> Any:
    if not isinstance(template, dict):
        return "test" if template == "${DefinitionVersion}" else template
    return {
        key.removesuffix(".$"): _value(value, data, execution)
        if key.endswith(".$")
        else _filled(value, data, execution)
        for key, value in template.items()
    }


def _value(said: str, data: Row, execution: str) -> Any:
    if said == "$$.Execution.Name":
        return execution
    if called := re.fullmatch(r"States\.(\w+)\((.*)\)", said):
        first, *rest = [_value(one, data, execution) for one in re.split(r", (?=\$|\d)", called[2])]
        return first + rest[0] if called[1] == "MathAdd" else first.strip("'").format(*rest)
    if said.startswith("$$.Map.Item.Value."):
        return data["$$.Map.Item.Value"][said.rpartition(".")[2]]
    if said.startswith("$."):
        for part in said[2:].split("."):
            data = data[part]
        return data
    return int(said) if said.isdigit() else said


def _holds(rule: Row, data: Row) -> bool:
    if "And" in rule:
        return all(_holds(one, data) for one in rule["And"])
    found = _value(rule["Variable"], data, "")
    if "StringEquals" in rule:
        return bool(found == rule["StringEquals"])
    return bool(found < rule["NumericLessThan"])
