"""Rows of published CSV files: every line is in a row, or is named as unreadable."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lambdas.refresh_watchlists.reading import Table, columns, merged
from lambdas.shared.watchlists.entries import Entry


def table(content: bytes, folder: Path, most_lines: int = 1) -> Table:
    path = folder / "list.csv"
    path.write_bytes(content)
    return Table(path, most_lines)


def test_fields_are_trimmed_and_lines_numbered(tmp_path: Path) -> None:
    read = table(b'1,"DOE, John ", x\r\n\r\n2,b,c\n\x1a', tmp_path)
    assert list(read.rows()) == [(1, ["1", "DOE, John", "x"]), (3, ["2", "b", "c"])]
    assert read.unreadable == []


def test_an_open_quote_spoils_no_row_but_its_own(tmp_path: Path) -> None:
    for most_lines in (1, 5):
        read = table(b'1,a\n2,"b\n3,c\n', tmp_path, most_lines)
        assert [line for line, _ in read.rows()] == [1, 3]
        assert read.unreadable == ["line 2"]


def test_a_text_in_quotes_may_have_breaks(tmp_path: Path) -> None:
    read = table(b'1,"a\nb ""c""\n\nd",e\n2,f,g\n', tmp_path, 5)
    assert list(read.rows()) == [(1, ["1", 'a\nb "c"\n\nd', "e"]), (5, ["2", "f", "g"])]


def test_but_not_more_than_it_may_nor_over_rows_of_another_width(tmp_path: Path) -> None:
    read = table(b'id,name\n1,"a\nb\nc\nd"\n2,e\n', tmp_path, 3)
    assert [line for line, _ in read.rows()] == [1, 3, 4, 5, 6]
    read = table(b'id,name,more\n1,"a,b\n2,c,d\n3,"e",f\n4,"g,h\n', tmp_path, 9)
    rows = read.rows()
    assert columns(read, rows, "id") == ["id", "name", "more"]
    assert [line for line, _ in rows] == [3, 4]
    assert read.unreadable == ["line 2", "line 5"]


def test_old_files_are_latin_1_and_new_ones_utf_8(tmp_path: Path) -> None:
    for encoding in ("latin-1", "utf-8", "utf-8-sig"):
        assert list(table("Müller".encode(encoding), tmp_path).rows()) == [(1, ["Müller"])]


@given(st.binary(max_size=200), st.integers(1, 4))
def test_any_bytes_are_rows_or_unreadable_lines(content: bytes, most_lines: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read = table(content, Path(folder), most_lines)
        lines = [line for line, _ in read.rows()]
    unreadable = [int(named.removeprefix("line ")) for named in read.unreadable]
    assert len({*lines, *unreadable}) == len(lines) + len(unreadable)
    assert set(lines) | set(unreadable) <= set(range(1, content.count(b"\n") + 2))


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x1a\x00"), max_size=10)


@given(st.lists(st.lists(_TEXT, min_size=3, max_size=3), max_size=6))
def test_what_was_written_as_csv_is_read_as_it_was(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["a", "b", "c"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        read = table(written.getvalue().encode(), Path(folder), 100)
        rows_read = read.rows()
        columns(read, rows_read, "a")
        found = [cells for _, cells in rows_read]
    expected = [[cell.strip() for cell in row] for row in rows]
    assert [row for row in found if any(row)] == [row for row in expected if any(row)]
    assert read.unreadable == []


def test_a_party_that_is_there_twice_is_one_entry() -> None:
    one = Entry("a", "L", "sanctions", "individual", ("A",), ("1960",), weak_names=("B", "C"))
    other = Entry("a", "L", "sanctions", "individual", ("A", "B"), ("1961",), ("DEU",), gender="F")
    both = Entry("a", "L", "sanctions", "individual", ("A", "B"), ("1960", "1961"), ("DEU",), (), ("C",), "F")
    assert merged([one, other, one]) == [both]
