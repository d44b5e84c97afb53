"""Begin a run of the monitoring: take the lease, and say which goal is to be reached."""

from datetime import timedelta

from lambdas.shared.accounts.customers import CustomerTable, customer_table
from lambdas.shared.cases import lease
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.monitoring import batches, coverage, goals, roster, screening
from lambdas.shared.monitoring.goals import Goal, What
from lambdas.shared.runtime.clock import now, today
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import policy

NO_GOAL = "none"


@function
def handler(event: Event) -> Event:
    """Verdict ``pending``: another run works; ``covered``: nothing is to be done; ``begun``: there is a goal."""
    limits, table = policy("process")["monitoring"], case_table()
    answer = {"goal": NO_GOAL, "wait_seconds": limits["wait_seconds"], "polls": event["polls"] + 1}
    if not lease.take(table, coverage.STATE, event["run"], timedelta(minutes=limits["lease_minutes"])):
        return answer | {"verdict": "pending"}
    goal = wanted(table, What(event["what"]))
    if goal is None or coverage.certified(table, goal):
        lease.give_back(table, coverage.STATE, event["run"])
        return answer | {"verdict": "covered", "goal": goal.name if goal else NO_GOAL}
    kept = begun(table, customer_table(), goal, event, limits["batch_size"])
    return answer | {"verdict": "begun", "goal": kept.name}


def wanted(table: CaseTable, what: What) -> Goal | None:
    """What has to be reached now; None where nothing changed. Raises StaleWatchlist."""
    screener, covered = screening.screener(now()), coverage.covered(table)
    found = goals.goal(what, today(), screener, covered)
    if found and found.what is What.DELTA and screening.changed(found.base, screener.version) is None:
        return goals.goal(What.SWEEP, today(), screener, None)
    return found


def begun(table: CaseTable, customers: CustomerTable, goal: Goal, event: Event, size: int) -> Goal:
    """The goal as its first run began it, in the epoch that began after the lists in force were read."""
    there = coverage.begun(table, goal.name)
    if there is None:
        epoch, all_partitions = roster.next_epoch(customers), roster.partitions()
        count = len(roster.members(customers, all_partitions[0])) * len(all_partitions)  # about
        there = goal.begun(epoch, batches.digits(count, size))
    return coverage.begin(table, there, **{name: event[name] for name in ("run", "asked_by", "definition")})
