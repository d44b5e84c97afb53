"""What straight-through onboardings cost on AWS, by service: what one takes, times the list prices.

The states come from the definitions, memory sizes from the functions' table, and the rest from ``usage.json``: what a
run took, by ``python -m tests.benchmarks.functions --write``. Left out are what does not grow with the number of
onboardings (keys, alarms, storage), logs and traces, and the start of functions that were not running.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infrastructure.prices import LISTED_ON, PRICES, REGION, Price
from infrastructure.project import Project
from lambdas.shared.runtime.json_text import own
from workflows.asl import Definition
from workflows.slots import function_slot, placeholder
from workflows.walk import straight_through

USAGE: dict[str, Any] = own(Path(__file__).with_name("usage.json").read_text(encoding="utf-8"))
WHOLE_PROCESSOR = 1769
"""MB of memory for which a function has one processor; below, a share of it."""
ANSWER_MILLISECONDS = 6.0
"""Assumed for each call of DynamoDB, S3, SNS and the like, within a region."""
PROVIDER_MILLISECONDS = {"check_document": 2000.0, "compare_faces": 1000.0}
"""Assumed for Textract and Rekognition, which production asks and the run that was measured does not."""
PROVIDERS = {"text_page": 1, "face_comparison": 1, "mail": 1}
"""What production asks providers for a passport: its page's text, one comparison, and the welcome."""
UNMEASURED = "assess_customer"
"""Whose figures are taken for a function that ``usage.json`` does not have, such as a bank's own."""
_COUNTED = {
    "events:PutEvents": ("event",),
    "sns:Publish": ("publication",),
    "s3:GetObject": ("object_read",),
    "s3:PutObject": ("object_write",),
    "secretsmanager:GetSecretValue": ("secret_read", "key_use"),
    "sqs:ChangeMessageVisibility": ("queue_request",),
    "sqs:SendMessage": ("queue_request",),
}
_REQUESTS_OF_A_MESSAGE = 3
"""It is sent, received and deleted."""


@dataclass(frozen=True)
class Cost:
    """``number``: how many units one onboarding takes. ``usd``: of all onboardings that were asked about."""

    service: str
    unit: str
    number: float
    usd: float
    is_sure: bool


def costs(project: Project, definitions: Mapping[str, Definition], volume: int) -> dict[str, Any]:
    """What ``volume`` straight-through onboardings cost: ``aws`` and ``providers`` (lists of Cost as dicts), ``usd``.

    ``core``: the sum of Step Functions, Lambda and DynamoDB. ``assumed``: functions that were never measured.
    """
    walked = straight_through(definitions)
    measured = {name: one["calls"] for name, one in USAGE["functions"].items()}
    # The functions that no workflow calls are called as often as they were when it was measured.
    calls = Counter({name: times for name, times in measured.items() if not _is_in(definitions, name)}) + walked.calls
    taken = {"transition": float(walked.transitions)} | _taken(project, calls)
    ours = [_cost(PRICES[what], taken[what], volume) for what in PRICES if what in taken]
    others = [_cost(PRICES[what], number, volume) for what, number in PROVIDERS.items()]
    core = ("Step Functions", "Lambda", "DynamoDB")
    return {
        "volume": volume,
        "region": REGION,
        "prices_of": LISTED_ON,
        "aws": [vars(one) for one in ours],
        "providers": [vars(one) for one in others],
        "core_usd": round(sum(one.usd for one in ours if one.service in core), 6),
        "usd": round(sum(one.usd for one in (*ours, *others)), 6),
        "assumed": sorted(calls.keys() - measured.keys()),
    }


def milliseconds(function: str, memory: int) -> float:
    """How long a call of the function takes with this memory once its process runs: waiting, and its computing."""
    used = _used(function)
    waiting = sum(used["asked"].values()) * ANSWER_MILLISECONDS
    return float(waiting + PROVIDER_MILLISECONDS.get(function, 0.0) + used["warm_cpu"] / share(memory))


def share(memory: int) -> float:
    """The part of a processor that a function of so many MB has, at most one: its code runs in one thread."""
    return min(1.0, memory / WHOLE_PROCESSOR)


def _taken(project: Project, calls: Counter[str]) -> dict[str, float]:
    """What these calls of functions take, by what is counted."""
    functions = {function.name: function for function in project.functions}
    taken = defaultdict[str, float](float, call=calls.total(), api_request=calls["answer_request"])
    for name, times in calls.items():
        used, function = _used(name), functions[name]
        seconds = milliseconds(name, function.memory) / 1000
        taken["gigabyte_second"] += times * seconds * function.memory / 1024
        taken["write_unit"] += times * used["write_units"]
        taken["read_unit"] += times * used["read_units"]
        if function.queue:
            taken["queue_request"] += times * _REQUESTS_OF_A_MESSAGE
        for operation, number in used["asked"].items():
            for what in _COUNTED.get(operation, ()):
                taken[what] += times * number
    return taken


def _used(name: str) -> dict[str, Any]:
    """What a call of the function takes: ``warm_cpu`` in milliseconds, units of DynamoDB, calls by ``asked``."""
    functions: dict[str, Any] = USAGE["functions"]
    return dict(functions.get(name, functions[UNMEASURED]))


def _is_in(definitions: Mapping[str, Definition], function: str) -> bool:
    return placeholder(function_slot(function)) in json.dumps(definitions)


def _cost(price: Price, number: float, volume: int) -> Cost:
    usd = number * volume * price.usd / price.per
    return Cost(price.service, price.unit, round(number, 4), round(usd, 6), price.is_sure)
