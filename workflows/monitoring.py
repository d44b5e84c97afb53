"""kyc-monitoring: search every customer in the watchlists, and certify that nobody was left out.

Input: ``what`` (``sweep``: whole lists; ``delta``: what was added and changed in them) and ``asked_by``. Output:
``verdict`` (``certified``, or ``covered`` where nothing was to be done) and ``goal``. Customers are screened in
batches, and held against the roster: whoever is missing is screened in another round. What was screened for a goal
counts for every run that has this goal, so one that is killed is gone on with by the next.
"""

from workflows import fragments, steps
from workflows.asl import Definition, Wait
from workflows.fragments import Fragment
from workflows.limits import Limits
from workflows.parallel import for_each

NAME = "kyc-monitoring"
MANIFEST = {"Bucket": "${MonitoringBucket}", "Key.$": "$.left.manifest"}


def monitoring(limits: Limits) -> Definition:
    """The whole workflow."""
    failed = steps.fail_as_caught("Run failed")
    reconcile = find_missing()
    everyone_screened = steps.choose(
        "Everyone screened?",
        (steps.equals("$.left.verdict", "certified"), steps.answer("Certified", _output("certified"))),
        (
            steps.below("$.left.round", limits.most_rounds + 1),
            screen_batches(limits).then(reconcile).when(too_many=reconcile),
        ),
        otherwise=steps.fail(
            "Not everyone screened",
            error="NotEveryoneScreened",
            cause_path="States.Format('{}: {} batches are missing after {} rounds', "
            "$.left.goal, $.left.batches, $.left.round)",
        ),
    )
    return fragments.definition(
        begin_run(limits)
        .then(reconcile.then(everyone_screened))
        .when(covered=steps.answer("Nothing to do", _output("covered")), error=failed),
        comment="Search every customer in the watchlists, and certify that nobody was left out",
        timeout_seconds=limits.monitoring_timeout,
    )


def begin_run(limits: Limits) -> Fragment:
    """Wait until no other run works; ends where there is a goal to be reached. Exits: covered, error."""
    begin = steps.invoke(
        "Begin run",
        "begin_monitoring",
        about={},
        inputs={"what": "$.what", "asked_by": "$.asked_by", "polls": "$.begun.polls"} | steps.DEFINITION,
        keep=("verdict", "goal", "polls", "wait_seconds"),
        into="$.begun",
    )
    wait = fragments.part(Wait("Wait: another run", seconds_path="$.begun.wait_seconds")).then(begin)
    pending = steps.equals("$.begun.verdict", "pending")
    busy = steps.fail(
        "Another run does not end",
        error="MonitoringBusy",
        cause_path="States.Format('asked {} times', $.begun.polls)",
    )
    what_to_do = steps.choose(
        "What is to be done?",
        (steps.both(pending, steps.below("$.begun.polls", limits.most_polls)), wait),
        (pending, busy),
        (steps.equals("$.begun.verdict", "covered"), "covered"),
    )
    first = steps.answer("Not asked yet", {"polls": 0}, into="$.begun")
    return first.then(begin).then(what_to_do).then(steps.answer("First round", {"round": 0}, into="$.left"))


def find_missing() -> Fragment:
    """Exit: error."""
    return steps.invoke(
        "Find who is missing",
        "reconcile_monitoring",
        about={},
        inputs={"goal": "$.begun.goal", "round": "$.left.round"},
        keep=("verdict", "goal", "round", "batches", "manifest"),
        into="$.left",
    )


def screen_batches(limits: Limits) -> Fragment:
    """Screen the batches in the manifest; one that fails is missing in the next round. Exits: too_many, error."""
    screen = steps.invoke(
        "Screen customers",
        "screen_customers",
        about={},
        inputs={"goal": "$.goal", "batch": "$.batch"},
        keep=("batch",),
        catch=(),
    )
    return for_each(
        "Screen batches",
        screen,
        manifest=MANIFEST,
        item={"goal.$": "$.begun.goal", "batch.$": "$$.Map.Item.Value.batch"},
        at_once=limits.batches_at_once,
        most_failed_percent=limits.most_failed_percent,
    )


def _output(verdict: str) -> dict[str, str]:
    return {"verdict": verdict, "goal": "$.begun.goal"}
