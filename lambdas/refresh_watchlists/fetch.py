"""Fetch one published file: https with conditional requests, S3, or a file of this machine.

The answer is not trusted: its size and time are limited, it must not be compressed, and redirects are followed three
times at most and to encrypted addresses only (the UN's address leads to another one).
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import urllib3
from botocore.exceptions import ClientError
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Timeout, Url

from lambdas.shared.providers.signed_http import safe
from lambdas.shared.runtime import aws
from lambdas.shared.watchlists.entries import WatchlistError

_PART = 1 << 20
_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (408, 425, 429, 500, 502, 503, 504)


class NotAnswered(Exception):
    """The publisher did not answer, or not with a file; the last copy stays in force."""


class Absent(Exception):
    """The file is not where the bank itself should have put it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: until connected, between two parts, for the whole file, and before the second try (then twice that)."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 180.0
    again: float = 1.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Mark:
    """The ETag and the date that a publisher gave a file, for the next request; "" where it gave none."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """``changed``: the file was written; else it is as at the ``mark``. ``at``: when it was known to be in force."""

    changed: bool
    mark: Mark
    at: datetime


def fetch(
    address: str,
    path: Path,
    known: Mark,
    most_bytes: int,
    now: datetime,
    s3: Any = None,
    limits: Limits | None = None,
) -> Fetched:
    """Write the file at ``address`` to ``path``, unless the publisher says that it is as at ``known``.

    Raises NotAnswered, Absent, WatchlistError (too large, or an address that is not allowed).
    """
    scheme, _, place = address.partition("://")
    if scheme == "file" and os.environ.get("KYC_STAGE") != "production":
        return _file(Path(unquote(place)), path, most_bytes, now)
    if scheme == "s3":
        return _s3(s3, *place.partition("/")[::2], path, most_bytes)
    return _http(_allowed(address), path, known, most_bytes, now, limits or LIMITS)


def _file(source: Path, path: Path, most_bytes: int, now: datetime) -> Fetched:
    if not source.is_file():
        raise Absent(f"there is no {source}")
    with source.open("rb") as file:
        _write(file.read, path, most_bytes)
    return Fetched(True, Mark(), now)


def _s3(s3: Any, bucket: str, key: str, path: Path, most_bytes: int) -> Fetched:
    """The publisher was not asked whether the file is still in force, so it is as old as the object."""
    try:
        found = s3.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if aws.code(error) in ("NoSuchKey", "NoSuchBucket", "AccessDenied"):
            raise Absent(f"there is no s3://{bucket}/{key}") from None
        raise
    _write(found["Body"].read, path, most_bytes)
    return Fetched(True, Mark(), found["LastModified"].astimezone(UTC))


def _http(url: Url, path: Path, known: Mark, most_bytes: int, now: datetime, limits: Limits) -> Fetched:
    headers = {"User-Agent": "kyc-onboarding", "Accept-Encoding": "identity"}
    headers |= {"If-None-Match": known.etag} if known.etag else {}
    headers |= {"If-Modified-Since": known.modified} if known.modified else {}
    deadline = time.monotonic() + limits.total
    retries = Retry(
        2, redirect=False, status_forcelist=_BUSY, backoff_factor=limits.again, respect_retry_after_header=False
    )
    timeout = Timeout(connect=limits.connect, read=limits.read)
    try:
        with urllib3.PoolManager(retries=retries, timeout=timeout) as pool:
            response = _followed(pool, url, headers)
            try:
                return _answer(response, url, path, known, most_bytes, now, deadline)
            finally:
                response.close()
    except HTTPError as error:
        raise NotAnswered(f"{url.netloc}: {type(error).__name__}") from None


def _followed(pool: urllib3.PoolManager, url: Url, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
    """The answer, after redirects."""
    for _ in range(_MOST_REDIRECTS + 1):
        response = pool.request(
            "GET", url.url, headers=headers, redirect=False, preload_content=False, decode_content=False
        )
        if response.status not in _REDIRECTS:
            return response
        response.close()
        following = _allowed(urljoin(url.url, response.headers.get("Location", "")))
        if following.scheme != url.scheme:
            raise WatchlistError(f"{url.netloc} leads to an address that is not encrypted")
        url = following
    raise NotAnswered(f"{url.netloc}: more than {_MOST_REDIRECTS} redirects")


def _answer(
    response: urllib3.BaseHTTPResponse,
    url: Url,
    path: Path,
    known: Mark,
    most_bytes: int,
    now: datetime,
    deadline: float,
) -> Fetched:
    mark = Mark(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
    if response.status == HTTPStatus.NOT_MODIFIED and known != Mark():
        return Fetched(False, mark, now)
    if response.status != HTTPStatus.OK:
        raise NotAnswered(f"{url.netloc}: {response.status}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise WatchlistError(f"{url.netloc} sends {path.name} compressed, which it was not asked for")

    def part(size: int) -> bytes:
        if time.monotonic() > deadline:
            raise NotAnswered(f"{url.netloc}: not whole in time")
        return response.read1(size, decode_content=False)

    _write(part, path, most_bytes)
    return Fetched(True, mark, now)


def _write(part: Callable[[int], bytes], path: Path, most_bytes: int) -> None:
    """Write part after part. Raises WatchlistError where there are too many bytes, or none."""
    written = 0
    with path.open("wb") as file:
        while received := part(_PART):
            written += file.write(received)
            if written > most_bytes:
                raise WatchlistError(f"{path.name} has over {most_bytes:,} bytes")
    if not written:
        raise WatchlistError(f"{path.name} is empty")


def _allowed(address: str) -> Url:
    """The parts of an address. Raises WatchlistError."""
    parts = safe(address)
    if parts is None:
        raise WatchlistError("an address must be https:// and a host, s3:// or, outside production, file://")
    return parts
