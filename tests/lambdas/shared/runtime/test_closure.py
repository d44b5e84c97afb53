"""Which modules a function needs, and the hash over them."""

from pathlib import Path

import pytest

from lambdas.shared.runtime.closure import closure, content_hash


@pytest.fixture
def bank(tmp_path: Path) -> dict[str, Path]:
    """A package with a function that needs ``rules`` and, by way of it, ``words``; ``other`` is not needed."""
    files = {
        "__init__.py": "",
        "check/__init__.py": "",
        "check/handler.py": "import json\nfrom bank.check import rules\n",
        "check/rules.py": "def rule():\n    from ..words import WORD\n    return WORD\n",
        "words.py": "WORD = 1\n",
        "other.py": "import bank.words\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return {"bank": tmp_path}


def test_it_follows_imports_wherever_they_stand(bank: dict[str, Path]) -> None:
    found = closure(["bank.check.handler"], bank)
    assert list(found) == ["bank", "bank.check", "bank.check.handler", "bank.check.rules", "bank.words"]
    assert found["bank.check"].name == "__init__.py"


def test_the_hash_changes_with_what_is_needed_and_with_nothing_else(bank: dict[str, Path]) -> None:
    def hashed() -> str:
        return content_hash(closure(["bank.check.handler"], bank))

    before = hashed()
    (bank["bank"] / "other.py").write_text("# another word\n")
    assert hashed() == before
    (bank["bank"] / "words.py").write_text("WORD = 1  # a word\n")
    assert hashed() != before


def test_a_module_that_is_not_there_is_said(bank: dict[str, Path]) -> None:
    with pytest.raises(ModuleNotFoundError, match=r"no module bank\.nothing in bank"):
        closure(["bank.nothing"], bank)


def test_this_library_s_functions_are_closed() -> None:
    found = closure(["lambdas.settle_review.handler"])
    assert "lambdas.shared.reviews.rules" in found
    assert not any("matching" in name or "mrz" in name for name in found)
