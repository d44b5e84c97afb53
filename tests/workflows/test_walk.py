"""The reading of what a straight-through onboarding takes."""

from workflows import definitions, lint
from workflows.walk import STRAIGHT_THROUGH, straight_through

TASK = {"Type": "Task", "Parameters": {"FunctionName": "${CheckDocumentFunction}"}}


def test_branches_add_up_but_only_the_longest_is_waited_for() -> None:
    short = {"StartAt": "A", "States": {"A": TASK}}
    long = {"StartAt": "B", "States": {"B": TASK | {"Next": "C"}, "C": TASK}}
    both = {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [short, long], "Next": "D"}, "D": TASK}}
    cost = straight_through({"kyc-onboarding": both})
    assert (cost.transitions, cost.calls, cost.chain) == (5, {"check_document": 4}, 3)


def test_every_choice_on_the_way_is_one_of_the_definitions() -> None:
    there = {name: state for one in definitions().values() for name, state in lint.states(one)}
    for choice, following in STRAIGHT_THROUGH.items():
        ways = [rule["Next"] for rule in there[choice]["Choices"]] + [there[choice]["Default"]]
        assert following in ways


def test_the_straight_way_is_walked_to_its_end() -> None:
    """AWS charges each of these states: one more is 0.025 USD for each 1,000 onboardings."""
    cost = straight_through(definitions())
    assert cost.transitions == 35
    assert cost.calls["record_outcome"] == 1
    assert cost.calls.total() > cost.chain > 0


def test_a_bank_s_own_workflow_may_lead_elsewhere_and_back() -> None:
    """A state that the usual way goes to is not there, and a default leads back to where it came from."""
    choice = {"Type": "Choice", "Choices": [], "Default": "A"}
    own = {"StartAt": "A", "States": {"A": TASK | {"Next": "Who decides?"}, "Who decides?": choice}}
    assert straight_through({"kyc-onboarding": own}).transitions == 2
    assert straight_through({"kyc-other": own}).transitions == 0
