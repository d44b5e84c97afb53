"""Each way to get stuck is found; what can be repaired is, what cannot raises one alert."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infrastructure.functions import FUNCTIONS
from lambdas.shared.accounts.customers import CUSTOMER, customer_id
from lambdas.shared.cases import lease, outbox
from lambdas.shared.cases import watchdog as kept
from lambdas.shared.cases.searched import of_customer
from lambdas.shared.monitoring import enrolment, roster
from lambdas.shared.reviews import conditions, rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.errors import InternalError
from lambdas.watch_onboardings import accounts, checks, limits
from lambdas.watch_onboardings import handler as watchdog
from lambdas.watch_onboardings.handler import handler
from lambdas.watch_onboardings.problems import UNDO
from tests.applications import application
from tests.memory import Events, MemoryCustomers, MemoryOnboarding, States
from workflows import account

Row = dict[str, Any]
DEFINITIONS = Path(__file__).parents[3] / "definitions"
AN_HOUR_AGO = timestamp(now() - timedelta(hours=1))


class Indexed(MemoryOnboarding):
    def query_index(self, index: str, attribute: str, value: str) -> Iterator[Row]:
        return iter([row for row in self.rows.values() if row.get(attribute) == value and "submitted_at" in row])


class Executions(States):
    """Executions by the application's id, and the topic of alerts."""

    def __init__(self) -> None:
        super().__init__("token")
        self.running: dict[str, str] = {}
        self.alerts: list[Row] = []

    def start_execution(self, *, name: str, **_: Any) -> Row:
        if name in self.running:
            raise ClientError({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.running[name] = "RUNNING"
        return {"executionArn": f"arn:execution:{name}"}

    def describe_execution(self, *, executionArn: str) -> Row:  # noqa: N803
        name = executionArn.rpartition(":")[2]
        if name not in self.running:
            raise ClientError({"Error": {"Code": "ExecutionDoesNotExist"}}, "DescribeExecution")
        return {"status": self.running[name]}

    def publish(self, **message: str) -> None:
        self.alerts.append(json.loads(message["Message"]))


class Bank:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.states, self.events = Indexed(), Executions(), Events(monkeypatch)
        self.customers = MemoryCustomers()
        for module in (accounts, watchdog):
            monkeypatch.setattr(module, "customer_table", lambda: self.customers)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setattr(aws, "client", lambda _service: self.states)
        monkeypatch.setenv("KYC_STAGE", "test")
        monkeypatch.setenv("ALERTS_TOPIC", "topic")
        monkeypatch.setenv("ONBOARDING_STATE_MACHINE", "arn:stateMachine:kyc-onboarding")

    def submit(self, status: str = "running", execution: str | None = "RUNNING", **meta: Any) -> str:
        old = {"submitted_at": AN_HOUR_AGO, "updated_at": AN_HOUR_AGO} | meta
        one = str(self.table.put(application(), status=status, **old)["application_id"])
        if execution:
            self.table.update(one, "META", {"execution_arn": f"arn:execution:{one}"})
            self.states.running[one] = execution
        return one

    def review(self, one: str, *, due_in: float = 24, **changes: Any) -> None:
        due_at = timestamp(now() + timedelta(hours=due_in))
        self.table.ask_reviewers(one, queue="identity doubt", asked_at=AN_HOUR_AGO, due_at=due_at, **changes)

    def watch(self) -> list[tuple[str, bool]]:
        found = handler({"run": "run", "asked_by": "test"}, None)["findings"]
        return [(finding["code"], finding["repaired"]) for finding in found]

    def cases(self) -> str:
        """All that is kept but for what the watchdog keeps of its own."""
        return json.dumps([row for (partition, _), row in self.table.rows.items() if partition != kept.PARTITION])

    def status(self, one: str) -> str:
        return str(self.table.meta(one).status)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_what_is_well_is_left_alone(bank: Bank) -> None:
    bank.submit()
    bank.review(bank.submit("awaiting_review"))
    bank.submit("onboarded", "SUCCEEDED")
    before = bank.cases()
    assert bank.watch() == []
    assert bank.cases() == before


def test_what_was_stored_and_not_started_is_started_once(bank: Bank) -> None:
    one = bank.submit(execution=None)
    assert bank.watch() == [("NOT_STARTED", True)]
    assert bank.states.running == {one: "RUNNING"}
    assert bank.watch() == []
    other = bank.submit(execution=None, submitted_at=timestamp())  # is being started just now
    assert bank.watch() == []
    bank.states.running[other] = "RUNNING"
    bank.table.update(other, "META", {"submitted_at": AN_HOUR_AGO})
    assert bank.watch() == [("NOT_STARTED", True)]  # started, but its writer died before it could say so


def test_decisions_that_were_not_delivered_are(bank: Bank) -> None:
    one = bank.submit("awaiting_review")
    bank.review(one)
    state = rules.current(bank.table.case(one))
    assert state is not None
    decision = Decision("eva", Choice.APPROVED, "DOCUMENTS_SEEN", state.evidence)
    bank.table.keep(one, rules.STEP, state.next_run, decision.as_evidence(), AN_HOUR_AGO)
    assert bank.watch() == [("NOT_DELIVERED", True)]
    assert bank.states.answers == [("token", {"review_id": f"{one}-review-001"})]
    assert bank.watch() == []


def test_documents_that_were_not_delivered_are(bank: Bank) -> None:
    one = bank.submit("awaiting_documents", awaits=1)
    asked = {"status": "answering", "task_token": "token", "pictures": "[]", "parts": "[]", "attempt": 1}
    bank.table.insert(one, "REQUEST#001", asked)
    assert bank.watch() == [("NOT_DELIVERED", True)]
    assert bank.states.answers == [("token", {"received": True})]


@pytest.mark.parametrize("ended", ["FAILED", "TIMED_OUT", "ABORTED", "SUCCEEDED", "GONE"])
@pytest.mark.parametrize("status", ["running", "awaiting_review"])
def test_an_execution_that_ended_without_an_outcome_is_recorded_once(bank: Bank, ended: str, status: str) -> None:
    one = bank.submit(status, ended)
    bank.review(one)
    if ended == "GONE":
        bank.states.running.clear()
    assert bank.watch() == [("EXECUTION_ENDED", True)]
    assert bank.status(one) == "failed"
    assert bank.table.rows[one, "REVIEW#001"]["status"] == "closed"
    assert bank.table.rows[one, "FAILURE#watchdog"]["error"] == f"Execution.{ended}"
    assert [event["error"] for event in bank.events.of("OnboardingFailed")] == [f"Execution.{ended}"]
    assert bank.states.alerts == [{"application_id": one, "error": f"Execution.{ended}", "run": f"kyc show {one}"}]
    assert bank.watch() == []


def test_a_review_that_is_not_there_and_one_that_is_overdue_are_told_once(bank: Bank) -> None:
    missing, late = bank.submit("awaiting_review"), bank.submit("awaiting_review")
    bank.review(late, due_in=-2)
    assert sorted(bank.watch()) == [("OVERDUE", False), ("REVIEW_MISSING", False)]
    assert bank.watch() != []
    assert [sorted(alert["findings"]) for alert in bank.states.alerts] == [
        sorted([f"{missing}: REVIEW_MISSING", f"{late}: OVERDUE"])
    ]


def test_what_runs_for_too_long_is_told(bank: Bank) -> None:
    longest = checks.longest_run()
    bank.submit(updated_at=timestamp(now() - longest))
    assert bank.watch() == []
    bank.submit(updated_at=timestamp(now() - longest - timedelta(hours=2)))
    assert bank.watch() == [("OVERDUE", False)]


def test_no_run_that_the_workflow_allows_is_overdue() -> None:
    """Its children one after the other, each for as long as it may; without them it waits for a person."""
    states = json.loads((DEFINITIONS / "kyc-onboarding.asl.json").read_text(encoding="utf-8"))["States"]
    children = [state["TimeoutSeconds"] for state in states.values() if "startExecution" in state.get("Resource", "")]
    assert len(children) == 3
    assert checks.longest_run().total_seconds() >= sum(children)


def test_events_that_were_left_are_published(bank: Bank) -> None:
    one = bank.submit("onboarded", "SUCCEEDED")
    outbox.add(bank.table, bank.table.meta(one), "AccountActivated")
    assert bank.watch() == [("EVENTS_LEFT", True)]
    assert bank.watch() == []
    assert len(bank.events.sent) == 1


def test_an_outcome_that_comes_in_between_stays(bank: Bank) -> None:
    one = bank.submit("running", "SUCCEEDED")
    stale = dict(bank.table.rows[one, "META"])
    bank.table.update(one, "META", {"status": "onboarded"})
    bank.table.query_index = lambda *_: iter([stale])  # type: ignore[method-assign]
    bank.table.rows.pop((one, "OUTBOX"), None)
    handler({"run": "run", "asked_by": "test"}, None)
    assert bank.status(one) == "onboarded"


def test_what_the_watchdog_finds_is_kept_for_who_asked(bank: Bank) -> None:
    bank.submit(execution=None)
    found = handler({"run": "run-1", "asked_by": "eva"}, None)
    assert kept.kept(bank.table, "eva", "run-1") == (found, "")
    assert kept.kept(bank.table, "eva", "run-2") is kept.kept(bank.table, "max", "run-1") is None


def test_a_run_that_fails_says_so(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank.table, "query_index", lambda *_: 1 / 0)
    with pytest.raises(InternalError):
        handler({"run": "run-1", "asked_by": "eva"}, None)
    assert kept.kept(bank.table, "eva", "run-1") == (None, "ZeroDivisionError")


def test_what_is_left_over_is_looked_at_first_in_the_next_run(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, looked = [bank.submit() for _ in range(5)], list[str]()

    def look(_table: object, _states: object, one: str, _now: object) -> list[object]:
        looked.append(one)
        return []

    monkeypatch.setattr(checks, "look", look)
    monkeypatch.setattr(watchdog, "_AT_ONCE", 1)
    monkeypatch.setattr(limits, "LOOKING", 0)  # no time at all
    assert handler({"run": "run", "asked_by": "test"}, None)["looked_at"] == 0
    monkeypatch.setattr(limits, "LOOKING", 2)
    for _ in range(3):
        before = len(looked)
        monkeypatch.setattr(watchdog, "monotonic", lambda before=before: len(looked) - before)  # a second a look
        assert handler({"run": "run", "asked_by": "test"}, None)["left"] == 3
    assert sorted(set(looked[:5])) == sorted(ids)  # each once, before any a second time


def test_a_run_ends_before_its_function_does() -> None:
    """After its time to look: what is under way, the marks, the alert, the report, two notes, and the lease."""
    [function] = [one for one in FUNCTIONS if one.name == "watch_onboardings"]
    assert function.timeout - limits.LOOKING >= 7 * aws.LONGEST_CALL
    assert function.timeout < 15 * 60  # as long as a function may take, and until the next run


def test_what_hangs_keeps_no_run_from_reporting(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, released = sorted(bank.submit() for _ in range(5)), Event()
    bank.customers.insert(customer_id("hand-made"), CUSTOMER, {"application_id": "hand-made"})

    def look(_table: object, _states: object, one: str, _now: object) -> list[object]:
        if one == ids[2]:
            released.wait(30)
        return []

    monkeypatch.setattr(checks, "look", look)
    monkeypatch.setattr(watchdog, "_A_ROUND", 3)
    monkeypatch.setattr(limits, "LOOKING", 1.0)
    monkeypatch.setattr(aws, "LONGEST_CALL", 0.2)
    started = monotonic()
    found = handler({"run": "run", "asked_by": "test"}, None)
    released.set()
    assert monotonic() - started < 10
    codes = {one["application_id"]: one["code"] for one in found["findings"]}
    assert codes == {"hand-made": "ACCOUNT_WITHOUT_APPLICATION", ids[2]: "NOT_LOOKED_AT"}
    assert kept.kept(bank.table, "test", "run") == (found, "")
    assert len(bank.states.alerts) == 1
    assert (found["looked_at"], found["left"]) == (6, 0)
    assert bank.table.rows[kept.PARTITION, kept.CURSOR]["after"] == ids[4]


def test_the_undo_that_is_named_is_that_of_the_workflow() -> None:
    assert tuple(function for _, _, function in account._COMPENSATIONS) == UNDO


def customer(bank: Bank) -> str:
    """An onboarded customer of a version before there was a roster."""
    one = bank.submit("onboarded", "SUCCEEDED")
    bank.customers.insert(customer_id(one), CUSTOMER, {"application_id": one, "body": "{}"})
    return one


def test_who_is_in_no_roster_is_entered_once_and_told(bank: Bank) -> None:
    one, closed = customer(bank), customer(bank)
    assert enrolment.enter(bank.table, bank.customers, customer_id(closed))
    bank.customers.transact(roster.closing(bank.customers, customer_id(closed)))
    assert bank.watch() == [("NOT_MONITORED", True)]
    found = roster.found_searched(bank.customers, customer_id(one))
    assert found
    assert found[1] == of_customer(bank.table.case(one))
    [told] = bank.states.alerts
    assert told["findings"] == [f"{one}: NOT_MONITORED"]
    assert roster.find(bank.customers, customer_id(closed)) is None  # who left is not monitored again
    assert bank.watch() == []
    assert len(bank.states.alerts) == 1


def test_everyone_is_found_once_the_whole_table_was_read_from_its_beginning(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        customer(bank)
    bank.customers.page_size = 2
    monkeypatch.setattr(accounts, "PAGES", 1)
    before = now()
    bank.watch()
    assert roster.everyone_found(bank.customers) is None
    began = bank.table.rows[kept.PARTITION, "ACCOUNTS"]["since"]
    for _ in range(9):
        bank.watch()
        if since := roster.everyone_found(bank.customers):
            break
    assert since
    assert timestamp(since) == began
    assert timestamp(before) <= began
    assert len([key for key in bank.customers.rows if key[0].startswith("ROSTER#")]) == 4


def test_who_cannot_be_entered_keeps_everyone_from_being_found(bank: Bank) -> None:
    one = customer(bank)
    bank.table.rows[one, "APPLICATION#001"]["application"] = "{}"
    assert bank.watch() == [("NOT_LOOKED_AT", False)]
    assert roster.everyone_found(bank.customers) is None
    assert roster.find(bank.customers, customer_id(one)) is None


def test_who_dies_before_all_were_looked_at_reads_the_same_pages_again(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer(bank)
    with monkeypatch.context() as patch:
        patch.setattr(limits, "LOOKING", 0)
        bank.watch()
    assert roster.everyone_found(bank.customers) is None
    assert bank.watch() == [("NOT_MONITORED", True)]
    assert roster.everyone_found(bank.customers)


def test_how_many_wait_in_each_queue_and_since_when_is_measured(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    for status, queue in (("awaiting_review", "identity doubt"), ("awaiting_documents", None), ("running", None)):
        bank.submit(status, queue=queue)
    bank.table.update(bank.submit("awaiting_documents"), "META", {"updated_at": 5})
    bank.submit("awaiting_documents", updated_at=timestamp(now() - timedelta(hours=30)))
    bank.watch()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"queue"' in line]
    waiting = {line["queue"]: line["Waiting"] for line in lines if "Waiting" in line}
    longest = {line["queue"]: round(line["LongestWait"][0]) for line in lines if "LongestWait" in line}
    assert waiting.keys() == longest.keys() == {*conditions.queues(), "applicant"}
    assert (waiting["identity doubt"], longest["identity doubt"]) == ([1], 1)
    assert (waiting["applicant"], longest["applicant"]) == ([2], 30)
    assert sum(value for [value] in waiting.values()) == 3


def test_a_run_that_begins_while_another_is_at_work_does_nothing_and_says_so(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.submit(execution=None)
    meanwhile: list[Row] = []

    def look(_table: object, _states: object, _one: str, _now: object) -> list[object]:
        meanwhile.append(handler({"run": "second", "asked_by": "olga"}, None))
        return []

    with monkeypatch.context() as during:
        during.setattr(checks, "look", look)
        assert handler({"run": "run", "asked_by": "test"}, None)["looked_at"] == 1
    [second] = meanwhile
    assert (second["looked_at"], second["findings"]) == (0, [])
    assert "another run of the watchdog is at work" in second["note"]
    assert kept.kept(bank.table, "olga", "second") == (second, "")
    assert bank.watch() == [("NOT_STARTED", True)]  # the first has ended


@pytest.mark.parametrize("run", ["run", "another"])
def test_a_run_that_was_killed_keeps_the_next_ones_away_no_longer_than_it_could_work(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    """Also where the call that was killed is made again, with the same run."""
    bank.submit(execution=None)
    monkeypatch.setattr(lease, "give_back", lambda *_: None)
    handler({"run": "run", "asked_by": "test"}, None)
    bank.submit(execution=None)
    assert handler({"run": run, "asked_by": "test"}, None)["note"]
    monkeypatch.setattr(lease, "now", lambda: now() + timedelta(seconds=limits.TIMEOUT))
    assert [one["code"] for one in handler({"run": run, "asked_by": "test"}, None)["findings"]] == ["NOT_STARTED"]


def test_a_run_that_fails_lets_the_next_one_begin(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(bank.customers, "page", lambda *_: 1 / 0)
        with pytest.raises(InternalError):
            handler({"run": "run", "asked_by": "test"}, None)
    assert handler({"run": "run", "asked_by": "test"}, None)["note"] == ""


@pytest.mark.parametrize(("days", "is_told"), [(9.9, False), (10.1, True), (40, True)])
def test_a_failure_that_nobody_mends_is_told_once_some_days_before_a_redrive_is_taken_no_more(
    bank: Bank, days: float, is_told: bool
) -> None:
    since = timestamp(now() - timedelta(days=days))
    one = bank.submit("failed", "FAILED", updated_at=since)
    for _ in range(2):
        assert bank.watch() == ([("FAILED_FOR_LONG", False)] if is_told else [])
    assert len(bank.states.alerts) == int(is_told)
    if is_told:
        assert "kyc restart ID" in bank.states.alerts[0]["to_do"][0]
        assert "14 days" in bank.states.alerts[0]["to_do"][0]
        again = timestamp(now() - timedelta(days=11))
        bank.table.update(one, "META", {"updated_at": again})  # redriven, and failed anew
        assert (bank.watch(), len(bank.states.alerts)) == ([("FAILED_FOR_LONG", False)], 2)
    bank.table.update(one, "META", {"status": "running", "updated_at": timestamp()})
    bank.states.running[one] = "RUNNING"
    assert bank.watch() == []


def test_a_restart_that_nobody_started_is_started_under_its_own_name(bank: Bank) -> None:
    one = bank.submit("running", "FAILED", restarted_as="r")
    name = f"{one}_r2"
    bank.table.update(one, "META", {"restarted_as": name, "updated_at": timestamp()})
    assert bank.watch() == []  # whoever restarts it may still be at it
    bank.table.update(one, "META", {"updated_at": AN_HOUR_AGO})
    assert bank.watch() == [("NOT_STARTED", True)]
    assert bank.states.running[name] == "RUNNING"
    assert bank.table.meta(one).execution_arn == f"arn:execution:{name}"
    bank.states.running[name] = "FAILED"
    assert bank.watch() == [("EXECUTION_ENDED", True)]
    assert [row["item"] for row in bank.table.case(one).failures] == ["FAILURE#r2-watchdog"]
