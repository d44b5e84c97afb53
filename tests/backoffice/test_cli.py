"""The ``kyc`` command without a bank: what is wrong is told before anything is asked of AWS."""

import json
import sys
from pathlib import Path

import pytest

from backoffice import cli
from tests.applications import application


def kyc(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command; its exit status."""
    monkeypatch.setattr(sys, "argv", ["kyc", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No local cloud, and no account."""
    monkeypatch.setenv("KYC_LOCAL_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list"], "The local cloud is not running"),
        (["--target", "aws", "list"], "No AWS region is set"),
        (["--target", "aws", "--region", "eu-central-1", "list"], "No AWS credentials were found"),
        (["--target", "aws", "--profile", "nobody", "list"], "There is no such AWS profile"),
        (["submit", "missing.json"], "missing.json cannot be read"),
        (["review", "demo-1", "--reason", "X", "--evidence", "0"], "--decline and --ask"),
        (["review", "demo-1", "--approve", "--decline", "--reason", "X", "--evidence", "0"], "--decline and --ask"),
        (["review", "demo-1", "--approve", "--evidence", "0"], "--reason"),
        (["review", "demo-1", "--approve", "--reason", "X"], "--evidence"),
        (["list", "--status", "lost"], "'awaiting_documents'"),
        (["frobnicate"], "frobnicate"),
        (["policy", "simulate", "missing.json"], "missing.json cannot be read"),
        (["explain", "demo-1"], "The local cloud is not running"),
        (["explain", "demo-1", "--for", "press"], "'customer'"),
    ],
)
def test_what_is_wrong_is_one_message_and_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert kyc(monkeypatch, *arguments) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert said in told
    assert "Traceback" not in told


def test_one_bad_file_stops_them_all_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(application()), encoding="utf-8")
    bad.write_text(json.dumps(application(channel="pigeon")), encoding="utf-8")
    assert kyc(monkeypatch, "submit", str(good), str(bad)) == 2
    told = capsys.readouterr().err
    assert f"{bad}: the application does not keep its schema:" in told
    assert "channel: must be one of branch, remote" in told


def test_interrupting_leaves_the_onboardings_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    assert kyc(monkeypatch, "watch") == 130
    assert "kyc watch" in capsys.readouterr().err
