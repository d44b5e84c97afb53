"""Parts that run others at once: each a branch of its own, or one for every item of a list."""

from collections.abc import Mapping

from workflows import fragments, steps
from workflows.asl import DistributedMap, Parallel
from workflows.fragments import Fragment, FragmentError

Names = str | tuple[str, ...]
"""What a branch's output is found by: its name, or those of all parts of it."""


def in_parallel(name: str, branches: Mapping[Names, Fragment] | Mapping[str, Fragment], *, into: str) -> Fragment:
    """Run the branches at once and collect each one's output by its key at ``into``. Exit: error.

    A branch whose key is several names has an output for each of them. Raises FragmentError where a branch leaves an
    exit open, where two have an output for one name, or where states of two have one name.
    """
    fragments.refuse_one_name_twice(*branches.values())
    selected: dict[str, str] = {}
    for place, key in enumerate(branches):
        found = {key: ""} if isinstance(key, str) else {one: f".{one}" for one in key}
        if twice := ", ".join(one for one in found if f"{one}.$" in selected):
            raise FragmentError(f"{name!r} has two branches for {twice}: leave one of them out")
        selected |= {f"{one}.$": f"$[{place}]{path}" for one, path in found.items()}
    step = Parallel(name, result_selector=selected, result_path=into)
    for branch in branches.values():
        step.add_branch(fragments.branch(branch))
    return steps.catching(step, (steps.ANY_ERROR,))


def for_each(
    name: str,
    each: Fragment,
    *,
    manifest: Mapping[str, str],
    item: Mapping[str, str],
    at_once: int,
    most_failed_percent: int,
) -> Fragment:
    """Run ``each`` for every item of a JSON array in S3, ``at_once`` at the same time; results are dropped.

    ``manifest``: bucket and key of the object; ``item``: what each is given, as ASL has it. So many percent of the
    items may fail; a failure more ends it. Whoever goes on has to look at what was done. Exits: too_many, error.
    """
    step = DistributedMap(
        name,
        item_reader={
            "Resource": steps.integration("s3:getObject"),
            "ReaderConfig": {"InputType": "JSON"},
            "Parameters": dict(manifest),
        },
        item_selector=dict(item),
        max_concurrency=at_once,
        tolerated_failure_percentage=most_failed_percent,
        result_path=None,
    )
    step.attach_iterator(fragments.branch(each))
    return steps.catching(
        step, (steps.Caught(("States.ExceedToleratedFailureThreshold",), "too_many"), steps.ANY_ERROR)
    )
