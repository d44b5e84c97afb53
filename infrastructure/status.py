"""What is deployed, and what somebody changed in it beside CloudFormation."""

import time
from dataclasses import asdict

from infrastructure import local_cloud
from infrastructure.change_set import Change, Stack
from infrastructure.errors import DeploymentError
from infrastructure.stacks import Report, stack_of
from infrastructure.target import Target


def status(target: Target, *, drift: bool = False) -> Report:
    """What is deployed, and where; with ``drift``, what somebody changed beside CloudFormation, which takes a while."""
    cloud = local_cloud.find() if target.local else None
    if target.local and cloud is None:
        return {"cloud": "stopped", "stack": target.stack, "status": None, "outputs": {}}
    with target.explained():
        found = stack_of(target).status()
        changed = [asdict(one) for one in drifted(stack_of(target))] if found and drift else None
    return {
        "cloud": cloud.endpoint if cloud else target.place,
        "stack": target.stack,
        "status": found,
        "outputs": target.outputs() if found else {},
        **({} if changed is None else {"drift": changed}),
    }


def drifted(stack: Stack) -> list[Change]:
    """Each resource that somebody changed or removed beside CloudFormation."""
    client = stack.client
    asked = client.detect_stack_drift(StackName=stack.name)["StackDriftDetectionId"]
    while True:
        state = client.describe_stack_drift_detection_status(StackDriftDetectionId=asked)
        if state["DetectionStatus"] != "DETECTION_IN_PROGRESS":
            break
        time.sleep(stack.poll_seconds)
    if state["DetectionStatus"] != "DETECTION_COMPLETE":
        raise DeploymentError(f"AWS could not look for drift: {state.get('DetectionStatusReason', 'no reason given')}")
    found: list[Change] = []
    more: dict[str, str] = {}
    while True:
        page = client.describe_stack_resource_drifts(
            StackName=stack.name, StackResourceDriftStatusFilters=["MODIFIED", "DELETED"], **more
        )
        for one in page["StackResourceDrifts"]:
            action = one["StackResourceDriftStatus"].lower()
            found.append(Change(action, one["LogicalResourceId"], one["ResourceType"]))
        if "NextToken" not in page:
            return found
        more = {"NextToken": page["NextToken"]}
