"""kyc-monitoring-alert, walked through on its real definition: what leads where, and that silence clears nobody."""

from collections.abc import Iterator
from typing import Any

import pytest

import workflows
from lambdas.shared.runtime.policies import policy
from workflows import alert

State = dict[str, Any]
STATES: dict[str, State] = workflows.definitions()[alert.NAME]["States"]
ASKED = ["Request review", "Request review: reminder", "Request review: last reminder", "Request review: escalation"]
AGAIN = "Request review again"


def caught(name: str, error: str) -> str:
    """Where this error leads."""
    (found,) = [one["Next"] for one in STATES[name]["Catch"] if one["ErrorEquals"] == [error]]
    return str(found)


def chosen(found: State) -> str:
    """Where "Alert settled?" leads, with what settle_alert found."""

    def holds(rule: State) -> bool:
        if "And" in rule:
            return all(map(holds, rule["And"]))
        wanted = rule.get("StringEquals", rule.get("BooleanEquals"))
        return bool(found[rule["Variable"].removeprefix("$.alert.")] == wanted)

    choice = STATES["Alert settled?"]
    return str(next((rule["Next"] for rule in choice["Choices"] if holds(rule)), choice["Default"]))


def leading_to(name: str) -> Iterator[str]:
    for before, state in STATES.items():
        following = [state.get("Next"), state.get("Default"), *(rule["Next"] for rule in state.get("Choices", []))]
        if name in [*following, *(one["Next"] for one in state.get("Catch", []))]:
            yield before


@pytest.mark.parametrize(
    ("decision", "block", "following"),
    [
        ("cleared", False, "Clear"),
        ("confirmed", True, "Block account"),
        ("confirmed", False, "Confirm"),
        ("another_decision", False, "Request review"),
        ("look_again", False, "Request review"),
        ("something new", True, "Request review"),
    ],
)
def test_what_the_decisions_amount_to_leads_on(decision: str, block: bool, following: str) -> None:
    assert chosen({"decision": decision, "block": block}) == following


def test_silence_leads_from_reminder_to_reminder_and_then_asks_for_ever() -> None:
    assert [caught(name, "States.Timeout") for name in ASKED] == [*ASKED[1:], AGAIN]
    assert caught(AGAIN, "States.Timeout") == AGAIN
    last = policy("process")["reviewer_stages"][-1]
    assert last["escalates"] is True
    assert STATES[AGAIN]["Parameters"]["Payload"]["stage"] == last["stage"]


def test_an_answer_at_any_stage_is_settled_by_the_decisions_alone() -> None:
    assert {STATES[name]["Next"] for name in (*ASKED, AGAIN)} == {"Settle alert"}


def test_nothing_but_the_decisions_clears_or_confirms() -> None:
    assert [*leading_to("Clear")] == ["Alert settled?"]
    assert [*leading_to("Block account")] == ["Alert settled?"]
    assert {*leading_to("Confirm")} == {"Alert settled?", "Block account"}


def test_what_fails_for_good_is_recorded_and_a_redrive_begins_with_what_was_decided() -> None:
    for name in ("Settle alert", "Block account", *ASKED, AGAIN):
        assert caught(name, "States.ALL") == "Record failure"
    assert STATES["Record failure"]["Next"] == workflows.definitions()[alert.NAME]["StartAt"] == "Settle alert"
