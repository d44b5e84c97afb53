"""Who may sign in, read off the templates: the issuer of the settings, Cognito's user pool, the local issuer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infrastructure import local_issuer
from infrastructure.errors import DeploymentError
from infrastructure.identity import ISSUE_APPLICANT_TOKENS, PRINCIPALS
from infrastructure.project import KYC, Project
from infrastructure.protection import protected
from infrastructure.settings import Settings
from lambdas.authorize_request.identity import identity
from lambdas.shared.access.keys import ALGORITHMS
from lambdas.shared.access.roles import STAFF, Role
from lambdas.shared.access.unverified import InvalidToken
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.errors import NotConfigured
from lambdas.shared.runtime.people import STAFF_PRINCIPALS
from tests.infrastructure.conftest import TARGETS, built_for
from tests.infrastructure.linting import findings

BANK = {"issuer": "https://login.bank.example", "audience": "kyc", "jwks_url": "https://login.bank.example/keys"}


def project(**given: Any) -> Project:
    return KYC.with_settings(Settings.of({"identity": given}))


def environment(stage: str, of: Project) -> dict[str, Any]:
    function = built_for(TARGETS[stage], of)["Resources"]["AuthorizeRequestFunction"]
    found = function["Properties"]["Environment"]["Variables"]
    return {name: value for name, value in found.items() if name.startswith("IDENTITY_")}


def test_the_settings_know_the_algorithms_and_the_roles_of_the_verifier() -> None:
    keys = schemas.load("settings")["properties"]["identity"]["properties"]
    assert keys["algorithms"]["items"]["enum"] == list(ALGORITHMS)
    assert keys["roles"]["additionalProperties"]["enum"] == list(STAFF) == [*Role][:-1]


def test_the_authorizer_reads_what_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("production", project(**BANK, roles={"KYC-Audit": "auditor"})).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KYC_STAGE", "production")
    identity.cache_clear()
    found = identity()
    identity.cache_clear()
    [issuer] = found.issuers
    assert (issuer.name, issuer.audience, issuer.audience_claim) == (BANK["issuer"], "kyc", "aud")
    assert (found.roles_claim, found.roles) == (["roles"], {"KYC-Audit": Role.AUDITOR})


def test_whatever_knows_what_people_said_knows_whose_credentials_are_whose() -> None:
    whose = {"arn:aws:iam::111122223333:user/omar": "0a1b"}
    built = built_for(TARGETS["production"], project(principals=whose))
    functions = [one["Properties"] for one in built["Resources"].values() if one["Type"] == "AWS::Lambda::Function"]
    variables = [one["Environment"]["Variables"] for one in functions]
    assert {json.dumps(whose, separators=(",", ":"))} == {
        one.get(STAFF_PRINCIPALS) for one in variables if "DECISIONS_TABLE" in one
    } | {built["Outputs"][PRINCIPALS]["Value"]}
    assert not any(STAFF_PRINCIPALS in one for one in variables if "DECISIONS_TABLE" not in one)
    built = built_for(TARGETS["production"], project())
    assert PRINCIPALS not in built["Outputs"]
    assert STAFF_PRINCIPALS not in json.dumps(built)


def test_without_an_issuer_nobody_signs_in() -> None:
    assert environment("test", project()) == environment("local", project(**BANK)) == {}


def test_cognito_makes_a_pool_with_a_group_for_each_role_and_nobody_signs_up() -> None:
    resources = built_for(TARGETS["production"], project(issuer="cognito"))["Resources"]
    groups = {
        each["Properties"]["GroupName"] for each in resources.values() if each["Type"] == "AWS::Cognito::UserPoolGroup"
    }
    assert groups == {role.value for role in Role} - {"applicant"}
    pool = resources["StaffPool"]
    assert pool["Properties"]["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["Properties"]["MfaConfiguration"] == "ON"
    assert pool["DeletionPolicy"] == "RetainExceptOnCreate"
    assert protected({"Resources": resources})["Resources"]["StaffPool"]["Properties"]["DeletionProtection"] == "ACTIVE"
    found = environment("production", project(issuer="cognito"))
    assert found["IDENTITY_AUDIENCE"] == {"Ref": "StaffPoolClient"}
    assert json.loads(found["IDENTITY_ROLES"]) == {role: role for role in groups}
    assert found["IDENTITY_JWKS_URL"]["Fn::Sub"] == found["IDENTITY_ISSUER"]["Fn::Sub"] + "/.well-known/jwks.json"


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["test", "production"])
def test_cfn_lint_has_nothing_to_say_of_the_pool(stage: str) -> None:
    built = built_for(TARGETS[stage], project(issuer="cognito"))
    own = {
        name: each
        for name, each in built["Resources"].items()
        if name.startswith(("Staff", "ApplicantToken")) or name == "Api"
    }
    outputs = {name: built["Outputs"][name] for name in ("StaffPoolId", "StaffPoolClientId")}
    assert findings({"Resources": own, "Outputs": outputs}) == []


def test_a_pool_is_made_where_it_is_the_issuer_alone() -> None:
    for stage, of in (("production", project(**BANK)), ("local", project(issuer="cognito"))):
        assert not [name for name in built_for(TARGETS[stage], of)["Resources"] if name.startswith("Staff")]


def test_the_key_of_applicants_tokens_is_known_to_the_authorizer_and_signs_for_no_function_but_one() -> None:
    role = built_for(TARGETS["production"])["Resources"]["AuthorizeRequestFunctionRole"]
    found = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    key = {"Fn::GetAtt": ["ApplicantTokenKey", "Arn"]}
    assert [each["Action"] for each in found if each["Resource"] == key] == ["kms:GetPublicKey"]
    assert not any(action.startswith(("dynamodb:", "s3:", "states:")) for each in found for action in each["Action"])
    [sign] = ISSUE_APPLICANT_TOKENS.statements
    assert (sign["Action"], sign["Resource"]) == ("kms:Sign", key)


@pytest.fixture
def local(cloud_folder: Path) -> Project:
    cloud_folder.mkdir()
    local_issuer.make()
    return local_issuer.trusted(project(**BANK))


def test_the_local_cloud_trusts_its_own_issuer_and_no_other(local: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("local", local).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KYC_STAGE", "local")
    identity.cache_clear()
    caller = identity().caller(local_issuer.issue("eva", [Role.REVIEWER, Role.SENIOR_REVIEWER], 60))
    identity.cache_clear()
    assert (caller.subject, caller.roles) == ("eva", frozenset({Role.REVIEWER, Role.SENIOR_REVIEWER}))
    assert identity().issuers[0].name == local_issuer.NAME != BANK["issuer"]
    with pytest.raises(InvalidToken, match="EXPIRED"):
        identity().caller(local_issuer.issue("eva", [Role.REVIEWER], -61))


@pytest.mark.parametrize("stage", ["test", "production"])
def test_no_other_stage_trusts_the_local_issuer(local: Project, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    assert "IDENTITY_KEYS" not in environment(stage, replace(local, functions=KYC.functions))
    for name, value in environment("local", local).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KYC_STAGE", stage)
    identity.cache_clear()
    with pytest.raises(NotConfigured):
        identity()


def test_the_key_is_made_once_and_is_its_owner_s_alone(local: Project, cloud_folder: Path) -> None:
    local_issuer.make()
    assert local_issuer.trusted(KYC).settings.identity == local.settings.identity
    [file] = cloud_folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_a_cloud_there_is_no_key_and_none_is_made(cloud_folder: Path) -> None:
    assert local_issuer.trusted(KYC).settings.identity.keys == ""
    with pytest.raises(DeploymentError, match="no issuer of tokens yet"):
        local_issuer.issue("eva", [Role.REVIEWER], 60)
    assert not cloud_folder.exists()


def test_a_key_that_was_spoilt_is_said(local: Project, cloud_folder: Path) -> None:
    (cloud_folder / "issuer.pem").write_text("spoilt")
    with pytest.raises(DeploymentError, match=r"issuer\.pem is no key any more"):
        local_issuer.issue("eva", [Role.REVIEWER], 60)
