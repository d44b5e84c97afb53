"""What Step Functions' own validator says of the definitions, asked before anything is changed. It is on AWS alone."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.slots import function_of, machine_name, workflow_of

ERROR = "ERROR"
_MOST = 100
"""Findings for one definition; Step Functions gives no more."""
_SLOT = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, order=True)
class Finding:
    """``severity``: ERROR or WARNING. ``where``: a JSON pointer into the definition; "" where AWS names no place."""

    machine: str
    severity: str
    code: str
    where: str
    said: str

    def __str__(self) -> str:
        return f"{self.machine}: {self.severity} {self.code} at {self.where or 'the whole'}: {self.said}"


def findings(client: Any, definitions: Mapping[str, Any]) -> list[Finding]:
    """By machine and severity. ``client``: of Step Functions. Its errors are botocore's."""
    return sorted(
        Finding(name, one["severity"], one["code"], one.get("location", ""), one["message"])
        for name, definition in definitions.items()
        for one in _diagnostics(client, definition)
    )


def _diagnostics(client: Any, definition: Any) -> Iterator[dict[str, str]]:
    """The validator takes ARNs, so slots are filled with what they will be like."""
    where = f"{client.meta.region_name}:000000000000"

    def filled(slot: re.Match[str]) -> str:
        if function := function_of(slot[1]):
            return f"arn:{client.meta.partition}:lambda:{where}:function:{function.replace('_', '-')}:1"
        if workflow := workflow_of(slot[1]):
            return f"arn:{client.meta.partition}:states:{where}:stateMachine:{machine_name(workflow, 'stack')}:1"
        return client.meta.partition if slot[1] == "Partition" else slot[1].lower()

    text = _SLOT.sub(filled, json.dumps(definition))
    answer = client.validate_state_machine_definition(
        definition=text, type="STANDARD", severity="WARNING", maxResults=_MOST
    )
    yield from answer["diagnostics"]
