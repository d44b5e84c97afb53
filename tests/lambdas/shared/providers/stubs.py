"""Real botocore clients whose answers are a test's: requests and answers are checked against the service's model."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber

from lambdas.shared.documents.pictures import Scan
from lambdas.shared.runtime import aws

APPLICATION_ID = "app-1"


def scan(kind: str, media_type: str = "image/jpeg") -> Scan:
    return Scan("documents", f"{APPLICATION_ID}/001/{kind}", "v1", media_type)


def s3_object(kind: str) -> dict[str, Any]:
    """The place of ``scan(kind)`` in a request."""
    return {"S3Object": {"Bucket": "documents", "Name": f"{APPLICATION_ID}/001/{kind}", "Version": "v1"}}


@contextmanager
def stubbed(service: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """The service's client for the code under test; at the end every answer must have been asked for."""
    monkeypatch.setattr(aws, "client", lambda name, _region=None: {service: _client(service)}[name])
    with Stubber(_client(service)) as stub:
        yield stub
        stub.assert_no_pending_responses()


@cache
def _client(service: str) -> Any:
    """Made once, because it takes a quarter of a second; it never connects."""
    return botocore.session.get_session().create_client(
        service, region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


def fail(stub: Stubber, operation: str, code: str, status: int = 400) -> None:
    """The operation fails with this code; its message has an applicant's data in it, as AWS's may."""
    stub.add_client_error(operation, code, "MARKED-DATA", http_status_code=status)
