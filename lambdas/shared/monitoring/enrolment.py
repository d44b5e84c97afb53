"""Customers who were made before there was a roster: they are entered where they are found."""

from lambdas.shared.accounts.customers import CUSTOMER, CustomerTable, made_by
from lambdas.shared.cases.searched import of_customer
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verified import verified
from lambdas.shared.monitoring import roster
from lambdas.shared.runtime.contention import contended


def enter(table: CaseTable, customers: CustomerTable, customer_id: str) -> bool:
    """Enter the customer in the roster, so that the next run searches whole lists for it; whether it was not in it.

    Safe to repeat. Raises ApplicationNotFound, and Conflict where the record, which has the names, was changed.
    """
    for _ in contended(f"the epoch of {customer_id}"):
        epoch = roster.epoch(customers, customer_id)
        if roster.is_entered(customers, customer_id) or not customers.has_customer(customer_id):
            return False
        case = verified(table, made_by(customer_id))
        is_there = customers.check(customer_id, CUSTOMER, {"application_id": case.id})
        if customers.transact(is_there, *roster.entry(customers, customer_id, of_customer(case), epoch)):
            return True
    raise AssertionError("contended() ends with Throttled")
