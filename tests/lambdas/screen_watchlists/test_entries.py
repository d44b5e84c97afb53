"""Rows of published CSV files: every line is a row of its own, or is named as unreadable."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lambdas.screen_watchlists.entries import Table, distinct


def table(content: bytes, folder: Path) -> Table:
    path = folder / "list.csv"
    path.write_bytes(content)
    return Table(path)


def test_fields_are_trimmed_and_lines_numbered(tmp_path: Path) -> None:
    read = table(b'1,"DOE, John ", x\r\n\r\n2,b,c\n\x1a', tmp_path)
    assert list(read.rows()) == [(1, ["1", "DOE, John", "x"]), (3, ["2", "b", "c"])]
    assert read.unreadable == []


def test_an_open_quote_spoils_no_row_but_its_own(tmp_path: Path) -> None:
    read = table(b'1,a\n2,"b\n3,c\n', tmp_path)
    assert [line for line, _ in read.rows()] == [1, 3]
    assert read.unreadable == [2]


def test_old_files_are_latin_1_and_new_ones_utf_8(tmp_path: Path) -> None:
    for encoding in ("latin-1", "utf-8", "utf-8-sig"):
        assert list(table("Müller".encode(encoding), tmp_path).rows()) == [(1, ["Müller"])]


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_unreadable_lines(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read = table(content, Path(folder))
        lines = [line for line, _ in read.rows()]
    assert len({*lines, *read.unreadable}) == len(lines) + len(read.unreadable)
    assert set(lines) | set(read.unreadable) <= set(range(1, content.count(b"\n") + 2))


@given(st.lists(st.sampled_from(["", "a", "b", "c"])))
def test_distinct_keeps_the_first_of_each(values: list[str]) -> None:
    found = distinct(values)
    assert set(found) == set(values) - {""}
    assert list(found) == sorted(found, key=values.index)
