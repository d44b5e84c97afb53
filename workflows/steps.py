"""The KYC vocabulary: invoke a function, run a check, run a child workflow, ask a person, poll until answered.

Each returns a part (``workflows.fragments``). Paths follow one rule: a step puts its result at ``into`` and takes its
``inputs`` from reference paths, so that the state carries ids, codes and counts and nothing else. Errors that a step
does not handle leave by the exit ``error``, with their name and cause at ``$.failure``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows import fragments, limits
from workflows.asl import Choice, ChoiceRule, Fail, Pass, State, Succeed, Task, Wait
from workflows.fragments import End, Fragment
from workflows.slots import function_slot, placeholder, workflow_slot

FAILURE = "$.failure"
CASE = {"application_id": "$.application_id"}
"""An input of the functions that work on a case."""
DEFINITION = {"definition": "${DefinitionVersion}"}
"""An input of the functions whose evidence says by which definition an execution went."""


@dataclass(frozen=True)
class Caught:
    """Errors by name, the exit that they leave by, and where name and cause are put (None: as the whole state)."""

    errors: Sequence[str]
    exit: str
    into: str | None = FAILURE


ANY_ERROR = Caught(("States.ALL",), "error")


def integration(name: str) -> str:
    """The ARN of a service integration, in whichever AWS partition it is deployed to."""
    return "arn:${Partition}:states:::" + name


def invoke(  # noqa: PLR0913 - what a Task is made of, each by name
    name: str,
    function: str,
    *,
    keep: Sequence[str] = (),
    says: Mapping[str, Any] | None = None,
    into: str | None = "$",
    inputs: Mapping[str, Any] | None = None,
    catch: Sequence[Caught] = (ANY_ERROR,),
    retry: Sequence[Any] | None = None,
    comment: str | None = None,
    about: Mapping[str, str] = CASE,
) -> Fragment:
    """Call ``function`` with the application's id, the execution's name and ``inputs``; ``keep`` these results.

    ``about``: another input in place of the application's id, where the workflow is about no case. ``inputs`` maps the
    function's argument names to reference paths (``$.…``) or constants. ``says``: constants beside the results that are
    kept, which saves a state of their own, since each state is paid for. ``into=None`` drops the result. Exits: those
    of ``catch``.
    """
    task = Task(
        name,
        comment=comment,
        resource=integration("lambda:invoke"),
        parameters={"FunctionName": placeholder(function_slot(function)), "Payload": _payload(inputs, about)},
        result_selector={f"{key}.$": f"$.Payload.{key}" for key in keep} | dict(says or {}) if into else None,
        result_path=into,
        timeout_seconds=limits.FUNCTION_TIMEOUT,
        retry=list(limits.function_retries() if retry is None else retry),
    )
    return catching(task, catch)


def check(
    name: str,
    function: str,
    *,
    unavailable: str | Mapping[str, str],
    keep: Sequence[str] = ("verdict", "reasons"),
    inputs: Mapping[str, Any] | None = None,
    into: str | None = None,
    catch: Sequence[Caught] = (),
) -> Fragment:
    """A check with a verdict and reasons; it is ``unavailable``, for this reason, when its provider stays away.

    Of a function that answers several checks, ``unavailable`` maps each one's name to its reason; all of their answers
    are kept. It is a branch of a Parallel, which catches any other error, unless it says ``into`` and what it has to
    ``catch``. Exits: those of ``catch``.
    """
    if isinstance(unavailable, str):
        no_answer: dict[str, Any] = _no_answer(unavailable)
    else:
        keep, no_answer = tuple(unavailable), {check: _no_answer(reason) for check, reason in unavailable.items()}
    caught = [Caught(limits.GAVE_UP, "unavailable", into), *catch]
    gave_up = fragments.part(Pass(f"{name}: unavailable", result=no_answer, **_at(into)))
    asked = invoke(name, function, keep=keep, inputs=inputs, into=into or "$", catch=caught)
    return asked.when(unavailable=gave_up)


def run_workflow(
    name: str,
    workflow: str,
    *,
    keep: Sequence[str],
    into: str,
    timeout_seconds: int,
    inputs: Mapping[str, Any] | None = None,
) -> Fragment:
    """Run a child workflow to its end and ``keep`` these parts of its output. Exit: error."""
    # The console links parent and child by this key.
    lineage = {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"}
    task = Task(
        name,
        resource=integration("states:startExecution.sync:2"),
        parameters={
            "StateMachineArn": placeholder(workflow_slot(workflow)),
            "Name.$": _CHILD,
            "Input": {"application_id.$": "$.application_id", **_arguments(inputs), **lineage},
        },
        result_selector={f"{key}.$": f"$.Output.{key}" for key in keep},
        result_path=into,
        timeout_seconds=timeout_seconds,
        retry=limits.child_retries(),
    )
    return catching(task, (ANY_ERROR,))


# The same for each try, so that a try whose answer was lost starts no second child; another after a redrive.
_CHILD = (
    "States.Hash(States.Format('{} {} {} {}', $$.Execution.Id, $$.State.Name, $$.State.EnteredTime, "
    "$$.Execution.RedriveCount), 'SHA-256')"
)
_ASKED = {
    "task_token": "$$.Task.Token",
    "entered_at": "$$.State.EnteredTime",
    "retry_count": "$$.State.RetryCount",
}
"""What a function that asks a person is told of its own state: with it, it knows a call that comes late."""


def ask(
    name: str,
    function: str,
    *,
    into: str,
    keep: Sequence[str],
    stages: Mapping[str, int],
    inputs: Mapping[str, Any] | None = None,
) -> Fragment:
    """Ask a person and wait for the task token to come back; each stage that times out leads to the next.

    ``function`` stores the token and sends the message. ``stages`` maps a stage's name to its seconds; the function
    gets both, so that it can store until when it waits. Ends: whichever stage the answer came in. Exits: unanswered,
    error.
    """
    asked: list[Fragment] = []
    for stage, seconds in stages.items():
        task = Task(
            f"{name}: {stage}" if asked else name,
            resource=integration("lambda:invoke.waitForTaskToken"),
            parameters={
                "FunctionName": placeholder(function_slot(function)),
                "Payload": _payload({**(inputs or {}), "stage": stage, "seconds": seconds, **_ASKED}),
            },
            result_selector={f"{key}.$": f"$.{key}" for key in keep},
            result_path=into,
            timeout_seconds=seconds,
            retry=limits.function_retries(),
        )
        asked.append(catching(task, (Caught(("States.Timeout",), "unanswered"), ANY_ERROR)))
    whole = asked[0]
    for following in asked[1:]:
        whole = whole.when(unanswered=following)
    return whole


def poll_until(name: str, *, ask_again: Fragment, state: str, most_polls: int) -> Fragment:
    """Wait as long as ``state``.wait_seconds says, ask again, until the verdict at ``state`` is not ``pending``.

    ``ask_again`` counts at ``state``.polls. Exits: late (past the limit of polls), and those of ``ask_again``.
    """
    wait = fragments.part(Wait(f"Wait: {name}", seconds_path=f"{state}.wait_seconds"))
    pending = equals(f"{state}.verdict", "pending")
    answered = choose(
        f"Answered: {name}?",
        (both(pending, below(f"{state}.polls", most_polls)), wait),
        (pending, "late"),
    )
    return wait.then(ask_again).then(answered)


def choose(
    name: str,
    *rules: tuple[Any, Fragment | str | None],
    otherwise: Fragment | str | None = None,
    comment: str | None = None,
) -> Fragment:
    """The first rule that holds decides how to go on: with a part, by the exit of this name, or (None) ordinarily."""
    choice = Choice(name, comment=comment)
    ways = [(End(name, vars(choice), "default"), otherwise)]
    for rule, to in rules:
        choice.add_choice(rule, None)
        ways.append((End(name, choice.choices[-1], 1), to))
    return fragments.branching(choice, ways)


def equals(path: str, value: str | bool) -> Any:
    """A rule for ``choose``: the value at this path is this one."""
    compare = ChoiceRule.BooleanEquals if isinstance(value, bool) else ChoiceRule.StringEquals
    return compare(path, value)


def below(path: str, number: int) -> Any:
    """A rule for ``choose``: the number at this path is less than this one."""
    return ChoiceRule.NumericLessThan(path, number)


def both(*rules: Any) -> Any:
    """A rule for ``choose``: each of these holds."""
    return ChoiceRule.And(list(rules))


def answer(name: str, values: Mapping[str, Any], *, into: str | None = None) -> Fragment:
    """Put these values (reference paths or constants) at ``into``, or make them the whole output."""
    return fragments.part(Pass(name, parameters=_arguments(values), **_at(into)))


def succeed(name: str, *, output: str) -> Fragment:
    """End the execution as succeeded, with what is at this path as its output."""
    return fragments.part(Succeed(name, output_path=output))


def fail(name: str, *, error: str, cause_path: str) -> Fragment:
    """End the execution as failed with this error, and as cause what is at this path or what this function gives."""
    return fragments.part(Fail(name, error=error, cause_path=cause_path))


def fail_as_caught(name: str) -> Fragment:
    """End as failed with the error that was caught, so that the parent sees its name."""
    return fragments.part(Fail(name, error_path=f"{FAILURE}.Error", cause_path=f"{FAILURE}.Cause"))


def catching(state: State, catch: Sequence[Caught]) -> Fragment:
    """A part of this state alone. Exits: those of ``catch``."""
    exits: dict[str, tuple[End, ...]] = {}
    for each in catch:
        exits[each.exit] = (*exits.get(each.exit, ()), fragments.catch(state, each.errors, each.into))
    return fragments.part(state, exits)


def _no_answer(reason: str) -> dict[str, Any]:
    return {"verdict": "unavailable", "reasons": [reason]}


def _at(path: str | None) -> dict[str, str]:
    return {"result_path": path} if path else {}


def _payload(inputs: Mapping[str, Any] | None, about: Mapping[str, str] = CASE) -> dict[str, Any]:
    return {**_arguments(about), "run.$": "$$.Execution.Name", **_arguments(inputs)}


def _arguments(inputs: Mapping[str, Any] | None) -> dict[str, Any]:
    """ASL marks an argument whose value is a path or an intrinsic function by ``.$`` behind its name."""
    return {
        f"{key}.$" if isinstance(value, str) and value.startswith(("$.", "$$.", "States.")) else key: value
        for key, value in (inputs or {}).items()
    }
