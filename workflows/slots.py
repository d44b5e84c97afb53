"""Names of functions and workflows, and of the ``${…}`` slots that stand for them in a definition; each way round.

Deployment fills a slot with the ARN of what it stands for. Nothing else turns a slot into a name or a name into a slot.
"""

import re
from collections.abc import Mapping
from typing import Any

_FUNCTION = re.compile(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*")
_WORKFLOW = re.compile(r"kyc(-[a-z][a-z0-9]*)+")
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_FUNCTION_SUFFIX, _WORKFLOW_SUFFIX = "Function", "StateMachine"


def function_slot(function: str) -> str:
    """``check_document`` is ``CheckDocumentFunction``: the function's published version. Raises ValueError."""
    if not _FUNCTION.fullmatch(function):
        raise ValueError(
            f"{function!r} cannot name a function: use lower-case words that begin with a letter, joined by _"
        )
    return _pascal_case(function, "_") + _FUNCTION_SUFFIX


def workflow_slot(workflow: str) -> str:
    """``kyc-identity`` is ``KycIdentityStateMachine``: the child state machine. Raises ValueError."""
    if not _WORKFLOW.fullmatch(workflow):
        raise ValueError(
            f"{workflow!r} cannot name a workflow: use kyc- and lower-case words that begin with a letter, joined by -"
        )
    return _pascal_case(workflow, "-") + _WORKFLOW_SUFFIX


def function_of(slot: str) -> str | None:
    """The function that this slot stands for; None where the slot is no function's."""
    return _words(slot, _FUNCTION_SUFFIX, "_")


def workflow_of(slot: str) -> str | None:
    """The workflow that this slot stands for; None where the slot is no workflow's."""
    return _words(slot, _WORKFLOW_SUFFIX, "-")


def machine_name(workflow: str, stack: str = "${AWS::StackName}") -> str:
    """The name of the workflow's state machine in a stack: ``kyc-source-of-funds`` is ``<stack>-source-of-funds``."""
    return f"{stack}-{workflow.removeprefix('kyc-')}"


def placeholder(slot: str) -> str:
    """How a slot is written in a definition: ``${CheckDocumentFunction}``."""
    return "${" + slot + "}"


def called_function(state: Mapping[str, Any]) -> str | None:
    """The function that a Task calls; None for any other state."""
    slot = _slot_in(state, "FunctionName")
    return slot and function_of(slot)


def called_workflow(state: Mapping[str, Any]) -> str | None:
    """The child workflow that a Task runs; None for any other state."""
    slot = _slot_in(state, "StateMachineArn")
    return slot and workflow_of(slot)


def _slot_in(state: Mapping[str, Any], parameter: str) -> str | None:
    found = _PLACEHOLDER.fullmatch(str(state.get("Parameters", {}).get(parameter, "")))
    return found and found[1]


def _pascal_case(name: str, joint: str) -> str:
    return "".join(word.capitalize() for word in name.split(joint))


def _words(slot: str, suffix: str, joint: str) -> str | None:
    name = slot.removesuffix(suffix)
    return re.sub(r"(?<!^)(?=[A-Z])", joint, name).lower() if name != slot else None
