from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflows import fragments, limits, steps
from workflows.fragments import Fragment


def built(part: Fragment) -> dict[str, dict[str, Any]]:
    states: dict[str, dict[str, Any]] = fragments.definition(part, comment="", timeout_seconds=1)["States"]
    return states


def end(name: str) -> Fragment:
    return steps.succeed(name, output="$")


def test_a_step_passes_ids_and_paths() -> None:
    task = steps.invoke(
        "A", "check_document", keep=("verdict",), into="$.a", inputs={"n": "$.n", "kind": "x"}, catch=()
    ).first.to_dict()
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
    assert steps.invoke("A", "send_welcome", into=None, catch=()).first.to_dict()["ResultPath"] is None


def test_a_check_that_gives_up_says_unavailable() -> None:
    states = built(steps.check("Look", "check_document", unavailable="GONE"))
    caught = {error: catch["Next"] for catch in states["Look"]["Catch"] for error in catch["ErrorEquals"]}
    assert caught.keys() == {*limits.GAVE_UP}
    for following in caught.values():
        assert states[following] == {
            "Type": "Pass",
            "Result": {"verdict": "unavailable", "reasons": ["GONE"]},
            "End": True,
        }


def test_of_several_checks_that_one_call_answers_each_is_unavailable_for_its_own_reason() -> None:
    asked = steps.check(
        "Look", "screen_watchlists", unavailable={"a": "A_GONE", "b": "B_GONE"}, into="$.at", catch=(steps.ANY_ERROR,)
    )
    states = built(asked.then(end("Next")).when(error=end("Broken")))
    assert states["Look"]["ResultSelector"] == {"a.$": "$.Payload.a", "b.$": "$.Payload.b"}
    gave_up, others = states["Look"]["Catch"]
    assert (others["ErrorEquals"], others["Next"]) == (["States.ALL"], "Broken")
    pass_state = states[gave_up["Next"]]
    assert {name: one["reasons"] for name, one in pass_state["Result"].items()} == {"a": ["A_GONE"], "b": ["B_GONE"]}
    places = (states["Look"]["ResultPath"], gave_up["ResultPath"], pass_state["ResultPath"])
    assert places == ("$.at",) * 3  # what the state had before is there still
    assert pass_state["Next"] == states["Look"]["Next"] == "Next"


@given(st.dictionaries(st.sampled_from(["request", "reminder", "escalation", "last"]), st.integers(1, 99), min_size=1))
def test_each_stage_of_a_question_leads_to_the_next_and_the_last_to_unanswered(
    stages: dict[str, int],
) -> None:
    question = steps.ask("Ask", "request_review", into="$.r", keep=("decision",), stages=stages)
    states = built(question.then(end("Answered")).when(unanswered=end("Silence"), error=end("Broken")))
    name, seen = "Ask", []
    while name != "Silence":
        state = states[name]
        seen.append(state["TimeoutSeconds"])
        assert state["Next"] == "Answered"
        timeout, last = state["Catch"]
        assert (timeout["ErrorEquals"], last["ErrorEquals"]) == (["States.Timeout"], ["States.ALL"])
        assert last["Next"] == "Broken"
        name = timeout["Next"]
    assert seen == list(stages.values())


def test_polling_ends() -> None:
    poll = steps.invoke("Poll", "poll_activation", keep=("verdict", "polls"), into="$.p", catch=())
    wait = steps.poll_until("x", ask_again=poll, state="$.p", most_polls=7)
    choice = built(wait.then(end("Done")).when(late=end("Late")))["Answered: x?"]
    assert [rule["Next"] for rule in choice["Choices"]] == ["Wait: x", "Late"]
    limit = choice["Choices"][0]["And"][1]
    assert (limit["Variable"], limit["NumericLessThan"]) == ("$.p.polls", 7)
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
