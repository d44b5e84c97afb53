"""The KYC vocabulary: invoke a function, run a check, run a child workflow, ask a person, poll until answered.

Paths follow one rule: a step puts its result at ``into`` and takes its ``inputs`` from reference paths, so that the
state carries ids, codes and counts and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workflows import limits
from workflows.asl import Catch, Choice, ChoiceRule, Fail, Parallel, Pass, State, Task, Wait
from workflows.slots import function_slot, workflow_slot

FAILURE = "$.failure"
DEFINITION = {"definition": "${DefinitionVersion}"}
"""An input of the functions whose evidence says by which definition an execution went."""


def integration(name: str) -> str:
    """The ARN of a service integration, in whichever AWS partition it is deployed to."""
    return "arn:${Partition}:states:::" + name


def catch_all(step: Any) -> Any:
    """Send every error to ``step``, with the error's name and cause at ``$.failure``."""
    return Catch(error_equals=["States.ALL"], result_path=FAILURE, next_step=step)


def invoke(  # noqa: PLR0913 - what a Task is made of, each by name
    name: str,
    function: str,
    *,
    keep: Sequence[str] = (),
    into: str | None = "$",
    inputs: Mapping[str, Any] | None = None,
    catch: Sequence[Any] = (),
    retry: Sequence[Any] | None = None,
    comment: str | None = None,
) -> Task:
    """Call ``function`` with the application's id, the execution's name and ``inputs``; ``keep`` these results.

    ``inputs`` maps the function's argument names to reference paths (``$.…``) or constants.
    ``into=None`` drops the result.
    """
    return Task(
        name,
        comment=comment,
        resource=integration("lambda:invoke"),
        parameters={"FunctionName": _slot(function_slot(function)), "Payload": _payload(inputs)},
        result_selector={f"{key}.$": f"$.Payload.{key}" for key in keep} if into else None,
        result_path=into,
        timeout_seconds=limits.FUNCTION_TIMEOUT,
        retry=list(limits.function_retries() if retry is None else retry),
        catch=list(catch),
    )


def check(
    name: str,
    function: str,
    *,
    unavailable: str,
    keep: Sequence[str] = ("verdict", "reasons"),
    inputs: Mapping[str, Any] | None = None,
    also_unavailable: Mapping[type[Exception], str] | None = None,
) -> Task:
    """A check that is a branch of its own: a verdict with reasons, ``unavailable`` when its provider stays away.

    ``also_unavailable`` maps further errors to the reason that a reviewer then sees.
    """
    step = invoke(name, function, keep=keep, inputs=inputs)
    for error, reason in (also_unavailable or {}).items():
        label = f"{name}: {reason.lower().replace('_', ' ')}"
        step.add_catch(Catch(error_equals=limits.names(error), next_step=_no_answer(label, reason)))
    step.add_catch(Catch(error_equals=limits.GAVE_UP, next_step=_no_answer(f"{name}: unavailable", unavailable)))
    return step


def in_parallel(name: str, branches: Mapping[str, Any], *, into: str, otherwise: Any) -> Parallel:
    """Run the branches at once and collect each one's output by its key at ``into``."""
    step = Parallel(
        name,
        result_selector={f"{key}.$": f"$[{place}]" for place, key in enumerate(branches)},
        result_path=into,
        catch=[catch_all(otherwise)],
    )
    for branch in branches.values():
        step.add_branch(branch)
    return step


