"""A customer is found on a list after onboarding, on the local cloud: cleared, or confirmed, blocked and unblocked."""

import json
from typing import Any

import pytest

from lambdas.shared.accounts.customers import CustomerTable, customer_id
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.monitoring import alerts, roster
from lambdas.shared.runtime import aws
from tests.applications import application
from tests.end_to_end.conftest import Bank, Row, run
from tests.end_to_end.test_events import eventually
from tests.monitoring import hit


class Monitoring:
    """A run of the monitoring, which is within this process and finds whom a test says."""

    def __init__(self, bank: Bank, customers: CustomerTable) -> None:
        self.bank, self.customers = bank, customers

    def found(self, application_id: str, *hits: Row) -> str:
        """The case in which the first of these hits is, reported twice."""
        customer = customer_id(application_id)
        found = roster.found_searched(self.customers, customer)
        assert found
        for number in (1, 2):
            alerts.raise_alert(customer, found[1], "sanctions", hits, {"watchlist": "1"}, f"run-{number}")
        (one,) = {
            row["application_id"]
            for row in self.bank.office.list()
            if row["customer_id"] == customer_id(application_id) and row["status"] in ("running", "awaiting_review")
        }
        self.bank.until(one, lambda found: found["status"] == "awaiting_review")
        return str(one)

    def decide(self, one: str, decision: str, reason: str) -> None:
        """Two people decide so, one of them senior."""
        assert self.bank.decide(one, decision, "eva", reason=reason)["status"] == "pending"
        assert self.bank.decide(one, decision, "max", reason=reason, senior=True)["status"] == "decided"


@pytest.fixture
def monitoring(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Monitoring:
    dynamodb, outputs = bank.target.client("dynamodb"), bank.outputs
    customers = CustomerTable(dynamodb, outputs["CustomersTableName"])
    monkeypatch.setattr(aws, "client", bank.target.client)
    monkeypatch.setattr(
        alerts, "case_table", lambda: CaseTable(dynamodb, outputs["OnboardingTableName"], outputs["DecisionsTableName"])
    )
    monkeypatch.setattr(alerts, "customer_table", lambda: customers)
    monkeypatch.setattr(alerts, "identity_key", lambda: b"key")
    monkeypatch.setenv("ALERT_STATE_MACHINE", outputs["MonitoringAlertStateMachineArn"])
    return Monitoring(bank, customers)


def kyc(*arguments: str) -> Any:
    return json.loads(run("-m", "backoffice", *arguments, "--json").stdout)


def test_a_match_is_confirmed_blocked_reported_and_unblocked_and_the_customer_hears_nothing(
    bank: Bank, monitoring: Monitoring
) -> None:
    customer = bank.onboard(application())["application_id"]
    before = bank.told(customer, "welcome")
    one = monitoring.found(customer, hit(), hit("un-2"))
    monitoring.decide(one, "declined", "TRUE_MATCH")
    found = bank.until(one, lambda found: found["execution_status"] == "SUCCEEDED")
    assert (found["status"], found["blocks"], bank.office.show(customer)["blocks"]) == ("confirmed", [one], [one])
    eventually(bank, "ComplianceQueue", one, "ReviewRequested", "MatchConfirmed", "AccountBlocked")
    assert kyc("reported", one, "--reference", "BaFin-4711")["reference"] == "BaFin-4711"
    assert found["alert"]["report_due_on"] in run("-m", "backoffice", "show", one).stdout

    seen = ["--evidence", found["evidence"], "--reason", "DELISTED"]
    assert kyc("unblock", one, *seen) == {"by": ["reviewer"], "decided": False, "unblocked": False}
    assert kyc("--direct", "unblock", one, *seen, "--reviewer", "max", "--senior")["unblocked"] is True
    assert bank.office.show(customer)["blocks"] == []
    assert run("-m", "backoffice", "audit", one).stdout.count("The record is whole") == 1
    assert (bank.office.show(customer)["messages"], bank.office.show(one)["messages"]) == (before, [])


def test_what_is_cleared_alerts_no_more_and_what_changed_does(bank: Bank, monitoring: Monitoring) -> None:
    customer = bank.onboard(application())["application_id"]
    one = monitoring.found(customer, hit())
    monitoring.decide(one, "approved", "FALSE_POSITIVE")
    bank.until(one, lambda found: (found["status"], found["execution_status"]) == ("cleared", "SUCCEEDED"))
    other = monitoring.found(customer, hit(content="another birth date"), hit())
    assert [row["entry_id"] for row in bank.office.show(other)["alert"]["hits"]] == ["ofac-1"]
    assert bank.office.show(customer)["blocks"] == []


def test_what_core_banking_does_not_block_fails_and_goes_on_later(bank: Bank, monitoring: Monitoring) -> None:
    """As a redrive does it; the local cloud has none, so another execution of the case stands for it."""
    refused = {"core_banking": {"at": "block", "error": "rejected", "times": 1}}
    customer = bank.onboard(application(sandbox=refused))["application_id"]
    one = monitoring.found(customer, hit())
    monitoring.decide(one, "declined", "TRUE_MATCH")
    found = bank.until(one, lambda found: found["execution_status"] == "FAILED")
    assert (found["status"], found["failures"][0]["error"], found["blocks"]) == ("failed", "ProviderRejected", [])
    machine, given = bank.outputs["MonitoringAlertStateMachineArn"], json.dumps({"application_id": one})
    bank.target.client("stepfunctions").start_execution(stateMachineArn=machine, name=f"{one}-again", input=given)
    assert bank.until(one, lambda found: found["status"] == "confirmed")["blocks"] == [one]
