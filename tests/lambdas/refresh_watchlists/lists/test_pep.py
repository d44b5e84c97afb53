"""Politically exposed persons, in OpenSanctions' columns."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.refresh_watchlists.lists import pep
from lambdas.shared.watchlists.entries import Entry, WatchlistError

GOOD = ["pep-1", "Person", "Ann Sample", "A. Sample;Ann Sample", "1961-05-17;1962", "is;xx;FR"]


def read(folder: Path, *rows: list[str], header: tuple[str, ...] = pep.COLUMNS) -> tuple[list[Entry], list[str]]:
    path = folder / "peps.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    reading = pep.read({"peps.csv": path})
    return reading.entries, reading.rows["peps.csv"].unreadable


def test_a_person(tmp_path: Path) -> None:
    expected = Entry(
        entry_id="pep-1",
        list_name="PEP",
        kind="pep",
        entity_type="individual",
        names=("Ann Sample", "A. Sample"),
        birth_dates=("1961-05-17", "1962"),
        countries=("ISL", "FRA"),
        programmes=("PEP",),
    )
    assert read(tmp_path, GOOD) == ([expected], [])


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    entries, _ = read(tmp_path, ["more", *GOOD[::-1]], header=("phones", *pep.COLUMNS[::-1]))
    assert entries[0].names == ("Ann Sample", "A. Sample")


def test_unreadable_rows_are_named_by_line(tmp_path: Path) -> None:
    bad = [GOOD[:5], ["", *GOOD[1:]], [*GOOD[:2], "", *GOOD[3:]], [GOOD[0], "Song", *GOOD[2:]]]
    entries, unreadable = read(tmp_path, *bad, GOOD)
    assert (len(entries), unreadable) == (1, ["line 2", "line 3", "line 4", "line 5"])


@pytest.mark.parametrize("content", ["", "id,schema,name\n"])
def test_another_header_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "peps.csv"
    path.write_text(content)
    with pytest.raises(WatchlistError, match=r"no column .*countries"):
        pep.read({"peps.csv": path})


@given(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=12), max_size=6))
def test_no_text_in_a_row_stops_the_reader(cells: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        entries, unreadable = read(Path(folder), ["x", *cells], GOOD)
    assert entries[-1].entry_id == "pep-1"
    assert (len(entries), unreadable) in [(2, []), (1, ["line 2"])]
