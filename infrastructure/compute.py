"""The functions, each with its published version, its own role and its log."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from infrastructure.functions import Function
from infrastructure.identity import whose_credentials
from infrastructure.layers import BASE
from infrastructure.packaging import Packages
from infrastructure.permissions import (
    ARTIFACTS_BUCKET,
    Grant,
    Value,
    arn,
    function_statements,
    leave_messages,
    ref,
    sub,
    take_messages,
)
from infrastructure.project import Project
from infrastructure.queues import Resources
from infrastructure.schedules import schedule
from infrastructure.target import Target
from infrastructure.zips import Package
from lambdas.shared.providers.adapters import variable


def functions(target: Target, project: Project, packages: Packages) -> tuple[Resources, dict[str, str]]:
    """The functions' resources, and each slot's version (logical id)."""
    resources, versions = _layers(packages.layers), {}
    log_days = project.settings.limits.log_days
    for function in project.functions:
        package, grants = packages.functions[function.name], _grants(target, project, function)
        environment = _adapters(target, project, function) | dict(function.environment)
        properties = _function(target, function, grants, package, packages.layers)
        if "DECISIONS_TABLE" in properties["Environment"]["Variables"]:
            environment |= whose_credentials(project.settings)
        properties["Environment"]["Variables"] |= environment
        versions[function.slot] = f"{function.slot}Version{digest(properties)}"
        resources |= {
            f"{function.slot}Log": log_group(f"/aws/lambda/{properties['FunctionName']}", log_days),
            f"{function.slot}Role": role("lambda.amazonaws.com", function_statements(grants, f"{function.slot}Log")),
            function.slot: {"Type": "AWS::Lambda::Function", "Properties": properties},
            versions[function.slot]: version_of("AWS::Lambda::Version", {"FunctionName": ref(function.slot)}),
        }
        if function.queue:
            resources[f"{function.slot}Messages"] = _messages(
                function.queue, versions[function.slot], project.settings.limits.queue_concurrency
            )
        if function.schedule:
            when, version = function.schedule.when(project.settings), versions[function.slot]
            resources |= schedule(function.slot, version, when, function.schedule.event)
            resources[f"{function.slot}Calls"] = _calls(function.slot, version)
    return resources, versions


def version_of(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Executions that wait for weeks go on with what they began with, so old versions stay.

    One that a failed deployment made goes with it: AWS would refuse to publish the same again.
    """
    kept = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
    return {"Type": kind, **kept, "Properties": properties}


def _grants(target: Target, project: Project, function: Function) -> list[Grant]:
    return [
        *project.grants(function, target.stage),
        *([take_messages(function.queue)] if function.queue else []),
        *([leave_messages(f"{function.slot}DeadLetters")] if function.schedule else []),
    ]


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


def _calls(slot: str, version: str) -> dict[str, Any]:
    """What becomes of a scheduled call that fails: it is tried again, and then left beside those that never came."""
    return {
        "Type": "AWS::Lambda::EventInvokeConfig",
        "Properties": {
            "FunctionName": ref(slot),
            "Qualifier": {"Fn::GetAtt": [version, "Version"]},
            "MaximumRetryAttempts": 2,
            "DestinationConfig": {"OnFailure": {"Destination": arn(f"{slot}DeadLetters")}},
        },
    }


def _function(
    target: Target, function: Function, grants: list[Grant], package: Package, layers: Mapping[str, Package]
) -> dict[str, Any]:
    environment: dict[str, Value] = {
        "CODE_SHA256": package.sha256,
        "KYC_STAGE": target.stage,
        "LOG_LEVEL": "INFO",
        # The dimension by which the metrics of several stacks in one account are told apart.
        "POWERTOOLS_SERVICE_NAME": target.stack,
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
        **({"Layers": [ref(_layer_id(name, layers[name])) for name in (BASE, *package.layers)]} if layers else {}),
    }


def digest(properties: Mapping[str, Any]) -> str:
    """What a published version consists of: code, configuration and all it calls. Alphanumeric, as logical ids are."""
    return hashlib.sha256(json.dumps(properties, sort_keys=True).encode()).hexdigest()[:10]


def _layers(layers: Mapping[str, Package]) -> Resources:
    return {
        _layer_id(name, layer): {
            "Type": "AWS::Lambda::LayerVersion",
            "Properties": {
                "Description": f"What functions depend on ({name}), from lambdas/requirements.lock",
                "CompatibleArchitectures": ["arm64"],
                "CompatibleRuntimes": ["python3.13"],
                "Content": {"S3Bucket": sub(ARTIFACTS_BUCKET), "S3Key": layer.key},
            },
        }
        for name, layer in layers.items()
    }


def _layer_id(name: str, layer: Package) -> str:
    return f"DependenciesLayer{name.capitalize()}{layer.sha256[:10]}"


def log_group(name: str, days: int) -> dict[str, Any]:
    """A log that is kept for so many days, encrypted."""
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"LogGroupName": name, "RetentionInDays": days, "KmsKeyId": arn("OperationsKey")},
    }


def role(service: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    """The role of an AWS service that may do this; Lambda and Step Functions say that they do it for this account."""
    trust: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if service in _SAY_FOR_WHOM:
        trust["Condition"] = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
        },
    }


_SAY_FOR_WHOM = ("lambda.amazonaws.com", "states.amazonaws.com")
