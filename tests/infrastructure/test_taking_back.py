"""Stores of an earlier stack, as an import is asked for them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.errors import DeploymentError
from infrastructure.project import KYC
from infrastructure.protection import STORES
from infrastructure.taking_back import IDENTIFIERS, named, take_back, template_of
from tests.infrastructure.conftest import TARGETS, built_for

RESOURCES = built_for(TARGETS["production"])["Resources"]
KEPT = [n for n, each in RESOURCES.items() if each["Type"] in STORES and each.get("DeletionPolicy") != "Delete"]


def test_whatever_outlives_a_stack_can_be_taken_back() -> None:
    assert {*IDENTIFIERS} == {*STORES}
    assert {*template_of(RESOURCES, dict.fromkeys(KEPT, "id"))["Resources"]} == {*KEPT}


@given(st.sets(st.sampled_from(KEPT), min_size=1))
def test_an_import_stands_alone_and_says_what_the_whole_template_says(names: set[str]) -> None:
    found = template_of(RESOURCES, dict.fromkeys(names, "id"))["Resources"]
    others = {*RESOURCES} - names
    for name, each in found.items():
        assert each["DeletionPolicy"] == "Retain"
        assert each["Properties"].items() <= RESOURCES[name]["Properties"].items()
        assert not any(f"'{other}'" in str(each) or f"{{{other}." in str(each) for other in others)


def test_a_secret_is_not_made_anew() -> None:
    """CloudFormation generates another one where the way to generate it is said for the first time."""
    [found] = template_of(RESOURCES, {"IdentityKey": "arn"})["Resources"].values()
    assert found["Properties"]["GenerateSecretString"] == RESOURCES["IdentityKey"]["Properties"]["GenerateSecretString"]


@pytest.mark.parametrize("name", ["Nothing", "OpenAccountFunction"])
def test_what_is_no_store_is_refused(name: str) -> None:
    with pytest.raises(DeploymentError, match=f"{name}: there is no such store; there are DataKey"):
        template_of(RESOURCES, {name: "id"})


@pytest.mark.parametrize("given", [["OnboardingTable"], ["=x"], ["OnboardingTable="], ["A=1", "A=2"]])
def test_a_name_without_an_id_or_given_twice_is_refused(given: list[str]) -> None:
    with pytest.raises(DeploymentError, match="--store"):
        named(given)


def test_an_id_may_have_any_characters() -> None:
    assert named(["DataKey=arn:aws:kms:x:1:key/a=b"]) == {"DataKey": "arn:aws:kms:x:1:key/a=b"}


def test_nothing_is_taken_back_into_a_stack_that_would_not_keep_it() -> None:
    reporter: Any = None  # nobody is told or asked
    with pytest.raises(DeploymentError, match="--stage production"):
        take_back(KYC, TARGETS["test"], reporter, ["OnboardingTable=kyc-OnboardingTable-1A2B"])
