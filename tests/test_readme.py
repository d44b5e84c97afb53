"""What the READMEs show is what there is: the example project, its folders, the commands."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACME = ROOT / "tests/projects/acme/acme_bank"
FOLDERS = ("workflows", "lambdas", "definitions", "infrastructure", "backoffice", "tests")
MOST_LINES = 200


@pytest.mark.parametrize("file", ["check_email/handler.py", "project.py"])
def test_the_example_is_the_project_that_is_tested(file: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert (ACME / file).read_text(encoding="utf-8") in blocks


def test_a_check_is_ten_lines() -> None:
    handler = (ACME / "check_email/handler.py").read_text(encoding="utf-8")
    code = [line for line in handler.splitlines()[1:] if line.strip() and not line.startswith("from ")]
    in_the_project = [
        line for line in (ACME / "project.py").read_text(encoding="utf-8").splitlines() if "email" in line
    ]
    assert len(code) + len(in_the_project) <= 10


def test_the_readme_is_short_and_leads_to_each_folder_s_own() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    for folder in FOLDERS:
        assert f"({folder}/README.md)" in README
        assert (ROOT / folder / "README.md").is_file()


@pytest.mark.parametrize("readme", [ROOT / "README.md", *(ROOT / folder / "README.md" for folder in FOLDERS)], ids=str)
def test_files_that_a_readme_names_are_there(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+/[\w./-]+\.(?:py|json|toml|md|lock))`", text))
    places = (ROOT, readme.parent, ROOT / "tests/projects/acme", ROOT / "lambdas/shared/providers")
    missing = {name for name in named if not any((place / name).exists() for place in places)}
    assert missing == set()


def test_each_item_of_the_lens_names_tests_that_there_are() -> None:
    text = (ROOT / "infrastructure/README.md").read_text(encoding="utf-8")
    table = text.partition("## Financial Services Industry Lens")[2].partition("\n## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("| ")][1:]
    named = [re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row) for row in rows]
    assert len(rows) > 15
    assert all(named)
    for file, test in (one for row in named for one in row):
        assert f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{test}"
