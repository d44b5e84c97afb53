"""The small pure pieces that stand in handlers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.record_failure.handler import root_cause
from lambdas.shared.reviews.conditions import queue
from lambdas.shared.runtime.policies import policy


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["NAME_DIFFERS", "POSSIBLE_SANCTIONS_MATCH"], "possible match"),
        (["STALE_WATCHLIST"], "stale list"),
        (["ADDRESS_BUREAU_LATE"], "late bureau"),
        (["NAME_DIFFERS"], "identity doubt"),
        ([], "identity doubt"),
    ],
)
def test_a_case_goes_to_the_queue_of_its_gravest_reason(reasons: list[str], expected: str) -> None:
    assert queue(reasons) == expected


@given(st.lists(st.text(max_size=20)))
def test_every_case_has_a_queue(reasons: list[str]) -> None:
    assert queue(reasons) in {one["name"] for one in policy("review")["queues"]}


def test_the_root_cause_is_found_through_child_workflows() -> None:
    function = json.dumps({"errorType": "ProviderRejected", "errorMessage": "sandbox: document rejected, call 1"})
    child = json.dumps({"Error": "ProviderRejected", "Cause": function, "ExecutionArn": "arn", "Input": "{}"})
    expected = ("ProviderRejected", "sandbox: document rejected, call 1")
    assert root_cause("ProviderRejected", function) == expected
    assert root_cause("States.TaskFailed", child) == expected
    assert root_cause("States.Timeout", "") == ("States.Timeout", "")


@given(st.text(max_size=30), st.text(max_size=60) | st.recursive(st.none() | st.integers(), st.lists).map(json.dumps))
def test_any_cause_is_told_as_it_is(error: str, cause: str) -> None:
    found = root_cause(error, cause)
    assert found == (error, cause)
