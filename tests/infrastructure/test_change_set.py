"""Change sets against a CloudFormation written by hand: a stack is a status and its events."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infrastructure.change_set import Change, Progress, Stack, body
from infrastructure.errors import DeploymentError

STACK_ID = "arn:stack/kyc/1"
TEMPLATE = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
CHANGE = {"Action": "Modify", "LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic"}
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


class CloudFormation:
    """``status``: the stack's, None for no stack. ``outcome``: the events of the next operation, oldest first."""

    def __init__(
        self,
        status: str | None,
        changes: Sequence[dict[str, str]] = (),
        outcome: Sequence[tuple[str, ...]] = (),
    ) -> None:
        self.status, self.changes, self.outcome = status, changes, outcome
        self.later: list[str | None] = []
        self.events = [self._event("kyc", "CREATE_COMPLETE"), self._event("Old", "CREATE_FAILED", "long ago")]
        self.calls: list[str] = []
        self.resources: list[str] = []
        self.failed = "" if self.changes else NO_CHANGES

    def _event(self, name: str, status: str, reason: str = "") -> dict[str, str]:
        number = f"{len(getattr(self, 'events', []))} {name} {status}"
        physical = STACK_ID if name == "kyc" else name
        return {
            "EventId": number,
            "LogicalResourceId": name,
            "PhysicalResourceId": physical,
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
            "ResourceType": "T",
        }

    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803
        if self.later:
            self.status = self.later.pop(0)
        if self.status is None:
            said = {"Code": "ValidationError", "Message": f"{StackName} does not exist"}
            raise ClientError({"Error": said}, "DescribeStacks")
        return {"Stacks": [{"StackStatus": self.status, "StackId": STACK_ID}]}

    def create_change_set(self, *, ChangeSetType: str, **_rest: Any) -> Any:  # noqa: N803
        self.calls.append(f"create {ChangeSetType}")
        if self.status is None:
            self.status = "REVIEW_IN_PROGRESS"
        return {"Id": "change-set-1"}

    def describe_change_set(self, *, ChangeSetName: str, NextToken: str | None = None) -> Any:  # noqa: N803
        if self.failed:
            return {"Status": "FAILED", "StatusReason": self.failed}
        place = int(NextToken or 0)
        page: dict[str, Any] = {"Status": "CREATE_COMPLETE", "Changes": [{"ResourceChange": self.changes[place]}]}
        return page | ({"NextToken": str(place + 1)} if place + 1 < len(self.changes) else {})

    def delete_change_set(self, **_rest: Any) -> None:
        self.calls.append("delete change set")

    def execute_change_set(self, **_rest: Any) -> None:
        self.calls.append("execute")
        self._happen()

    def delete_stack(self, **_rest: Any) -> None:
        self.calls.append("delete stack")
        self.events.insert(0, self._event("kyc", "DELETE_COMPLETE"))
        self.status = None

    def _happen(self) -> None:
        for event in self.outcome:
            self.events.insert(0, self._event(*event))

    def describe_stack_events(self, **_rest: Any) -> Any:
        return {"StackEvents": self.events}

    def get_paginator(self, _operation: str) -> Any:
        return self

    def paginate(self, **_rest: Any) -> Any:
        resources = [{"ResourceStatus": status} for status in self.resources]
        first = {"StackEvents": self.events[:2], "StackResourceSummaries": []}
        return [first, {"StackEvents": self.events[2:], "StackResourceSummaries": resources}]


def stack(client: CloudFormation) -> Stack:
    return Stack(client, "kyc", poll_seconds=0)


def source() -> dict[str, str]:
    return {"TemplateBody": body(TEMPLATE)}


def never() -> dict[str, str]:
    pytest.fail("the template was stored")


@pytest.mark.parametrize("status", [None, "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"])
def test_planning_a_new_stack_adds_everything_and_touches_nothing(status: str | None) -> None:
    client = CloudFormation(status)
    planned = stack(client).prepare(TEMPLATE, never)
    assert planned.changes == [Change("added", "Topic", "AWS::SNS::Topic")]
    assert client.calls == []


def test_all_pages_of_a_change_set_are_read() -> None:
    actions = [
        {"Action": "Add"},
        {"Action": "Modify"},
        {"Action": "Modify", "Replacement": "True"},
        {"Action": "Remove"},
    ]
    client = CloudFormation("UPDATE_COMPLETE", [CHANGE | action for action in actions])
    planned = stack(client).prepare(TEMPLATE, source)
    assert [change.action for change in planned.changes] == ["added", "changed", "replaced", "removed"]


@pytest.mark.parametrize("reason", [NO_CHANGES, "No updates are to be performed."])
def test_no_changes_are_no_error(reason: str) -> None:
    client = CloudFormation("CREATE_COMPLETE")
    client.failed = reason
    planned = stack(client).prepare(TEMPLATE, source)
    assert planned.changes == []
    assert client.calls == ["create UPDATE", "delete change set"]
    stack(client).execute(planned, never)
    assert "execute" not in client.calls


def test_a_refused_change_set_gives_the_reason() -> None:
    client = CloudFormation("CREATE_COMPLETE")
    client.failed = "Circular dependency between resources"
    with pytest.raises(DeploymentError, match="Circular dependency"):
        stack(client).prepare(TEMPLATE, source)


