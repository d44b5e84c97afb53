"""Deleting what was deployed: the stacks and, on the local cloud, the cloud with all it holds."""

from functools import partial

from infrastructure import artifacts, local_cloud
from infrastructure.change_set import Change, Stack
from infrastructure.errors import DeploymentError
from infrastructure.protection import STORES
from infrastructure.stacks import Report, Reporter, of_one_stage, ready, resources, stack_of
from infrastructure.target import Target


def destroy(target: Target, reporter: Reporter) -> Report:
    """Delete the stacks and, on the local cloud, the cloud with all it holds.

    The cloud stays where a stack of another name than the usual one is deleted and is not the last.
    """
    if target.local and not local_cloud.folder().exists():
        return {"deleted": [], "kept": []}
    with ready(target, reporter):
        of_one_stage(target)
        stacks = [stack_of(target), stack_of(target, target.artifacts_stack)]
        there = [stack for stack in stacks if stack.settle() not in (None, "DELETE_COMPLETE")]
        for stack in there:
            _refuse_protected(stack)
        kept = [one for stack in there for one in _kept(target, stack)]
        others = _others(target) if target.local else []
        is_whole = target.local and (not others or target.stack == Target().stack)
        names = [*(stack.name for stack in there), *(others if is_whole else [])]
        if names and not reporter.agree(f"Delete {', '.join(names)} on {target.place}?"):
            raise DeploymentError("Nothing was deleted.")
        for stack in there:
            _delete(target, reporter, stack)
        if is_whole:
            reporter.stage("Stop the local cloud and remove its folder")
            local_cloud.remove()
        elif others:
            reporter.stage(f"The local cloud stays, with what else is in it: {', '.join(others)}")
    return {"deleted": [stack.name for stack in there], "kept": kept}


def _others(target: Target) -> list[str]:
    """The other stacks that are there, but for those of artifacts."""
    pages = target.client("cloudformation").get_paginator("describe_stacks").paginate()
    names = [one["StackName"] for page in pages for one in page["Stacks"] if one["StackStatus"] != "DELETE_COMPLETE"]
    return sorted(name for name in names if name != target.stack and not name.endswith("-artifacts"))


def _refuse_protected(stack: Stack) -> None:
    if stack.is_protected:
        raise DeploymentError(
            f'The stack "{stack.name}" is protected from being deleted. Where it is really to go:\n'
            "aws cloudformation update-termination-protection --no-enable-termination-protection "
            f"--stack-name {stack.name}\nThen run the same command. What customers' data is in stays."
        )


def _kept(target: Target, stack: Stack) -> list[dict[str, str]]:
    """The stores that stay when the stack is deleted, whatever stage was asked for: name, type and id."""
    kept = stack.kept()
    return [
        {
            "name": resource["LogicalResourceId"],
            "type": resource["ResourceType"],
            "id": resource["PhysicalResourceId"],
        }
        for resource in resources(target, stack.name)
        if resource["LogicalResourceId"] in kept and resource["ResourceType"] in STORES
    ]


def _delete(target: Target, reporter: Reporter, stack: Stack) -> None:
    parts, kept = resources(target, stack.name), stack.kept()
    for part in parts:
        bucket = part.get("PhysicalResourceId")
        if part["ResourceType"] == "AWS::S3::Bucket" and bucket and part["LogicalResourceId"] not in kept:
            reporter.stage(f"Empty the bucket {bucket}")
            artifacts.empty(target.client("s3"), bucket)
    reporter.stage(f"Delete the stack {stack.name}")
    stack.delete(
        partial(
            reporter.progress, [Change("removed", each["LogicalResourceId"], each["ResourceType"]) for each in parts]
        )
    )
