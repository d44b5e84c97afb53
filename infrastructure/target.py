"""Where a stack lives: the local cloud or an AWS account. Clients for it, and its errors in words for people."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from infrastructure import local_cloud
from infrastructure.errors import DEPLOY, DeploymentError, explained
from lambdas.shared.runtime import people

LOCAL_REGION = "eu-central-1"
# The artifacts bucket is named <stack>-artifacts-<account>-<region>, in at most 63 characters.
_STACK_NAME = re.compile(r"[a-z][a-z0-9-]{0,22}[a-z0-9]")


@dataclass(frozen=True)
class Target:
    """One stack on the local cloud (``local``) or in an AWS account (``aws``).

    ``region`` and ``profile`` are the AWS configuration's own where None. ``stage`` counts on aws only: ``production``
    keeps its data when the stack is deleted; ``test`` uses the sandbox providers.
    """

    name: str = "local"
    stack: str = "kyc"
    region: str | None = None
    profile: str | None = None
    stage: str = "production"

    def __post_init__(self) -> None:
        if not _STACK_NAME.fullmatch(self.stack):
            raise DeploymentError(
                f'"{self.stack}" cannot be a stack name: 2 to 24 small letters, digits and hyphens, a letter first.'
            )
        if self.local:
            object.__setattr__(self, "stage", "local")

    @property
    def local(self) -> bool:
        return self.name == "local"

    @property
    def keeps_data(self) -> bool:
        """Whether customers' records outlive the stack, as the law asks of a bank."""
        return self.stage == "production"

    @property
    def artifacts_stack(self) -> str:
        """The small stack with the bucket for code, templates and watchlists."""
        return f"{self.stack}-artifacts"

    @property
    def place(self) -> str:
        """The target in words."""
        return "the local cloud" if self.local else f"AWS ({self.stage}, {_region(self)})"

    @property
    def poll_seconds(self) -> float:
        """How long to wait between two looks at an operation."""
        return 0.1 if self.local else 2.0

    def region_name(self) -> str:
        """The region; raises DeploymentError where none is known."""
        return (self.region or LOCAL_REGION) if self.local else _region(self)

    def regions_of(self, service: str) -> list[str]:
        """The regions that have this service, as botocore's own tables say."""
        return list(_session(self.profile).get_available_regions(service))

    def client(self, service: str) -> Any:
        """A boto3 client. Raises DeploymentError where the local cloud is not running or no region is known."""
        if not self.local:
            return _aws_client(self, service)
        cloud = local_cloud.find()
        if cloud is None:
            raise DeploymentError(f"The local cloud is not running.\nRun: {DEPLOY}")
        return _local_client(cloud.endpoint, self.region or LOCAL_REGION, service)

    def outputs(self, stack: str | None = None) -> dict[str, str]:
        """The stack's outputs by name. Raises DeploymentError where there is no such stack, or no such output."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - loaded only where AWS is called

        name = stack or self.stack
        try:
            with self.explained():
                found = self.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
        except DeploymentError as error:
            if isinstance(error.__cause__, ClientError) and "does not exist" in str(error.__cause__):
                raise DeploymentError(f'There is no stack "{name}" on {self.place}.\nRun: {self.command()}') from None
            raise
        values = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
        if (cloud := local_cloud.find() if self.local else None) and "ApiUrl" in values:
            values["ApiUrl"] = f"{cloud.endpoint}{values['ApiUrl']}"
        return _Outputs(values, f'The stack "{name}" on {self.place}', self.command())

    def principal(self) -> str:
        """As ``people.Person`` has it: the ARN by which AWS knows the caller, none on the local cloud."""
        return people.DIRECT + ("" if self.local else str(self.client("sts").get_caller_identity()["Arn"]))

    def command(self, subcommand: str = "") -> str:
        """What to type for this target."""
        given = {"--target": self.name, "--stack": self.stack, "--region": self.region, "--profile": self.profile}
        usual = {"--target": "local", "--stack": "kyc", "--region": None, "--profile": None}
        options = [f"{option} {value}" for option, value in given.items() if value != usual[option]]
        if self.stage == "test":
            options.append("--stage test")
        return " ".join([DEPLOY, *filter(None, [subcommand]), *options])

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn AWS's errors into DeploymentError."""
        with explained(self.place):
            yield


class _Outputs(dict[str, str]):
    """A stack's outputs. One that is missing belongs to another version of this project."""

    def __init__(self, values: dict[str, str], stack: str, update: str) -> None:
        super().__init__(values)
        self._stack, self._update = stack, update

    def __missing__(self, name: str) -> str:
        raise DeploymentError(f"{self._stack} is of another version: it has no output {name}.\nRun: {self._update}")


def _config(service: str, attempts: int, **more: Any) -> Any:
    from botocore.config import Config  # noqa: PLC0415

    if service == "s3":
        # Addresses for uploads: signed with all their headers, and without a checksum of a body that nobody knows yet.
        more |= {"signature_version": "s3v4", "request_checksum_calculation": "when_required"}
    return Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": attempts}, **more)


@cache
def _session(profile: str | None) -> Any:
    import boto3  # noqa: PLC0415 - 0.1 s that commands which never call AWS do not pay

    with explained("AWS"):
        return boto3.Session(profile_name=profile)


def _region(target: Target) -> str:
    region = target.region or _session(target.profile).region_name
    if not region:
        raise DeploymentError("No AWS region is set.\nGive --region, or set AWS_REGION or the profile's region.")
    return str(region)


@cache
def _aws_client(target: Target, service: str) -> Any:
    session, region, config = _session(target.profile), _region(target), _config(service, attempts=5)
    try:
        return session.client(service, region_name=region, config=config)
    except ValueError as error:
        raise DeploymentError(f"The AWS settings of this machine cannot be used: {error}.") from error


_NO_SETTINGS = {"profile": None, "config_file": os.devnull, "credentials_file": os.devnull}


@cache
def _local_client(endpoint: str, region: str, service: str) -> Any:
    import boto3  # noqa: PLC0415
    import botocore.session  # noqa: PLC0415

    # Nothing of this machine's AWS settings, whose profile may be gone; no proxy between this machine and itself;
    # credentials are what the local cloud takes for its one account.
    session = botocore.session.Session({name: (None, None, value, None) for name, value in _NO_SETTINGS.items()})
    session.set_credentials("test", "test")
    return boto3.Session(botocore_session=session, region_name=region).client(
        service,
        endpoint_url=endpoint,
        config=_config(service, attempts=2, proxies={}, inject_host_prefix=False, s3={"addressing_style": "path"}),
    )
