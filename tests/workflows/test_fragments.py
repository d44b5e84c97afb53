"""Parts join where they are open, and nowhere else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import steps
from workflows.asl import Catch, Choice, Pass, Task
from workflows.fragments import Fragment, FragmentError, catch, chain, definition, part
from workflows.parallel import in_parallel


def answer(name: str) -> Fragment:
    return steps.answer(name, {"from": name})


def built(whole: Fragment) -> dict[str, dict[str, Any]]:
    states: dict[str, dict[str, Any]] = definition(whole, comment="", timeout_seconds=1)["States"]
    return states


@given(st.lists(st.text("abcdef", min_size=1), min_size=1, max_size=8, unique=True))
def test_a_chain_runs_in_order_and_ends(names: list[str]) -> None:
    states = built(chain(*map(answer, names)))
    assert list(states) == names
    assert [state.get("Next") for state in states.values()] == [*names[1:], None]
    assert states[names[-1]]["End"] is True


def test_every_open_end_is_joined() -> None:
    either = steps.choose("Which?", (steps.equals("$.a", "x"), answer("A")), (steps.equals("$.a", "y"), None))
    states = built(steps.choose("First?", (steps.equals("$.a", "z"), either), otherwise=answer("B")).then(answer("C")))
    assert [rule["Next"] for rule in states["Which?"]["Choices"]] == ["A", "C"]
    assert states["Which?"]["Default"] == "C"
    assert states["A"]["Next"] == states["B"]["Next"] == "C"


def test_exits_meet_by_name_and_keep_the_order_of_the_rules_and_catches() -> None:
    step = steps.invoke(
        "Step",
        "check_document",
        catch=[steps.Caught(["First"], "odd"), steps.Caught(["Second"], "odd"), steps.ANY_ERROR],
    )
    states = built(step.when(error=answer("Error"), odd=answer("Odd")))
    caught = [(each["ErrorEquals"], each["Next"]) for each in states["Step"]["Catch"]]
    assert caught == [(["First"], "Odd"), (["Second"], "Odd"), (["States.ALL"], "Error")]


def test_a_part_may_lead_back_to_its_own_beginning() -> None:
    again = steps.choose("Again?", (steps.equals("$.a", "yes"), "again"), otherwise=answer("Done"))
    whole = answer("Begin").then(again)
    assert built(whole.when(again=whole))["Again?"]["Choices"][0]["Next"] == "Begin"


def test_an_exit_that_is_not_there_is_named_with_those_that_are() -> None:
    step = steps.invoke("Step", "check_document")
    with pytest.raises(FragmentError, match=r"begins with 'Step' has no open exit eror; its exits are: error"):
        step.when(eror=answer("A"))
    joined = step.when(error=answer("A"))
    with pytest.raises(FragmentError, match="its exits are: none"):
        joined.when(error=answer("B"))


def test_nothing_follows_what_ends() -> None:
    with pytest.raises(FragmentError, match=r"'Done' has no open end, so the part that begins with 'A' cannot follow"):
        steps.succeed("Done", output="$").then(answer("A"))


def test_two_states_of_one_name_are_refused_with_the_place_of_each() -> None:
    one = chain(answer("A"), answer("B"), answer("Same"))
    other = chain(answer("C"), answer("Same"))
    with pytest.raises(FragmentError, match="two states are named 'Same', one after 'B', one after 'C'"):
        one.then(other)


def test_two_states_of_one_name_are_refused_in_branches_too() -> None:
    branches = {"a": answer("Same"), "b": answer("Same")}
    with pytest.raises(FragmentError, match="two states are named 'Same'"):
        in_parallel("Both", branches, into="$.both")
    both = in_parallel("Both", {"a": answer("Inner")}, into="$.both").when(error=answer("Error"))
    with pytest.raises(FragmentError, match="two states are named 'Inner', one after 'Both', one as the first"):
        both.then(answer("Inner"))


def test_a_branch_leads_nowhere_outside() -> None:
    with pytest.raises(FragmentError, match=r"begins with 'Step' leaves open: error \(of Step\)"):
        in_parallel("Both", {"a": steps.invoke("Step", "check_document")}, into="$.both")


def test_an_open_exit_is_refused() -> None:
    with pytest.raises(FragmentError, match=r"leaves open: error \(of Step\); join each by .when"):
        built(answer("A").then(steps.invoke("Step", "check_document")))


def test_a_state_of_one_s_own_that_leads_nowhere_is_refused() -> None:
    task, lost = Task("Task", resource="r"), Pass("Lost")
    task.add_catch(Catch(error_equals=["States.ALL"], next_step=lost))
    with pytest.raises(FragmentError, match="Lost leads nowhere, and is not among its ends"):
        built(part(task))
    with pytest.raises(FragmentError, match="Choose leads nowhere"):
        built(part(Choice("Choose")))
    forgotten = Task("Forgotten", resource="r")
    catch(forgotten, ["States.ALL"])
    with pytest.raises(FragmentError, match="Forgotten leads nowhere"):
        built(part(forgotten))


def test_ends_become_an_exit() -> None:
    one = answer("A").leaving_by("decided")
    assert one.ends == ()
    assert built(one.when(decided=answer("B")))["A"]["Next"] == "B"
