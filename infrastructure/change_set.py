"""CloudFormation change sets: prepared, shown to a person, executed and watched to the end.

Interrupting is safe at any moment: what runs on the stack goes on, and the next call waits for it first.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infrastructure.errors import DEPLOY, DeploymentError
from lambdas.shared.runtime.json_text import own

_ACTIONS = {"Add": "added", "Modify": "changed", "Remove": "removed", "Import": "added", "Dynamic": "changed"}
_REPLACED = {"True": "replaced", "Conditional": "perhaps replaced"}
_NEW = (None, "DELETE_COMPLETE", "REVIEW_IN_PROGRESS")
# A first creation that failed leaves a stack that can only be deleted.
_TO_DELETE_FIRST = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")
_IMPORT_FAILED = "IMPORT_ROLLBACK_COMPLETE"  # so does a first import; a stack that was there before has what it had
_STUCK = {
    "UPDATE_ROLLBACK_FAILED": "Run: aws cloudformation continue-update-rollback --stack-name {stack}",
    "UPDATE_FAILED": "Run: aws cloudformation rollback-stack --stack-name {stack}",
    "DELETE_FAILED": f"Run: {DEPLOY} destroy, and then deploy again.",
    "IMPORT_ROLLBACK_FAILED": f"Run: {DEPLOY} destroy, and then take-back again.",
}
STAGE = "Stage"
"""The output that says what a stack is for."""
_CONSEQUENCES = ("cancelled", "canceled")  # "Resource creation cancelled": another resource failed first


@dataclass(frozen=True)
class Change:
    """``action``: added, changed, removed, replaced, or perhaps replaced, which AWS knows only once it does it."""

    action: str
    logical_id: str
    resource_type: str

    @property
    def is_loss(self) -> bool:
        """Whether what is there is given up, now or perhaps."""
        return self.action in ("removed", *_REPLACED.values())


@dataclass(frozen=True)
class ChangeSet:
    """Changes to a stack; ``id`` is None where the stack, and so the change set, is still to be made."""

    changes: list[Change]
    id: str | None = None


@dataclass(frozen=True)
class Progress:
    """One step of an operation: what CloudFormation said about a resource."""

    logical_id: str
    resource_type: str
    status: str
    reason: str = ""

    @property
    def done(self) -> bool:
        return self.status.endswith(("_COMPLETE", "DELETE_SKIPPED"))  # skipped: it is retained

    @property
    def failed(self) -> bool:
        return self.status.endswith("_FAILED")


Watcher = Callable[[Progress], None]


def ignore(_progress: Progress) -> None:
    """For callers that do not show progress."""


@dataclass(frozen=True)
class Stack:
    """One stack, seen through a CloudFormation client; looked at every ``poll_seconds``.

    ``guesses``: whether the client calls most changes perhaps a replacement and then replaces nothing.
    """

    client: Any
    name: str
    poll_seconds: float = 2.0
    guesses: bool = False

    def status(self) -> str | None:
        """Its status, or None where there is no such stack."""
        described = self._described(self.name)
        return described["StackStatus"] if described else None

    @property
    def is_new(self) -> bool:
        """Whether deploying makes the stack, or makes it anew."""
        status = self.status()
        return status in _NEW or self._is_to_delete_first(status)

    def _is_to_delete_first(self, status: str | None) -> bool:
        if status != _IMPORT_FAILED:
            return status in _TO_DELETE_FIRST
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        found = {one["ResourceStatus"] for page in pages for one in page["StackResourceSummaries"]}
        return found <= {_IMPORT_FAILED, "DELETE_COMPLETE", "DELETE_SKIPPED"}

    def stage(self) -> str | None:
        """The stage that the stack says it is of; None where it says nothing."""
        outputs = (self._described(self.name) or {}).get("Outputs", [])
        return next((one["OutputValue"] for one in outputs if one["OutputKey"] == STAGE), None)

    def resources(self) -> dict[str, dict[str, Any]]:
        """The resources of the template that is deployed; none where no stack is."""
        if self.is_new:
            return {}
        given = self.client.get_template(StackName=self.name)["TemplateBody"]
        return dict((given if isinstance(given, dict) else own(given))["Resources"])

    def kept(self) -> set[str]:
        """The resources (logical ids) that stay when the stack is deleted, as its own template says."""
        policies = {name: each.get("DeletionPolicy", "Delete") for name, each in self.resources().items()}
        return {name for name, policy in policies.items() if policy.startswith("Retain")}

    def protect(self) -> None:
        """Have AWS refuse to delete the stack."""
        self.client.update_termination_protection(StackName=self.name, EnableTerminationProtection=True)

    @property
    def is_protected(self) -> bool:
        return bool((self._described(self.name) or {}).get("EnableTerminationProtection"))

    def settle(self, watch: Watcher = ignore) -> str | None:
        """Wait for an operation in progress, someone else's too; returns the status then."""
        while (status := self.status()) and status.endswith("_IN_PROGRESS") and status not in _NEW:
            watch(Progress(self.name, "AWS::CloudFormation::Stack", status))
            time.sleep(self.poll_seconds)
        return status

    def prepare(self, template: Mapping[str, Any], source: Callable[[], dict[str, str]]) -> ChangeSet:
        """What deploying ``template`` would change. A stack that does not exist is not touched.

        ``source`` stores the template where AWS can read it and returns TemplateBody or TemplateURL.
        """
        status = self.settle()
        if status in _STUCK:
            raise DeploymentError(
                f'The stack "{self.name}" is stuck in {status}.\n' + _STUCK[status].format(stack=self.name)
            )
        if status == _IMPORT_FAILED and self._is_to_delete_first(status):
            begin = f"Run take-back again, or, to begin with empty stores, first: {DEPLOY} destroy"
            raise DeploymentError(f'The stack "{self.name}" could not take back what an earlier one left.\n{begin}')
        if status in _NEW or status in _TO_DELETE_FIRST:
            return ChangeSet(everything(template))
        return self._create("UPDATE", source())

    def discard(self, change_set: ChangeSet) -> None:
        """Delete a change set that is not to be executed."""
        if change_set.id:
            self.client.delete_change_set(ChangeSetName=change_set.id)

    def execute(self, change_set: ChangeSet, source: Callable[[], dict[str, str]], watch: Watcher = ignore) -> None:
        """Carry out the changes and wait to the end. Raises DeploymentError with AWS's own reason."""
        if not change_set.changes:
            return
        if change_set.id is None:
            if self.settle(watch) in _TO_DELETE_FIRST:
                self.delete(watch)
            change_set = self._create("CREATE", source())
        before = self._last_event()
        self.client.execute_change_set(ChangeSetName=change_set.id)
        self._follow(self._described(self.name)["StackId"], before, watch)  # type: ignore[index]

    def take_in(self, template: Mapping[str, Any], resources: list[dict[str, Any]]) -> None:
        """Make the stack of resources that are there already, as ``ResourcesToImport`` has them."""
        if self._is_to_delete_first(self.settle()):
            self.delete()
        given: dict[str, Any] = {"TemplateBody": body(template), "ResourcesToImport": resources}
        change_set = self._create("IMPORT", given)
        self.client.execute_change_set(ChangeSetName=change_set.id)
        self._follow(self._described(self.name)["StackId"], None, ignore)  # type: ignore[index]

    def delete(self, watch: Watcher = ignore) -> bool:
        """Delete the stack and wait to the end; False where there is none."""
        if self.settle(watch) in (None, "DELETE_COMPLETE"):
            return False
        before, stack_id = self._last_event(), self._described(self.name)["StackId"]  # type: ignore[index]
        self.client.delete_stack(StackName=stack_id)
        self._follow(stack_id, before, watch)
        return True

    def _create(self, kind: str, source: Mapping[str, Any]) -> ChangeSet:
        """A fresh change set; one without changes is deleted again.

        Its name is new, so what an interrupted run left is not in the way; AWS drops that at the next execution.
        """
        created = self.client.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{uuid.uuid4().hex}",
            ChangeSetType=kind,
            Capabilities=["CAPABILITY_IAM"],
            **source,
        )
        pages = self._when_created(created["Id"])
        if pages[0]["Status"] == "FAILED":
            self.client.delete_change_set(ChangeSetName=created["Id"])
            reason = pages[0].get("StatusReason", "")
            if "didn't contain changes" in reason or "No updates are to be performed" in reason:
                return ChangeSet([])
            raise DeploymentError(f'AWS refused the change set of "{self.name}": {reason}')
        changes = [_change(raw, self.guesses) for page in pages for raw in page.get("Changes", [])]
        return ChangeSet(changes, created["Id"])

    def _when_created(self, change_set_id: str) -> list[dict[str, Any]]:
        """All pages of the change set's description, once AWS has made it."""
        while True:
            pages = [self.client.describe_change_set(ChangeSetName=change_set_id)]
            if pages[0]["Status"] in ("CREATE_COMPLETE", "FAILED"):
                break
            time.sleep(self.poll_seconds)
        while token := pages[-1].get("NextToken"):
            pages.append(self.client.describe_change_set(ChangeSetName=change_set_id, NextToken=token))
        return pages

    def _described(self, name: str) -> dict[str, Any] | None:
        from botocore.exceptions import ClientError  # noqa: PLC0415

        try:
            return dict(self.client.describe_stacks(StackName=name)["Stacks"][0])
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def _last_event(self) -> str | None:
        events = self.client.describe_stack_events(StackName=self.name)["StackEvents"]
        return events[0]["EventId"] if events else None

    def _follow(self, stack_id: str, before: str | None, watch: Watcher) -> None:
        """Report every event after ``before``, until the stack's own event says that it is over."""
        seen, failures = {before}, list[Progress]()
        while True:
            for event in reversed(list(self._events(stack_id, seen))):
                seen.add(event["EventId"])
                progress = _progress(event)
                watch(progress)
                if event.get("PhysicalResourceId") == stack_id and not progress.status.endswith("_IN_PROGRESS"):
                    return self._conclude(progress.status, failures)
                if progress.failed and not any(word in progress.reason for word in _CONSEQUENCES):
                    failures.append(progress)
            time.sleep(self.poll_seconds)

    def _events(self, stack_id: str, seen: set[str | None]) -> Iterator[dict[str, Any]]:
        """The stack's events that are not among ``seen``, newest first."""
        for page in self.client.get_paginator("describe_stack_events").paginate(StackName=stack_id):
            for event in page["StackEvents"]:
                if event["EventId"] in seen:
                    return
                yield event

    def _conclude(self, status: str, failures: list[Progress]) -> None:
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE", "IMPORT_COMPLETE"):
            return
        first = failures[0] if failures else Progress(self.name, "stack", status, "AWS gave no reason")
        todo = _STUCK.get(status, "Nothing else was changed. Correct this, then run the same command.")
        raise DeploymentError(
            f"{first.logical_id} ({first.resource_type}) failed: {first.reason}\n"
            f'The stack "{self.name}" is now in {status}. {todo.format(stack=self.name)}'
        )


def everything(template: Mapping[str, Any]) -> list[Change]:
    """A template's resources, as what its first deployment adds."""
    resources = template["Resources"].items()
    return [Change("added", logical_id, resource["Type"]) for logical_id, resource in resources]


def body(template: Mapping[str, Any]) -> str:
    """The template as the shortest JSON text."""
    return json.dumps(template, separators=(",", ":"), sort_keys=True)


def _change(raw: Mapping[str, Any], guesses: bool) -> Change:
    change = raw["ResourceChange"]
    said = change.get("Replacement", "") if change["Action"] == "Modify" else ""
    replaced = None if guesses and said == "Conditional" else _REPLACED.get(said)
    action = replaced or _ACTIONS.get(change["Action"], change["Action"])
    return Change(action, change["LogicalResourceId"], change["ResourceType"])


def _progress(event: Mapping[str, Any]) -> Progress:
    return Progress(
        event["LogicalResourceId"],
        event.get("ResourceType", ""),
        event.get("ResourceStatus", ""),
        event.get("ResourceStatusReason", ""),
    )
