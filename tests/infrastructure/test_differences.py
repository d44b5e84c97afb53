"""What a deployment changes within resources."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.differences import Difference, differences
from lambdas.shared.runtime.json_text import own
from tests.infrastructure.conftest import TARGETS, built_for

RESOURCES = built_for(TARGETS["production"])["Resources"]
MACHINE = "KycIdentityStateMachine"


def changed(change: Any) -> list[Difference]:
    after = own(json.dumps(RESOURCES))
    change(after)
    return differences(RESOURCES, after)


def states(resources: Any) -> Any:
    return resources[MACHINE]["Properties"]["Definition"]["States"]


def first_branch(resources: Any) -> Any:
    [parallel] = [each for each in states(resources).values() if each["Type"] == "Parallel"]
    return next(iter(parallel["Branches"]))["States"]


def statement(resources: Any) -> Any:
    return resources["OpenAccountFunctionRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_template_has_no_differences(name: str) -> None:
    assert differences(built_for(TARGETS[name])["Resources"], built_for(TARGETS[name])["Resources"]) == []


def test_a_state_s_change_names_its_fields() -> None:
    [one] = changed(lambda r: states(r)["Decide identity"].update(TimeoutSeconds=1, Comment="x"))
    assert one == Difference("states", MACHINE, "~", "Decide identity: Comment, TimeoutSeconds")


def test_a_state_within_a_parallel_is_said_with_its_place() -> None:
    def drop(resources: Any) -> None:
        first_branch(resources).popitem()

    [one] = changed(drop)
    assert (one.kind, one.sign) == ("states", "-")
    assert " / " in one.what


def test_a_permission_is_a_line() -> None:
    found = changed(lambda r: statement(r).update(Action="dynamodb:Scan"))
    assert {(one.kind, one.where) for one in found} == {("permissions", "OpenAccountFunctionRole")}
    assert [one.what for one in found if one.sign == "+"] == ["Allow dynamodb:Scan on OnboardingTable"]
    assert "Allow dynamodb:GetItem on OnboardingTable" in [one.what for one in found if one.sign == "-"]


def test_a_condition_that_goes_is_a_permission_that_differs() -> None:
    def widen(resources: Any) -> None:
        for each in resources["KycIdentityStateMachineRole"]["Properties"]["Policies"][0]["PolicyDocument"][
            "Statement"
        ]:
            each.pop("Condition", None)

    assert any(one.sign == "+" and " if " not in one.what for one in changed(widen))


def test_who_may_take_a_role_is_a_permission_too() -> None:
    role = "OpenAccountFunctionRole"
    trust = {"Service": "ec2.amazonaws.com"}
    found = changed(lambda r: r[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0].update(Principal=trust))
    assert any("ec2.amazonaws.com" in one.what and one.sign == "+" for one in found)


def test_new_code_and_a_variable_are_said_and_the_hash_of_the_code_is_not() -> None:
    def change(resources: Any) -> None:
        properties = resources["OpenAccountFunction"]["Properties"]
        properties["Code"]["S3Key"] = "other"
        properties["Environment"]["Variables"] |= {"CODE_SHA256": "other", "KYC_STAGE": "test"}

    assert [one.what for one in changed(change)] == ["its code: S3Key", "variable KYC_STAGE"]


@given(st.sampled_from(sorted(RESOURCES)))
def test_what_is_added_one_way_is_removed_the_other(name: str) -> None:
    without = {one: each for one, each in RESOURCES.items() if one != name}
    added, removed = differences(without, RESOURCES), differences(RESOURCES, without)
    assert [(one.kind, one.what) for one in added] == [(one.kind, one.what) for one in removed]
    assert {one.sign for one in added} <= {"+"}
    assert {one.sign for one in removed} <= {"-"}


def test_a_route_that_comes_goes_or_is_open_to_others_is_said() -> None:
    def change(resources: Any) -> None:
        paths = resources["Api"]["Properties"]["Body"]["paths"]
        paths["/page/{file}"] = {"get": paths["/health"].pop("get")}
        del paths["/applications"]["post"]["security"]

    found = {(one.kind, one.where, one.sign, one.what) for one in changed(change)}
    assert found == {
        ("routes", "Api", "+", "GET /page/{file}"),
        ("routes", "Api", "-", "GET /health"),
        ("routes", "Api", "~", "POST /applications: security"),
    }
