"""Who is signed in to the API from this machine: a token in a file that its owner alone may read.

The file of a stack on the local cloud is in the cloud's folder, and goes with it; of one on AWS in the user's own
folder of settings. KYC_TOKEN in the environment goes before it.
"""

import html
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from backoffice.errors import BackOfficeError
from infrastructure import local_cloud
from lambdas.shared.access import unverified
from lambdas.shared.access.unverified import InvalidToken

TOKEN = "KYC_TOKEN"  # noqa: S105 - the variable's name
SUBJECT_RULE = "it has 1 to 255 visible ASCII characters and no spaces, such as eva.muster"
_FOR_OTHERS = 0o077
_DOORWAY = ".html"


class NotSignedIn(BackOfficeError):
    """Nobody is signed in, or no longer."""


class NobodySignedIn(NotSignedIn):
    """There is no token at all."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A token, with what it says of itself: only the API knows whether that is true."""

    token: str
    subject: str
    ends: datetime

    @classmethod
    def of(cls, token: str) -> "SignedIn":
        """Raises NotSignedIn where it is no token, or one that has ended."""
        try:
            claims = unverified.claims(token)
            subject, seconds = str(claims["sub"]), float(claims["exp"])
            ends = datetime.fromtimestamp(seconds, UTC)
        except (InvalidToken, KeyError, TypeError, ValueError, OverflowError, OSError):
            raise NotSignedIn("this is no token: give the whole text that the bank's issuer gave you") from None
        if not unverified.SUBJECT.fullmatch(subject):
            raise NotSignedIn(f"the API takes no token of this subject: {SUBJECT_RULE}")
        if seconds <= time.time():
            raise NotSignedIn(f"the token of {subject} has ended, {ends:%Y-%m-%d %H:%M} UTC. Sign in again: kyc login")
        return cls(token, subject, ends)


def keep(signed_in: SignedIn, target: str, stack: str) -> Path:
    """Keep the token for ``kept``. Nobody but the user can read the file, at no moment."""
    return _write(_file(target, stack), signed_in.token)


def doorway(signed_in: SignedIn, cockpit: str, target: str, stack: str) -> Path:
    """A page that leads to the cockpit's address, signed in: in a file, since other users see what commands are given.

    The token stands behind the address's #, which no browser sends anywhere.
    """
    place = html.escape(f"{cockpit}#token={signed_in.token}")
    text = f'<!doctype html><meta charset="utf-8"><title>KYC</title><meta http-equiv="refresh" content="0;url={place}">'
    return _write(_file(target, stack, _DOORWAY), text)


def _write(file: Path, text: str) -> Path:
    """For the user alone, at every moment."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open(part, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as made:
        made.write(text)
    part.replace(file)
    return file


def kept(target: str, stack: str) -> SignedIn:
    """Who is signed in. Raises NotSignedIn."""
    if given := os.environ.get(TOKEN):
        return SignedIn.of(given.strip())
    file = _file(target, stack)
    try:
        if file.stat().st_mode & _FOR_OTHERS:
            raise NotSignedIn(f"others can read {file}, so its token is not used. Sign in again: kyc login")
        return SignedIn.of(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NobodySignedIn("nobody is signed in. Run: kyc login") from None


def forget(target: str, stack: str) -> bool:
    """Whether somebody was signed in."""
    file: Any = _file(target, stack)
    was = file.exists()
    file.unlink(missing_ok=True)
    _file(target, stack, _DOORWAY).unlink(missing_ok=True)
    return bool(was)


def _file(target: str, stack: str, suffix: str = ".token") -> Path:
    folder = local_cloud.folder() if target == "local" else Path(typer.get_app_dir("kyc", force_posix=True))
    return folder / f"{target}-{stack}{suffix}"
