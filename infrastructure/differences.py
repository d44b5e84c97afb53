"""What a deployment changes within resources, in an operator's words: states, permissions, code and routes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Resource = Mapping[str, Any]
Resources = Mapping[str, Resource]


@dataclass(frozen=True, order=True)
class Difference:
    """``kind``: states, permissions, code, routes. ``where``: the resource. ``sign``: + added, - removed, ~ changed."""

    kind: str
    where: str
    sign: str
    what: str


def differences(before: Resources, after: Resources) -> list[Difference]:
    """Between the resources of the template that is deployed and of the one that is to be."""
    found: list[Difference] = []
    for name in sorted({*before, *after}):
        old, new = before.get(name, {}), after.get(name, {})
        found += _compare("states", name, dict(_states(old)), dict(_states(new)))
        found += _compare("permissions", name, dict.fromkeys(_permissions(old)), dict.fromkeys(_permissions(new)))
        found += _compare("code", name, dict(_code(old)), dict(_code(new)))
        found += _compare("routes", name, dict(_routes(old)), dict(_routes(new)))
    return found


def _compare(kind: str, where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for what in sorted({*old, *new}):
        if what not in new:
            yield Difference(kind, where, "-", what)
        elif what not in old:
            yield Difference(kind, where, "+", what)
        elif old[what] != new[what]:
            fields = _fields(old[what], new[what])
            yield Difference(kind, where, "~", f"{what}: {', '.join(fields)}" if fields else what)


def _fields(old: Any, new: Any) -> list[str]:
    """The fields in which two states differ."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return []
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


_INNER = ("Branches", "ItemProcessor", "Iterator")


def _states(resource: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each state of a state machine by its name, and where the machine begins; what is within a state comes apart."""
    if resource.get("Type") == "AWS::StepFunctions::StateMachine":
        yield from _within(resource["Properties"]["Definition"], "")


def _within(definition: Mapping[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in definition.get("States", {}).items():
        place = f"{path}{name}"
        yield place, {field: value for field, value in state.items() if field not in _INNER}
        for inner in (*state.get("Branches", []), *(state[one] for one in _INNER[1:] if one in state)):
            yield from _within(inner, f"{place} / ")
    yield f"{path}(begins at)", {"StartAt": definition.get("StartAt")}


_POLICIES = ("PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument")


def _permissions(resource: Resource) -> Iterator[str]:
    """Each action on each resource that a policy allows or denies, in a line: who, what, on what, on what condition."""
    properties = resource.get("Properties", {})
    documents = [properties[one] for one in _POLICIES if one in properties]
    documents += [one["PolicyDocument"] for one in properties.get("Policies", [])]
    if isinstance(policy := properties.get("ResourcePolicy"), dict):
        documents.append(policy.get("PolicyDocument", policy))
    for document in documents:
        for statement in document.get("Statement", []):
            yield from _lines(statement)


def _lines(statement: Mapping[str, Any]) -> Iterator[str]:
    who = f" to {_short(statement['Principal'])}" if "Principal" in statement else ""
    when = f" if {_short(statement['Condition'])}" if "Condition" in statement else ""
    for action in _listed(statement.get("Action")):
        for place in _listed(statement.get("Resource", "this resource")):
            yield f"{statement['Effect']} {action} on {_short(place)}{who}{when}"


def _code(resource: Resource) -> Iterator[tuple[str, Any]]:
    """What a function's version consists of, beside its name."""
    if resource.get("Type") == "AWS::Lambda::Function":
        properties = resource["Properties"]
        yield "its code", properties.get("Code")
        yield "its layers", properties.get("Layers")
        for name in ("MemorySize", "Timeout", "Runtime", "EphemeralStorage"):
            yield name, properties.get(name)
        for name, value in properties.get("Environment", {}).get("Variables", {}).items():
            if name != "CODE_SHA256":
                yield f"variable {name}", value


def _routes(resource: Resource) -> Iterator[tuple[str, Any]]:
    """Each method of the API by its path, with all that is said of it."""
    for path, methods in resource.get("Properties", {}).get("Body", {}).get("paths", {}).items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _short(value: Any) -> str:
    """A reference by its name, a text without what all ARNs of this account begin with, anything else as JSON."""
    match value:
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::Sub": str(text)} | str(text):
            return text.replace("arn:${AWS::Partition}:", "").replace("${AWS::Region}:${AWS::AccountId}:", "")
    return json.dumps(value, sort_keys=True)
