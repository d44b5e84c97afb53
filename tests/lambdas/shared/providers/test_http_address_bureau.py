"""The address bureau's contract, kept by a bureau on a real server and broken in every way that matters."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.providers.address_bureau.http import SETTING, HttpAddressBureau
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.runtime import aws, errors, secrets
from tests.applications import application
from tests.lambdas.shared.providers.loopback import KEY, KEY_ID, PATIENT, Bureau, Loopback, reply, serving
from tests.lambdas.shared.providers.stubs import fail, stubbed

Row = dict[str, Any]
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")


def connect(monkeypatch: pytest.MonkeyPatch, url: str, key: str = KEY) -> HttpAddressBureau:
    """The adapter, whose secret says that the bureau is there."""
    monkeypatch.setattr(secrets, "connection", lambda setting: {SETTING: secrets.Connection(url, KEY_ID, key)}[setting])
    return HttpAddressBureau(PATIENT)


@pytest.fixture
def bureau(server: Loopback) -> Bureau:
    server.answer = made = Bureau()
    return made


@pytest.fixture
def adapter(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> HttpAddressBureau:
    return connect(monkeypatch, server.url)


@pytest.mark.parametrize("result", ["confirmed", "moved", "unknown"])
def test_a_check_is_asked_for_and_answered_later(bureau: Bureau, adapter: HttpAddressBureau, result: str) -> None:
    bureau.result = result
    made = application()
    reference, wait_seconds = adapter.request(made)
    assert wait_seconds == 60
    assert adapter.poll(made, reference, 1) == LateAnswer(None, 60)
    assert adapter.poll(made, reference, 2) == LateAnswer(result, 0)


def test_the_bureau_is_told_what_it_needs_and_no_more(bureau: Bureau, adapter: HttpAddressBureau) -> None:
    made = application()
    reference, _ = adapter.request(made)
    applicant = made["applicant"]
    assert bureau.checks[reference] == {
        "reference": reference,
        "name": {"given_names": applicant["given_names"], "family_name": applicant["family_name"]},
        "birth_date": applicant["birth_date"],
        "address": applicant["address"],
    }


def test_a_person_without_given_names_has_none(bureau: Bureau, adapter: HttpAddressBureau) -> None:
    made = application()
    del made["applicant"]["given_names"]
    reference, _ = adapter.request(made)
    assert bureau.checks[reference]["name"] == {"family_name": made["applicant"]["family_name"]}


def test_the_same_application_is_one_check(bureau: Bureau, adapter: HttpAddressBureau) -> None:
    made = application()
    rewritten = made | {
        "applicant": made["applicant"] | {"address": dict(reversed(made["applicant"]["address"].items()))}
    }
    assert adapter.request(made) == adapter.request(rewritten)
    assert len(bureau.checks) == 1


def changed(**changes: Any) -> Any:
    made = application()
    made["application_id"] = "app-1"
    made["applicant"] |= {"family_name": "Sample"} | changes
    return made


@pytest.mark.parametrize(
    "changes",
    [
        {"family_name": "Muster"},
        {"given_names": "Other"},
        {"birth_date": "1990-01-01"},
        {"address": {"lines": ["Elsewhere 1"], "city": "Berlin", "country": "DEU"}},
    ],
)
def test_a_corrected_application_is_asked_anew(bureau: Bureau, adapter: HttpAddressBureau, changes: Row) -> None:
    assert adapter.request(changed())[0] == adapter.request(changed(email="other@example.com"))[0]
    assert adapter.request(changed())[0] != adapter.request(changed(**changes))[0]
    assert len(bureau.checks) == 2


def test_another_application_of_the_same_person_is_another_check(bureau: Bureau, adapter: HttpAddressBureau) -> None:
    other = changed() | {"application_id": "app-2"}
    assert adapter.request(changed())[0] != adapter.request(other)[0]


def test_a_reference_is_an_id_that_says_nothing_without_the_key(
    server: Loopback, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, _ = connect(monkeypatch, server.url).request(changed())
    assert ID.fullmatch(reference)
    server.answer = lambda request: reply(
        {"reference": json.loads(request.body)["reference"], "retry_after_seconds": 9}
    )
    assert connect(monkeypatch, server.url, "another key").request(changed())[0] != reference


def test_the_bureaus_hint_is_passed_on(bureau: Bureau, adapter: HttpAddressBureau) -> None:
    bureau.retry_after_seconds = 86_400
    made = application()
    reference, wait_seconds = adapter.request(made)
    assert wait_seconds == 86_400
    assert adapter.poll(made, reference, 1).wait_seconds == 86_400


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (400, errors.ProviderRejected),
        (401, errors.NotConfigured),
        (404, errors.ProviderRejected),
        (429, errors.Throttled),
        (503, errors.ProviderUnavailable),
    ],
)
def test_statuses_are_errors_of_ours(
    server: Loopback, adapter: HttpAddressBureau, status: int, raised: type[Exception]
) -> None:
    server.answer = lambda _request: reply({}, status)
    with pytest.raises(raised):
        adapter.request(application())
    with pytest.raises(raised):
        adapter.poll(application(), "ref", 1)


def test_a_wrong_key_is_for_operators(server: Loopback, bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.NotConfigured, match="401"):
        connect(monkeypatch, server.url, "another key").request(application())


def test_an_unknown_reference_is_refused(bureau: Bureau, adapter: HttpAddressBureau) -> None:
    with pytest.raises(errors.ProviderRejected, match="404"):
        adapter.poll(application(), "never-asked", 1)


def test_a_reference_is_no_path(server: Loopback, bureau: Bureau, adapter: HttpAddressBureau) -> None:
    with pytest.raises(errors.ProviderRejected):
        adapter.poll(application(), "../other?x=1", 1)
    assert server.requests[-1].path == "/v1/address-checks/..%2Fother%3Fx%3D1"


@pytest.mark.parametrize("answer", [{}, {"reference": None}, {"reference": "another"}, {"reference": ["another"]}])
def test_a_receipt_for_another_check_is_none(server: Loopback, adapter: HttpAddressBureau, answer: Row) -> None:
    server.answer = lambda _request: reply(answer | {"retry_after_seconds": 60}, 202)
    with pytest.raises(errors.ProviderUnavailable, match=r"contract: reference$"):
        adapter.request(application())


@pytest.mark.parametrize("hint", [None, "60", 1.5, True, [60], {}])
def test_a_hint_is_a_number_of_seconds(bureau: Bureau, adapter: HttpAddressBureau, hint: Any) -> None:
    bureau.retry_after_seconds = hint
    with pytest.raises(errors.ProviderUnavailable, match=r"contract: retry_after_seconds$"):
        adapter.request(application())


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "status"),
        ({"status": "MARKED-DATA"}, "status"),
        ({"status": ["answered"]}, "status"),
        ({"status": "answered"}, "result"),
        ({"status": "answered", "result": "MARKED-DATA"}, "result"),
        ({"status": "answered", "result": ["confirmed"]}, "result"),
        ({"status": "answered", "result": {}}, "result"),
        ({"status": "pending"}, "retry_after_seconds"),
    ],
)
def test_an_answer_outside_the_contract_is_none(
    server: Loopback, adapter: HttpAddressBureau, answer: Row, field: str
) -> None:
    server.answer = lambda _request: reply(answer)
    with pytest.raises(errors.ProviderUnavailable, match=f"contract: {field}$"):
        adapter.poll(application(), "ref", 1)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Loopback]:
    """A server for many examples."""
    with serving() as made:
        yield made


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["pending", "answered", "else"]) | JSON_VALUES,
        "result": st.sampled_from(["confirmed", "moved", "unknown"]) | JSON_VALUES,
        "retry_after_seconds": st.integers() | JSON_VALUES,
    },
)


@given(NEARLY | JSON_VALUES)
def test_any_answer_is_an_answer_or_an_error_of_ours(lasting: Loopback, said: Any) -> None:
    lasting.answer = lambda _request: reply(said)
    with pytest.MonkeyPatch.context() as monkeypatch:
        try:
            answer = connect(monkeypatch, lasting.url).poll(application(), "ref", 1)
        except errors.KycError:
            return
    assert answer.answer in (None, "confirmed", "moved", "unknown")
    assert isinstance(answer.wait_seconds, int)


class Clock:
    """time.monotonic, as a test sets it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("lambdas.shared.runtime.secrets.time", SimpleNamespace(monotonic=made))
    monkeypatch.setattr(secrets, "_read", {})
    monkeypatch.setenv(SETTING, "kyc/address-bureau")
    return made


