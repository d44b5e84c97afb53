"""The authorizer on the local cloud: ``kyc token`` signs in, applicants' tokens are KMS's, and nothing else counts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.shared.access import applicant_tokens
from lambdas.shared.runtime import aws
from tests import tokens
from tests.end_to_end.conftest import Bank, Row, run


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


def token(*arguments: str) -> str:
    return run("-m", "backoffice", "token", *arguments).stdout.strip()


def test_a_token_of_the_local_issuer_signs_in_with_its_roles(authorizer: Authorizer) -> None:
    found = authorizer.ask(token("--role", "reviewer", "--user", "eva"))
    assert (found["principalId"], found["context"]["roles"]) == ("eva", "reviewer")
    assert tokens.lets(found["policyDocument"], "POST", "/reviews/next")
    assert not tokens.lets(found["policyDocument"], "POST", "/watchdog")


def test_nothing_but_a_good_token_does(authorizer: Authorizer) -> None:
    good = token("--role", "operator", "--user", "eva")
    head, claims, signature = good.split(".")
    local = json.loads(authorizer.environment["IDENTITY_KEYS"])["keys"][0]
    forged = tokens.token(iss=authorizer.environment["IDENTITY_ISSUER"], headers={"kid": local["kid"], "typ": "at+jwt"})
    unsigned = f"{tokens.part({'alg': 'none', 'kid': local['kid']})}.{claims}.{signature}"
    for sent in ("", "garbage", forged, unsigned, f"{head}.{claims}.", f"{head}.{tokens.part({})}.{signature}"):
        assert authorizer.ask(sent)["errorMessage"] == "Unauthorized"


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
