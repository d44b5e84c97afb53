"""Hold what was screened against the roster as it is now: what is missing is screened, or all of it is certified."""

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from lambdas.shared.accounts.customers import CustomerTable, customer_table
from lambdas.shared.cases import lease
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.monitoring import coverage, roster, screening
from lambdas.shared.monitoring.batches import Tally, expected, missing
from lambdas.shared.monitoring.roster import Member
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.errors import Conflict, InvalidInput
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.metrics import Metric, count
from lambdas.shared.runtime.policies import policy

_AT_ONCE = 8
"""Reads, below the number of connections that a client keeps."""


@function
def handler(event: Event) -> Event:
    """Verdict ``missing``: the batches in the manifest are to be screened; ``certified``: every customer was."""
    table, name = case_table(), event["goal"]
    goal = coverage.begun(table, name)
    if goal is None:
        raise InvalidInput(f"no run has begun for the goal {name}")
    # Held on for what follows; that it was lost to another run does no harm.
    lease.take(table, coverage.STATE, event["run"], timedelta(minutes=policy("process")["monitoring"]["lease_minutes"]))
    everyone = members(customer_table())
    answered = coverage.answers(table, name)
    left = missing(expected(everyone, goal.digits), coverage.tallies(answered))
    answer = {"goal": name, "round": event["round"] + 1, "batches": len(left)}
    if left:
        return answer | {"verdict": "missing", "manifest": _keep_manifest(name, event["round"], left)}
    _check_everyone_found(table, event["run"])
    lists = screening.lists(goal.screener.version)
    coverage.certify(table, goal, coverage.certificate(goal, everyone, answered, lists))
    lease.give_back(table, coverage.STATE, event["run"])
    count(Metric.CERTIFIED, what=goal.what)
    return answer | {"verdict": "certified", "manifest": "none"}


def _check_everyone_found(table: CaseTable, run: str) -> None:
    """Raises Conflict unless the roster was lately found to have every customer: it cannot say itself whom it lacks."""
    hours = policy("process")["monitoring"]["everyone_read_within_hours"]
    since = roster.everyone_found(customer_table())
    if since is None or now() - since > timedelta(hours=hours):
        lease.give_back(table, coverage.STATE, run)  # what was screened counts for the next run
        raise Conflict(
            f"nothing is certified: nobody has looked in the last {hours} hours whether the roster has every customer; "
            "the watchdog does: kyc watchdog, then kyc monitoring"
        )


def members(table: CustomerTable) -> list[Member]:
    """Everyone who is monitored."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(partial(roster.members, table), roster.partitions())
        return [one for partition in found for one in partition]


def _keep_manifest(name: str, number: int, left: Mapping[str, Tally]) -> str:
    """Write which batches are to be screened, one item each, and return the object's key."""
    key = f"runs/{name}/manifest-{number:03d}.json"
    rows = [{"batch": batch, **one._asdict()} for batch, one in left.items()]
    aws.client("s3").put_object(
        Bucket=os.environ["MONITORING_BUCKET"], Key=key, Body=json.dumps(rows).encode(), ContentType="application/json"
    )
    return key
