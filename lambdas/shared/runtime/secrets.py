"""Secrets, read from Secrets Manager."""

import os
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import NotConfigured
from lambdas.shared.runtime.json_text import json_object

FRESH_SECONDS = 300
"""After so many seconds a connection is read again. A provider must accept the old key for as long after a rotation."""

_UNREADABLE = {
    "AccessDeniedException",
    "DecryptionFailure",
    "InvalidRequestException",
    "ResourceNotFoundException",
}


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a provider outside AWS is, and the key with which requests to it are signed."""

    url: str
    key_id: str
    key: str = field(repr=False)


_read: dict[str, tuple[float, Connection]] = {}


@cache
def identity_key() -> bytes:
    """The key of the fingerprints by which duplicates are found. It is never rotated: old fingerprints would not match.

    Raises botocore's ClientError, which every function translates.
    """
    return _key("IDENTITY_KEY_SECRET")


@cache
def cursor_key() -> bytes:
    """The key with which the API encrypts where a list goes on. Raises as ``identity_key``."""
    return _key("CURSOR_KEY_SECRET")


def _key(setting: str) -> bytes:
    secret = aws.client("secretsmanager").get_secret_value(SecretId=os.environ[setting])
    return str(secret["SecretString"]).encode()


def connection(setting: str) -> Connection:
    """The connection in the secret that the variable ``setting`` names, as of the last FRESH_SECONDS.

    The secret's text: ``{"url": "https://…", "key_id": "…", "key": "…"}``. Raises NotConfigured, StoreUnavailable,
    Throttled, InternalError.
    """
    at, found = _read.get(setting, (0.0, None))
    if found is None or time.monotonic() - at >= FRESH_SECONDS:
        found = _connection(setting)
        _read[setting] = (time.monotonic(), found)
    return found


def optional_connection(setting: str) -> Connection | None:
    """The same, but None where the secret's ``url`` is empty. Read anew each time, so that a change counts at once."""
    text = _secret(os.environ.get(setting, ""))
    is_empty = (json_object(text) or {}).get("url") == ""
    return None if is_empty else _parsed(setting, text)


def _connection(setting: str) -> Connection:
    return _parsed(setting, _secret(os.environ.get(setting, "")))


def _parsed(setting: str, text: str) -> Connection:
    found = json_object(text) or {}
    made = Connection(*(found.get(part) for part in ("url", "key_id", "key")))  # type: ignore[arg-type]  # looked at next
    if not all(isinstance(part, str) and part for part in (made.url, made.key_id, made.key)):
        raise NotConfigured(
            f'put {{"url": "https://…", "key_id": "…", "key": "…"}} into the secret that {setting} names'
        )
    return made


def _secret(name: str) -> str:
    """The text of the secret with this name; "" without a name.

    Raises NotConfigured, StoreUnavailable, Throttled, InternalError.
    """
    if not name:
        return ""
    client: Any = aws.client("secretsmanager")
    try:
        return str(client.get_secret_value(SecretId=name).get("SecretString", ""))
    except ClientError as error:
        if aws.code(error) in _UNREADABLE:
            raise NotConfigured(f"the secret {name} cannot be read: {aws.code(error)}") from None
        raise aws.translated(error) from None