def run_workflow(
    name: str,
    workflow: str,
    *,
    keep: Sequence[str],
    into: str,
    timeout_seconds: int,
    inputs: Mapping[str, Any] | None = None,
    catch: Sequence[Any] = (),
) -> Task:
    """Run a child workflow to its end and ``keep`` these parts of its output."""
    # The console links parent and child by this key.
    lineage = {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"}
    return Task(
        name,
        resource=integration("states:startExecution.sync:2"),
        parameters={
            "StateMachineArn": _slot(workflow_slot(workflow)),
            "Input": {"application_id.$": "$.application_id", **_arguments(inputs), **lineage},
        },
        result_selector={f"{key}.$": f"$.Output.{key}" for key in keep},
        result_path=into,
        timeout_seconds=timeout_seconds,
        retry=limits.child_retries(),
        catch=list(catch),
    )


@dataclass(frozen=True)
class Question:
    """A question to a person: its first state, and all states that an answer may leave from."""

    first: Any
    stages: Sequence[Any]

    def next(self, step: Any) -> None:
        """Where an answer leads, whichever stage it came in."""
        for stage in self.stages:
            stage.next(step)


def ask(  # noqa: PLR0913
    name: str,
    function: str,
    *,
    into: str,
    keep: Sequence[str],
    stages: Mapping[str, int],
    unanswered: Any,
    inputs: Mapping[str, Any] | None = None,
    catch: Sequence[Any] = (),
) -> Question:
    """Ask a person and wait for the task token to come back; each stage that times out leads to the next.

    ``function`` stores the token and tells the person. ``stages`` maps a stage's name to its seconds; both are told.
    """
    asked = [
        Task(
            name if place == 0 else f"{name}: {stage}",
            resource=integration("lambda:invoke.waitForTaskToken"),
            parameters={
                "FunctionName": _slot(function_slot(function)),
                "Payload": _payload(
                    {**(inputs or {}), "stage": stage, "seconds": seconds, "task_token": "$$.Task.Token"}
                ),
            },
            result_selector={f"{key}.$": f"$.{key}" for key in keep},
            result_path=into,
            timeout_seconds=seconds,
            retry=limits.function_retries(),
        )
        for place, (stage, seconds) in enumerate(stages.items())
    ]
    for stage, following in zip(asked, [*asked[1:], unanswered], strict=True):
        stage.add_catch(Catch(error_equals=["States.Timeout"], result_path=FAILURE, next_step=following))
        stage.add_catch(list(catch))
    return Question(asked[0], asked)


def poll_until(
    name: str,
    *,
    ask_again: Any,
    state: str,
    answered: Any,
    late: Any,
) -> Any:
    """Wait as long as ``state``.wait_seconds says, ask again, until the verdict at ``state`` is not ``pending``.

    The poll counts at ``state``.polls; past the limit of polls the next state is ``late``. Returns the first state.
    """
    wait = Wait(f"Wait: {name}", seconds_path=f"{state}.wait_seconds")
    wait.next(ask_again)
    pending = ChoiceRule.StringEquals(f"{state}.verdict", "pending")
    in_time = ChoiceRule.NumericLessThan(f"{state}.polls", limits.LIMITS.most_polls)
    ask_again.next(
        choose(
            f"Answered: {name}?",
            (ChoiceRule.And([pending, in_time]), wait),
            (pending, late),
            otherwise=answered,
        )
    )
    return wait


def choose(name: str, *rules: tuple[Any, Any], otherwise: Any, comment: str | None = None) -> Choice:
    """The first rule that holds decides the next state."""
    choice = Choice(name, comment=comment)
    for rule, step in rules:
        choice.add_choice(rule, _first(step))
    choice.default_choice(_first(otherwise))
    return choice


def answer(name: str, values: Mapping[str, Any], *, into: str | None = None) -> Pass:
    """Put these values (reference paths or constants) at ``into``, or make them the whole output."""
    return Pass(name, parameters=_arguments(values), **({"result_path": into} if into else {}))


def fail_as_caught(name: str) -> Fail:
    """End as failed with the error that was caught, so that the parent sees its name."""
    return Fail(name, error_path=f"{FAILURE}.Error", cause_path=f"{FAILURE}.Cause")


def chain(*steps: Any) -> State:
    """Link the steps in order and return the first."""
    for step, following in pairwise(steps):
        step.next(_first(following))
    return _first(steps[0])


def _first(step: Any) -> Any:
    return step.first if isinstance(step, Question) else step


def _no_answer(name: str, reason: str) -> Pass:
    return Pass(name, result={"verdict": "unavailable", "reasons": [reason]})


def _slot(name: str) -> str:
    return "${" + name + "}"


def _payload(inputs: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"application_id.$": "$.application_id", "run.$": "$$.Execution.Name", **_arguments(inputs)}


def _arguments(inputs: Mapping[str, Any] | None) -> dict[str, Any]:
    """ASL marks an argument whose value is a path or an intrinsic function by ``.$`` behind its name."""
    return {
        f"{key}.$" if isinstance(value, str) and value.startswith(("$.", "$$.", "States.")) else key: value
        for key, value in (inputs or {}).items()
    }
