"""Who may sign in: the issuer's settings as the authorizer's environment, Cognito's user pool, and applicants' tokens.

``identity.issuer = "cognito"`` makes a user pool with a group for each role of the staff. Nobody can sign up there: the
bank's administrators make the users and put them into groups.
"""

from collections.abc import Mapping
from typing import Any

from infrastructure.api_routes import address
from infrastructure.permissions import Grant, Value, allow, arn, ref, sub
from infrastructure.queues import Resources
from infrastructure.settings import Identity, Settings
from infrastructure.stores import kept, signing_key
from infrastructure.target import Target
from lambdas.shared.access import applicant_tokens
from lambdas.shared.access.roles import STAFF
from lambdas.shared.runtime import people
from lambdas.shared.runtime.json_text import compact
from lambdas.shared.runtime.stage import LOCAL

COGNITO = "cognito"
PRINCIPALS = "StaffPrincipals"
"""The output with whose AWS credentials are whose."""
_POOL = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${StaffPool}"
_APPLICANTS = {applicant_tokens.KEY: arn("ApplicantTokenKey")}

ISSUE_APPLICANT_TOKENS = Grant((allow("kms:Sign", arn("ApplicantTokenKey")),), _APPLICANTS)
"""For the function that makes applicants' tokens, and for no other."""


def whose_credentials(settings: Settings) -> Mapping[str, Value]:
    """Whose AWS credentials are whose, for whatever knows what people said; nothing where the settings do not say."""
    given = settings.identity.principals
    return {people.STAFF_PRINCIPALS: compact(dict(given))} if given else {}


def verify_tokens(settings: Settings, stage: str) -> Grant:
    """What the authorizer has to know: whose tokens count, the public half of the key of applicants' tokens, and the
    stack, which its usage plans are named by.
    """
    known = allow("kms:GetPublicKey", arn("ApplicantTokenKey"))
    return Grant((known,), {**_APPLICANTS, "STACK": ref("AWS::StackName"), **_issuer(settings.identity, stage)})


def _issuer(given: Identity, stage: str) -> Mapping[str, Value]:
    """The staff's issuer, as ``lambdas/authorize_request/identity.py`` reads it; nothing where none is set."""
    if not (given.keys if stage == LOCAL else given.issuer):
        return {}
    roles = given.roles or {role.value: role.value for role in STAFF}
    environment: dict[str, Value] = {
        "IDENTITY_ISSUER": given.issuer,
        "IDENTITY_AUDIENCE": given.audience,
        "IDENTITY_AUDIENCE_CLAIM": given.audience_claim,
        "IDENTITY_ALGORITHMS": " ".join(given.algorithms),
        "IDENTITY_ROLES_CLAIM": compact(list(given.roles_claim)),
        "IDENTITY_ROLES": compact(dict(roles)),
    }
    if stage == LOCAL:
        return environment | {"IDENTITY_KEYS": given.keys}
    if given.issuer == COGNITO:
        return environment | _COGNITO
    return environment | {"IDENTITY_JWKS_URL": given.jwks_url}


_COGNITO: dict[str, Value] = {
    "IDENTITY_ISSUER": sub(_POOL),
    "IDENTITY_AUDIENCE": ref("StaffPoolClient"),
    # Cognito's access tokens have no aud; its ID tokens, which are for the client alone, have no client_id.
    "IDENTITY_AUDIENCE_CLAIM": "client_id",
    "IDENTITY_ALGORITHMS": "RS256",
    "IDENTITY_JWKS_URL": sub(f"{_POOL}/.well-known/jwks.json"),
    "IDENTITY_ROLES_CLAIM": compact(["cognito:groups"]),
    "IDENTITY_ROLES": compact({role.value: role.value for role in STAFF}),
}


def identity(target: Target, settings: Settings) -> Resources:
    """The key of applicants' tokens and, where it is the issuer, the user pool."""
    own = _user_pool(target, settings) if _has_pool(target, settings) else {}
    # Nobody needs the key later: a token lasts a quarter of an hour.
    key = signing_key("applicants' tokens") | {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
    return {"ApplicantTokenKey": key, **own}


def outputs(target: Target, settings: Settings) -> dict[str, Value]:
    """What a client needs to sign staff in, and to know whose AWS credentials are whose."""
    known: dict[str, Value] = {PRINCIPALS: compact(dict(given))} if (given := settings.identity.principals) else {}
    if not _has_pool(target, settings):
        return known
    return {"StaffPoolId": ref("StaffPool"), "StaffPoolClientId": ref("StaffPoolClient")} | known


def _has_pool(target: Target, settings: Settings) -> bool:
    return not target.local and settings.identity.issuer == COGNITO


def _user_pool(target: Target, settings: Settings) -> Resources:
    pool: dict[str, Any] = {
        "UserPoolName": sub("${AWS::StackName}-staff"),
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]},
        "MfaConfiguration": "ON",
        "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
        "Policies": {"PasswordPolicy": {"MinimumLength": 14, "TemporaryPasswordValidityDays": 1}},
        "UsernameConfiguration": {"CaseSensitive": False},
    }
    client = {
        "UserPoolId": ref("StaffPool"),
        "ClientName": "kyc",
        "GenerateSecret": False,
        # The cockpit: the code flow, with PKCE, which Cognito asks of whoever begins with a challenge.
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": [address(settings, "/cockpit")],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "AccessTokenValidity": 60,
        "IdTokenValidity": 60,
        "RefreshTokenValidity": 10,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
    }
    groups = {
        f"Staff{role.name.title().replace('_', '')}Group": {
            "Type": "AWS::Cognito::UserPoolGroup",
            "Properties": {"UserPoolId": ref("StaffPool"), "GroupName": role.value},
        }
        for role in STAFF
    }
    return {
        "StaffPool": {"Type": "AWS::Cognito::UserPool", **kept(target), "Properties": pool},
        "StaffPoolDomain": {
            "Type": "AWS::Cognito::UserPoolDomain",
            "Properties": {"UserPoolId": ref("StaffPool"), "Domain": sub("${AWS::StackName}-${AWS::AccountId}")},
        },
        "StaffPoolClient": {"Type": "AWS::Cognito::UserPoolClient", "Properties": client},
        **groups,
    }
