"""Monitoring cases in the back office: beside the applications, decided with the same commands, and unblocked."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from backoffice import audit, views
from backoffice.direct import DirectOnboarding
from lambdas.shared.cases import facts
from lambdas.shared.onboardings.alerts import Alerts
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.errors import RequestRefused, UnknownApplication
from lambdas.shared.onboardings.records import export
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.decisions import DecisionRefused, NotAllowed
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.errors import Conflict
from tests.monitoring import Monitored, hit

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    made = Monitored(monkeypatch)
    monkeypatch.setattr("lambdas.shared.onboardings.executions.status", lambda *_: "RUNNING")
    monkeypatch.setattr("lambdas.shared.onboardings.executions.failed", lambda *_: set())
    return made


def office(bank: Monitored) -> DirectOnboarding:
    outputs = {"Stage": "local", "OnboardingStateMachineArn": "arn", "MonitoringAlertStateMachineArn": "arn"}
    documents = Documents("documents", "key", s3=None, rekognition=None)
    return DirectOnboarding(bank.states, outputs, bank.table, bank.customers, documents)


def staff(bank: Monitored, call: Callable[[str], Any]) -> Alerts:
    """Whoever calls the function, which does ``call``."""

    class Functions:
        def invoke(self, *, Payload: bytes, **_: Any) -> None:  # noqa: N803
            call(json.loads(Payload)["application_id"])

    return Alerts(bank.table, Functions(), "function")


def shown(found: Row) -> str:
    with views.console.capture() as captured:
        views.console.print(views.application(found))
    return captured.get()


def test_a_monitoring_case_is_listed_and_shown_beside_the_applications(bank: Monitored) -> None:
    bank.found(hit(), hit("un-2"))
    one = bank.cases[0].id
    bank.ask(one)
    rows = {row["application_id"]: row for row in office(bank).list()}
    assert (rows[one]["status"], rows[one]["customer_id"]) == ("awaiting_review", bank.id)
    assert rows[bank.of]["customer_id"] is None
    assert [row["application_id"] for row in office(bank).waiting("possible match")] == [one]
    found = office(bank).show(one)
    assert found["alert"]["hits"] == [
        {"entry_id": entry, "list_name": "OFAC SDN", "score": 0.93} for entry in ("ofac-1", "un-2")
    ]
    assert (found["account"]["iban"], found["submitted_by"], found["review"]["two_people"]) == ("DE1", "branch", True)
    text = shown(found)
    assert f"Customer   {bank.id}" in text
    assert "ofac-1 (OFAC SDN, 0.93), un-2 (OFAC SDN, 0.93)" in text
    assert "Report due" not in text


def test_it_is_decided_as_an_application_is(bank: Monitored) -> None:
    bank.found(hit())
    one = bank.cases[0].id
    bank.ask(one)
    told: Row = {"reason": "TRUE_MATCH", "evidence": office(bank).show(one)["evidence"]}
    with pytest.raises(NotAllowed, match="submitted the case"):
        office(bank).decide(one, "declined", reviewer="branch", **told)
    assert office(bank).decide(one, "declined", reviewer="eva", **told)["status"] == "pending"
    assert office(bank).decide(one, "declined", reviewer="max", senior=True, **told)["status"] == "decided"
    bank.settle(one)
    bank.block(one)
    found = office(bank).show(one)
    assert (found["status"], found["outcome"], found["blocks"]) == ("confirmed", "confirmed", [one])
    assert f"{found['alert']['report_due_on']}, not reported yet" in shown(found)
    assert office(bank).show(bank.of)["blocks"] == [one]
    assert f"Blocked by  {one}" in shown(office(bank).show(bank.of))


def test_a_hit_of_it_is_not_cleared_alone(bank: Monitored) -> None:
    bank.found(hit())
    one = bank.cases[0].id
    told: Row = {"reason": "FALSE_POSITIVE", "reviewer": "eva", "evidence": office(bank).show(one)["evidence"]}
    with pytest.raises(DecisionRefused, match=f"cleared as a whole, with: kyc review {one} --approve"):
        office(bank).clear_hit(one, "ofac-1", **told)


def test_nothing_of_it_is_for_the_customer(bank: Monitored) -> None:
    one = bank.confirmed()
    assert office(bank).explanation(bank.of)["told"] == "Your account is open."
    with pytest.raises(RequestRefused, match="of which the customer is told nothing"):
        office(bank).explanation(one)
    assert office(bank).documents_asked(one)["pictures"] == []


def test_somebody_says_that_it_was_reported(bank: Monitored) -> None:
    one = bank.confirmed()
    found = staff(bank, bank.unblock).reported(one, "BaFin-4711", "eva")
    assert (found["reference"], found["reported_by"]) == ("BaFin-4711", "eva")
    assert ", reported " in shown(office(bank).show(one))
    with pytest.raises(Conflict, match="has no report due"):
        staff(bank, bank.unblock).reported(bank.of, "BaFin-4711", "eva")
    with pytest.raises(UnknownApplication, match="no case has the id alert-0"):
        staff(bank, bank.unblock).reported("alert-0", "BaFin-4711", "eva")


def test_two_people_unblock_and_the_same_again_changes_nothing(bank: Monitored) -> None:
    one = bank.confirmed()
    told: Row = {"reason": "DELISTED", "evidence": office(bank).show(one)["evidence"]}
    found = staff(bank, bank.unblock)
    assert found.unblock(one, reviewer="eva", **told) == {"by": ["eva"], "decided": False, "unblocked": False}
    both = {"by": ["eva", "max"], "decided": True}
    for is_lifted in (False, True):  # core banking is asked, and answers
        assert found.unblock(one, reviewer="max", senior=True, **told) == both | {"unblocked": is_lifted}
    assert bank.journal() == ["opened", "active", "blocked", "released"]
    assert office(bank).show(one)["blocks"] == []


def test_what_core_banking_does_not_lift_is_said_and_goes_on_later(bank: Monitored) -> None:
    one = bank.confirmed()
    told: Row = {"reason": "DELISTED", "evidence": office(bank).show(one)["evidence"]}
    staff(bank, lambda _: None).unblock(one, reviewer="eva", **told)
    for _ in range(2):
        found = staff(bank, lambda _: None).unblock(one, reviewer="max", senior=True, **told)
        assert (found["decided"], found["unblocked"], bank.customers.blocks(bank.id)) == (True, False, [one])
    staff(bank, bank.unblock).unblock(one, reviewer="max", senior=True, **told)
    assert bank.customers.blocks(bank.id) == []


def test_the_record_of_a_monitoring_case_is_audited_as_any_other(bank: Monitored) -> None:
    one = bank.confirmed()
    exported = export(bank.table.case(one))
    assert audit.problems(exported) + list(facts.problems(bank.table.case(one))) == []
    answer = audit.answer(exported)
    assert (answer["outcome"], answer["reasons"]) == ("confirmed", ["TRUE_MATCH"])
    assert [person["reviewer"] for person in answer["people"]] == ["eva", "max"]


def test_who_edits_the_customer_or_the_outcome_is_found_out(bank: Monitored) -> None:
    one = bank.confirmed()
    for name, value in (("customer_id", "customer-other"), ("status", "cleared")):
        before = bank.table.rows[one, "META"][name]
        bank.table.rows[one, "META"][name] = value
        assert [name in problem for problem in facts.problems(bank.table.case(one))] == [True]
        bank.table.rows[one, "META"][name] = before


def test_each_choice_has_its_reasons() -> None:
    assert {choice: rules.reasons(choice, of_alert=True).keys() for choice in Choice} == {
        Choice.APPROVED: {"FALSE_POSITIVE"},
        Choice.DECLINED: {"TRUE_MATCH"},
        Choice.REQUEST_INFORMATION: set(),
    }
