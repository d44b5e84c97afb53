"""The function around a refresh: what it answers, whom it alerts, and what it leaves when it fails."""

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from infrastructure.watchlists import SAMPLE
from lambdas.refresh_watchlists import ages, publishing
from lambdas.refresh_watchlists.handler import handler
from lambdas.refresh_watchlists.sources import of_policy
from lambdas.shared.cases import operations
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.errors import Conflict, InvalidInput, StoreUnavailable
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.versions import LAST_REFRESH
from tests.buckets import MemoryBucket
from tests.memory import MemoryOnboarding

EVENT = {"run": "run-1", "asked_by": "eva", "principal": "", "accept": []}
Row = dict[str, Any]


class Monitoring:
    """Step Functions as far as a run of the monitoring is started; the same name twice is refused."""

    class exceptions:  # noqa: N801 - as in botocore's client
        class ExecutionAlreadyExists(Exception):
            pass

    started: ClassVar[dict[str, Row]] = {}

    def start_execution(self, name: str, input: str, **machine: str) -> None:  # noqa: A002
        assert machine == {"stateMachineArn": "monitoring"}
        if name in self.started:
            raise self.exceptions.ExecutionAlreadyExists
        self.started[name] = json.loads(input)


@pytest.fixture
def alerts(bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    """The alerts raised; the sample's lists are in the sandbox's folder."""
    told: list[Row] = []
    Monitoring.started.clear()
    sns = SimpleNamespace(publish=lambda **message: told.append(message))
    monkeypatch.setattr(aws, "client", {"s3": bucket, "sns": sns, "stepfunctions": Monitoring()}.__getitem__)
    monkeypatch.setenv("MONITORING_STATE_MACHINE", "monitoring")
    monkeypatch.setenv("ARTIFACTS_BUCKET", "artifacts")
    monkeypatch.setenv("WATCHLISTS_FOLDER", "s3://artifacts/watchlists/files")
    monkeypatch.setenv("ALERTS_TOPIC", "topic")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "kyc")
    monkeypatch.setattr("lambdas.refresh_watchlists.handler.case_table", MemoryOnboarding)
    for file in SAMPLE.glob("*.csv"):
        bucket.put_object("artifacts", f"watchlists/files/{file.name}", file.read_bytes())
    return told


def test_what_goes_well_alerts_nobody(alerts: list[Row]) -> None:
    assert handler(EVENT, None)["outcome"] == "published"
    assert handler(EVENT, None)["outcome"] == "unchanged"
    assert alerts == []


def test_the_monitoring_is_told_of_every_refresh_that_leaves_a_version_in_force(
    alerts: list[Row], bucket: MemoryBucket
) -> None:
    for run in ("run-1", "run-1", "a run:2"):
        handler(EVENT | {"run": run}, None)
    told = {"what": "delta", "asked_by": "refresh"}
    assert Monitoring.started == {"delta-run-1": told, "delta-a-run-2": told}
    bucket.put_object("artifacts", "watchlists/files/sdn.csv", (SAMPLE / "sdn.csv").read_bytes()[:400])
    handler(EVENT | {"run": "run-3"}, None)
    assert len(Monitoring.started) == 3
    for key in [one for one in bucket.objects if one.startswith("watchlists/copies/ofac/")]:
        del bucket.objects[key]
    bucket.put_object("artifacts", "watchlists/files/peps.csv", (SAMPLE / "peps.csv").read_bytes() + b"\n")
    assert handler(EVENT | {"run": "run-4"}, None)["outcome"] == "refused"
    assert len(Monitoring.started) == 3


def test_a_refusal_is_an_alert_and_a_metric(
    alerts: list[Row], bucket: MemoryBucket, capsys: pytest.CaptureFixture[str]
) -> None:
    handler(EVENT, None)
    bucket.put_object("artifacts", "watchlists/files/sdn.csv", (SAMPLE / "sdn.csv").read_bytes()[:400])
    capsys.readouterr()
    report = handler(EVENT, None)
    assert report["outcome"] == "unchanged"
    [alert] = alerts
    assert (alert["TopicArn"], alert["Subject"]) == ("topic", "KYC watchlists: refresh unchanged, ofac refused")
    told = json.loads(alert["Message"])
    assert told["version"] == report["version"]
    assert {"ofac: FEWER_ENTRIES"} <= set(told["problems"])
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "WatchlistsRefused" in line]
    assert metrics[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]  # as the alarm has it
    assert metrics[0]["service"] == "kyc"


def test_the_age_of_each_list_is_measured_and_a_required_one_that_is_late_or_missing_counts(
    alerts: list[Row], bucket: MemoryBucket, capsys: pytest.CaptureFixture[str]
) -> None:
    handler(EVENT, None)
    manifest = publishing.current(bucket, "artifacts")[0]
    assert manifest
    then = moment(next(row["refreshed_at"] for row in manifest["sources"] if row["name"] == of_policy()[0].name))
    capsys.readouterr()
    for hours, missing, late in ((1, False, 0), (19, False, 1), (1, True, 1)):
        source = replace(of_policy()[0], required=True, oldest_hours=36)
        wanted = [source, replace(source, name="licensed", may_be_absent=not missing)]
        ages.report(wanted, manifest, then + timedelta(hours=hours))
        [age, found] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert (age["list"], round(age["ListAge"][0]), found["ListsLate"]) == (source.name, hours, [late])
    ages.report([source], None, then)
    assert json.loads(capsys.readouterr().out)["ListsLate"] == [1]


def test_who_asked_is_told_that_it_failed(alerts: list[Row], bucket: MemoryBucket) -> None:
    bucket.refused = "InternalError"
    with pytest.raises(StoreUnavailable):
        handler(EVENT, None)
    report = json.loads(bucket.objects[LAST_REFRESH].content)
    assert (report["outcome"], report["error"], report["run"]) == ("failed", "ClientError", "run-1")


def test_an_empty_call_is_refused(alerts: list[Row]) -> None:
    with pytest.raises(InvalidInput):
        handler({}, None)  # as deploy.py starts the function


def test_a_smaller_list_is_accepted_only_where_two_operators_have_asked_for_it(
    alerts: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, accept = MemoryOnboarding(), ["ofac:" + "0" * 32]
    monkeypatch.setattr("lambdas.refresh_watchlists.handler.case_table", lambda: table)
    for by in ("olga", "olga", "omar"):
        with pytest.raises(Conflict, match="no two operators"):
            handler(EVENT | {"accept": accept}, None)
        operations.agreed(table, Person(by, f"token:{by}"), operations.accepting(accept))
    assert handler(EVENT | {"accept": accept}, None)["outcome"] == "published"
    assert alerts == []
