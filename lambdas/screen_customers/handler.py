"""Search the customers of one batch in the watchlists, and keep how many were searched, and who, as a hash."""

from functools import lru_cache

from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.table import case_table
from lambdas.shared.monitoring import coverage, roster, screening
from lambdas.shared.monitoring.alerts import raise_alert
from lambdas.shared.monitoring.batches import tally
from lambdas.shared.monitoring.goals import Goal
from lambdas.shared.monitoring.screening import Screening
from lambdas.shared.runtime.errors import Conflict, InvalidInput, PermanentError
from lambdas.shared.runtime.function import Event, function, logger


@function
def handler(event: Event) -> Event:
    table, name = case_table(), event["goal"]
    goal = coverage.begun(table, name)
    if goal is None:
        raise InvalidInput(f"no run has begun for the goal {name}")
    search, screened, hits = _search(goal), [], 0
    for member, query in roster.searched(customer_table(), event["batch"]):
        try:
            for kind, found in search.hits(member, query):
                versions = {"watchlist": goal.screener.version}
                raise_alert(member.customer_id, query, kind, found, versions, run=name)
                hits += len(found)
        except PermanentError as error:
            # The others are screened; this one is missing from the batch, so that nothing is certified.
            logger.error("not screened", customer_id=member.customer_id, error=type(error).__name__, said=str(error))
        else:
            screened.append(member)
    coverage.answer(table, name, event["batch"], tally(screened), hits)
    return {"batch": event["batch"], "customers": len(screened), "hits": hits}


@lru_cache(maxsize=2)
def _search(goal: Goal) -> Screening:
    """Raises Conflict where the code that runs is not what the goal names: it was deployed meanwhile."""
    if (screening.matcher(), screening.policy_version()) != (goal.screener.matcher, goal.screener.policy):
        raise Conflict(f"{goal.name}: matcher or policy are others by now; the next run screens everyone by them")
    return Screening.of(goal)
