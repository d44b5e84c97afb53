"""What the client refuses before anything is stored."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from backoffice.client import Documents, Onboarding
from backoffice.errors import BackOfficeError, InvalidApplication, NotWaiting, UnknownApplication
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
    one = table.put(application(), status="awaiting_documents", awaits=2)["application_id"]
    with Stubber(rekognition) as stub:
        stub.add_response("create_face_liveness_session", {"SessionId": SESSION})
        assert office(table, rekognition).liveness_session(one) == SESSION
    assert [row["session_id"] for row in table.starting(one, "LIVENESS#002#")] == [SESSION]


def test_liveness_is_not_simulated() -> None:
    table = MemoryOnboarding()
    one = table.put(application())["application_id"]
    with pytest.raises(BackOfficeError, match=r"sandbox's face\.liveness"):
        office(table).liveness_session(one)


def test_a_decided_application_needs_no_selfie(rekognition: Any) -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status="declined")["application_id"]
    with pytest.raises(NotWaiting, match="it is declined"):
        office(table, rekognition).liveness_session(one)
    with pytest.raises(UnknownApplication):
        office(table, rekognition).liveness_session("nobody-1")
