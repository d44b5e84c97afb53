"""What keeps customers' data: nobody may delete it, no stage is changed, and no store is given up by accident."""

from typing import Any

import pytest

from infrastructure.change_set import Change
from infrastructure.errors import DeploymentError
from infrastructure.protection import STORES, protected, refuse_losses
from infrastructure.removal import destroy
from infrastructure.stacks import of_one_stage
from infrastructure.target import Target
from tests.infrastructure.conftest import TARGETS, built_for

PRODUCTION = built_for(TARGETS["production"])
TABLE = "AWS::DynamoDB::Table"


def denied(template: dict[str, Any]) -> dict[str, set[str]]:
    """The actions that nobody may do, by the resource whose policy says so."""
    found: dict[str, set[str]] = {}
    for name, each in template["Resources"].items():
        properties = each["Properties"]
        policies = (properties.get("PolicyDocument"), properties.get("KeyPolicy"), properties.get("ResourcePolicy"))
        for policy in filter(None, policies):
            for one in policy.get("PolicyDocument", policy)["Statement"]:
                if one.get("Sid") == "KeepsData":
                    assert (one["Effect"], one["Principal"]) == ("Deny", "*")
                    found.setdefault(name, set()).add(one["Action"])
    return found


def test_what_outlives_a_production_stack_can_be_deleted_by_nobody() -> None:
    resources = PRODUCTION["Resources"]
    kept = {n: each["Type"] for n, each in resources.items() if each.get("DeletionPolicy") == "RetainExceptOnCreate"}
    stores = {name: kind for name, kind in kept.items() if kind in STORES}
    assert {*stores} == {*kept} - {name for name in kept if "Version" in kept[name]}
    found = denied(protected(PRODUCTION))
    for name, kind in stores.items():
        where = f"{name}Policy" if kind in ("AWS::S3::Bucket", "AWS::SecretsManager::Secret") else name
        assert found[where], name
    tables = [each for each in protected(PRODUCTION)["Resources"].values() if each["Type"] == TABLE]
    assert all(each["Properties"]["DeletionProtectionEnabled"] for each in tables)


def test_a_first_deployment_that_fails_can_delete_what_it_made() -> None:
    assert denied(PRODUCTION) == {}
    assert "DeletionProtectionEnabled" not in str(PRODUCTION)


@pytest.mark.parametrize("name", ["local", "test"])
def test_what_goes_with_its_stack_is_not_protected(name: str) -> None:
    template = built_for(TARGETS[name])
    assert protected(template) == template


@pytest.mark.parametrize("kind", STORES)
@pytest.mark.parametrize("action", ["removed", "replaced", "perhaps replaced"])
def test_no_store_is_given_up_that_is_not_named(action: str, kind: str) -> None:
    change = Change(action, "OnboardingTable", kind)
    with pytest.raises(DeploymentError, match="--allow-replacement OnboardingTable"):
        refuse_losses([change], ["CustomersTable"])
    refuse_losses([change], ["OnboardingTable"])


@pytest.mark.parametrize(
    "change", [Change("changed", "OnboardingTable", TABLE), Change("replaced", "A", "AWS::Lambda::Version")]
)
def test_other_changes_need_no_name(change: Change) -> None:
    refuse_losses([change], [])


class CloudFormation:
    """A stack that is there, of this stage."""

    def __init__(self, stage: str | None, status: str = "UPDATE_COMPLETE", *, protected: bool = False) -> None:
        outputs = [{"OutputKey": "Stage", "OutputValue": stage}] if stage else []
        self.stack = {"StackStatus": status, "Outputs": outputs, "EnableTerminationProtection": protected}
        self.deleted: list[str] = []

    def describe_stacks(self, **_given: Any) -> Any:
        return {"Stacks": [self.stack]}

    def delete_stack(self, **given: Any) -> None:
        self.deleted.append(given["StackName"])


class Nobody:
    """At the terminal."""

    def stage(self, text: str) -> None: ...

    def changes(self, changes: Any) -> None: ...

    def differences(self, found: Any) -> None: ...

    def agree(self, question: str) -> bool:
        raise AssertionError(question)

    def progress(self, changes: Any, progress: Any) -> None: ...


def at(cloud: CloudFormation, stage: str, monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setattr(Target, "client", lambda _self, _service: cloud)
    return Target("aws", region="eu-central-1", stage=stage)


@pytest.mark.parametrize(("there", "asked"), [("production", "test"), ("test", "production"), (None, "test")])
def test_a_stack_keeps_its_stage(there: str | None, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = CloudFormation(there)
    target = at(cloud, asked, monkeypatch)
    with pytest.raises(DeploymentError, match=f"not {asked}"):
        of_one_stage(target)
    with pytest.raises(DeploymentError, match=f"not {asked}"):
        destroy(target, Nobody())
    assert cloud.deleted == []


@pytest.mark.parametrize("status", ["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"])
def test_a_stack_that_never_was_has_no_stage(status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of_one_stage(at(CloudFormation(None, status), "production", monkeypatch))


@pytest.mark.parametrize("status", ["IMPORT_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_what_was_taken_back_is_of_production(status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of_one_stage(at(CloudFormation(None, status), "production", monkeypatch))
    with pytest.raises(DeploymentError, match="of the stage production, not test"):
        of_one_stage(at(CloudFormation(None, status), "test", monkeypatch))


def test_a_protected_stack_is_not_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = CloudFormation("production", protected=True)
    with pytest.raises(DeploymentError, match="no-enable-termination-protection"):
        destroy(at(cloud, "production", monkeypatch), Nobody())
    assert cloud.deleted == []
