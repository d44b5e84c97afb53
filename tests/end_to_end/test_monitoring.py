"""A deployed bank monitors its customers: who is listed after the account was opened is found, and it is certified."""

import json
import os
from typing import Any

import pytest

from infrastructure.target import Target
from infrastructure.watchlists import SAMPLE
from tests.applications import application
from tests.end_to_end.conftest import Bank, run
from tests.end_to_end.marked import MARKED, histories, marks_in

Row = dict[str, Any]
SDN = (SAMPLE / "sdn.csv").read_bytes()
STACK = f"monitored-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
"""Each of the run's workers has one, because a refresh changes the lists of all who share them."""


@pytest.fixture(scope="module")
def monitored(deployed: Row) -> Bank:
    run("deploy.py", "--stack", STACK, "--json")
    return Bank(Target(stack=STACK))


def kyc(*arguments: str, status: int = 0) -> Any:
    done = run("-m", "backoffice", "--stack", STACK, *arguments, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def certificates(bank: Bank) -> dict[str, Row]:
    """Today's certificates, by what their runs did."""
    done = run("-m", "backoffice", "--stack", STACK, "coverage", "--json", check=False)
    return {one["what"]: one for one in json.loads(done.stdout)["certificates"]}


def found(bank: Bank, customer: str) -> list[str]:
    """The entries of which a case says that the customer may be one of them."""
    table = bank.outputs["OnboardingTableName"]
    pages = bank.target.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    told = [row["details"]["S"] for page in pages for row in page["Items"] if "found_by" in str(row.get("details"))]
    cases = [one for one in map(json.loads, told) if one["customer_id"] == customer]
    return [hit["entry_id"] for one in cases for hit in one["hits"]]


def test_who_is_listed_later_is_found_and_nobody_is_left_out(monitored: Bank) -> None:
    assert "no certificate on" in kyc("coverage", status=2).stderr
    applied = application(**MARKED)
    customer = f"customer-{applied['application_id']}"
    assert monitored.onboard(applied)["status"] == "onboarded"
    assert "kyc watchdog" in kyc("monitoring", "sweep", status=2).stderr
    kyc("watchdog")
    swept = json.loads(kyc("--direct", "monitoring", "sweep", "--reviewer", "eva", "--json").stdout)
    assert swept["verdict"] == "certified"
    assert (certificates(monitored)["sweep"]["active"], found(monitored, customer)) == (1, [])

    name = f"{applied['applicant']['family_name']}, {applied['applicant']['given_names']}"
    listed = f'90099,"{name}","individual","EXAMPLE-1"{",-0- " * 8}\r\n'.encode()
    key = "watchlists/files/sdn.csv"
    monitored.target.client("s3").put_object(
        Bucket=monitored.outputs["ArtifactsBucketName"], Key=key, Body=SDN + listed
    )
    kyc("watchlists", "refresh")  # which tells the monitoring
    monitored.eventually(lambda: "delta" in certificates(monitored))
    assert found(monitored, customer) == ["ofac-90099"]
    delta = certificates(monitored)["delta"]
    assert (delta["active"], delta["screened"], delta["unknown"], delta["failed"]) == (1, 1, 0, 0)
    shown = kyc("coverage").stdout
    assert delta["ids_sha256"] in shown
    assert delta["version"] in kyc("monitoring").stdout
    assert json.loads(kyc("monitoring", "delta", "--json").stdout)["verdict"] == "covered"
    held = b"\n".join(histories(monitored))
    assert b"monitoring-alert:alert-" in held, "no case of the monitoring is in the histories"
    assert marks_in(held) == []


def test_who_takes_a_listed_name_is_found_at_once_and_is_screened_until_the_account_is_closed(monitored: Bank) -> None:
    applied = application()
    customer = f"customer-{applied['application_id']}"
    assert monitored.onboard(applied)["status"] == "onboarded"
    listed = {"given_names": "Viktor Andreyevich", "family_name": "Volkov", "birth_date": "1969-03-14", "sex": "M"}
    changed = applied["applicant"] | listed
    say(monitored, "customer_changed", customer, 1, applicant=changed)
    monitored.eventually(lambda: found(monitored, customer) != [])
    say(monitored, "account_closed", customer, 2)
    monitored.eventually(lambda: monitored.office.show(applied["application_id"])["account"]["status"] == "closed")
    steps = [one["verdict"] for one in monitored.office.show(applied["application_id"])["steps"]]
    assert steps[-2:] == ["changed", "closed"]


def say(bank: Bank, kind: str, customer: str, number: int, **more: Any) -> None:
    """As core banking does."""
    message = {"message_id": f"{customer}-{number}", "type": kind, "customer_id": customer, "number": number} | more
    bank.target.client("sqs").send_message(QueueUrl=bank.outputs["CustomersQueueUrl"], MessageBody=json.dumps(message))
