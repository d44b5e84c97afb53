"""Taking stores of an earlier stack into a new one, with what is in them: CloudFormation's import of resources."""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from infrastructure import artifacts, packaging
from infrastructure.change_set import Change
from infrastructure.deployment import definitions_of
from infrastructure.errors import DeploymentError
from infrastructure.project import Project
from infrastructure.queues import Resources
from infrastructure.stacks import Report, Reporter, ready, stack_of
from infrastructure.target import Target
from infrastructure.template import artifacts_template, template

IDENTIFIERS = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::KMS::Key": "KeyId",
    "AWS::SecretsManager::Secret": "Id",
    "AWS::Cognito::UserPool": "UserPoolId",
}
"""What identifies a resource of each type, as CloudFormation has it."""


def named(given: Iterable[str]) -> dict[str, str]:
    """``NAME=ID`` of each store: its name in the template, and the id that ``destroy`` said. Raises DeploymentError."""
    found: dict[str, str] = {}
    for one in given:
        name, sign, physical_id = one.partition("=")
        if not (name and sign and physical_id):
            raise DeploymentError(f"--store {one}: write NAME=ID, such as OnboardingTable=kyc-OnboardingTable-1A2B")
        if name in found:
            raise DeploymentError(f"--store {name} is given twice; there is one in a stack")
        found[name] = physical_id
    return found


def template_of(resources: Resources, stores: Mapping[str, str]) -> dict[str, Any]:
    """The template of an import of these stores, by their names in the whole template's ``resources``.

    It says of each what the whole template says, so that nothing is changed or made anew; what refers to resources
    that are still to be made comes with them. Raises DeploymentError where a name is no store's.
    """
    if unknown := [name for name in stores if resources.get(name, {}).get("Type") not in IDENTIFIERS]:
        there = ", ".join(name for name, each in resources.items() if each["Type"] in IDENTIFIERS)
        raise DeploymentError(f"--store {unknown[0]}: there is no such store; there are {there}")
    return {"Resources": {name: _alone(resources[name], resources, stores) for name in stores}}


def _alone(resource: Mapping[str, Any], resources: Resources, stores: Mapping[str, str]) -> dict[str, Any]:
    later = {*resources} - {*stores}
    properties = {name: value for name, value in resource.get("Properties", {}).items() if not _refers_to(value, later)}
    kept = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    return {"Type": resource["Type"], **kept, "Properties": properties}


def _refers_to(value: Any, names: Iterable[str]) -> bool:
    text = json.dumps(value)
    return any(f'"{name}"' in text or f"${{{name}}}" in text or f"${{{name}." in text for name in names)


def take_back(project: Project, target: Target, reporter: Reporter, given: Iterable[str]) -> Report:
    """Make the stack of these stores alone, each as ``named`` has it; deploying then adds all else.

    Raises DeploymentError where the stack is there already, or would not keep what is in them.
    """
    stores = named(given)
    if not stores:
        raise DeploymentError("Say what is to be taken back: --store NAME=ID, as destroy said it, once for each store")
    if not (target.local or target.keeps_data):
        raise DeploymentError(
            f"What is in these is kept, and a stack of the stage {target.stage} goes with all that is in it.\n"
            "Take them back into one of production: --stage production"
        )
    with ready(target, reporter):
        stack = stack_of(target)
        if not stack.is_new:
            raise DeploymentError(f'There is a stack "{stack.name}" with stores of its own. Give another name: --stack')
        whole = template(target, project, definitions_of(project), packaging.packages(project, target))
        imported = template_of(whole["Resources"], stores)
        shown = [Change("taken back", name, each["Type"]) for name, each in imported["Resources"].items()]
        reporter.changes(shown)
        if not target.local and not reporter.agree(f"Make {stack.name} on {target.place} of these?"):
            raise DeploymentError("Nothing was changed.")
        bucket = stack_of(target, target.artifacts_stack)  # deploying the rest needs it
        source = partial(artifacts.own_template, project)
        bucket.execute(bucket.prepare(artifacts_template(project), source), source)
        stack.take_in(imported, [_asked(name, imported, physical) for name, physical in stores.items()])
    reporter.stage(f"What is there is as it was. Now the rest: {target.command()}")
    return {"taken_back": stores}


def _asked(name: str, template: Mapping[str, Any], physical_id: str) -> dict[str, Any]:
    kind = template["Resources"][name]["Type"]
    return {"LogicalResourceId": name, "ResourceType": kind, "ResourceIdentifier": {IDENTIFIERS[kind]: physical_id}}
