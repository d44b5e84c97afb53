"""Slots and names, each way round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import definitions, slots
from workflows.lint import states

WORD = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
FUNCTION = st.lists(WORD, min_size=1, max_size=5).map("_".join)
WORKFLOW = st.lists(WORD, min_size=1, max_size=5).map(lambda words: "-".join(["kyc", *words]))


@given(FUNCTION, FUNCTION)
def test_a_function_is_found_by_its_slot(name: str, other: str) -> None:
    slot = slots.function_slot(name)
    assert slots.function_of(slot) == name
    assert (slots.function_slot(other) == slot) == (other == name)
    assert slot.isalnum()


@given(WORKFLOW, WORKFLOW)
def test_a_workflow_is_found_by_its_slot(name: str, other: str) -> None:
    slot = slots.workflow_slot(name)
    assert slots.workflow_of(slot) == name
    assert (slots.machine_name(other) == slots.machine_name(name)) == (other == name)
    assert slot.isalnum()


@given(WORKFLOW)
def test_a_machine_is_named_the_same_wherever_the_name_comes_from(name: str) -> None:
    found = slots.workflow_of(slots.workflow_slot(name))
    assert slots.machine_name(found or "", "bank") == f"bank-{name.removeprefix('kyc-')}"


def test_a_hyphen_stays() -> None:
    assert slots.machine_name("kyc-source-of-funds") == "${AWS::StackName}-source-of-funds"


@pytest.mark.parametrize("name", ["", "Check", "check-mail", "check__mail", "check_2fa", "_check", "check_"])
def test_a_name_that_a_slot_would_change_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a function"):
        slots.function_slot(name)


@pytest.mark.parametrize("name", ["", "identity", "kyc", "kyc-", "kyc_identity", "kyc-Identity", "kyc-2nd-look"])
def test_a_workflow_is_named_like_the_others(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a workflow"):
        slots.workflow_slot(name)


def test_a_slot_of_something_else_is_nobody_s() -> None:
    assert slots.function_of("DefinitionVersion") is None
    assert slots.workflow_of("CheckDocumentFunction") is None
    assert slots.called_function({"Type": "Pass"}) is None


def test_every_task_calls_a_function_or_a_workflow() -> None:
    for definition in definitions().values():
        for name, state in states(definition):
            called = [slots.called_function(state), slots.called_workflow(state)]
            assert sum(map(bool, called)) == (state["Type"] == "Task"), name
