"""The ``kyc`` command without a bank: what it asks for, and what it says where that is not given."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure import local_cloud
from infrastructure.target import Target
from tests.applications import SAMPLES, application
from tests.backoffice import aws_answers
from tests.backoffice.kyc_command import COMMANDS, ROOT, kyc, one_message

pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack whose services answer with nothing."""
    aws_answers.install(monkeypatch, aws_answers.page("{}"))
    monkeypatch.setattr(Target, "outputs", lambda _self: aws_answers.Deployed(Stage="local"))
    monkeypatch.setattr(local_cloud, "find", lambda: local_cloud.Cloud(9, 1))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_names_every_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: tuple[str, ...]
) -> None:
    assert kyc(monkeypatch, *path, "--help") == 0
    assert "--json" in capsys.readouterr().out


def test_a_byte_order_mark_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("given.json").write_text(json.dumps(application()), encoding="utf-8-sig")
    assert kyc(monkeypatch, "submit", "given.json") == 2
    assert "The local cloud is not running" in one_message(capsys)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["review", "demo-1", "--reason", "X", "--evidence", "0"], "--decline and --ask"),
        (["review", "demo-1", "--approve", "--decline", "--reason", "X", "--evidence", "0"], "--decline and --ask"),
        (["review", "demo-1", "--approve", "--evidence", "0"], "--reason"),
        (["review", "demo-1", "--approve", "--reason", "X"], "--evidence"),
        (["list", "--status", "lost"], "'awaiting_documents'"),
        (["frobnicate"], "frobnicate"),
        (["explain", "demo-1", "--for", "press"], "'customer'"),
        (["audit"], "give an ID, or --verify FILE"),
        (["audit", "--verify", "none.json"], "none.json cannot be read"),
        (["audit", "--verify", "none.json", "--head", "3f9a1c0b"], "give the whole hash: 64 digits"),
        (["upload", "demo-1"], "give --front, --back or --selfie"),
        (["--direct", "upload", "demo-1", "--front", "none.jpg"], "none.jpg cannot be read"),
        (["queues", "redrive"], "give the name of a queue"),
        (["submit", str(SAMPLES / "1-straight-through.json"), "--by", "eva"], "who acts is whoever is signed in"),
        (["review", "demo-1", "--approve", "--reason", "X", "--evidence", "0", "--senior"], "go with --direct alone"),
        (["clear", "demo-1", "ofac-1", "--reason", "X", "--evidence", "0", "--reviewer", "eva"], "with --direct alone"),
        (["watchdog", "--reviewer", "eva"], "go with --direct alone"),
        (["--api", "http://kyc.bank.example", "list"], "begins with https://"),
        (["show"], "Missing argument 'ID'"),
    ],
)
@pytest.mark.usefixtures("deployed")
def test_what_is_asked_for_wrongly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert kyc(monkeypatch, *arguments) == 2
    assert said in one_message(capsys)


@pytest.mark.parametrize("name", ["", " ", "\u0435va", "anna\u200b"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["clear", "demo-1001", "ofac-90001", "--reason", "FALSE_POSITIVE", "--evidence", "0", "--reviewer"],
        ["review", "demo-1001", "--approve", "--reason", "X", "--evidence", "0", "--reviewer"],
        ["submit", str(SAMPLES / "1-straight-through.json"), "--by"],
        ["resubmit", str(SAMPLES / "1-straight-through.json"), "--by"],
        ["watchlists", "refresh", "--reviewer"],
        ["watchlists", "remove", "oj-1", "--reason", "PUBLISHED", "--evidence", "0", "--reviewer"],
        ["monitoring", "sweep", "--reviewer"],
        ["claim", "--reviewer"],
        ["watchdog", "--reviewer"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_who_acts_has_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], name: str
) -> None:
    assert kyc(monkeypatch, *arguments, name) == 2
    assert f"Invalid value for '{arguments[-1]}'" in one_message(capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        ["clear", "demo-1001", "ofac-90001", "--reason", "X", "--evidence", "0", "--note", "\udcff"],
        ["review", "demo-1001", "--approve", "--reason", "X", "--evidence", "0", "--note", "\udcff"],
        ["submit", str(SAMPLES / "1-straight-through.json"), "--by", "\udcff"],
        ["watchdog", "--reviewer", "\udcff"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_is_stored_is_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert kyc(monkeypatch, *arguments) == 2
    said = one_message(capsys)
    assert f"Invalid value for '{arguments[-2]}'" in said
    assert "this is not text in UTF-8" in said


def test_one_bad_file_stops_them_all_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(application()), encoding="utf-8")
    bad.write_text(json.dumps(application(channel="pigeon")), encoding="utf-8")
    assert kyc(monkeypatch, "submit", str(good), str(bad)) == 2
    said = one_message(capsys)
    assert f"{bad}: the application does not keep its schema:" in said
    assert "channel: must be one of branch, remote" in said


def test_a_thousand_problems_are_not_a_thousand_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = application(applicant={"former_names": [7] * 9, "address": {"lines": [7] * 1000}})
    Path("given.json").write_text(json.dumps(wrong), encoding="utf-8")
    assert kyc(monkeypatch, "submit", "given.json") == 2
    said = capsys.readouterr().err
    assert said.endswith(" more\n")
    assert len(said.splitlines()) == 22


def test_a_traceback_is_there_for_whoever_wants_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KYC_TRACEBACK", "1")
    monkeypatch.setattr(Target, "client", None)
    assert kyc(monkeypatch, "--direct", "list") == 2
    assert "Traceback" in capsys.readouterr().err


def _completed(words: str) -> list[str]:
    """What the shell is offered for the last of these words."""
    asked = {"_KYC_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = subprocess.run(
        [sys.executable, "-m", "backoffice"], cwd=ROOT, env=os.environ | asked, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode().split()


def test_the_shell_completes_commands_and_values() -> None:
    assert _completed("kyc watch") == ["watch", "watchdog", "watchlists"]
    assert "awaiting_review" in _completed("kyc list --status ")