@pytest.fixture
def vault(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    with stubbed("secretsmanager", monkeypatch) as stub:
        yield stub


def holds(vault: Stubber, text: str) -> None:
    answer = {"Name": "kyc/address-bureau", "SecretString": text}
    vault.add_response("get_secret_value", answer, {"SecretId": "kyc/address-bureau"})


def settings_of(**changes: Any) -> str:
    return json.dumps({"url": "https://bureau.example", "key_id": KEY_ID, "key": KEY} | changes)


def test_a_rotated_key_arrives_within_five_minutes(vault: Stubber, clock: Clock) -> None:
    holds(vault, settings_of())
    assert secrets.connection(SETTING) == secrets.Connection("https://bureau.example", KEY_ID, KEY)
    clock.now += secrets.FRESH_SECONDS - 1
    assert secrets.connection(SETTING).key_id == KEY_ID
    holds(vault, settings_of(key_id="bank-2"))
    clock.now += 1
    assert secrets.connection(SETTING).key_id == "bank-2"


def test_a_key_is_not_shown(vault: Stubber) -> None:
    holds(vault, settings_of(more="is ignored"))
    assert KEY not in repr(secrets.connection(SETTING))


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "not JSON",
        "null",
        "[]",
        '"text"',
        "{}",
        '{"url": "https://bureau.example"}',
        settings_of(url=""),
        settings_of(key=""),
        settings_of(key_id=None),
        settings_of(key=["k"]),
    ],
)
def test_a_secret_that_is_not_filled_in_says_what_to_put_where(vault: Stubber, text: str) -> None:
    holds(vault, text)
    with pytest.raises(errors.NotConfigured, match=f'"url": "https://.*"key_id".*"key".*{SETTING}'):
        HttpAddressBureau().request(application())


