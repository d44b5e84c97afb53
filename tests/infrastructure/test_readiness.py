"""Production is refused what could not work: one sentence for each thing that is missing."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infrastructure.project import KYC, Project
from infrastructure.readiness import FACE_LIVENESS, INVENTED_BANK_CODE, problems
from infrastructure.settings import Settings
from infrastructure.target import Target

STAFF = {"issuer": "https://login.bank.example", "audience": "kyc", "jwks_url": "https://login.bank.example/keys"}
READY: dict[str, Any] = {"identity": STAFF, "bank": {"sender": "kyc@bank.example", "bank_code": "37040044"}}
FILLED = {"url": "https://bureau.example", "key_id": "kyc", "key": "secret"}


class Stack:
    """CloudFormation and Secrets Manager of a stack with these secrets; None: there is no stack."""

    def __init__(self, secrets: dict[str, str] | None) -> None:
        self.secrets = secrets

    def describe_stack_resource(self, *, StackName: str, LogicalResourceId: str) -> dict[str, Any]:  # noqa: N803
        if self.secrets is None or LogicalResourceId not in self.secrets:
            message = f"Stack '{StackName}' does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStackResource")
        return {"StackResourceDetail": {"PhysicalResourceId": LogicalResourceId}}

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803
        return {"SecretString": (self.secrets or {})[SecretId]}


def missing(
    settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    region: str = "eu-west-1",
    secrets: dict[str, str] | None = None,
    project: Project = KYC,
) -> list[str]:
    monkeypatch.setattr(Target, "client", lambda _self, _service: Stack(secrets))
    return problems(project.with_settings(Settings.of(settings)), Target("aws", region=region))


def test_a_bank_that_has_set_all_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing(READY, monkeypatch) == []
    assert missing(READY, monkeypatch, secrets={"AddressBureauAccess": json.dumps(FILLED)}) == []


def test_the_defaults_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = missing({}, monkeypatch, region="eu-central-1", secrets={"AddressBureauAccess": '{"url": ""}'})
    assert [problem.split()[0] for problem in found] == [
        "bank.sender",
        "identity.issuer",
        "bank.bank_code",
        "regions.liveness",
        "providers.address_bureau:",
    ]
    assert INVENTED_BANK_CODE in found[2]
    assert FACE_LIVENESS[0] in found[3]
    assert "put-secret-value --secret-id AddressBureauAccess" in found[4]


@pytest.mark.parametrize(
    ("settings", "region", "problem"),
    [
        ({"bank": READY["bank"] | {"iban_country": "US"}}, "eu-west-1", "make no IBAN"),
        ({"bank": READY["bank"] | {"bank_code": "3704"}}, "eu-west-1", "make no IBAN"),
        (
            {"bank": READY["bank"] | {"iban_country": "AT", "bank_code": "19043"}},
            "eu-west-1",
            "no check of account numbers at bank 19043 is known",
        ),
        (READY | {"providers": {"news_search": "other"}}, "eu-west-1", "must be one of off, gdelt"),
        (
            READY | {"providers": {"notifier": "acme.mail:Mail"}},
            "eu-west-1",
            "not among the project's packages: lambdas",
        ),
        (READY | {"providers": {"notifier": "lambdas.nowhere:Mail"}}, "eu-west-1", "no module lambdas.nowhere"),
        (READY | {"identity": STAFF | {"audience": ""}}, "eu-west-1", "identity.audience is empty"),
        (
            READY | {"identity": STAFF | {"jwks_url": ""}},
            "eu-west-1",
            "the jwks_uri in https://login.bank.example/.well-known/openid-configuration",
        ),
        (READY, "eu-north-1", "eu-north-1 has no textract"),
        (READY | {"regions": {"liveness": "eu-north-1"}}, "eu-central-1", "eu-north-1 has no Amazon Rekognition"),
        (READY | {"watchlists": {"addresses": {"sdn.cvs": "https://mirror"}}}, "eu-west-1", "sdn.cvs is no file of"),
    ],
)
def test_what_could_not_work_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], region: str, problem: str
) -> None:
    assert any(problem in found for found in missing(settings, monkeypatch, region=region))


def test_a_user_pool_of_the_stack_s_own_needs_no_other_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing(READY | {"identity": {"issuer": "cognito"}}, monkeypatch) == []


def test_a_liveness_region_of_its_own_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing(READY | {"regions": {"liveness": "eu-west-1"}}, monkeypatch, region="eu-central-1") == []


@pytest.mark.parametrize("text", ["", "{}", "[]", "not JSON", '{"url": "https://b", "key_id": "", "key": "x"}'])
def test_a_secret_that_is_not_filled(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    [problem] = missing(READY, monkeypatch, secrets={"AddressBureauAccess": text})
    assert "the secret AddressBureauAccess is empty" in problem


def test_who_may_not_read_a_secret_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any, **__: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue")

    monkeypatch.setattr(Stack, "get_secret_value", denied)
    [problem] = missing(READY, monkeypatch, secrets={"AddressBureauAccess": json.dumps(FILLED)})
    assert "whether the secret AddressBureauAccess is filled cannot be seen" in problem


def test_a_secret_that_no_chosen_adapter_needs_may_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"AddressBureauAccess": json.dumps(FILLED), "CoreBankingAccess": ""}
    assert missing(READY, monkeypatch, secrets=secrets) == []
    settings = READY | {"providers": {"core_banking": "http"}}
    assert len(missing(settings, monkeypatch, secrets=secrets)) == 1
