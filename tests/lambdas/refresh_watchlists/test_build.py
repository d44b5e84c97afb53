"""A version is of the lists, and of the code that reads them and builds and searches their index."""

import shutil
from pathlib import Path

import pytest

from lambdas.refresh_watchlists import build
from lambdas.refresh_watchlists.build import program
from lambdas.shared.runtime.closure import LAMBDAS, closure
from tests.lambdas.refresh_watchlists.test_refresh import Refreshing, bank

__all__ = ["bank"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of this library's functions, to be changed."""
    return shutil.copytree(LAMBDAS["lambdas"], tmp_path / "lambdas", ignore=shutil.ignore_patterns("__pycache__"))


def comment(module: Path) -> None:
    module.write_text(module.read_text(encoding="utf-8") + "\n# another comment\n", encoding="utf-8")


@pytest.mark.parametrize(
    "module",
    [
        "shared/names/customs/arabic.py",
        "shared/names/config.py",
        "shared/names/countries.py",
        "shared/watchlists/matching.py",
        "shared/watchlists/config.py",
        "refresh_watchlists/build.py",
        "refresh_watchlists/reading.py",
        "refresh_watchlists/lists/eu.py",
    ],
)
def test_what_reads_lists_or_builds_or_searches_their_index_makes_another_program(source: Path, module: str) -> None:
    assert program({"lambdas": source}) == program()
    comment(source / module)
    assert program({"lambdas": source}) != program()


@pytest.mark.parametrize(
    "module",
    [
        "shared/providers/signed_http.py",
        "shared/cases/step.py",
        "shared/documents/mrz/layouts.py",
        "refresh_watchlists/fetch.py",
        "refresh_watchlists/handler.py",
        "screen_watchlists/handler.py",
    ],
)
def test_other_code_does_not(source: Path, module: str) -> None:
    comment(source / module)
    assert program({"lambdas": source}) == program()


def test_the_program_is_in_the_function_s_package_and_has_all_that_searches() -> None:
    hashed = closure(build._PROGRAM).keys()
    assert hashed <= closure(["lambdas.refresh_watchlists.handler"]).keys()
    assert closure(["lambdas.shared.watchlists.matching"]).keys() <= hashed


def test_another_version_of_a_library_makes_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    before = program()
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "0")
    assert program() != before


def test_another_program_makes_another_version_of_the_same_lists(
    bank: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bank.run()
    monkeypatch.setattr(build, "program", lambda: "another")
    report = bank.run()
    assert report["outcome"] == "published"
    assert report["version"] != first["version"]
    assert bank.run()["outcome"] == "unchanged"
