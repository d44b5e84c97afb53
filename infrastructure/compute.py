"""What runs: functions with their published versions, and state machines; each with its own role and log."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from infrastructure.functions import Function
from infrastructure.machine_permissions import state_machine_statements
from infrastructure.packaging import Package, Packages
from infrastructure.permissions import (
    ARTIFACTS_BUCKET,
    Grant,
    Value,
    arn,
    function_statements,
    ref,
    sub,
    take_messages,
)
from infrastructure.project import Project
from infrastructure.queues import Resources
from infrastructure.schedules import schedule
from infrastructure.target import Target
from lambdas.shared.providers.adapters import variable
from workflows.slots import machine_name, workflow_slot

Definition = Mapping[str, Any]


def functions(target: Target, project: Project, packages: Packages) -> tuple[Resources, dict[str, str]]:
    """The functions' resources, and each slot's version (logical id)."""
    resources, versions = _layer(packages.layer), {}
    log_days = project.settings.limits.log_days
    for function in project.functions:
        package, grants = packages.functions[function.name], _grants(target, project, function)
        environment = _adapters(target, project, function) | dict(function.environment)
        properties = _function(target, function, grants, package, packages.layer)
        properties["Environment"]["Variables"] |= environment
        versions[function.slot] = f"{function.slot}Version{_digest(properties, package)}"
        resources |= {
            f"{function.slot}Log": log_group(f"/aws/lambda/{properties['FunctionName']}", log_days),
            f"{function.slot}Role": role("lambda.amazonaws.com", function_statements(grants, f"{function.slot}Log")),
            function.slot: {"Type": "AWS::Lambda::Function", "Properties": properties},
            # Executions that wait for weeks go on with the code they started with, so old versions stay.
            versions[function.slot]: {
                "Type": "AWS::Lambda::Version",
                "DeletionPolicy": "Retain",
                "UpdateReplacePolicy": "Retain",
                "Properties": {"FunctionName": ref(function.slot)},
            },
        }
        if function.queue:
            resources[f"{function.slot}Messages"] = _messages(
                function.queue, versions[function.slot], project.settings.limits.queue_concurrency
            )
        if function.schedule:
            resources |= schedule(
                function.slot,
                versions[function.slot],
                function.schedule.when(project.settings),
                function.schedule.event,
            )
    return resources, versions


def _grants(target: Target, project: Project, function: Function) -> list[Grant]:
    return [*project.grants(function, target.stage), *([take_messages(function.queue)] if function.queue else [])]


def _adapters(target: Target, project: Project, function: Function) -> dict[str, Value]:
    """The variables by which the function finds its adapters."""
    return {variable(port): one.place for port, one in project.adapters_of(function, target.stage).items()}


def _messages(queue: str, version: str, concurrency: int) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "EventSourceArn": arn(queue),
            "FunctionName": ref(version),
            # One by one: a message that hangs or ends the function takes no other with it into the dead letters.
            "BatchSize": 1,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "ScalingConfig": {"MaximumConcurrency": concurrency},
        },
    }


def state_machines(
    target: Target, project: Project, definitions: Mapping[str, Definition], versions: Mapping[str, str]
) -> Resources:
    """The state machines of ``definitions``, by the logical ids of their slots."""
    resources: Resources = {}
    for name, definition in definitions.items():
        logical_id, machine = workflow_slot(name), machine_name(name, target.stack)
        statements = state_machine_statements(definition, machine, versions)
        log = f"{logical_id}Log"
        resources |= {
            log: log_group(f"/aws/vendedlogs/states/{machine}", project.settings.limits.log_days),
            f"{logical_id}Role": role("states.amazonaws.com", statements),
            logical_id: {
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": _state_machine(logical_id, machine, definition, versions),
            },
        }
        if not target.local:  # the local cloud has neither resource
            resources |= _published(logical_id, definition)
    return resources


def _function(
    target: Target, function: Function, grants: list[Grant], package: Package, layer: Package | None
) -> dict[str, Any]:
    environment: dict[str, Value] = {
        "CODE_SHA256": package.sha256,
        "KYC_STAGE": target.stage,
        "LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": "KYC",
        "POWERTOOLS_SERVICE_NAME": "kyc",
    }
    for grant in grants:
        environment |= dict(grant.environment)
    return {
        "FunctionName": f"{target.stack}-{function.name.replace('_', '-')}",
        # The local cloud runs the zip's own bootstrap: its python runtime loses the names of errors.
        "Runtime": "provided.al2023" if target.local else "python3.13",
        "Architectures": ["arm64"],
        "Handler": f"{function.handler_module}.handler",
        "Code": {"S3Bucket": sub(ARTIFACTS_BUCKET), "S3Key": package.key},
        "MemorySize": function.memory,
        "EphemeralStorage": {"Size": function.disk},
        "Timeout": function.timeout,
        "Role": arn(f"{function.slot}Role"),
        "Environment": {"Variables": environment},
        "LoggingConfig": {"LogGroup": ref(f"{function.slot}Log"), "LogFormat": "JSON"},
        "TracingConfig": {"Mode": "Active"},
        **({"Layers": [ref(_layer_id(layer))]} if layer else {}),
    }


def _digest(properties: Mapping[str, Any], package: Package) -> str:
    """What a published version consists of: code and configuration. Alphanumeric, as logical ids are."""
    content = json.dumps([package.sha256, properties], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:10]


def _layer(layer: Package | None) -> Resources:
    if layer is None:
        return {}
    return {
        _layer_id(layer): {
            "Type": "AWS::Lambda::LayerVersion",
            "Properties": {
                "Description": "What the functions depend on, from lambdas/requirements.lock",
                "CompatibleArchitectures": ["arm64"],
                "CompatibleRuntimes": ["python3.13"],
                "Content": {"S3Bucket": sub(ARTIFACTS_BUCKET), "S3Key": layer.key},
            },
        }
    }


def _layer_id(layer: Package) -> str:
    return f"DependenciesLayer{layer.sha256[:10]}"


def _state_machine(
    logical_id: str, machine: str, definition: Definition, versions: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "StateMachineName": machine,
        "StateMachineType": "STANDARD",
        "RoleArn": arn(f"{logical_id}Role"),
        "Definition": dict(definition),
        "DefinitionSubstitutions": {slot: _fill(slot, definition, versions) for slot in sorted(slots(definition))},
        "EncryptionConfiguration": {
            "Type": "CUSTOMER_MANAGED_KMS_KEY",
            "KmsKeyId": arn("DataKey"),
            "KmsDataKeyReusePeriodSeconds": 300,
        },
        "LoggingConfiguration": {
            "Level": "ERROR",
            "IncludeExecutionData": False,
            "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": arn(f"{logical_id}Log")}}],
        },
        "TracingConfiguration": {"Enabled": True},
    }


def _fill(slot: str, definition: Definition, versions: Mapping[str, str]) -> Any:
    known = {
        "Partition": ref("AWS::Partition"),
        "DefinitionVersion": _definition_version(definition),
    }
    if slot.endswith(("StateMachine", "Bucket")):
        return ref(slot)
    return known[slot] if slot in known else ref(versions[slot])


def slots(definition: Any) -> set[str]:
    """The names of a definition's ``${…}`` slots."""
    if isinstance(definition, str):
        return set(re.findall(r"\$\{(\w+)\}", definition))
    parts = definition.values() if isinstance(definition, dict) else definition
    return {name for part in parts for name in slots(part)} if isinstance(definition, dict | list) else set()


def _definition_version(definition: Definition) -> str:
    """Of the definition as it is in ``definitions/``, whichever functions it calls."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:12]


def _published(logical_id: str, definition: Definition) -> Resources:
    """A version and an alias, so that a deployment can be watched and taken back in the console."""
    content = json.dumps(definition, sort_keys=True)
    version = f"{logical_id}Version{hashlib.sha256(content.encode()).hexdigest()[:10]}"
    return {
        version: {
            "Type": "AWS::StepFunctions::StateMachineVersion",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "StateMachineArn": ref(logical_id),
                "StateMachineRevisionId": {"Fn::GetAtt": [logical_id, "StateMachineRevisionId"]},
            },
        },
        f"{logical_id}Alias": {
            "Type": "AWS::StepFunctions::StateMachineAlias",
            "Properties": {
                "Name": "live",
                "RoutingConfiguration": [{"StateMachineVersionArn": ref(version), "Weight": 100}],
            },
        },
    }


def log_group(name: str, days: int) -> dict[str, Any]:
    """A log that is kept for so many days, encrypted."""
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"LogGroupName": name, "RetentionInDays": days, "KmsKeyId": arn("DataKey")},
    }


def role(service: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    """The role of an AWS service that may do this."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
        },
    }
