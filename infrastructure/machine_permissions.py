"""What state machines may do: what the tasks of their definitions need, and their logs.

An execution keeps the definition that it began with, and the role is the machine's of today. So a role allows every
version of what its definition calls, and what definitions called whose executions may still run (``STILL_CALLED``).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infrastructure.permissions import ANY_RESOURCE, OPERATIONS_KEYS, STATES, Statement, allow, arn, sub, use_key
from workflows.slots import called_function, called_workflow, function_slot, machine_name

STILL_CALLED: Mapping[str, tuple[str, ...]] = {}
"""By workflow, the functions that its definition calls no more. Take one out once ``onboarding_hours`` of the process
policy have passed since the deployment that dropped the call: no execution is older."""


def state_machine_statements(
    definition: Mapping[str, Any], name: str, still_called: Sequence[str] = ()
) -> list[Statement]:
    """All that the state machine ``name`` may do: what its definition's tasks need, and its log.

    ``still_called``: functions of earlier definitions.
    """
    used = [state for state in _states(definition) if state["Type"] == "Task"]
    called = {function for task in used if (function := called_function(task))}
    functions = sorted({function_slot(function) for function in called | {*still_called}})
    children = sorted({child for task in used if (child := called_workflow(task))})
    readers = [state["ItemReader"]["Parameters"]["Bucket"] for state in _states(definition) if "ItemReader" in state]
    machines = [name, *(machine_name(child) for child in children)]
    return [
        *([allow("lambda:InvokeFunction", [sub(f"${{{slot}.Arn}}:*") for slot in functions])] if functions else []),
        *(_run_children(children) if children else []),
        *(_run_items(name, [one.strip("${}") for one in readers]) if readers else []),
        *_use_key_for_executions(machines),
        allow([action for action in ANY_RESOURCE if action.startswith("logs:")], "*"),
        # An execution asks whether it is traced; a function is told.
        allow([action for action in ANY_RESOURCE if action.startswith("xray:")], "*"),
    ]


def _run_children(children: list[str]) -> list[Statement]:
    # Step Functions waits for a child by a rule of its own in EventBridge.
    rule = "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"
    return [
        # A child is run by its version; by the machine's own name in definitions from before there were versions.
        allow(
            "states:StartExecution",
            [sub(f"{STATES}stateMachine:{machine_name(child)}{end}") for child in children for end in ("", ":*")],
        ),
        allow(
            ["states:DescribeExecution", "states:StopExecution"],
            [sub(f"{STATES}execution:{machine_name(child)}:*") for child in children],
        ),
        allow(
            ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
            sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:" + rule),
        ),
    ]


def _run_items(name: str, buckets: list[str]) -> list[Statement]:
    """What a distributed Map needs: it reads its items from S3, and runs each as an execution of its own machine."""
    return [
        allow("s3:GetObject", [sub(f"${{{bucket}.Arn}}/*") for bucket in buckets]),
        use_key({"StringEquals": {"kms:ViaService": sub("s3.${AWS::Region}.${AWS::URLSuffix}")}}),
        allow("states:StartExecution", sub(f"{STATES}stateMachine:{name}")),
        allow(
            ["states:DescribeExecution", "states:RedriveExecution", "states:StopExecution"],
            # An item's execution has the label of its Map behind the machine's name.
            [sub(f"{STATES}execution:{name}:*"), sub(f"{STATES}execution:{name}/*")],
        ),
    ]


def _use_key_for_executions(machines: list[str]) -> list[Statement]:
    logs = sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*")
    context = "kms:EncryptionContext:aws:states:stateMachineArn"
    return [
        use_key(
            {"StringEquals": {context: [sub(f"{STATES}stateMachine:{name}") for name in machines]}}, *OPERATIONS_KEYS
        ),
        allow(
            "kms:GenerateDataKey",
            [arn(one) for one in OPERATIONS_KEYS],
            {"StringEquals": {"kms:EncryptionContext:SourceArn": logs}},
        ),
    ]


def _states(definition: Any) -> Iterator[Mapping[str, Any]]:
    for state in definition.get("States", {}).values():
        yield state
        for part in [*state.get("Branches", []), state.get("ItemProcessor", {}), state.get("Iterator", {})]:
            yield from _states(part)
