"""Fetch one published file: https with conditional requests, S3, or a file of this machine.

A publisher is not trusted: the size of a file and the time for it are limited, it is asked for uncompressed, and at
most three redirects are followed, to encrypted addresses only (the UN's address redirects to another host), and never
into a private network that the settings do not name.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from botocore.exceptions import ClientError
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError
from urllib3.util import Url

from lambdas.shared.runtime import aws, bounded_http
from lambdas.shared.runtime.bounded_http import AddressRefused, Deadline, TooLarge, safe
from lambdas.shared.watchlists.entries import WatchlistError

_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (408, 425, 429, 500, 502, 503, 504)


class NotAnswered(Exception):
    """The publisher did not answer, or not with a file: the last copy is used instead."""


class Absent(Exception):
    """There is no such file in the place where the bank itself puts it."""


@dataclass(frozen=True, slots=True)
class Limits(bounded_http.Limits):
    """Also the seconds before the second try; before the third it is twice as many. ``total`` is for all tries."""

    again: float


LIMITS = Limits(connect=5.0, read=30.0, total=180.0, again=1.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """The ETag and Last-Modified headers of a file, which the next request is made with; "" where there was none."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """``changed``: the file was written; else it is still the one with this ``mark``. ``at``: the time as of which the
    list is known to be in force.
    """

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
    """Write the file at ``address`` to ``path``, unless the publisher says that it has not changed since ``known``.

    ``address``: https://…, s3://bucket/key, or file://… outside production. ``s3``: botocore's client, for s3://.
    Raises NotAnswered, Absent, WatchlistError (too large, empty, compressed, or an address that is not allowed).
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
        _write(bounded_http.parts(file.read, most_bytes), path)
    return Fetched(True, Mark(), now)


def _s3(s3: Any, bucket: str, key: str, path: Path, most_bytes: int) -> Fetched:
    """An object says nothing of whether the list is still in force, so the list is as old as the object."""
    try:
        found = s3.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if aws.is_missing_or_withheld(error):
            raise Absent(f"there is no s3://{bucket}/{key}") from None
        raise
    _write(bounded_http.parts(found["Body"].read, most_bytes), path)
    return Fetched(True, Mark(), found["LastModified"].astimezone(UTC))


def _http(url: Url, path: Path, known: Mark, most_bytes: int, now: datetime, limits: Limits) -> Fetched:
    headers = {"User-Agent": "kyc-onboarding", "Accept-Encoding": "identity"}
    headers |= {"If-None-Match": known.etag} if known.etag else {}
    headers |= {"If-Modified-Since": known.modified} if known.modified else {}
    try:
        with _followed(url, headers, limits, Deadline(limits.total)) as response:
            return _answer(response, url, path, known, most_bytes, now)
    except (HTTPError, TimeoutError) as error:
        raise NotAnswered(f"{url.netloc}: {bounded_http.problem(error)}") from None


def _followed(url: Url, headers: dict[str, str], limits: Limits, deadline: Deadline) -> BaseHTTPResponse:
    """The answer of the address that the redirects from ``url`` lead to."""
    for _ in range(_MOST_REDIRECTS + 1):
        response = _asked(url, headers, limits, deadline)
        if response.status not in _REDIRECTS:
            return response
        response.close()
        url = _redirected(url, response.headers.get("Location", ""))
    raise NotAnswered(f"{url.netloc}: more than {_MOST_REDIRECTS} redirects")


def _redirected(url: Url, location: str) -> Url:
    """The address that a redirect names. Raises WatchlistError."""
    try:
        following = safe(urljoin(url.url, location))
    except ValueError:
        following = None
    if following is None:
        raise WatchlistError(f"{url.netloc} redirects to an address that is malformed or not https://")
    if following.scheme != url.scheme:
        raise WatchlistError(f"{url.netloc} redirects to an address that is not encrypted")
    return following


def _asked(url: Url, headers: dict[str, str], limits: Limits, deadline: Deadline) -> BaseHTTPResponse:
    """The answer; a publisher that is busy or does not answer is asked up to three times."""
    for pause in (limits.again, 2 * limits.again):
        try:
            response = bounded_http.request("GET", url, headers=headers, limits=limits, deadline=deadline)
        except AddressRefused:
            raise
        except HTTPError:
            pass  # the last try says what is wrong
        else:
            if response.status not in _BUSY:
                return response
            response.close()
        time.sleep(deadline.within(pause))
    return bounded_http.request("GET", url, headers=headers, limits=limits, deadline=deadline)


def _answer(response: BaseHTTPResponse, url: Url, path: Path, known: Mark, most_bytes: int, now: datetime) -> Fetched:
    mark = Mark(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
    if response.status == HTTPStatus.NOT_MODIFIED and known != Mark():
        return Fetched(False, mark, now)
    if response.status != HTTPStatus.OK:
        raise NotAnswered(f"{url.netloc}: {response.status}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise WatchlistError(f"{url.netloc} sends {path.name} compressed, which it was not asked for")
    _write(bounded_http.body(response, most_bytes), path)
    return Fetched(True, mark, now)


def _write(parts: Iterator[bytes], path: Path) -> None:
    """Write part after part. Raises WatchlistError where there are too many bytes, or none."""
    try:
        with path.open("wb") as file:
            written = sum(map(file.write, parts))
    except TooLarge as error:
        raise WatchlistError(f"{path.name} has {error}") from None
    if not written:
        raise WatchlistError(f"{path.name} is empty")


def _allowed(address: str) -> Url:
    """The parts of an address. Raises WatchlistError."""
    parts = safe(address)
    if parts is None:
        raise WatchlistError("an address must be https:// and a host, s3:// or, outside production, file://")
    return parts