def test_a_secret_of_bytes_is_not_filled_in(vault: Stubber) -> None:
    vault.add_response("get_secret_value", {"SecretBinary": b"{}"}, {"SecretId": "kyc/address-bureau"})
    with pytest.raises(errors.NotConfigured, match=SETTING):
        secrets.connection(SETTING)


@pytest.mark.parametrize("url", ["http://bureau.example", "bureau.example"])
def test_an_address_without_encryption_says_what_to_put_where(vault: Stubber, url: str) -> None:
    holds(vault, settings_of(url=url))
    with pytest.raises(errors.NotConfigured, match=f"{SETTING} names, url must be https://"):
        HttpAddressBureau().poll(application(), "ref", 1)


@pytest.mark.parametrize("name", ["", None])
def test_without_the_secrets_name_it_is_not_configured(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    monkeypatch.delenv(SETTING) if name is None else monkeypatch.setenv(SETTING, name)
    with pytest.raises(errors.NotConfigured, match=SETTING):
        HttpAddressBureau().request(application())


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("ResourceNotFoundException", errors.NotConfigured),
        ("AccessDeniedException", errors.NotConfigured),
        ("DecryptionFailure", errors.NotConfigured),
        ("InvalidRequestException", errors.NotConfigured),
        ("ThrottlingException", errors.Throttled),
        ("InternalServiceError", errors.StoreUnavailable),
        ("InvalidParameterException", errors.InternalError),
    ],
)
def test_a_vault_that_fails_is_an_error_of_ours(vault: Stubber, code: str, raised: type[Exception]) -> None:
    fail(vault, "get_secret_value", code, 500 if raised is errors.StoreUnavailable else 400)
    with pytest.raises(raised, match=code) as said:
        secrets.connection(SETTING)
    assert "MARKED" not in str(said.value)


def test_every_documented_error_of_the_vault_is_known() -> None:
    model = botocore.session.get_session().get_service_model("secretsmanager").operation_model("GetSecretValue")
    known = {"ResourceNotFoundException", "DecryptionFailure", "InvalidRequestException"}
    known |= {"InternalServiceError", "InvalidParameterException"}
    assert {shape.name for shape in model.error_shapes} <= known


def test_the_fingerprints_key_is_read_once(vault: Stubber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_KEY_SECRET", "identity")
    secrets.identity_key.cache_clear()
    vault.add_response("get_secret_value", {"SecretString": "key"}, {"SecretId": "identity"})
    assert secrets.identity_key() == secrets.identity_key() == b"key"
    secrets.identity_key.cache_clear()
    assert aws.client("secretsmanager") is vault.client
