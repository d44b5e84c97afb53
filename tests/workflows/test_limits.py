"""The limits are the policy's, which the functions read too, and no limit cuts another short."""

from dataclasses import replace

import pytest

from lambdas.shared.runtime.policies import policy
from workflows import definitions, limits
from workflows.contracts import Contracts
from workflows.limits import HOUR, LIMITS
from workflows.lint import states
from workflows.waits import waits

PROCESS = policy("process")


def test_the_workflows_and_the_functions_read_one_policy() -> None:
    assert Contracts().policy("process") == PROCESS
    assert Contracts().policy("identity") == policy("identity")
    assert LIMITS.most_submissions == PROCESS["attempts"]["submissions"]
    for stages, name in ((LIMITS.applicant_stages, "applicant_stages"), (LIMITS.reviewer_stages, "reviewer_stages")):
        assert list(stages.items()) == [(one["stage"], one["hours"] * HOUR) for one in PROCESS[name]]


def test_no_limit_cuts_another_short() -> None:
    assert LIMITS.problems() == []


SHORT = {
    "checks_hours": replace(LIMITS, checks_timeout=LIMITS.bureau_late),
    "account_hours": replace(LIMITS, account_timeout=2 * (LIMITS.activation_late + 3 * 20 * HOUR)),
    "onboarding_hours": replace(LIMITS, most_submissions=LIMITS.most_submissions + 1),
}


@pytest.mark.parametrize("name", SHORT)
def test_a_limit_that_is_too_short_is_named(name: str) -> None:
    (problem,) = SHORT[name].problems()
    assert problem.startswith(f"process_policy.json: time_limits.{name} is ")


def test_the_onboarding_outlasts_all_waits_of_all_submissions() -> None:
    definition = definitions()["kyc-onboarding"]
    children = sum(
        state["TimeoutSeconds"] for name, state in states(definition) if name in ("Verify identity", "Assess risk")
    )
    once = sum(wait.seconds for wait in waits(definition)) + children
    account = definition["States"]["Open account"]["TimeoutSeconds"]
    assert definition["TimeoutSeconds"] > LIMITS.most_submissions * once + account


def test_the_account_outlasts_activation_and_every_compensation_twice() -> None:
    undone = [each["Retry"] for _, each in states(definitions()["kyc-account"]) if "left behind" in _caught_by(each)]
    assert len(undone) == limits.COMPENSATIONS
    delays = sum(min(5 * 2**n, HOUR) + limits.FUNCTION_TIMEOUT for n in range(30)) + limits.FUNCTION_TIMEOUT
    assert limits.longest(limits.undo_retries()) == delays
    assert LIMITS.account_timeout > 2 * (PROCESS["activation"]["late_after_hours"] * HOUR + len(undone) * delays)


def test_a_child_is_waited_for_as_long_as_it_may_take() -> None:
    built = definitions()
    for name, state in states(built["kyc-onboarding"]):
        if child := {"Verify identity": "kyc-identity", "Assess risk": "kyc-risk", "Open account": "kyc-account"}.get(
            name
        ):
            assert state["TimeoutSeconds"] == built[child]["TimeoutSeconds"]


def test_a_wait_says_who_asks_and_for_how_long() -> None:
    found = {wait.state: wait for wait in waits(definitions()["kyc-onboarding"])}
    assert found.keys() == {"Request documents", "Request review"}
    assert found["Request documents"].function == "request_documents"
    assert found["Request documents"].stages == LIMITS.applicant_stages
    assert found["Request review"].stages == LIMITS.reviewer_stages


def _caught_by(state: dict[str, object]) -> str:
    return " ".join(each["Next"] for each in state.get("Catch", []))  # type: ignore[attr-defined]
