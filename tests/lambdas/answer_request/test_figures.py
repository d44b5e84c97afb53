"""What the figures count, and where they stop."""

from datetime import timedelta
from typing import Any

import pytest

from lambdas.shared.access.roles import Role
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.onboardings import figures
from lambdas.shared.runtime.clock import now, timestamp
from tests.api import Api
from tests.applications import application
from tests.monitoring import hit

MATCH = ("POSSIBLE_SANCTIONS_MATCH",)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    return Api(monkeypatch, "token")


def ago(**time: float) -> str:
    return timestamp(now() - timedelta(**time))


def read(api: Api, **query: str) -> Any:
    return api.call("GET", "/figures", "ada", Role.AUDITOR, query=query).body


def reviewed(api: Api, *hits: dict[str, Any], asked: float = 1, hours: float = 48, **changes: Any) -> str:
    """An application that reviewers were asked about so many hours ago, with these hits."""
    times = {"asked_at": ago(hours=asked), "due_at": ago(hours=asked - hours)}
    one = api.under_review(application(), **times | changes)
    found = Evidence({"verdict": "review", "reasons": []}, details={"person": "0" * 64, "hits": [*hits]})
    api.table.add_evidence(one, "screen_sanctions", "run", found, timestamp())
    api.table.update(one, "META", {"queue": changes.get("queue", "possible match")})
    return one


def test_applications_are_counted_by_outcome_as_far_back_as_asked(api: Api) -> None:
    made = [str(api.submit(application()).body["application_id"]) for _ in range(4)]
    for one, status in zip(made, ("onboarded", "onboarded", "declined", "declined"), strict=True):
        api.table.update(one, "META", {"status": status})
    api.table.update(made[-1], "META", {"submitted_at": ago(days=8)})
    week, default = read(api, days="7"), read(api)
    assert (week["outcomes"]["onboarded"], week["outcomes"]["declined"], week["applications"]) == (2, 1, 3)
    assert (default["outcomes"]["declined"], default["complete"]) == (2, True)


def test_what_waits_is_counted_by_queue_and_age_whenever_it_was_submitted(api: Api) -> None:
    for queue, days in (("possible match", 0.5), ("possible match", 2), ("senior", 5), ("senior", 50)):
        api.table.update(reviewed(api, queue=queue), "META", {"submitted_at": ago(days=days)})
    assert read(api, days="1")["waiting"] == [
        {"queue": "possible match", "under_1_day": 1, "under_3_days": 1, "under_7_days": 0, "older": 0},
        {"queue": "senior", "under_1_day": 0, "under_3_days": 0, "under_7_days": 1, "older": 1},
    ]


def test_a_queue_has_its_times_from_the_first_request_to_the_decision(api: Api) -> None:
    for asked in (*range(1, 10), 60):
        api.decide(reviewed(api, asked=asked), "eva")
    reviewed(api, asked=50)
    escalated = reviewed(api, asked=100, queue="identity doubt")
    api.table.ask_reviewers(
        escalated, queue="senior", task_token="another", asked_at=ago(hours=1), due_at=ago(hours=-9)
    )
    doubt, match = read(api)["queues"]
    assert doubt == {
        "queue": "identity doubt", "decided": 0, "median_seconds": None, "p90_seconds": None, "in_time": 0, "late": 1
    }  # fmt: skip
    assert (match["queue"], match["decided"], match["in_time"], match["late"]) == ("possible match", 10, 9, 2)
    assert match["median_seconds"] == pytest.approx(5.5 * 3600, abs=60)
    assert match["p90_seconds"] == pytest.approx(9 * 3600, abs=60)


def test_hits_are_counted_by_list_and_score_and_what_they_turned_out_to_be(api: Api) -> None:
    strong, weak = hit(score=0.99), hit("eu-1", list_name="EU", score=0.86)
    used = {"by": ["ines"], "principals": ["token:ines"]}
    before = hit("eu-2", list_name="EU", score=0.86, remembered=True, cleared=used)
    false = reviewed(api, strong, weak, before, reasons=MATCH)
    true, _open, _other = (reviewed(api, strong, reasons=why) for why in (MATCH, MATCH, ("ADDRESS_UNKNOWN",)))
    assert api.decide(false, "eva", reason="FALSE_POSITIVE").body["status"] == "decided"
    for subject, role in (("eva", Role.REVIEWER), ("max", Role.SENIOR_REVIEWER)):
        api.decide(true, subject, role, decision="declined", reason="TRUE_MATCH")
    assert read(api)["alerts"] == [
        {"list_name": "EU", "score_from": 0.85, "alerts": 1, "false_positives": 1, "true_matches": 0},
        {"list_name": "OFAC SDN", "score_from": 0.95, "alerts": 3, "false_positives": 1, "true_matches": 1},
    ]


def test_that_more_was_there_than_is_read_is_said(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        reviewed(api)
    monkeypatch.setattr(figures, "_MOST_CASES", 2)
    found = read(api)
    assert (found["complete"], found["applications"], found["cases"]) == (False, 3, 2)
    monkeypatch.setattr(figures, "_MOST_CASES", 3)
    assert read(api)["complete"]
    monkeypatch.setattr(figures, "_PAGE", 1)
    monkeypatch.setattr(figures, "_MOST", 2)
    found = read(api)
    assert (found["complete"], found["applications"]) == (False, 2)


def test_figures_are_of_1_to_90_days_and_of_auditors_and_operators(api: Api) -> None:
    for days in ("0", "91", "-1", "1.5", "007"):
        assert api.call("GET", "/figures", "ada", Role.AUDITOR, query={"days": days}).status == 422
    assert api.call("GET", "/figures", "olga", Role.OPERATOR, query={"days": "90"}).status == 200
    assert api.call("GET", "/figures", "eva", Role.REVIEWER).status == 403
