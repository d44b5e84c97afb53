"""What the client refuses before anything is stored."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from backoffice.client import Documents, Onboarding
from backoffice.errors import BackOfficeError, InvalidApplication, NotWaiting, UnknownApplication, UnusableFile
from tests.applications import application
from tests.memory import MemoryOnboarding

SESSION = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def rekognition() -> Any:
    return boto3.client("rekognition", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")


def office(table: MemoryOnboarding, rekognition: Any = None, stage: str = "local") -> Onboarding:
    documents = Documents("documents", "key-1", s3=None, rekognition=rekognition)
    outputs = {"Stage": stage, "OnboardingStateMachineArn": "arn"}
    return Onboarding(SimpleNamespace(), outputs, table, SimpleNamespace(), documents)  # type: ignore[arg-type]


def test_production_takes_no_test_values() -> None:
    with pytest.raises(InvalidApplication, match="this is production"):
        office(MemoryOnboarding(), stage="production").submit(application(sandbox={}))


def test_a_liveness_session_is_kept_with_the_attempt_it_is_for(rekognition: Any) -> None:
    table = MemoryOnboarding()
    one = table.submit(application(), status="awaiting_documents", awaits=2)["application_id"]
    with Stubber(rekognition) as stub:
        stub.add_response("create_face_liveness_session", {"SessionId": SESSION})
        assert office(table, rekognition).liveness_session(one) == SESSION
    assert [row["session_id"] for row in table.starting(one, "LIVENESS#002#")] == [SESSION]


def test_liveness_is_not_simulated() -> None:
    table = MemoryOnboarding()
    one = table.submit(application())["application_id"]
    with pytest.raises(BackOfficeError, match=r"sandbox's face\.liveness"):
        office(table).liveness_session(one)


@pytest.mark.parametrize("given", ["", "a" * 3000, "demo-1\n", "#", "demo/1"])
def test_an_id_that_no_application_has_is_not_looked_for(given: str) -> None:
    nowhere = office(MemoryOnboarding())
    for ask in (nowhere.show, nowhere.audit, nowhere.liveness_session):
        with pytest.raises(UnknownApplication, match="cannot be an application's id: the bank's own reference"):
            ask(given)
    with pytest.raises(UnknownApplication):
        nowhere.clear_hit(given, "ofac-1", reason="other", reviewer="eva")


@pytest.mark.parametrize(("reason", "reviewer"), [("", "eva"), (" ", "eva"), ("another birth place", " ")])
def test_a_hit_is_cleared_with_a_reason_by_a_person(reason: str, reviewer: str) -> None:
    with pytest.raises(BackOfficeError, match="with a reason and by a person"):
        office(MemoryOnboarding()).clear_hit("demo-1", "ofac-1", reason=reason, reviewer=reviewer)


def test_a_picture_without_end_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(10**12)  # takes no room on the disk
    with pytest.raises(UnusableFile, match=r"large\.jpg is too large: give a file of at most 10,"):
        office(MemoryOnboarding()).upload("demo-1", {"selfie": large})


def test_a_decided_application_needs_no_selfie(rekognition: Any) -> None:
    table = MemoryOnboarding()
    one = table.submit(application(), status="declined")["application_id"]
    with pytest.raises(NotWaiting, match="it is declined"):
        office(table, rekognition).liveness_session(one)
    with pytest.raises(UnknownApplication):
        office(table, rekognition).liveness_session("nobody-1")
