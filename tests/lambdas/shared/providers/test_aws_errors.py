"""No error that a service documents is left to chance, and no message carries what AWS said."""

from typing import Any

import botocore.session
import pytest
from botocore import exceptions, parsers
from botocore.config import Config
from botocore.stub import Stubber

from lambdas.shared.providers.aws_errors import COMMON, NO_ANSWER, OPERATIONS, UNUSABLE, answer
from lambdas.shared.runtime import errors
from tests.lambdas.shared.providers.loopback import Loopback, Reply
from tests.lambdas.shared.providers.stubs import fail, stubbed

SERVICES = {"AnalyzeID": "textract", "DetectDocumentText": "textract", "SendEmail": "sesv2"}
SESSION = "11111111-2222-4333-8444-555555555555"
DOCUMENT: dict[str, Any] = {"S3Object": {"Bucket": "bucket", "Name": "key", "Version": "1"}}
REQUESTS: dict[str, dict[str, Any]] = {
    "AnalyzeID": {"DocumentPages": [DOCUMENT]},
    "DetectDocumentText": {"Document": DOCUMENT},
    "DetectFaces": {"Image": DOCUMENT},
    "CompareFaces": {"SourceImage": DOCUMENT, "TargetImage": DOCUMENT},
    "GetFaceLivenessSessionResults": {"SessionId": SESSION},
    "CreateFaceLivenessSession": {},
    "SendEmail": {"Content": {}},
}
METHODS = {
    "AnalyzeID": "analyze_id",
    "DetectDocumentText": "detect_document_text",
    "DetectFaces": "detect_faces",
    "CompareFaces": "compare_faces",
    "GetFaceLivenessSessionResults": "get_face_liveness_session_results",
    "CreateFaceLivenessSession": "create_face_liveness_session",
    "SendEmail": "send_email",
}


def ask(stub: Stubber, operation: str) -> dict[str, Any] | None:
    return answer(getattr(stub.client, METHODS[operation]), **REQUESTS[operation])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_documented_error_has_a_meaning(operation: str) -> None:
    model = botocore.session.get_session().get_service_model(SERVICES.get(operation, "rekognition"))
    documented = {shape.name for shape in model.operation_model(operation).error_shapes}
    assert documented
    assert documented <= OPERATIONS[operation].keys()


@pytest.mark.parametrize(("operation", "code"), [(name, code) for name in OPERATIONS for code in OPERATIONS[name]])
def test_each_code_is_what_the_table_says(monkeypatch: pytest.MonkeyPatch, operation: str, code: str) -> None:
    meaning = OPERATIONS[operation][code]
    with stubbed(SERVICES.get(operation, "rekognition"), monkeypatch) as stub:
        fail(stub, METHODS[operation], code)
        if meaning is UNUSABLE:
            assert ask(stub, operation) is None
            return
        with pytest.raises(errors.KycError) as raised:
            ask(stub, operation)
    assert type(raised.value) is meaning
    assert str(raised.value) == f"{operation}: {code}"


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("BadDocumentException", UNUSABLE),
        ("InvalidParameterException", errors.ProviderRejected),
        ("InvalidS3ObjectException", errors.NotConfigured),
        ("AccessDeniedException", errors.NotConfigured),
        ("ExpiredTokenException", errors.ProviderUnavailable),
        ("ProvisionedThroughputExceededException", errors.Throttled),
        ("InternalServerError", errors.ProviderUnavailable),
    ],
)
def test_the_meanings_that_matter_most(code: str, meaning: type[Exception] | None) -> None:
    assert OPERATIONS["AnalyzeID"][code] is meaning
    assert OPERATIONS["DetectDocumentText"][code] is meaning


@pytest.mark.parametrize(
    ("code", "status", "raised"),
    [
        ("BrandNewException", 400, errors.InternalError),
        ("BrandNewException", 503, errors.ProviderUnavailable),
        ("503", 503, errors.ProviderUnavailable),
        ("RequestTimeout", 400, errors.ProviderUnavailable),
        ("TooManyRequestsException", 429, errors.Throttled),
    ],
)
def test_an_undocumented_code_is_judged_by_its_family(
    monkeypatch: pytest.MonkeyPatch, code: str, status: int, raised: type[Exception]
) -> None:
    assert code not in COMMON
    with stubbed("textract", monkeypatch) as stub:
        fail(stub, "analyze_id", code, status)
        with pytest.raises(errors.KycError) as said:
            ask(stub, "AnalyzeID")
    assert type(said.value) is raised
    assert str(said.value) == f"AnalyzeID: {code}"


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (exceptions.ReadTimeoutError(endpoint_url="https://x"), errors.ProviderUnavailable),
        (exceptions.ConnectTimeoutError(endpoint_url="https://x"), errors.ProviderUnavailable),
        (exceptions.EndpointConnectionError(endpoint_url="https://x"), errors.ProviderUnavailable),
        (exceptions.ConnectionClosedError(endpoint_url="https://x"), errors.ProviderUnavailable),
        (exceptions.SSLError(endpoint_url="https://x", error="bad"), errors.ProviderUnavailable),
        (exceptions.HTTPClientError(error="MARKED-DATA"), errors.ProviderUnavailable),
        (exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2), errors.ProviderUnavailable),
        (parsers.ResponseParserError("MARKED-DATA"), errors.ProviderUnavailable),
        (exceptions.CredentialRetrievalError(provider="x", error_msg="y"), errors.ProviderUnavailable),
        (exceptions.NoCredentialsError(), errors.NotConfigured),
        (exceptions.PartialCredentialsError(provider="x", cred_var="y"), errors.NotConfigured),
        (exceptions.NoRegionError(), errors.NotConfigured),
        (exceptions.ParamValidationError(report="MARKED-DATA"), errors.InternalError),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_without_an_answer_the_exception_says_whether_to_try_again(error: Exception, raised: type[Exception]) -> None:
    def detect_faces() -> dict[str, Any]:
        raise error

    with pytest.raises(errors.KycError) as said:
        answer(detect_faces)
    assert type(said.value) is raised
    assert str(said.value) == f"detect_faces: {type(error).__name__}"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Reply(silent=True), "ReadTimeoutError"),
        (Reply(body=b'{"Face', promised=100), "ConnectionClosedError"),
        (Reply(body=b"MARKED-DATA"), "outside the contract"),
        (Reply(502, b"<html>MARKED-DATA</html>"), "502"),
    ],
    ids=["silent", "cut off", "garbage", "gateway"],
)
def test_a_service_that_breaks_off_is_unavailable(server: Loopback, made: Reply, said: str) -> None:
    server.answer = lambda _request: made
    seconds = made.limits
    config = Config(read_timeout=seconds.read, connect_timeout=seconds.connect, retries={"total_max_attempts": 1})
    client = botocore.session.get_session().create_client(
        "rekognition",
        region_name="eu-west-1",
        endpoint_url=server.url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=config,
    )
    with pytest.raises(errors.ProviderUnavailable, match=said) as error:
        answer(client.detect_faces, **REQUESTS["DetectFaces"])
    assert "MARKED" not in str(error.value)
    client.close()


def test_the_last_line_of_the_table_fits_everything() -> None:
    assert NO_ANSWER[-1][0] is Exception


def test_an_answer_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with stubbed("rekognition", monkeypatch) as stub:
        stub.add_response("create_face_liveness_session", {"SessionId": SESSION}, {})
        assert (ask(stub, "CreateFaceLivenessSession") or {})["SessionId"] == SESSION
