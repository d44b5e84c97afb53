"""A target's stacks, for whoever works on them, and the person at the terminal who is told."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

from infrastructure import local_cloud
from infrastructure.change_set import Change, Progress, Stack
from infrastructure.differences import Difference
from infrastructure.errors import DeploymentError
from infrastructure.target import Target
from lambdas.shared.runtime.stage import PRODUCTION

Report = dict[str, Any]


class Reporter(Protocol):
    """Who sits at the terminal."""

    def stage(self, text: str) -> None:
        """What happens now."""

    def changes(self, changes: list[Change]) -> None:
        """What will be changed."""

    def differences(self, found: list[Difference]) -> None:
        """What these changes are within resources: of the workflows' states, permissions and code."""

    def agree(self, question: str) -> bool:
        """Whether to go on."""

    def progress(self, changes: list[Change], progress: Progress) -> None:
        """What happened to one resource, while ``changes`` are carried out."""


@contextmanager
def ready(target: Target, reporter: Reporter) -> Iterator[None]:
    """With the cloud running and AWS's errors explained; on the local cloud one deployment after the other."""
    with ExitStack() as stack:
        if target.local:
            stack.enter_context(local_cloud.one_at_a_time("deploying"))
            if local_cloud.find() is None:
                reporter.stage("Start the local cloud")
            local_cloud.start()
        stack.enter_context(target.explained())
        yield


def of_one_stage(target: Target) -> None:
    """Raises DeploymentError where the stack is there and of another stage than the one that is asked for.

    One that says nothing was made of what an earlier stack left, and on AWS production's alone leave anything.
    """
    stack = stack_of(target)
    if stack.is_new:
        return
    there = stack.stage() or (target.stage if target.local else PRODUCTION)
    if there != target.stage:
        raise DeploymentError(
            f'The stack "{target.stack}" is of the stage {there}, not {target.stage}.\n'
            "A stack keeps its stage, which decides whom it asks and whether its data is kept.\n"
            f"Give this one's stage, or another stack: --stack {target.stack}-{target.stage}"
        )


def stack_of(target: Target, name: str | None = None) -> Stack:
    """The target's stack, or another of this name there."""
    return Stack(target.client("cloudformation"), name or target.stack, target.poll_seconds, guesses=target.local)


def resources(target: Target, stack: str) -> list[dict[str, Any]]:
    """What a stack consists of."""
    pages = target.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return [resource for page in pages for resource in page["StackResourceSummaries"]]
