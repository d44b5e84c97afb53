"""What ``kyc`` prints, and what becomes of everything that can go wrong: one message and one exit status.

Exit status: 0, done; 2, what was asked for is not possible, and the message says why; 130, interrupted (Ctrl-C); 141,
the program that reads the output has closed it (``kyc list | head``). KYC_TRACEBACK=1 shows where an error came from.
"""

import io
import json
import os
import re
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer

from backoffice.errors import ApiRefused, BackOfficeError
from backoffice.views import console
from infrastructure.errors import DeploymentError
from lambdas.shared.runtime.characters import is_hidden, visible
from lambdas.shared.runtime.errors import KycError

_NOT_PLAIN = re.compile("[^ -~\n]")
_TO_DO = {
    "401": "Sign in: kyc login",
    "403": "Sign in as somebody who may: kyc login",
    "409": "Look again: kyc show ID",
    "412": "Look again: kyc show ID",
    "unknown-application": "See them all: kyc list",
}
"""What to do where the API refuses, by the problem's kind or HTTP's status."""
REFUSED, INTERRUPTED, READER_LEFT = 2, 130, 141


def show(found: Any, view: Callable[[Any], Any], *, as_json: bool, as_is: bool = False) -> None:
    """Print what a command found: as JSON, or as ``view`` makes it for people. Raises BackOfficeError.

    ``as_is``: lines are as long as they are, since the output is meant for a file.
    """
    try:
        if sys.stdout is None:
            raise OSError("it is closed")  # noqa: TRY301
        if as_json:
            print(_json(found))
        else:
            console.print(view(found), soft_wrap=as_is)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BackOfficeError(f"the output could not be written: {error.strerror or error}") from error


def _json(found: Any) -> str:
    """JSON in which what is not seen, or the output's encoding does not have, is escaped, so that nothing is lost."""
    text = _NOT_PLAIN.sub(_escaped, json.dumps(found, indent=2, ensure_ascii=False))
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(found, indent=2)
    return text


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex("-", 2).split("-")
    return "".join(f"\\u{unit}" for unit in units) if is_hidden(found[0]) else found[0]


def run(command: Callable[[], Any]) -> int:
    """Run a command line; its exit status. What is wrong is one message on stderr."""
    print_every_letter()
    try:
        status = _ended(command)
        if sys.stdout:
            sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        status = READER_LEFT
    except Exception as error:
        if text := message(error):
            say(f"kyc: {text}", error)
        status = REFUSED
    _give_up_what_cannot_be_written()
    if status == INTERRUPTED:
        say("\nStopped; the onboardings go on. To follow them: kyc watch")
    return status


def print_every_letter() -> None:
    """Let stdout print a question mark for each letter that its encoding does not have."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _ended(command: Callable[[], Any]) -> int:
    """The command's own exit status; typer's, where it ends with ``--help`` or Ctrl-C."""
    try:
        return int(command() or 0)
    except SystemExit as ended:
        return int(ended.code or 0)


def message(error: Exception) -> str:
    """What was wrong, where, and what to do."""
    match error:
        case ApiRefused():
            to_do = _TO_DO.get(error.kind) or _TO_DO.get(str(error.status))
            found = f"{str(error).rstrip('.')}. {to_do}" if to_do else str(error)
        case BackOfficeError() | DeploymentError() | KycError():
            found = str(error)
        case typer.TyperException():
            found = _usage(error)
        case UnicodeEncodeError():
            found = "a text that was given is not UTF-8. Type it again"
        case OSError():
            found = f"{error.filename or 'this machine'}: {error.strerror or error}"
        case RecursionError():
            found = "what was given or found is nested too deeply to be read"
        case MemoryError():
            found = "this machine has no memory left. Ask for less at once"
        case _:
            found = _defect(error)
    return found


def _defect(error: Exception) -> str:
    """Class and place of an unexpected error; its text may quote an applicant's data."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return f"a fault of this program: {where}. Report it with what KYC_TRACEBACK=1 makes it print"


def _usage(error: typer.TyperException) -> str:
    text, context = error.format_message(), getattr(error, "ctx", None)
    # Without a text it was no command at all, and the help is printed.
    return f"{text}\nSee: {context.command_path} --help" if text and context else text


def say(text: str, error: Exception | None = None) -> None:
    """Print on stderr what is wrong and, with KYC_TRACEBACK=1, where the error came from."""
    # Without stderr, or with a full disk behind it, the exit status alone says that something is wrong.
    if sys.stderr is None:
        return
    with suppress(OSError):
        print(visible(text, lines=True), file=sys.stderr, flush=True)
        if error and os.environ.get("KYC_TRACEBACK"):
            print(visible("".join(traceback.format_exception(error)), lines=True), file=sys.stderr, flush=True)


def _give_up_what_cannot_be_written() -> None:
    """Drop output that a full disk or a closed pipe does not take: Python would try again, and complain, as it ends."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
