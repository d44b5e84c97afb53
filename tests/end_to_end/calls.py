"""Which calls of AWS the functions made in a run, and what the template's policies say of them.

A call is ``action place``: what IAM is asked for, and the logical id of what it is done to, with the first folder of a
key or the index of a table behind it; what is no resource of the stack is said by its name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.end_to_end.recorder import Call, plain

RECORD = Path(__file__).with_name("calls.json")
"""The calls of a whole run by function, as KYC_RECORD_CALLS=1 writes them anew."""
Calls = dict[str, set[Call]]
"""By the name of the function."""
Resources = Mapping[str, Mapping[str, Any]]
_REFERRED_TO = (
    *("AWS::DynamoDB::Table", "AWS::Events::EventBus", "AWS::KMS::Key", "AWS::S3::Bucket"),
    *("AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SecretsManager::Secret"),
)
"""Types that policies refer to; they say the others by name, because references would go in circles."""
_STACK = "kyc-"
"""What stands for the stack in names."""
_BY_THE_RUNTIME = ("kms:Decrypt", "kms:GenerateDataKey", "logs:", "xray:")
"""What the services and Lambda's runtime do with a function's role, and never its code."""


def made(folder: Path, stack: str, kept: Iterable[Mapping[str, Any]]) -> Calls:
    """What the recorder wrote in ``folder``; ``kept``: the stack's resources as CloudFormation lists them."""
    names = {
        plain(one["PhysicalResourceId"]): one["LogicalResourceId"]
        for one in kept
        if one["ResourceType"] in _REFERRED_TO
    }
    found: Calls = {}
    for file in folder.glob(f"{stack}-*.*"):
        function = file.name.partition(".")[0].removeprefix(f"{stack}-")
        for line in file.read_text(encoding="utf-8").splitlines():
            action, _, place = line.partition(" ")
            name, slash, rest = place.partition("/")
            within = rest if action.startswith("dynamodb:") else "".join(rest.partition("/")[:2])
            known = names.get(name, name).replace(f"{stack}-", _STACK)
            found.setdefault(function, set()).add((action, _unnamed(known + slash + within)))
    return found


def allowed(resources: Resources, stack: str) -> Calls:
    """What each function's role allows its code; places may have ``*``."""
    return {
        each["Properties"]["FunctionName"].removeprefix(f"{stack}-"): {
            (action, _place(place))
            for statement in resources[f"{name}Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
            for action in _listed(statement["Action"])
            for place in _listed(statement["Resource"])
            if not action.startswith(_BY_THE_RUNTIME)
        }
        for name, each in resources.items()
        if each["Type"] == "AWS::Lambda::Function"
    }


def denied(calls: Calls, roles: Calls) -> list[str]:
    """The calls that no statement of the function's role allows."""
    return sorted(
        f"{function}: {action} {place}"
        for function, each in calls.items()
        for action, place in each
        if not any(covers(one, (action, place)) for one in roles.get(function, ()))
    )


def covers(statement: Call, call: Call) -> bool:
    """Whether what is allowed is what was called. A task's token does not say of which state machine it is."""
    return statement[0] == call[0] and (not call[1] or fnmatchcase(call[1], statement[1]))


def _place(resource: Any) -> str:
    match resource:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::Sub": str(text)}:
            text = re.sub(r"\$\{AWS::\w+\}", "*", text.replace("${AWS::StackName}-", _STACK))
            return _unnamed(plain(re.sub(r"\$\{(\w+)(\.Arn)?\}", r"\1", text)))
    return str(resource)


def _unnamed(place: str) -> str:
    """Without the alias or version of a state machine, which the local cloud has none of, and what each run names anew:
    an execution, and the folder of a case's pictures."""
    place = re.sub(r"^(execution:[\w-]+:|DocumentsBucket/).+", r"\1", place)
    return re.sub(r"^(stateMachine:[\w-]+):.*", r"\1", place)


def _listed(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]
