"""Going back to what was deployed before: its code, its flow and its permissions together."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

from infrastructure import artifacts, releases
from infrastructure.deployment import agree, carry_out
from infrastructure.differences import differences
from infrastructure.stacks import Report, Reporter, of_one_stage, ready, stack_of
from infrastructure.target import Target

SHOWN = 20


def history(target: Target) -> Report:
    """The latest releases, the one in force first."""
    with target.explained():
        found = releases.latest(target, SHOWN)
    return {"releases": [one.shown() for one in found]}


def roll_back(target: Target, reporter: Reporter, at: str | None = None, replace: Sequence[str] = ()) -> Report:
    """Deploy the release before the one in force again, or the one made ``at`` this time; all at once.

    Executions that run keep what they began with. What the stores hold stays as it is.
    """
    with ready(target, reporter):
        of_one_stage(target)
        release = releases.to_go_back_to(releases.latest(target), at, stack_of(target).resources())
        releases.refuse_missing_code(target, release)
        reporter.stage(f"Go back to the release of {release.at}, which {release.by} deployed")
        template = releases.at_once(release.template)
        changes = stack_of(target).prepare(template, partial(artifacts.template, target, template))
        reporter.changes(changes.changes)
        reporter.differences(differences(stack_of(target).resources(), template["Resources"]))
        agree(target, reporter, changes.changes, replace, partial(stack_of(target).discard, changes))
        if changes.changes:
            carry_out(target, reporter, changes, template)
            releases.keep(target, release.template, changes.changes, back_to=release.at)
    return {"back_to": release.shown(), "changes": [asdict(one) for one in changes.changes]}
