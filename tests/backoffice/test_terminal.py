"""What ``kyc`` writes to, as processes have it: full, closed, or without the letters that are needed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backoffice import audit
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.onboardings.records import export
from tests.backoffice.kyc_command import ROOT
from tests.memory import MemoryOnboarding

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no device here that is always full")
pytestmark = pytest.mark.usefixtures("nowhere")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A decision record, which is shown without a bank; in it are letters of no Latin-1 and what looks like markup."""
    table = MemoryOnboarding()
    details = {"reviewer": "Łucja 馬", "reason": "DOCUMENTS_SEEN", "note": "see [/red] and [bold]this :smile:"}
    table.add_evidence("demo-1", "review", "run", Evidence({"decision": "approved"}, details=details), "2026-01-01")
    outcome = Evidence({"event": "E"}, details={"outcome": "onboarded", "rating": "low", "reasons": "[]"})
    table.add_evidence("demo-1", "record_outcome", "run", outcome, "2026-01-01")
    table.insert("demo-1", "META", {"status": "onboarded", "attempts": 1})
    audit.write(export(table.case("demo-1")), tmp_path / "record.json")
    return tmp_path / "record.json"


def kyc(*arguments: str | Path, redirected: str = "", **environment: str) -> tuple[int, bytes, str]:
    """Exit status, stdout and stderr of the command in a shell of its own."""
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {redirected}', "sh", sys.executable, "-m", "backoffice", *map(str, arguments)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "KYC_LOCAL_DIR": "/nonexistent", **environment},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_what_looks_like_markup_is_text(record: Path, form: list[str]) -> None:
    status, out, err = kyc("audit", "--verify", record, *form, PYTHONIOENCODING="utf-8")
    assert (status, err) == (0, "")
    assert "see [/red] and [bold]this :smile:" in out.decode()
    assert "Łucja 馬" in out.decode()


def test_a_terminal_without_the_letters_shows_others(record: Path) -> None:
    status, out, err = kyc("audit", "--verify", record, LC_ALL="C", PYTHONIOENCODING="latin-1")
    assert (status, err) == (0, "")
    assert "?ucja ?" in out.decode("latin-1")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_json_loses_no_letter(record: Path, encoding: str) -> None:
    status, out, err = kyc("audit", "--verify", record, "--json", LC_ALL="C", PYTHONIOENCODING=encoding)
    assert (status, err) == (0, "")
    shown: Any = json.loads(out.decode(encoding))
    assert shown["record"] == json.loads(record.read_text(encoding="utf-8"))


@needs_full
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_full_disk_is_one_message(record: Path, form: list[str]) -> None:
    status, _, err = kyc("audit", "--verify", record, *form, redirected=f">{FULL}")
    assert (status, err) == (2, "kyc: the output could not be written: No space left on device\n")


@needs_full
def test_help_on_a_full_disk_is_one_message() -> None:
    status, _, err = kyc("--help", redirected=f">{FULL}")
    assert (status, err) == (2, "kyc: this machine: No space left on device\n")


@needs_full
def test_a_record_on_a_full_disk_is_one_message(record: Path) -> None:
    status, out, err = kyc("audit", "--verify", record, "--out", FULL)
    assert (status, out, err) == (2, b"", f"kyc: {FULL} cannot be written: No space left on device\n")


def test_a_reader_that_left_hears_no_complaint(record: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "backoffice", "audit", "--verify", str(record)]
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_closed_output_is_one_message(record: Path) -> None:
    status, _, err = kyc("audit", "--verify", record, redirected=">&-")
    assert (status, err) == (2, "kyc: the output could not be written: it is closed\n")


@pytest.mark.parametrize("redirected", ["2>&-", ">&- 2>&-", *([f"2>{FULL}"] if FULL.exists() else [])])
def test_the_exit_status_stays_where_no_message_can_be_written(redirected: str) -> None:
    status, out, err = kyc("list", redirected=redirected)
    assert (status, out, err) == (2, b"", "")
