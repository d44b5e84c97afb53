"""What the README says about adding a check is done as written, on a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COPIED = ("workflows", "lambdas", "definitions", "infrastructure")
VERIFY = """
import workflows
from workflows.build import build, files, write
from workflows.contracts import DEFINITIONS, Contracts
from lambdas.check_email.handler import handler
from infrastructure.functions import FUNCTIONS
write(files(build(workflows.WORKFLOWS, Contracts()), DEFINITIONS))
assert "check_email" in [function.name for function in FUNCTIONS]
branches = workflows.definitions()["kyc-identity"]["States"]["Check identity"]["Branches"]
assert "Check e-mail" in [branch["StartAt"] for branch in branches]
"""


def test_adding_a_check_works_as_written(tmp_path: Path) -> None:
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    section = README[README.index("<!-- check: begin -->") : README.index("<!-- check: end -->")]
    shell, handler, listed, branch = re.findall(r"```\w+\n(.*?)```", section, flags=re.DOTALL)

    subprocess.run(["sh", "-e", "-c", shell], cwd=tmp_path, check=True)
    (tmp_path / "lambdas/check_email/handler.py").write_text(handler, encoding="utf-8")
    _insert(tmp_path / "infrastructure/functions.py", '    Function("check_document"', listed)
    _insert(tmp_path / "workflows/identity.py", '    "duplicate": find_duplicate_customer,', branch)

    done = subprocess.run([sys.executable, "-c", VERIFY], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"Check e-mail"' in (tmp_path / "definitions/kyc-identity.asl.json").read_text(encoding="utf-8")


def test_the_check_is_ten_lines() -> None:
    handler = re.findall(r"```python\n(from lambdas.*?)```", README, flags=re.DOTALL)[0]
    code = [line for line in handler.splitlines() if line.strip() and not line.startswith("from ")]
    assert len(code) + 2 <= 10  # its own lines, the one in the table and the one in the workflow


def _insert(file: Path, before: str, lines: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, lines + before), encoding="utf-8")
