"""Coverage and runs as staff see them: a day without a certificate is said plainly, and one that was changed too."""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from backoffice import monitoring_views
from lambdas.shared.cases.seals import SealBucket
from lambdas.shared.monitoring import coverage
from lambdas.shared.monitoring.goals import What
from lambdas.shared.onboardings.monitoring import Monitoring, UnknownRun
from lambdas.shared.runtime.clock import today
from tests.screened_for_life import Monitoring as Bank
from tests.screened_for_life import opened
from tests.seals import Bucket

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    with opened(monkeypatch) as made:
        made.publish("Viktor Volkov")
        made.onboard("customer-no-1", "Anna Eriksson")
        yield made


def office(bank: Bank, states: Any = None) -> Monitoring:
    return Monitoring(bank.table, SealBucket(Bucket(), "seals"), states, "arn:stateMachine:kyc-monitoring")


def test_a_day_is_shown_with_its_certificates(bank: Bank) -> None:
    bank.run()
    found = office(bank).coverage(today())
    assert (found["problems"], found["sealed"]) == ([], None)
    (one,) = found["certificates"]
    assert (one["active"], one["screened"], one["what"]) == (1, 1, "sweep")
    (run,) = office(bank).runs()
    assert (run["what"], run["asked_by"], run["certificate"]) == ("sweep", "test", one["at"])
    assert monitoring_views.coverage(found)
    assert monitoring_views.runs([run])


def test_a_day_without_a_certificate_is_said_plainly(bank: Bank) -> None:
    bank.run(broken=("screen_customers",))
    assert office(bank).coverage(today())["problems"] == [
        f"no certificate on {today()}: nothing shows that the customers were screened"
    ]
    assert [one["certificate"] for one in office(bank).runs()] == [None]
    yesterday = today() - timedelta(1)
    assert office(bank).coverage(yesterday)["problems"][0].startswith(f"no certificate on {yesterday}")
    assert monitoring_views.coverage(office(bank).coverage(yesterday)) == ""
    assert monitoring_views.runs([]) == "No run of the monitoring began in the last days."


def test_a_certificate_that_was_rewritten_is_found(bank: Bank) -> None:
    bank.run()
    (key,) = [key for key in bank.table.rows if key[1].startswith(coverage.CERTIFICATE)]
    bank.table.rows[key]["unknown"] = 1
    (content, said) = office(bank).coverage(today())["problems"]
    assert content.endswith("its content is not what was written")
    assert said == f"{key[1]}: 1 customers are unknown"


def test_a_run_is_begun_and_followed(bank: Bank) -> None:
    started: list[Row] = []

    def start(**asked: Any) -> Row:
        started.append(json.loads(asked["input"]))
        return {"executionArn": "arn"}

    class ExecutionDoesNotExist(Exception):
        """As botocore's."""

    def describe(executionArn: str) -> Row:  # noqa: N803
        if not executionArn.endswith(f"execution:kyc-monitoring:{run}"):
            raise ExecutionDoesNotExist
        return ended

    exceptions = SimpleNamespace(ExecutionDoesNotExist=ExecutionDoesNotExist)
    states = SimpleNamespace(start_execution=start, describe_execution=describe, exceptions=exceptions)
    monitoring, ended = office(bank, states), {"status": "RUNNING"}
    run = monitoring.begin(What.SWEEP, "eva")
    assert started == [{"what": "sweep", "asked_by": "eva"}]
    assert monitoring.run(run) == {"run": run, "status": "RUNNING", "result": None, "error": None}
    ended |= {"status": "SUCCEEDED", "output": json.dumps({"verdict": "covered", "goal": "none"})}
    assert monitoring_views.ran(monitoring.run(run)["result"]).startswith("Nothing to do")
    ended = {"status": "FAILED", "error": "NotEveryoneScreened", "cause": "2 batches are missing"}
    assert monitoring.run(run)["error"] == "NotEveryoneScreened: 2 batches are missing"
    for other in (f"staff-{uuid.uuid4()}", "sweep-of-the-night", f"{run}/x"):
        with pytest.raises(UnknownRun):
            monitoring.run(other)
