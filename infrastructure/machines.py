"""The state machines, each with its role and log; on AWS with a version and the alias by which executions start."""

import hashlib
import json
import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from infrastructure.alarms import failure_alarms
from infrastructure.compute import digest, log_group, role, version_of
from infrastructure.execution_permissions import LIVE
from infrastructure.machine_permissions import STILL_CALLED, state_machine_statements
from infrastructure.permissions import arn, ref
from infrastructure.project import Project
from infrastructure.queues import Resources
from infrastructure.settings import Rollout
from infrastructure.target import Target
from workflows.slots import machine_name, workflow_slot

Definition = Mapping[str, Any]


def state_machines(
    target: Target, project: Project, definitions: Mapping[str, Definition], versions: Mapping[str, str]
) -> Resources:
    """The state machines of ``definitions``, by the logical ids of their slots, each after those that it runs.

    On AWS each has a version, by which its parents run it, and the alias ``live``, by which executions start.
    """
    resources: Resources = {}
    filled = {slot: ref(version) for slot, version in versions.items()}
    for name in _children_first(definitions):
        logical_id, machine = workflow_slot(name), machine_name(name, target.stack)
        statements = state_machine_statements(definitions[name], machine, STILL_CALLED.get(name, ()))
        properties = _state_machine(logical_id, machine, definitions[name], filled)
        if target.local:
            properties["Definition"] = _for_one_machine(definitions[name])
        resources |= {
            f"{logical_id}Log": log_group(f"/aws/vendedlogs/states/{machine}", project.settings.limits.log_days),
            f"{logical_id}Role": role("states.amazonaws.com", statements),
            logical_id: {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties},
        }
        filled[logical_id] = ref(logical_id)
        if not target.local:  # the local cloud has neither resource
            version = f"{logical_id}Version{digest(properties)}"
            filled[logical_id] = ref(version)
            resources |= _published(logical_id, version, alias(logical_id, target), project.settings.rollout)
    return resources


def alias(machine: str, target: Target) -> str:
    """What starts the state machine (logical ids): its alias; itself on the local cloud, which has none."""
    return machine if target.local else f"{machine}Alias"


def _for_one_machine(definition: Definition) -> dict[str, Any]:
    """The definition with Maps that do few items at once: on the local cloud each call of a function is a process."""
    states = definition["States"].items()
    few = {name: one | {"MaxConcurrency": _LOCALLY_AT_ONCE} for name, one in states if "MaxConcurrency" in one}
    return {**definition, "States": {**definition["States"], **few}}


_LOCALLY_AT_ONCE = 4


def _children_first(definitions: Mapping[str, Definition]) -> tuple[str, ...]:
    by_slot = {workflow_slot(name): name for name in definitions}
    children = {name: {by_slot[slot] for slot in slots(each) & {*by_slot}} for name, each in definitions.items()}
    return tuple(TopologicalSorter(children).static_order())


def _state_machine(logical_id: str, machine: str, definition: Definition, filled: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "StateMachineName": machine,
        "StateMachineType": "STANDARD",
        "RoleArn": arn(f"{logical_id}Role"),
        "Definition": dict(definition),
        "DefinitionSubstitutions": {slot: _fill(slot, definition, filled) for slot in sorted(slots(definition))},
        "EncryptionConfiguration": {
            "Type": "CUSTOMER_MANAGED_KMS_KEY",
            "KmsKeyId": arn("OperationsKey"),
            "KmsDataKeyReusePeriodSeconds": 300,
        },
        "LoggingConfiguration": {
            # The data hold no personal data: tests/end_to_end/test_privacy.py looks through them.
            "Level": "ALL",
            "IncludeExecutionData": True,
            "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": arn(f"{logical_id}Log")}}],
        },
        "TracingConfiguration": {"Enabled": True},
    }


def _fill(slot: str, definition: Definition, filled: Mapping[str, Any]) -> Any:
    known = {"Partition": ref("AWS::Partition"), "DefinitionVersion": _definition_version(definition), **filled}
    return ref(slot) if slot.endswith("Bucket") else known[slot]


def slots(definition: Any) -> set[str]:
    """The names of a definition's ``${…}`` slots."""
    if isinstance(definition, str):
        return set(re.findall(r"\$\{(\w+)\}", definition))
    parts = definition.values() if isinstance(definition, dict) else definition
    return {name for part in parts for name in slots(part)} if isinstance(definition, dict | list) else set()


def _definition_version(definition: Definition) -> str:
    """Of the definition as it is in ``definitions/``, whichever functions it calls."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:12]


def _published(logical_id: str, version: str, live: str, rollout: Rollout) -> Resources:
    """The version, and the alias that says which one is started, by their logical ids."""
    properties = {
        "StateMachineArn": ref(logical_id),
        "StateMachineRevisionId": {"Fn::GetAtt": [logical_id, "StateMachineRevisionId"]},
    }
    return {
        version: version_of("AWS::StepFunctions::StateMachineVersion", properties),
        live: {
            "Type": "AWS::StepFunctions::StateMachineAlias",
            "Properties": {"Name": LIVE, "DeploymentPreference": _preference(logical_id, version, rollout)},
        },
    }


def _preference(machine: str, version: str, rollout: Rollout) -> dict[str, Any]:
    """How executions move to the version (logical ids). AWS goes back where one of the alarms goes meanwhile."""
    preference = {"StateMachineVersionArn": ref(version), "Type": rollout.strategy.replace("-", "_").upper()}
    if rollout.strategy == "all-at-once":
        return preference
    # By reference: AWS takes an alarm of a name that does not exist as one that is silent.
    watched = [ref(one) for one in failure_alarms(machine)]
    return preference | {"Percentage": rollout.percentage, "Interval": rollout.minutes, "Alarms": watched}
