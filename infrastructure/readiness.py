"""What a production deployment lacks to work: settings, secrets, and services that its region does not have.

Nothing is changed. A stack that is not there yet has no secrets either: they are made empty, and filled before the next
deployment.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from infrastructure.adapters import SANDBOX, Adapter
from infrastructure.consistency import lacks
from infrastructure.errors import DENIED, DeploymentError
from infrastructure.identity import COGNITO
from infrastructure.project import Project
from infrastructure.settings import Settings
from infrastructure.target import Target
from lambdas.reserve_iban.iban import has_known_check, next_iban
from lambdas.shared.runtime.json_text import json_object, parse
from lambdas.shared.runtime.stage import PRODUCTION

FACE_LIVENESS = ("ap-northeast-1", "ap-south-1", "eu-west-1", "us-east-1", "us-west-2")
"""Regions that are known to have Face Liveness (AWS, What's New of 11 April 2023); others are for the bank to name."""
_LIVENESS_USED_BY = "rekognition"
INVENTED_BANK_CODE = Settings.of({}).bank.bank_code
_ADDRESS_AND_KEY = ("url", "key_id", "key")
Check = Callable[[Project, Target], Iterator[str]]


def problems(project: Project, target: Target) -> list[str]:
    """Everything that is missing, each as a sentence that says where it is set."""
    return [problem for check in CHECKS for problem in check(project, target)]


def _adapters(project: Project, _target: Target) -> Iterator[str]:
    """Every port has an adapter, and its class is there."""
    for port in project.adapters:
        try:
            adapter = project.adapter(port, PRODUCTION)
        except DeploymentError as error:
            yield str(error)
            continue
        if missing := lacks(project.packages, adapter.module, adapter.name):
            yield f"providers.{port}: {missing}"


def _sender(project: Project, _target: Target) -> Iterator[str]:
    if project.settings.providers["notifier"] == "ses" and not project.settings.bank.sender:
        yield "bank.sender is empty: no message would reach an applicant; give an address that SES has verified"


def _identity(project: Project, _target: Target) -> Iterator[str]:
    given = project.settings.identity
    if not given.issuer:
        yield (
            "identity.issuer is empty: nobody could sign in; give the iss of the bank's OpenID Connect issuer, "
            f'or "{COGNITO}" for a user pool of the stack\'s own'
        )
    elif given.issuer != COGNITO:
        if not given.audience:
            yield "identity.audience is empty: a token for any other API would count; say what tokens name this one"
        if not given.jwks_url:
            where = f"{given.issuer.rstrip('/')}/.well-known/openid-configuration"
            yield f"identity.jwks_url is empty: no key would be known; give the jwks_uri in {where}"


def _bank_code(project: Project, _target: Target) -> Iterator[str]:
    bank = project.settings.bank
    if bank.bank_code == INVENTED_BANK_CODE:
        yield f"bank.bank_code is {INVENTED_BANK_CODE}, which belongs to no bank: give the bank's own"
        return
    try:
        _, iban = next_iban(bank.iban_country, bank.bank_code, 0)
    except ValueError as error:
        yield f"bank.iban_country and bank.bank_code make no IBAN: {error}"
        return
    if not has_known_check(iban):
        yield (
            f"bank.iban_country is {bank.iban_country}: no check of account numbers at bank {bank.bank_code} is known: "
            "other banks might refuse the IBANs; give a country, and in Germany a bank, whose check is known"
        )


def _regions(project: Project, target: Target) -> Iterator[str]:
    """Every AWS service that an adapter asks is in the stack's region; Face Liveness may be in another."""
    region = target.region_name()
    for port, adapter in _chosen(project):
        if adapter.service and region not in target.regions_of(adapter.service):
            yield f"providers.{port}: {region} has no {adapter.service}; take another region, or another adapter"
    matcher = project.settings.providers["face_matcher"]
    if matcher == _LIVENESS_USED_BY and not project.settings.regions.liveness and region not in FACE_LIVENESS:
        known = ", ".join(FACE_LIVENESS)
        yield f"regions.liveness is empty, and {region} is not known to have Face Liveness; those that have: {known}"
    elif (named := project.settings.regions.liveness) and named not in target.regions_of("rekognition"):
        yield f"regions.liveness: {named} has no Amazon Rekognition"


def _addresses(project: Project, _target: Target) -> Iterator[str]:
    file = project.file("watchlist_policy.json")
    sources = parse(file.read_bytes())["sources"] if file else []
    known = [name for source in sources for name in source["files"]]
    for name in project.settings.watchlists.addresses:
        if name not in known:
            yield f"watchlists.addresses: {name} is no file of watchlist_policy.json; it has {', '.join(known)}"


def _secrets(project: Project, target: Target) -> Iterator[str]:
    """The secrets that chosen adapters need are filled, in a stack that is there."""
    needed = {adapter.access: port for port, adapter in _chosen(project) if adapter.access}
    for logical_id, port in needed.items():
        name = _secret_name(target, logical_id)
        filled = _is_filled(target, name) if name else True
        if filled is None:
            yield (
                f"providers.{port}: whether the secret {logical_id} is filled cannot be seen, since its "
                "secretsmanager:GetSecretValue is denied; who deploys needs it"
            )
        elif not filled:
            yield (
                f"providers.{port}: the secret {logical_id} is empty. Fill it: aws secretsmanager put-secret-value "
                f'--secret-id {name} --secret-string \'{{"url": "https://…", "key_id": "…", "key": "…"}}\''
            )


CHECKS: tuple[Check, ...] = (_adapters, _sender, _identity, _bank_code, _regions, _addresses, _secrets)


def _chosen(project: Project) -> Iterator[tuple[str, Adapter]]:
    """The adapter of each port in production; those that cannot be are reported by ``_adapters``."""
    for port, known in project.adapters.items():
        chosen = project.settings.providers[port]
        if ":" in chosen or (chosen in known and chosen != SANDBOX):
            yield port, project.adapter(port, PRODUCTION)


def _secret_name(target: Target, logical_id: str) -> str | None:
    """The secret's ARN; None where there is no stack yet, or it has no such secret."""
    describe = partial(target.client("cloudformation").describe_stack_resource, StackName=target.stack)
    try:
        found: Any = describe(LogicalResourceId=logical_id)
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    name = found["StackResourceDetail"].get("PhysicalResourceId")
    return str(name) if name else None


def _is_filled(target: Target, name: str) -> bool | None:
    """None: it may not be read, as by who only plans."""
    try:
        text = target.client("secretsmanager").get_secret_value(SecretId=name).get("SecretString", "")
    except ClientError as error:
        if error.response["Error"]["Code"] in DENIED:
            return None
        raise
    found = json_object(text) or {}
    return all(found.get(part) for part in _ADDRESS_AND_KEY)
