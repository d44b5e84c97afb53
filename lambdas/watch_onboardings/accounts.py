"""Accounts held against outcomes: none is open without an application that was onboarded, and none is missing."""

from typing import Any

from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import AccountStatus, customer_id, customer_table
from lambdas.shared.accounts.saga import State
from lambdas.shared.cases.items import Meta
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.watch_onboardings.executions import status_of
from lambdas.watch_onboardings.problems import Problem, Stuck


def reconcile(table: CaseTable, states: Any, application_id: str) -> list[Stuck]:
    """What does not fit of this application, whose saga is not settled; one that fits is settled for good."""
    meta, found, customer = table.meta(application_id), saga.current(application_id), customer_id(application_id)
    account = customer_table().account(customer)
    if meta.status is Status.ONBOARDED:
        if account and (account.status, found.state) == (AccountStatus.ACTIVE, State.OPENED):
            saga.settle(application_id, found)
            return []
        return [Stuck(application_id, Problem.OUTCOME_WITHOUT_ACCOUNT)]
    if _is_at_work(states, meta):
        return []
    if account is None and not customer_table().has_customer(customer):
        return []
    return [Stuck(application_id, Problem.ACCOUNT_WITHOUT_OUTCOME)]


def _is_at_work(states: Any, meta: Meta) -> bool:
    """Whether the execution that may open the account, and then records the outcome, is still running."""
    is_running = meta.status is Status.RUNNING and meta.execution_arn is not None
    return is_running and status_of(states, str(meta.execution_arn)) == "RUNNING"
