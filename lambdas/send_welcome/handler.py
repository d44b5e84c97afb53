"""Publish that the account is open, which sends the customer the welcome."""

from lambdas.shared.cases import outbox
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import kept
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime.function import Event, function


@function
def handler(event: Event) -> Event:
    table = case_table()
    result = _sent(event, table)
    outbox.publish(table, event["application_id"])
    return result


@kept
def _sent(event: Event, table: CaseTable) -> Evidence:
    activated = outbox.write(table, table.meta(event["application_id"]), "AccountActivated")
    return Evidence({"sent": True}, writes=[activated])
