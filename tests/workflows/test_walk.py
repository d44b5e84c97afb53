"""The benchmark's reading of the definitions."""

from tests.benchmarks.walk import STRAIGHT_THROUGH, Cost, straight_through
from workflows import definitions, lint

TASK = {"Type": "Task", "Resource": "arn:${Partition}:states:::lambda:invoke"}


def test_branches_add_up_but_only_the_longest_is_waited_for() -> None:
    short = {"StartAt": "A", "States": {"A": TASK}}
    long = {"StartAt": "B", "States": {"B": TASK | {"Next": "C"}, "C": TASK}}
    both = {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [short, long], "Next": "D"}, "D": TASK}}
    cost = straight_through({"kyc-onboarding": both})
    assert (cost.calls, cost.chain) == (4, 3)


def test_every_choice_on_the_way_is_one_of_the_definitions() -> None:
    there = {name: state for one in definitions().values() for name, state in lint.states(one)}
    for choice, following in STRAIGHT_THROUGH.items():
        ways = [rule["Next"] for rule in there[choice]["Choices"]] + [there[choice]["Default"]]
        assert following in ways


def test_the_straight_way_is_walked_to_its_end() -> None:
    cost = straight_through(definitions())
    assert cost.calls > cost.chain > 0
    assert cost != Cost()
