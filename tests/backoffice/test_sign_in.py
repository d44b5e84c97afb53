"""``kyc token``, ``login`` and ``logout``: a token that nobody else can read, kept until it ends."""

import io
import json
import sys
import webbrowser
from pathlib import Path

import pytest

from backoffice import sign_in
from backoffice.sign_in import NotSignedIn, SignedIn
from infrastructure import local_issuer
from lambdas.shared.access.roles import Role
from tests.backoffice.kyc_command import kyc, one_message
from tests.tokens import token

pytestmark = pytest.mark.usefixtures("nowhere")
LOCAL = ("local", "kyc")


@pytest.fixture
def cloud(nowhere: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a local cloud that was deployed once."""
    folder = tmp_path / "cloud"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("KYC_LOCAL_DIR", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv(sign_in.TOKEN, raising=False)
    local_issuer.make()
    return folder


@pytest.mark.usefixtures("cloud")
def test_a_token_is_printed_whole_and_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kyc(monkeypatch, "token", "--role", "reviewer", "--role", "senior_reviewer", "--user", "eva") == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert SignedIn.of(printed.strip()).subject == "eva"


@pytest.mark.parametrize("command", ["token", "login"])
@pytest.mark.parametrize("user", ["Eva Muster", "", "\u0435va", "x" * 256])
@pytest.mark.usefixtures("cloud")
def test_a_subject_that_the_api_would_refuse_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, user: str
) -> None:
    assert kyc(monkeypatch, command, "--role", "reviewer", "--user", user) == 2
    said = one_message(capsys)
    assert "Invalid value for '--user'" in said
    assert "no spaces, such as eva.muster" in said
    with pytest.raises(NotSignedIn, match=r"no spaces, such as eva\.muster"):
        SignedIn.of(token(sub=user))


def test_who_signs_in_stays_so_until_the_token_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cloud: Path
) -> None:
    assert kyc(monkeypatch, "login", "--role", "auditor", "--user", "eva", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    found = sign_in.kept(*LOCAL)
    assert (shown["subject"], shown["ends"]) == (found.subject, found.ends.isoformat()) == ("eva", shown["ends"])
    assert "token" not in shown
    [file] = cloud.glob("*.token")
    assert file.stat().st_mode & 0o777 == 0o600
    assert kyc(monkeypatch, "logout") == 0
    with pytest.raises(NotSignedIn, match="kyc login"):
        sign_in.kept(*LOCAL)
    assert kyc(monkeypatch, "logout") == 0


@pytest.mark.usefixtures("cloud")
def test_a_token_that_has_ended_signs_nobody_in() -> None:
    with pytest.raises(NotSignedIn, match="has ended"):
        SignedIn.of(local_issuer.issue("eva", [Role.AUDITOR], -1))


@pytest.mark.usefixtures("cloud")
def test_one_that_others_can_read_is_not_used() -> None:
    file = sign_in.keep(SignedIn.of(token()), *LOCAL)
    file.chmod(0o640)
    with pytest.raises(NotSignedIn, match="others can read"):
        sign_in.kept(*LOCAL)
    assert sign_in.keep(SignedIn.of(token()), *LOCAL).stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("cloud")
def test_on_aws_the_bank_s_own_token_is_read_and_kept_in_the_user_s_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{token()}\n"))
    assert kyc(monkeypatch, "--target", "aws", "login") == 0
    assert sign_in.kept("aws", "kyc").subject == "eva"
    [file] = (tmp_path / "home").rglob("*.token")
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.usefixtures("cloud")
def test_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in.keep(SignedIn.of(token()), *LOCAL)
    monkeypatch.setenv(sign_in.TOKEN, token(sub="max"))
    assert sign_in.kept(*LOCAL).subject == "max"


@pytest.mark.parametrize("given", ["", "hunter2", "a.b.c", token(sub=None), token(exp=10**400), token(exp=None)])
def test_what_is_no_token_is_said_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    assert kyc(monkeypatch, "--target", "aws", "login") == 2
    said = one_message(capsys)
    assert "this is no token" in said
    assert not given or given not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["token"], "give --role, one or more of: submitter, reviewer"),
        (["token", "--role", "applicant"], "applicant"),
        (["login", "--role", "root"], "root"),
        (["token", "--role", "reviewer"], "no issuer of tokens yet. Run: python deploy.py"),
        (["token", "--role", "reviewer", "--hours", "48"], "--hours"),
        (["--target", "aws", "token", "--role", "reviewer"], "only the local cloud's issuer is this program's"),
    ],
)
def test_what_is_not_possible_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert kyc(monkeypatch, *arguments) == 2
    assert said in one_message(capsys)


def test_the_cockpit_is_opened_signed_in_by_a_file_of_the_user_alone(
    monkeypatch: pytest.MonkeyPatch, cloud: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []

    def browser(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", browser)
    monkeypatch.setenv("KYC_API", "http://127.0.0.1:4566/v1")
    assert kyc(monkeypatch, "login", "--role", "reviewer", "--user", "eva", "--open") == 0
    [door] = [Path(url.removeprefix("file://")) for url in opened]
    token = sign_in.kept("local", "kyc").token
    assert f"url=http://127.0.0.1:4566/v1/cockpit#token={token}" in door.read_text("utf-8")
    assert door.stat().st_mode & 0o077 == 0
    assert token not in "".join(opened) + capsys.readouterr().out
    assert kyc(monkeypatch, "logout") == 0
    assert not door.exists()
