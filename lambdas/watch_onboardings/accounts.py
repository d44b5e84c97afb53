"""Accounts held against outcomes: none is open without an application that was onboarded, and none is missing.

What is looked at comes from both sides: from the sagas that are not settled, and from what the Customers table has,
whoever wrote it. A run reads some pages of that table, and the next one goes on where it stopped.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import ACCOUNT, CUSTOMER, AccountStatus, customer_id, customer_table, made_by
from lambdas.shared.accounts.saga import State
from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.status import META, Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring import enrolment, roster
from lambdas.shared.providers.core_banking import ledger
from lambdas.shared.runtime.dynamodb import Place, Row
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.watch_onboardings.executions import status_of
from lambdas.watch_onboardings.limits import PAGES
from lambdas.watch_onboardings.problems import Problem, Stuck

_ITEMS = (CUSTOMER, ACCOUNT, ledger.LEDGER)


@dataclass(slots=True)
class Suspects:
    """What of the pages that were read does not fit at first sight, so that it is looked at by itself.

    ``applications``: those with a customer, and not onboarded. ``unmonitored``: those whose customer is in no roster.
    ``partitions``: those of open accounts of the ledger
    that are no customer's, and those with a customer or an account under a key that this project never gives one.
    ``after``: where the next run goes on; None where the end was reached.
    """

    applications: set[str] = field(default_factory=set)
    unmonitored: set[str] = field(default_factory=set)
    partitions: set[str] = field(default_factory=set)
    after: Place | None = None


def suspects(table: CaseTable, after: Place | None, until: float) -> Suspects:
    """Read the Customers table from ``after`` on, until that time at most (``monotonic``)."""
    found = Suspects(after=after)
    for _ in range(PAGES):
        rows, found.after = customer_table().page(_ITEMS, ("application_id", "status"), found.after)
        _sort(table, rows, found)
        if found.after is None or monotonic() > until:
            break
    return found


def _sort(table: CaseTable, rows: Iterable[Row], found: Suspects) -> None:
    applications, customers, owners = set[str](), set[str](), dict[str, str]()
    for row in rows:
        partition = str(row["customer_id"])
        is_ledger = row["item"] == ledger.LEDGER
        if is_ledger and ledger.account_of(partition):
            if ledger.is_open(row):
                owners[partition] = customer_id(str(row.get("application_id")))
        elif not is_ledger and partition == customer_id(made_by(partition)):
            applications.add(made_by(partition))
            if row["item"] == CUSTOMER:
                customers.add(partition)
        else:
            found.partitions.add(partition)
    metas = table.several(applications, META)
    onboarded = {str(one["application_id"]) for one in metas if one.get("status") == Status.ONBOARDED}
    found.applications |= applications - onboarded
    found.unmonitored |= {*map(made_by, roster.missing(customer_table(), customers))}
    kept = {str(one.get("account_id")) for one in customer_table().several(set(owners.values()), ACCOUNT)}
    found.partitions |= {one for one in owners if ledger.account_of(one) not in kept}


def reconcile(table: CaseTable, states: Any, application_id: str) -> list[Stuck]:
    """What does not fit of this application, its customer and its account; a saga that fits is settled for good."""
    customer = customer_id(application_id)
    # In this order: the account is active before the application is onboarded.
    meta, found = table.find_meta(application_id), saga.current(application_id)
    account = customer_table().account(customer)
    if meta and meta.status is Status.ONBOARDED:
        # Closed is what core banking said after it was opened: what was opened is not undone.
        if account and found.state is State.OPENED and account.status in (AccountStatus.ACTIVE, AccountStatus.CLOSED):
            saga.settle(application_id, found)
            return []
        return [Stuck(application_id, Problem.OUTCOME_WITHOUT_ACCOUNT)]
    if meta and _is_at_work(states, meta):
        return []
    if account is None and not customer_table().has_customer(customer):
        return []
    return [Stuck(application_id, Problem.ACCOUNT_WITHOUT_OUTCOME if meta else Problem.ACCOUNT_WITHOUT_APPLICATION)]


def enter(table: CaseTable, application_id: str) -> list[Stuck]:
    """Enter the customer of this application in the roster, which lacked it; one without an application stays out."""
    with suppress(ApplicationNotFound):  # which is a finding of its own
        if enrolment.enter(table, customer_table(), customer_id(application_id)):
            return [Stuck(application_id, Problem.NOT_MONITORED, repaired=True)]
    return []


def of_nobody(partition: str) -> list[Stuck]:
    """Whether this partition of the Customers table has what only a customer or a customer's account may have."""
    if any(customer_table().get(partition, item) for item in (CUSTOMER, ACCOUNT)):
        return [Stuck(partition, Problem.ACCOUNT_WITHOUT_APPLICATION)]
    found = customer_table().get(partition, ledger.LEDGER)
    if not found or not ledger.is_open(found):
        return []
    account = customer_table().account(customer_id(str(found.get("application_id"))))
    is_known = account is not None and account.account_id == ledger.account_of(partition)
    # Undoing closes it before the customer's account is gone, so it is read once more.
    found = customer_table().get(partition, ledger.LEDGER)
    if is_known or not found or not ledger.is_open(found):
        return []
    return [Stuck(partition, Problem.ACCOUNT_WITHOUT_CUSTOMER)]


def _is_at_work(states: Any, meta: Meta) -> bool:
    """Whether the execution that may open the account, and then records the outcome, is still running."""
    is_running = meta.status is Status.RUNNING and meta.execution_arn is not None
    return is_running and status_of(states, str(meta.execution_arn)) == "RUNNING"
