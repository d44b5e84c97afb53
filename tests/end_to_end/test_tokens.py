"""The sign-in on the local cloud: ``kyc token`` signs in, applicants' tokens are KMS's, and nothing else counts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure import local_issuer
from lambdas.shared.access import applicant_tokens
from lambdas.shared.runtime import aws
from tests import tokens
from tests.end_to_end.conftest import Bank, Row, run
from tests.end_to_end.test_api import Client
from tests.forged import attacks
from tests.tokens import Signer


class Authorizer:
    """The function as API Gateway calls it."""

    def __init__(self, bank: Bank) -> None:
        self._client = bank.target.client("lambda")
        self.name = f"{bank.target.stack}-authorize-request"

    def ask(self, token: str) -> Row:
        answer = self._client.invoke(FunctionName=self.name, Payload=json.dumps(tokens.request(token)))
        found: Row = json.loads(answer["Payload"].read())
        return found

    @property
    def environment(self) -> dict[str, str]:
        found = self._client.get_function_configuration(FunctionName=self.name)
        return dict(found["Environment"]["Variables"])


@pytest.fixture
def authorizer(bank: Bank) -> Authorizer:
    return Authorizer(bank)


@pytest.fixture(scope="module")
def api(bank: Bank) -> Client:
    return Client(bank)


def token(*arguments: str) -> str:
    return run("-m", "backoffice", "token", *arguments).stdout.strip()


def test_a_token_of_the_local_issuer_signs_in_with_its_roles(authorizer: Authorizer) -> None:
    found = authorizer.ask(token("--role", "reviewer", "--user", "eva"))
    assert (found["principalId"], found["context"]["roles"]) == ("eva", "reviewer")
    assert tokens.lets(found["policyDocument"], "POST", "/reviews/next")
    assert not tokens.lets(found["policyDocument"], "POST", "/watchdog")


@pytest.fixture(scope="module")
def local(deployed: Row) -> Signer:
    """The local cloud's issuer, with its own key."""
    key, [public] = local_issuer.key(), local_issuer.key_set()["keys"]
    return Signer(local_issuer.NAME, local_issuer.AUDIENCE, {"P-256": (public["kid"], key)})


def test_the_forger_s_own_token_is_good(api: Client, local: Signer) -> None:
    assert api.send(local.token(), "GET", "/me").body["subject"] == "eva"


@pytest.mark.parametrize("attack", sorted({*attacks()} - {"white space"}))  # HTTP has no line break in a header
def test_an_attack_signs_nobody_in(api: Client, local: Signer, attack: str) -> None:
    forged, _ = attacks(local)[attack]
    answer = api.send(forged, "GET", "/me")
    assert answer.status == 401
    assert "eva" not in answer.text
    assert not forged or forged not in answer.text


@pytest.fixture
def kms(bank: Bank, authorizer: Authorizer) -> Iterator[None]:
    """The local cloud's KMS, as a function of the stack asks it."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv(applicant_tokens.KEY, authorizer.environment[applicant_tokens.KEY])
        changed.setattr(aws, "client", bank.target.client)
        yield


@pytest.mark.usefixtures("kms")
def test_an_applicant_s_token_reaches_its_application_and_no_other(authorizer: Authorizer) -> None:
    found: Any = authorizer.ask(applicant_tokens.issue("demo-1003"))
    assert found["context"]["application"] == "demo-1003"
    assert tokens.lets(found["policyDocument"], "POST", "/applications/demo-1003/documents")
    assert not tokens.lets(found["policyDocument"], "POST", "/applications/demo-1001/documents")
    assert not tokens.lets(found["policyDocument"], "GET", "/applications/demo-1003")
