"""How an onboarding may be stuck, and what to do about what the watchdog cannot repair."""

from dataclasses import dataclass
from enum import StrEnum

from lambdas.shared.cases.execution import REDRIVABLE

UNDO = ("close_account", "release_iban", "delete_customer")
"""The compensations of kyc-account, in their order."""


class Problem(StrEnum):
    """How an onboarding may be stuck.

    NOT_STARTED: stored, but whoever stored it died before the start; started now. NOT_DELIVERED: an answer was kept,
    but not given to the execution; given now. EXECUTION_ENDED: its execution ended without an outcome, or is gone;
    recorded as a failure now, with the alert of one. EVENTS_LEFT: kept and not published; published now.
    REVIEW_MISSING: said to wait for a person who was never asked. OVERDUE: waits, or runs, longer than it may.
    ACCOUNT_WITHOUT_OUTCOME: a customer, perhaps with an account at core banking, of an application that was not
    onboarded. ACCOUNT_WITHOUT_APPLICATION: the same of an application that there is not. ACCOUNT_WITHOUT_CUSTOMER: an
    account of the embedded ledger that is open and no customer's. OUTCOME_WITHOUT_ACCOUNT: onboarded, and the account
    is not active. NOT_MONITORED: a customer in no roster, so that no run screened it; entered now, and told all the
    same. ALERT_UNDECIDED: a monitoring case that nobody decided in all the time that a review has.
    FAILED_FOR_LONG: failed days ago, and neither redriven nor restarted since.
    REPORT_DUE_SOON, REPORT_OVERDUE: a confirmed match that the bank has to report. UNBLOCKING_LEFT: two people lifted
    a block that core banking still has. NOT_LOOKED_AT: an item that cannot be read, or a service that does not answer.
    """

    NOT_STARTED = "NOT_STARTED"
    NOT_DELIVERED = "NOT_DELIVERED"
    EXECUTION_ENDED = "EXECUTION_ENDED"
    EVENTS_LEFT = "EVENTS_LEFT"
    REVIEW_MISSING = "REVIEW_MISSING"
    OVERDUE = "OVERDUE"
    ACCOUNT_WITHOUT_OUTCOME = "ACCOUNT_WITHOUT_OUTCOME"
    ACCOUNT_WITHOUT_APPLICATION = "ACCOUNT_WITHOUT_APPLICATION"
    ACCOUNT_WITHOUT_CUSTOMER = "ACCOUNT_WITHOUT_CUSTOMER"
    OUTCOME_WITHOUT_ACCOUNT = "OUTCOME_WITHOUT_ACCOUNT"
    NOT_MONITORED = "NOT_MONITORED"
    ALERT_UNDECIDED = "ALERT_UNDECIDED"
    FAILED_FOR_LONG = "FAILED_FOR_LONG"
    REPORT_DUE_SOON = "REPORT_DUE_SOON"
    REPORT_OVERDUE = "REPORT_OVERDUE"
    UNBLOCKING_LEFT = "UNBLOCKING_LEFT"
    NOT_LOOKED_AT = "NOT_LOOKED_AT"


_BY_HAND = "it was written past the workflows: find out by whom, and have core banking block the account"
_AGAIN = "redrive its execution, or where that needs what was deployed since: kyc restart ID --reason TEXT"
TO_DO = {
    Problem.ACCOUNT_WITHOUT_OUTCOME: f"{_AGAIN}: that goes on or undoes the account; "
    f"where it must not be opened, undo it: {', '.join(UNDO)}",
    Problem.ACCOUNT_WITHOUT_APPLICATION: _BY_HAND,
    Problem.ACCOUNT_WITHOUT_CUSTOMER: _BY_HAND,
    Problem.NOT_MONITORED: "the next run of the monitoring screens it; unless an earlier version made it, find out who "
    "took it from the roster, or wrote it past the workflows",
    Problem.ALERT_UNDECIDED: "decide whether the customer is the listed person: kyc show ID, then kyc review ID",
    **dict.fromkeys(
        (Problem.REPORT_DUE_SOON, Problem.REPORT_OVERDUE),
        "report the match to the authority, then: kyc reported ID --reference TEXT",
    ),
    Problem.FAILED_FOR_LONG: f"mend what failed (kyc show ID), then {_AGAIN}; {REDRIVABLE.days} days after it ended "
    "Step Functions takes no redrive any more",
    Problem.UNBLOCKING_LEFT: "repeat: kyc unblock ID; core banking's answer is in the log of unblock_account",
}
"""What operators do, where ``kyc show`` does not say it."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """An onboarding that is not as it should be; ``repaired``: it was mended, looked at again, and found well.

    ``application_id``: where there is none, the partition of the Customers table. ``since``: when it became so, where
    it is told of again once it becomes so anew.
    """

    application_id: str
    problem: Problem
    repaired: bool = False
    since: str = ""
