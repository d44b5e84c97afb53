"""``kyc validate``: the report on the search of a bank's lists, and that it shows what the search is missing."""

import json
import os
import random
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.validation import markdown, report
from backoffice.validation.births import WAYS
from backoffice.validation.measuring import interval
from backoffice.validation.mutations import MUTATIONS
from backoffice.validation.systems import SYSTEMS
from lambdas.shared.names.customs import east_asian, romanisation
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from tests.backoffice.kyc_command import ROOT, kyc, one_message

pytestmark = pytest.mark.slow

LISTS = ROOT / "tests" / "backoffice" / "lists"
"""Invented people, with names of the peoples whose spellings are tried."""
SAMPLE = ROOT / "definitions" / "watchlists" / "sample"
Row = dict[str, Any]


@cache
def made(lists: Path = LISTS, seed: int = 1, size: int = 12) -> Row:
    return report.made(lists, seed, size, lambda _: None)[0]


def scores(found: Row) -> dict[str, float]:
    """The mean score by spelling system."""
    return {row["row"]: row["score"] for row in found["kinds"]["sanctions"]["tables"]["spelling system"]}


def run(path: Path, seed: int, hash_seed: str) -> bytes:
    """The report that a process of its own writes."""
    asked = ["validate", "--lists", str(LISTS), "--out", str(path), "--seed", str(seed), "--sample", "4"]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "backoffice", *asked], check=True, env=environment, stdout=subprocess.PIPE)
    return path.read_bytes()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again = (run(tmp_path / f"{one}.md", 7, one) for one in ("1", "2"))
    assert first == again
    assert run(tmp_path / "other.md", 8, "1") != first


def test_everybody_on_the_sample_list_is_found_as_listed() -> None:
    found = made()
    assert report.lost(found) == 0
    assert found["kinds"]["sanctions"]["as_listed"]["names"] == 26
    assert all(one["people"] == one["found"] for one in found["kinds"]["sanctions"]["tables"]["birth date"])


@pytest.mark.parametrize(
    ("letters", "system"),
    [
        ("CS", "Hungarian, of Cyrillic names"),
        ("CZ", "Polish, of Cyrillic names"),
        ("OU(?=[AEIY])", "French, of Arabic and Persian names"),
    ],
)
def test_an_entry_that_is_missing_in_a_table_of_spellings_shows(
    monkeypatch: pytest.MonkeyPatch, letters: str, system: str
) -> None:
    before = scores(made())
    tables = tuple((own, tuple(rule for rule in rules if rule[1] != letters)) for own, rules in romanisation._SYSTEMS)
    assert tables != romanisation._SYSTEMS
    monkeypatch.setattr(romanisation, "_SYSTEMS", tables)
    caches = (romanisation.respelled, romanisation.sounds, east_asian.readings)
    for remembered in caches:
        remembered.cache_clear()
    try:
        after = scores(made.__wrapped__())
    finally:
        for remembered in caches:
            remembered.cache_clear()
    assert after[system] < before[system] - 0.02
    assert after["Cyrillic letters, of Cyrillic names"] == before["Cyrillic letters, of Cyrillic names"]


def test_a_name_that_is_lost_is_named_with_exit_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    search = WatchlistIndex.search

    def losing(index: WatchlistIndex, query: Query, least: float) -> list[Hit]:
        return [hit for hit in search(index, query, least) if hit.entry_id != "ofac-95026"]

    monkeypatch.setattr(WatchlistIndex, "search", losing)
    out = tmp_path / "report.md"
    assert kyc(monkeypatch, "validate", "--lists", str(LISTS), "--sample", "2", "--out", str(out)) == 2
    assert "1 listed names do not find their own entry" in capsys.readouterr().err
    assert "| ofac-95026 | Ottokar MUSTERMANN-BEISPIEL |" in out.read_text(encoding="utf-8")


def test_without_a_file_the_report_is_printed_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kyc(monkeypatch, "validate", "--lists", str(LISTS), "--sample", "2") == 0
    printed = capsys.readouterr().out
    assert printed == markdown.document(made(size=2)) + "\n"


def test_times_are_beside_the_report(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert kyc(monkeypatch, "validate", "--lists", str(LISTS), "--sample", "2", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    times = printed.pop("times")
    assert printed == json.loads(json.dumps(made(size=2)))
    assert [row["entries"] for row in times["sanctions"]] == [7, 14, 27]
    assert "loaded in" in markdown.summary(printed, times)


def test_where_a_second_sign_is_wanted_a_name_alone_is_not_counted() -> None:
    found = made(SAMPLE, size=5)["kinds"]["pep"]
    assert found["second_sign"]
    assert {row["by_name"] for rows in found["tables"].values() for row in rows} == {None}
    assert found["as_listed"]["lost"] == []


def test_a_folder_without_lists_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert kyc(monkeypatch, "validate", "--lists", str(tmp_path)) == 2
    assert "There is no watchlist in" in one_message(capsys)
    assert kyc(monkeypatch, "validate", "--lists", str(tmp_path / "none")) == 2
    assert "There is no folder of watchlists" in one_message(capsys)


@pytest.mark.parametrize(
    ("system", "name", "spelled"),
    [
        ("German, of Cyrillic names", "Yuriy SHCHERBATOV", "Juri Schtscherbatow"),
        ("French, of Cyrillic names", "Gennadiy USMANOV", "Guennadi Ousmanov"),
        ("Polish, of Cyrillic names", "Andrey CHUVASHOV", "Andrej Czuwaszow"),
        ("Latvian, of Cyrillic names", "Nikolay PUTIN", "Nikolajs Putins"),
        ("Cyrillic letters, of Cyrillic names", "Nikolay ZHUKOV", "Николай Жуков"),
        ("Turkish, of Arabic and Persian names", "Jawad KHALIL", "Cavad Halil"),
        ("Wade-Giles, of Chinese names", "ZHANG Xiaoping", "Chang Hsiao Ping"),
        ("South Korean, of Korean names", "RI Hyon Su", "Lee Hyun Soo"),
        ("German, of Cyrillic names", "Oleg", None),
        ("German, of Cyrillic names", "Иван Жуков", None),
    ],
)
def test_names_in_other_spelling_systems(system: str, name: str, spelled: str | None) -> None:
    (one,) = (one for one in SYSTEMS if one.name == system)
    assert one.spelled(name, random.Random(1)) == spelled  # noqa: S311


@given(
    st.text("AbcORNZ -", min_size=1).filter(str.strip), st.sampled_from(list(MUTATIONS.values())), st.integers(0, 99)
)
def test_every_mutation_gives_a_name_or_none(name: str, mutation: Any, seed: int) -> None:
    told = mutation(name.strip(), random.Random(seed))  # noqa: S311
    assert told is None or told.strip()


_BORN = st.dates(date(1900, 1, 2), date(2020, 1, 1)).map(str)


@given(_BORN | _BORN.map(lambda born: born[:4]), st.sampled_from(list(WAYS.values())), st.integers(0, 99))
def test_every_way_to_tell_a_birth_date_gives_one(born: str, way: Any, seed: int) -> None:
    told = way(born, random.Random(seed))  # noqa: S311
    assert not told or len(told) in (4, 10)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_interval_holds_the_share(found: int, more: int) -> None:
    low, high = interval(found, found + more)
    assert 0 <= low <= high <= 1
    assert not found + more or low <= found / (found + more) <= high
