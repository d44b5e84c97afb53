from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.runtime.errors import StaleWatchlist
from workflows import limits, steps
from workflows.asl import Succeed, definition


def built(start: object) -> dict[str, dict[str, object]]:
    states: dict[str, dict[str, object]] = definition(start, comment="", timeout_seconds=1)["States"]
    return states


def test_a_step_passes_ids_and_paths() -> None:
    task = steps.invoke(
        "A", "check_document", keep=("verdict",), into="$.a", inputs={"n": "$.n", "kind": "x"}
    ).to_dict()
    assert task["Parameters"] == {
        "FunctionName": "${CheckDocumentFunction}",
        "Payload": {
            "application_id.$": "$.application_id",
            "run.$": "$$.Execution.Name",
            "n.$": "$.n",
            "kind": "x",
        },
    }
    assert task["ResultSelector"] == {"verdict.$": "$.Payload.verdict"}
    assert task["ResultPath"] == "$.a"


def test_a_dropped_result_leaves_the_state_as_it_was() -> None:
    assert steps.invoke("A", "send_welcome", into=None).to_dict()["ResultPath"] is None


def test_a_check_that_gives_up_says_unavailable() -> None:
    states = built(
        steps.check("Look", "screen_watchlists", unavailable="GONE", also_unavailable={StaleWatchlist: "STALE"})
    )
    caught = {error: catch["Next"] for catch in states["Look"]["Catch"] for error in catch["ErrorEquals"]}  # type: ignore[attr-defined]
    assert states[caught["StaleWatchlist"]]["Result"] == {"verdict": "unavailable", "reasons": ["STALE"]}
    assert states[caught["ProviderUnavailable"]]["Result"] == {"verdict": "unavailable", "reasons": ["GONE"]}
    assert caught.keys() == {"StaleWatchlist", *limits.GAVE_UP}


@given(st.dictionaries(st.sampled_from(["request", "reminder", "escalation", "last"]), st.integers(1, 99), min_size=1))
def test_each_stage_of_a_question_leads_to_the_next_and_the_last_to_unanswered(
    stages: dict[str, int],
) -> None:
    question = steps.ask(
        "Ask", "request_review", into="$.r", keep=("decision",), stages=stages, unanswered=Succeed("Silence")
    )
    question.next(Succeed("Answered"))
    states = built(question.first)
    name, seen = "Ask", []
    while name != "Silence":
        state = states[name]
        seen.append(state["TimeoutSeconds"])
        assert state["Next"] == "Answered"
        (timeout,) = [catch for catch in state["Catch"] if catch["ErrorEquals"] == ["States.Timeout"]]  # type: ignore[attr-defined]
        name = timeout["Next"]
    assert seen == list(stages.values())


def test_polling_ends() -> None:
    poll = steps.invoke("Poll", "poll_activation", keep=("verdict", "polls"), into="$.p")
    wait = steps.poll_until("x", ask_again=poll, state="$.p", answered=Succeed("Done"), late=Succeed("Late"))
    choice = built(wait)["Answered: x?"]
    assert [rule["Next"] for rule in choice["Choices"]] == ["Wait: x", "Late"]  # type: ignore[attr-defined]
    limit = choice["Choices"][0]["And"][1]  # type: ignore[index]
    assert (limit["Variable"], limit["NumericLessThan"]) == ("$.p.polls", limits.LIMITS.most_polls)
    assert choice["Default"] == "Done"


def test_retries_name_our_errors_and_the_services() -> None:
    matched = [error for retry in limits.function_retries() for error in retry.to_dict()["ErrorEquals"]]
    assert {
        "Throttled",
        "ProviderUnavailable",
        "Lambda.TooManyRequestsException",
        "Lambda.ServiceException",
    } <= set(matched)
    assert len(matched) == len(set(matched))
    assert "PermanentError" not in matched
