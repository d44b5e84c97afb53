"""Every command of ``kyc`` with everything that can go wrong at AWS and on this machine: exit status 2 and one message.

The commands are those of the command line itself, so a new one is tested as it is; ``kyc_command.REQUIRED`` has a
value for each argument that a command cannot do without.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from infrastructure import local_cloud
from infrastructure.target import Target
from tests.backoffice import aws_answers
from tests.backoffice.kyc_command import CALLS, COMMANDS, MORE, call_of, kyc, one_message

pytestmark = pytest.mark.usefixtures("nowhere")


@dataclass(frozen=True)
class Failure:
    """What goes wrong, how that is brought about, and what the message says of it.

    ``connected``: once the stack has said where everything is, which is all that ``kyc api`` asks for.
    """

    what: str
    said: str
    arrange: Callable[[pytest.MonkeyPatch], None] = lambda monkeypatch: None
    options: tuple[str, ...] = ()
    connected: bool = False


def _when_asked_first(send: aws_answers.Send) -> Callable[[pytest.MonkeyPatch], None]:
    def arrange(monkeypatch: pytest.MonkeyPatch) -> None:
        aws_answers.install(monkeypatch, send)
        monkeypatch.setattr(local_cloud, "find", lambda: local_cloud.Cloud(9, 1))

    return arrange


def _once_connected(send: aws_answers.Send) -> Callable[[pytest.MonkeyPatch], None]:
    def arrange(monkeypatch: pytest.MonkeyPatch) -> None:
        _when_asked_first(send)(monkeypatch)
        monkeypatch.setattr(Target, "outputs", lambda _self: aws_answers.Deployed(Stage="local"))

    return arrange


def _raising(error: BaseException) -> Callable[[pytest.MonkeyPatch], None]:
    def fail(_self: Target, _service: str | None = None) -> NoReturn:
        raise error

    def arrange(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Target, "outputs", fail)
        monkeypatch.setattr(Target, "client", fail)

    return arrange


AWS = ("--target", "aws", "--region", "eu-central-1")
EMPTY_STACK = "<A><DescribeStacksResult><Stacks><member/></Stacks></DescribeStacksResult></A>"
FAILURES = [
    Failure("nothing runs", "The local cloud is not running. Run: python deploy.py"),
    Failure("no region", "No AWS region is set. Give --region", options=("--target", "aws")),
    Failure("no credentials", "No AWS credentials were found. Run", options=AWS),
    Failure("no profile", "There is no such AWS profile", options=("--target", "aws", "--profile", "nobody")),
    Failure("no stack name", "cannot be a stack name: 2 to 24 small letters", options=("--stack", "K")),
    Failure(
        "no region name", "settings of this machine cannot be used", options=("--target", "aws", "--region", "e u")
    ),
    Failure(
        "denied at once",
        "denied DescribeStacks: AWS says so Ask",
        _when_asked_first(aws_answers.refusal("AccessDenied")),
    ),
    Failure("expired at once", "The AWS session has expired", _when_asked_first(aws_answers.refusal("ExpiredToken"))),
    Failure("another version", "no output", _when_asked_first(aws_answers.page(EMPTY_STACK))),
    Failure("another program", "not answer as AWS does", _when_asked_first(aws_answers.page("<html>Sign in</html"))),
    Failure("no connection", "The local cloud did not answer", _when_asked_first(aws_answers.no_connection)),
    Failure(
        "denied",
        "The local cloud denied",
        _once_connected(aws_answers.refusal("AccessDeniedException")),
        connected=True,
    ),
    Failure(
        "expired",
        "The AWS session has expired",
        _once_connected(aws_answers.refusal("ExpiredTokenException")),
        connected=True,
    ),
    Failure(
        "throttled", "called too often", _once_connected(aws_answers.refusal("ThrottlingException")), connected=True
    ),
    Failure(
        "at fault", "AWS has a fault", _once_connected(aws_answers.refusal("InternalServerError", 500)), connected=True
    ),
    Failure(
        "refused", "(SomethingNew: AWS says so)", _once_connected(aws_answers.refusal("SomethingNew")), connected=True
    ),
    Failure("cut off", "did not answer (ReadTimeoutError", _once_connected(aws_answers.no_answer), connected=True),
    Failure(
        "file system", "/somewhere: Permission denied", _raising(PermissionError(13, "Permission denied", "/somewhere"))
    ),
    Failure("disk full", "this machine: No space left", _raising(OSError(28, "No space left on device"))),
    Failure(
        "no UTF-8", "is not UTF-8. Type it again", _raising(UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogate"))
    ),
    Failure("deep", "nested too deeply", _raising(RecursionError())),
    Failure("memory", "no memory left", _raising(MemoryError())),
    Failure("defect", "a fault of this program: KeyError in test_cli_failures.py", _raising(KeyError("Erika Muster"))),
]


@pytest.mark.parametrize(
    ("call", "failure"),
    [
        pytest.param(call, failure, id=f"{' '.join(call)}-{failure.what}")
        for call in CALLS
        for failure in FAILURES
        if not (failure.connected and call[0] == "api")
    ],
)
def test_every_failure_of_every_command_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], call: list[str], failure: Failure
) -> None:
    failure.arrange(monkeypatch)
    assert kyc(monkeypatch, "--direct", *failure.options, *call) == 2
    said = one_message(capsys)
    assert failure.said in said
    assert "Erika" not in said


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_interrupting_leaves_the_onboardings_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], call: list[str]
) -> None:
    _raising(KeyboardInterrupt())(monkeypatch)
    assert kyc(monkeypatch, "--direct", *call) == 130
    assert "To follow them: kyc watch" in capsys.readouterr().err


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_an_option_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: tuple[str, ...]
) -> None:
    assert kyc(monkeypatch, *path, "--nonsense") == 2
    said = one_message(capsys)
    assert "No such option: --nonsense" in said
    assert said.endswith(f"See: kyc {' '.join(path)} --help")


IDS = {path: one.name for path in COMMANDS for one in COMMANDS[path].params if one.name in {"application_id", "ids"}}


@pytest.mark.parametrize("given", ["", " ", "x", "a" * 3000, "demo-1001\n", "demo 1001", "-demo", "demö-1", "\udcff-1"])
@pytest.mark.parametrize("path", IDS, ids=" ".join)
def test_an_id_is_looked_at_before_it_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: tuple[str, ...], given: str
) -> None:
    options = [one for one in MORE.get(path, [[]])[0] if one.startswith("--")]
    assert kyc(monkeypatch, *call_of(path, options, **{IDS[path]: given})) == 2
    said = one_message(capsys)
    assert "cannot be an application's id: the bank's own reference, 3 to 64 letters" in said
    assert len(said) < 300


def test_commands_with_an_id_are_found() -> None:
    assert {("show",), ("watch",), ("clear",), ("audit",)} <= IDS.keys()


BAD_FILES = {
    "deep": (b"[" * 200_000, "line 1, column 65: lists and objects are nested"),
    "digits": (b'{"monthly_deposits_eur": ' + b"9" * 5000 + b"}", "line 1, column 26: this number has more than"),
    "half a character": (b'{"family_name":\n "Erik\\ud800sson"}', "line 2, column 2: this text has half a character"),
    "twice": (b'{"application_id": "dup-1", "application_id": "dup-2"}', "line 1, column 29: this name"),
    "not a number": (b'{"monthly_deposits_eur": NaN}', "line 1, column 26: this is not a finite number"),
    "unfinished": (b'{"application_id": ', "line 1, column 20: Expecting value"),
    "empty": (b"", "line 1, column 1: Expecting value"),
    "UTF-16": ("{}".encode("utf-16"), "line 1, column 1: this is not UTF-8"),
    "large": (b" " * 1_000_001, "is too large: give a file of at most 1,000,000 bytes"),
    "none": (None, "cannot be read: No such file or directory"),
}
WITH_FILE = {path: one.name for path in COMMANDS for one in COMMANDS[path].params if one.name in {"file", "files"}}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
@pytest.mark.parametrize("path", WITH_FILE, ids=" ".join)
def test_a_file_that_is_no_good_is_named_with_the_place(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: tuple[str, ...],
    content: tuple[bytes | None, str],
) -> None:
    written, said = content
    if written is not None:
        Path("given.json").write_bytes(written)
    assert kyc(monkeypatch, *call_of(path, [], **{WITH_FILE[path]: "given.json"})) == 2
    found = one_message(capsys)
    assert "given.json" in found
    assert said in found
