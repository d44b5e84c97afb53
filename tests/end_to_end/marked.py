"""An applicant whose data are marked, so that they are found wherever they are; and what the workflows' logs hold."""

import json
from collections.abc import Iterator
from typing import Any

from tests.end_to_end.conftest import Bank
from workflows import definitions
from workflows.slots import workflow_slot

MARKED = {
    "applicant": {
        "given_names": "Markedgiven",
        "family_name": "Markedfamily",
        "birth_date": "1961-11-23",
        "birth_place": "Markedplace",
        "national_id": "MARKEDNATIONALID",
        "email": "marked@example.com",
        "phone": "+46709998877",
        "address": {"lines": ["Markedstreet 1"], "city": "Markedcity", "postal_code": "MRKD 887", "country": "SWE"},
    },
    "document": {"number": "MRKD12345"},
}
MARKS = [
    b"markedgiven", b"markedfamily", b"1961-11-23", b"markedplace", b"markednationalid", b"marked@", b"709998877",
    b"markedstreet", b"markedcity", b"mrkd 887", b"mrkd12345",
]  # fmt: skip


def marks_in(text: bytes) -> list[bytes]:
    return [mark for mark in MARKS if mark in text.lower()]


def histories(bank: Bank) -> Iterator[bytes]:
    """Of every workflow each execution, those of its maps among them: name, input, output and all events.

    On AWS the log of executions, at level ALL with their data, holds what the events have here: the input and output of
    every state. The local cloud writes no such log.
    """
    states: Any = bank.target.client("stepfunctions")
    for name in definitions():
        arn = bank.outputs[f"{workflow_slot(name).removeprefix('Kyc')}Arn"]
        for one in _executions(states, stateMachineArn=arn):
            yield _history(states, one)
            for run in states.list_map_runs(executionArn=one)["mapRuns"]:
                yield from (_history(states, child) for child in _executions(states, mapRunArn=run["mapRunArn"]))


def _executions(states: Any, **of: str) -> Iterator[str]:
    for page in states.get_paginator("list_executions").paginate(**of):
        yield from (execution["executionArn"] for execution in page["executions"])


def _history(states: Any, execution: str) -> bytes:
    pages = states.get_paginator("get_execution_history").paginate(executionArn=execution, includeExecutionData=True)
    events = [event for page in pages for event in page["events"]]
    return json.dumps([states.describe_execution(executionArn=execution), events], default=str).encode()