def test_discarding_deletes_the_change_set() -> None:
    client = CloudFormation("CREATE_COMPLETE", [CHANGE])
    stack(client).discard(stack(client).prepare(TEMPLATE, source))
    assert client.calls == ["create UPDATE", "delete change set"]


def test_progress_is_told_in_order_and_old_events_are_not() -> None:
    client = CloudFormation("CREATE_COMPLETE", [CHANGE], [("Topic", "UPDATE_COMPLETE"), ("kyc", "UPDATE_COMPLETE")])
    told: list[Progress] = []
    stack(client).execute(stack(client).prepare(TEMPLATE, source), never, told.append)
    assert [(each.logical_id, each.status) for each in told] == [
        ("Topic", "UPDATE_COMPLETE"),
        ("kyc", "UPDATE_COMPLETE"),
    ]


@pytest.mark.parametrize("first", ["ROLLBACK_COMPLETE", "CREATE_FAILED"])
def test_a_stack_that_was_never_created_is_deleted_and_made_anew(first: str) -> None:
    client = CloudFormation(first, [CHANGE | {"Action": "Add"}], [("kyc", "CREATE_COMPLETE")])
    stack(client).execute(stack(client).prepare(TEMPLATE, never), source)
    assert client.calls == ["delete stack", "create CREATE", "execute"]


def test_a_first_import_that_failed_can_be_tried_again() -> None:
    client = CloudFormation("IMPORT_ROLLBACK_COMPLETE", [CHANGE | {"Action": "Import"}], [("kyc", "IMPORT_COMPLETE")])
    client.resources = ["IMPORT_ROLLBACK_COMPLETE"]
    assert stack(client).is_new
    stack(client).take_in(TEMPLATE, [])
    assert client.calls == ["delete stack", "create IMPORT", "execute"]


def test_empty_stores_do_not_take_the_place_of_those_whose_import_failed() -> None:
    client = CloudFormation("IMPORT_ROLLBACK_COMPLETE")
    with pytest.raises(DeploymentError, match="Run take-back again"):
        stack(client).prepare(TEMPLATE, never)
    assert client.calls == []


def test_an_import_that_failed_leaves_the_stack_that_was_there_before() -> None:
    client = CloudFormation("IMPORT_ROLLBACK_COMPLETE", [CHANGE], [("kyc", "UPDATE_COMPLETE")])
    client.resources = ["IMPORT_ROLLBACK_COMPLETE", "UPDATE_COMPLETE"]
    assert not stack(client).is_new
    stack(client).execute(stack(client).prepare(TEMPLATE, source), never)
    assert client.calls == ["create UPDATE", "execute"]


def test_a_failure_gives_the_first_reason_and_the_state() -> None:
    outcome = [
        ("Role", "CREATE_FAILED", "Resource creation cancelled"),
        ("Topic", "CREATE_FAILED", "not authorized to perform sns:CreateTopic"),
        ("Other", "CREATE_FAILED", "something later"),
        ("kyc", "ROLLBACK_IN_PROGRESS", "Rollback requested"),
        ("kyc", "ROLLBACK_COMPLETE", ""),
    ]
    client = CloudFormation(None, [CHANGE | {"Action": "Add"}], outcome)
    with pytest.raises(DeploymentError) as raised:
        stack(client).execute(stack(client).prepare(TEMPLATE, never), source)
    message = str(raised.value)
    assert "Topic (T) failed: not authorized to perform sns:CreateTopic" in message
    assert "ROLLBACK_COMPLETE" in message
    assert "run the same command" in message
    assert "something later" not in message


def test_an_operation_in_progress_is_waited_for() -> None:
    client = CloudFormation("UPDATE_IN_PROGRESS", [CHANGE])
    client.later = ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]
    assert stack(client).prepare(TEMPLATE, source).id == "change-set-1"
    assert client.later == []


@pytest.mark.parametrize(
    ("status", "todo"),
    [
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback --stack-name kyc"),
        ("UPDATE_FAILED", "rollback-stack --stack-name kyc"),
        ("DELETE_FAILED", "deploy.py destroy"),
        ("IMPORT_ROLLBACK_FAILED", "take-back again"),
    ],
)
def test_a_stuck_stack_says_what_to_do(status: str, todo: str) -> None:
    with pytest.raises(DeploymentError, match=todo):
        stack(CloudFormation(status)).prepare(TEMPLATE, never)


def test_deleting_what_is_not_there() -> None:
    client = CloudFormation(None)
    assert stack(client).delete() is False
    assert client.calls == []


def test_deleting_waits_to_the_end() -> None:
    client = CloudFormation("CREATE_COMPLETE")
    told: list[Progress] = []
    assert stack(client).delete(told.append) is True
    assert [each.status for each in told] == ["DELETE_COMPLETE"]


def test_a_body_does_not_depend_on_the_order_of_its_keys() -> None:
    assert (
        body({"Resources": {"b": 1, "a": 2}}) == body({"Resources": {"a": 2, "b": 1}}) == '{"Resources":{"a":2,"b":1}}'
    )


def test_skipped_is_done_and_failed_is_not() -> None:
    done: Callable[[str], bool] = lambda status: Progress("a", "t", status).done  # noqa: E731
    assert [done(each) for each in ("CREATE_COMPLETE", "DELETE_SKIPPED", "CREATE_FAILED", "CREATE_IN_PROGRESS")] == [
        True, True, False, False,
    ]  # fmt: skip
