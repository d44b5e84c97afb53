"""What a bank sets in one file, ``kyc.toml``: ``definitions/schemas/settings.json`` has every key with its default."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from infrastructure.errors import DeploymentError
from lambdas.shared.runtime import schemas

FILE = "kyc.toml"
_SCHEMA = schemas.load("settings")


@dataclass(frozen=True)
class Bank:
    """``sender``: the address of messages to applicants; ``iban_country`` (alpha-2) and ``bank_code`` of its IBANs;
    ``core_banking_role``: the ARN of who writes to the queue of customers; ``alerts_address``: e-mail of operators;
    ``permissions_boundary``: of every role, path and name of a managed policy, or empty.
    """

    sender: str
    iban_country: str
    bank_code: str
    core_banking_role: str
    permissions_boundary: str
    alerts_address: str


@dataclass(frozen=True)
class Identity:
    """Whose tokens sign staff in, as the schema has it. ``keys``: the local issuer's key set, on that cloud alone."""

    issuer: str
    audience: str
    audience_claim: str
    jwks_url: str
    algorithms: Sequence[str]
    roles_claim: Sequence[str]
    roles: Mapping[str, str]
    authorize_url: str = ""
    token_url: str = ""
    client_id: str = ""
    scope: str = "openid"
    principals: Mapping[str, str] = field(default_factory=dict)
    keys: str = ""


@dataclass(frozen=True)
class Regions:
    """``liveness``: the region of Face Liveness sessions, empty for the stack's own."""

    liveness: str


@dataclass(frozen=True)
class Network:
    """``allowed``: private networks with systems that functions may call, as CIDR blocks."""

    allowed: Sequence[str]


@dataclass(frozen=True)
class Watchlists:
    """``schedule``: when the lists are fetched; ``addresses``: of files that are fetched from elsewhere, by name."""

    schedule: str
    addresses: Mapping[str, str]


@dataclass(frozen=True)
class Api:
    """``domain`` with its ``certificate``; ``rate`` and ``burst``: requests a second and at once; ``five_minutes``: of
    one address.
    """

    domain: str
    certificate: str
    rate: int
    burst: int
    five_minutes: int


@dataclass(frozen=True)
class Rollout:
    """How new executions move to a new version, as the schema has it."""

    strategy: str
    percentage: int
    minutes: int


@dataclass(frozen=True)
class Limits:
    """Days, years, messages at once, and when the watchdog looks and records are sealed, as the schema has them."""

    log_days: int
    old_versions_days: int
    queue_concurrency: int
    watchdog_schedule: str
    seal_schedule: str
    monitoring_schedule: str
    seal_years: int


@dataclass(frozen=True)
class Settings:
    """The settings of one deployment. ``providers``: by port, the name of an adapter or module:Class."""

    stage: str
    bank: Bank
    providers: Mapping[str, str]
    identity: Identity
    regions: Regions
    network: Network
    watchlists: Watchlists
    api: Api
    rollout: Rollout
    limits: Limits
    file: Path | None = field(default=None, compare=False)

    @classmethod
    def of(cls, given: Mapping[str, Any], file: Path | None = None) -> Self:
        """These values over the defaults. Raises DeploymentError, which lists every key that breaks its rule."""
        if problems := schemas.problems(given, schemas.validator("settings")):
            raise DeploymentError("\n".join([f"{file or 'the settings'} cannot be used:", *_indented(problems)]))
        values = _with_defaults(_SCHEMA, given)
        return cls(
            stage=values["stage"],
            bank=Bank(**values["bank"]),
            providers=values["providers"],
            identity=Identity(**values["identity"]),
            regions=Regions(**values["regions"]),
            network=Network(**values["network"]),
            watchlists=Watchlists(**values["watchlists"]),
            api=Api(**values["api"]),
            rollout=Rollout(**values["rollout"]),
            limits=Limits(**values["limits"]),
            file=file,
        )

    def with_strategy(self, strategy: str) -> Self:
        return replace(self, rollout=replace(self.rollout, strategy=strategy))

    @classmethod
    def read(cls, file: Path) -> Self:
        """The settings in a TOML file. Raises DeploymentError."""
        try:
            return cls.of(tomllib.loads(file.read_bytes().decode("utf-8-sig")), file)
        except OSError as error:
            raise DeploymentError(f"{file} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise DeploymentError(f"{file} is not UTF-8 text: byte {error.start}") from None
        except tomllib.TOMLDecodeError as error:
            raise DeploymentError(f"{file} is not TOML: {error}") from None


def default_file() -> Path | None:
    """``kyc.toml`` in the current folder, where there is one."""
    file = Path(FILE)
    return file if file.is_file() else None


def documented() -> str:
    """A whole ``kyc.toml`` with every key, its meaning and its default."""
    return "\n".join([f"# {_SCHEMA['title']}", *_documented(_SCHEMA, ())]) + "\n"


def _documented(schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    tables = {}
    for name, part in schema["properties"].items():
        if "default" not in part:
            tables[name] = part
            continue
        yield from ("", f"# {part['description']}")
        yield f"{name} = {_toml(part['default'])}"
    for name, part in tables.items():
        yield from ("", f"# {part['description']}", f"[{'.'.join([*path, name])}]")
        yield from _documented(part, (*path, name))


def _toml(value: Any) -> str:
    """A text, a number, an empty list or table; JSON and TOML write these alike."""
    return json.dumps(value)


def _with_defaults(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: given.get(name, part["default"]) if "default" in part else _with_defaults(part, given.get(name, {}))
        for name, part in schema["properties"].items()
    }


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
