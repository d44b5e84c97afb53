"""What state machines may do: what the tasks of their definitions need, and their logs."""

from collections.abc import Iterator, Mapping
from typing import Any

from infrastructure.permissions import ANY_RESOURCE, TRACE, Statement, allow, arn, ref, sub, use_key
from workflows.slots import called_function, called_workflow, function_slot, machine_name, workflow_slot


def state_machine_statements(definition: Mapping[str, Any], name: str, versions: Mapping[str, str]) -> list[Statement]:
    """All that the state machine ``name`` may do: what its definition's tasks need, and its log.

    ``versions`` maps a function's slot to the logical id of its published version.
    """
    used = [state for state in _states(definition) if state["Type"] == "Task"]
    functions = sorted({function_slot(function) for task in used if (function := called_function(task))})
    children = sorted({child for task in used if (child := called_workflow(task))})
    readers = [state["ItemReader"]["Parameters"]["Bucket"] for state in _states(definition) if "ItemReader" in state]
    machines = [name, *(machine_name(child) for child in children)]
    return [
        *([allow("lambda:InvokeFunction", [ref(versions[slot]) for slot in functions])] if functions else []),
        *(_run_children(children) if children else []),
        *(_run_items(name, [one.strip("${}") for one in readers]) if readers else []),
        *_use_key_for_executions(machines),
        allow([action for action in ANY_RESOURCE if action.startswith("logs:")], "*"),
        TRACE,
    ]


def _run_children(children: list[str]) -> list[Statement]:
    executions = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:"
    # Step Functions waits for a child by a rule of its own in EventBridge.
    rule = "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"
    return [
        allow("states:StartExecution", [ref(workflow_slot(child)) for child in children]),
        allow(
            ["states:DescribeExecution", "states:StopExecution"],
            [sub(f"{executions}{machine_name(child)}:*") for child in children],
        ),
        allow(
            ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
            sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:" + rule),
        ),
    ]


def _run_items(name: str, buckets: list[str]) -> list[Statement]:
    """What a distributed Map needs: it reads its items from S3, and runs each as an execution of its own machine."""
    states = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:"
    return [
        allow("s3:GetObject", [sub(f"${{{bucket}.Arn}}/*") for bucket in buckets]),
        use_key({"StringEquals": {"kms:ViaService": sub("s3.${AWS::Region}.${AWS::URLSuffix}")}}),
        allow("states:StartExecution", sub(f"{states}stateMachine:{name}")),
        allow(
            ["states:DescribeExecution", "states:RedriveExecution", "states:StopExecution"],
            # An item's execution has the label of its Map behind the machine's name.
            [sub(f"{states}execution:{name}:*"), sub(f"{states}execution:{name}/*")],
        ),
    ]


def _use_key_for_executions(machines: list[str]) -> list[Statement]:
    machine = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:"
    logs = sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*")
    context = "kms:EncryptionContext:aws:states:stateMachineArn"
    return [
        use_key({"StringEquals": {context: [sub(machine + name) for name in machines]}}),
        allow(
            "kms:GenerateDataKey",
            arn("DataKey"),
            {"StringEquals": {"kms:EncryptionContext:SourceArn": logs}},
        ),
    ]


def _states(definition: Any) -> Iterator[Mapping[str, Any]]:
    for state in definition.get("States", {}).values():
        yield state
        for part in [*state.get("Branches", []), state.get("ItemProcessor", {}), state.get("Iterator", {})]:
            yield from _states(part)
