"""Pictures that staff send from files, as the bank's app sends them."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import urllib3

from backoffice.errors import BackOfficeError
from backoffice.files import content as content_of
from lambdas.shared.onboardings.upload_addresses import most_bytes
from lambdas.shared.runtime.dynamodb import Row

_LIMITS = urllib3.Timeout(connect=5, read=60)


class Addressed(Protocol):
    """Whatever gives the addresses to which pictures are sent: the API, or the stores themselves."""

    def upload_addresses(self, application_id: str, files: Mapping[str, tuple[str, int]], /) -> Row:
        """By picture: ``method``, ``url`` and ``headers``."""


def upload(onboarding: Addressed, application_id: str, paths: Mapping[str, Path]) -> list[str]:
    """Send pictures from files; returns which. Raises UnusableFile, BackOfficeError, and as ``upload_addresses``."""
    found = files(paths)
    sizes = {picture: (media_type, len(content)) for picture, (media_type, content) in found.items()}
    for picture, address in onboarding.upload_addresses(application_id, sizes).items():
        send(address, found[picture][1])
    return list(found)


def files(paths: Mapping[str, Path]) -> dict[str, tuple[str, bytes]]:
    """Media type, by the file's name, and content of each. Raises UnusableFile."""
    return {
        picture: (mimetypes.guess_type(path.name)[0] or "an unknown type", content_of(path, most_bytes()))
        for picture, path in paths.items()
    }


def send(addressed: Row, content: bytes) -> None:
    """Upload a file as the bank's app does. Raises BackOfficeError."""
    try:
        with urllib3.PoolManager(timeout=_LIMITS, retries=urllib3.Retry(2, redirect=0)) as pool:
            answer = pool.request(addressed["method"], addressed["url"], body=content, headers=addressed["headers"])
    except urllib3.exceptions.HTTPError as error:
        raise BackOfficeError(f"the upload did not arrive ({type(error).__name__}): repeat the command") from error
    if answer.status != 200:  # noqa: PLR2004
        raise BackOfficeError(f"the upload was refused with status {answer.status}: repeat the command")
