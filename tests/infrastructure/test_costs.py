"""What onboardings cost: counted from the definitions and what was measured, at list prices."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import costs
from infrastructure.functions import FUNCTIONS
from infrastructure.prices import PRICES
from infrastructure.project import KYC
from workflows import definitions
from workflows.walk import straight_through


def by_unit(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["unit"]: one for one in (*found["aws"], *found["providers"])}


def test_what_a_thousand_onboardings_cost_stays_below_a_bound() -> None:
    """Who raises the bound says why: each state is 0.025 USD, each write unit 0.00076 USD."""
    found = costs.costs(KYC, definitions(), 1000)
    assert found["core_usd"] < 1.15
    assert found["assumed"] == []


def test_each_state_and_call_is_counted() -> None:
    found, walked = by_unit(costs.costs(KYC, definitions(), 1)), straight_through(definitions())
    assert found["states entered"]["number"] == walked.transitions
    beside = ("answer_request", "send_notification", "deliver_webhook")
    assert found["calls of functions"]["number"] == walked.calls.total() + sum(
        costs.USAGE["functions"][one]["calls"] for one in beside
    )
    assert found["pictures by CompareFaces"]["number"] == 1


built = cache(definitions)


@given(st.integers(1, 10_000_000))
def test_the_cost_is_proportional_to_the_volume(volume: int) -> None:
    one, many = costs.costs(KYC, built(), 1_000_000), costs.costs(KYC, built(), volume)
    assert many["usd"] == pytest.approx(one["usd"] * volume / 1_000_000, rel=1e-3, abs=1e-4)


def test_every_price_is_used_and_every_measured_function_is_one_of_the_project() -> None:
    counted = {what for whats in costs._COUNTED.values() for what in whats}
    of_itself = {"transition", "call", "gigabyte_second", "write_unit", "read_unit", "api_request"}
    assert counted | of_itself | {*costs.PROVIDERS} == {*PRICES}
    assert {*costs.USAGE["functions"]} <= {function.name for function in FUNCTIONS}


def test_more_memory_makes_a_call_faster_until_it_has_a_whole_processor() -> None:
    taken = [costs.milliseconds("create_customer", memory) for memory in (128, 256, 1769, 3008)]
    assert taken[0] > taken[1] > taken[2] == taken[3]


def test_a_function_that_was_never_measured_is_named() -> None:
    """As one of a bank's own is."""
    other = replace(FUNCTIONS[2], name="check_email")
    found = dict(definitions())
    state = {"Type": "Task", "Parameters": {"FunctionName": "${CheckEmailFunction}"}, "End": True}
    found["kyc-onboarding"] = {"StartAt": "Check e-mail", "States": {"Check e-mail": state}}
    assert costs.costs(KYC.extended(functions=[other]), found, 1)["assumed"] == ["check_email"]
