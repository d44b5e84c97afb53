"""The reporting clock: until when the bank has to report a confirmed match to the authority, in business days.

The clock is the item ``REPORT`` of the monitoring case: its ``status`` puts it into the index, where the watchdog finds
those that are running; ``due_on`` is the last day (YYYY-MM-DD). The entry of the confirmation has the same day.
"""

from datetime import date, timedelta

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.vouched import Said
from lambdas.shared.reviews.decisions import NotAllowed
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Write
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.entries import ListKind

REPORT, RUNNING, REPORTED = "REPORT", "report_due", "reported"
STEP = Said.REPORT
"""The step by whose entry somebody says that the report was made: with it the clock stops."""


def due_on(kind: ListKind, confirmed_on: date) -> date | None:
    """The last day on which a match that was confirmed on this day may be reported; None where none is reported."""
    days = policy("alert")["confirmed"][kind].get("report_within_business_days")
    return business_days_after(confirmed_on, days) if days else None


def business_days_after(day: date, number: int) -> date:
    """The day that comes so many business days after ``day``, which itself does not count."""
    for _ in range(number):
        day += timedelta(days=1)
        while not is_business_day(day):
            day += timedelta(days=1)
    return day


def is_business_day(day: date) -> bool:
    """Whether business is done on this day: no weekend, and no holiday of the policy."""
    rules = policy("alert")
    return day.isoweekday() not in rules["weekend"] and day.isoformat() not in rules["holidays"]


def is_soon(due: date, today: date) -> bool:
    """Whether so few business days are left that the watchdog reminds of the report."""
    return business_days_after(today, policy("alert")["remind_business_days_before"]) >= due


def begin(table: CaseTable, case_id: str, due: date) -> Write:
    """The write of a transaction that starts the clock."""
    row = {"status": RUNNING, "submitted_at": timestamp(), "due_on": due.isoformat()}
    return {"Put": table.new(case_id, REPORT, row)}


def made(table: CaseTable, case: Case, reference: str, by: Person) -> None:
    """Keep that the report was made, once, and stop the clock. ``reference``: what the authority calls it.

    Raises Conflict where this case has nothing to report, InvalidName, and NotAllowed for whoever submitted the
    customer's application: nobody would ask that person for the report any more.
    """
    if table.get(case.id, REPORT) is None:
        raise Conflict(f"{case.id} has no report due")
    person = by.checked()
    if person.is_among(case.submitters):
        raise NotAllowed(f"{case.id}: {person.name} submitted the customer's application, so somebody else says so")
    stop = {"Update": table.change(case.id, REPORT, {"status": REPORTED}, only_if={"status": RUNNING})}
    details = {"reference": reference, "reported_by": person.name, "principal": person.principal}
    table.keep(case.id, STEP, "001", Evidence({"verdict": REPORTED}, details=details, writes=(stop,)), timestamp())


def still_due(table: CaseTable, case_id: str) -> date | None:
    """The last day of the report; None where the clock stopped, or never ran."""
    found = table.get(case_id, REPORT)
    return date.fromisoformat(found["due_on"]) if found and found["status"] == RUNNING else None


def running(table: CaseTable) -> set[str]:
    """The cases whose clock runs, when the index was last written."""
    return {str(row["application_id"]) for row in table.query_index("by_status", "status", RUNNING)}
