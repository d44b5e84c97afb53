"""A bank's own module that cannot be read is one message of every command, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROKEN = {
    "a typing error": ("PROJECT = KYC.extended(\n", "SyntaxError"),
    "a name that is not there": ("PROJECT = KYC\n", "NameError"),
    "a part that cannot be": (
        "from infrastructure.project import KYC\nPROJECT = KYC.extended(adapters={'news': {}})\n",
        "there is no port news",
    ),
    "another name": ("OTHER = 1\n", "AttributeError"),
}
COMMANDS = (["deploy", "plan"], ["workflows", "--check"])


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_what_is_wrong_with_the_project_is_one_message(tmp_path: Path, broken: str, command: list[str]) -> None:
    text, said = BROKEN[broken]
    (tmp_path / "acme_broken.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", *command, "--project", "acme_broken:PROJECT"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "KYC_LOCAL_DIR": str(tmp_path / "cloud")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stderr.startswith("--project acme_broken:PROJECT: ")
    assert said in done.stderr
