"""A built index in a file: the same every time, and refused where it is damaged."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.watchlists import index_file
from lambdas.shared.watchlists.entries import Entry, WatchlistError
from lambdas.shared.watchlists.index_file import Keys, Rows, checksum
from lambdas.shared.watchlists.matching import Query, WatchlistIndex

ENTRIES = [
    Entry("1", "Test", "sanctions", "individual", ("Sergey Lavrov", "\ud800 Лавров\n"), ("1950-03-21",), ("RUS",)),
    Entry("2", "Test", "sanctions", "entity", ("Example Trading",), weak_names=("The Example",)),
    Entry("3", "Test", "sanctions", "vessel", ("Example Star",)),
]
INDEX = WatchlistIndex.build(ENTRIES, "sanctions")
PACKED = INDEX.to_bytes()


def test_what_was_packed_is_loaded() -> None:
    loaded = WatchlistIndex.from_bytes(PACKED)
    assert (len(loaded), loaded.kind) == (2, "sanctions")
    assert loaded.search(Query(("Lavrov, Sergey",)), least=0) == INDEX.search(Query(("Lavrov, Sergey",)), least=0)
    assert WatchlistIndex.build(ENTRIES, "sanctions").to_bytes() == PACKED


def test_an_empty_index_is_one_too() -> None:
    loaded = WatchlistIndex.from_bytes(WatchlistIndex.build([]).to_bytes())
    assert (len(loaded), loaded.search(Query(("Anna Eriksson",)), least=0)) == (0, [])


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_found(place: int, change: int) -> None:
    with pytest.raises(WatchlistError, match="build it anew"):
        WatchlistIndex.from_bytes(PACKED[:place] + bytes([PACKED[place] ^ change]) + PACKED[place + 1 :])


@given(st.integers(0, len(PACKED) - 1))
def test_a_file_that_ends_too_early_is_refused(length: int) -> None:
    with pytest.raises(WatchlistError):
        WatchlistIndex.from_bytes(PACKED[:length])


@given(st.sets(st.sampled_from(sorted(index_file.read(PACKED)))))
def test_what_has_a_good_checksum_and_lacks_an_array_is_refused(missing: set[str]) -> None:
    arrays = index_file.read(PACKED)
    packed = b"".join(index_file.content({name: arrays[name] for name in arrays.keys() - missing}))
    if missing:
        with pytest.raises(WatchlistError, match="build it anew"):
            WatchlistIndex.from_bytes(packed)


def test_an_index_of_the_format_before_is_refused() -> None:
    with pytest.raises(WatchlistError, match="another version"):
        WatchlistIndex.from_bytes(b"kyc-watchlist 1 little\n" + PACKED[PACKED.index(b"\n") + 1 :])


def test_an_index_is_searched_from_its_file_even_once_that_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_bytes(PACKED)
    loaded = WatchlistIndex.open(path)
    path.unlink()
    assert loaded.search(Query(("Lavrov, Sergey",)), least=0) == INDEX.search(Query(("Lavrov, Sergey",)), least=0)


@given(st.dictionaries(st.text(max_size=5), st.lists(st.integers(0, 2**32 - 1), max_size=5)))
def test_arrays_are_read_as_they_were(arrays: dict[str, list[int]]) -> None:
    packed = b"".join(index_file.content({name: np.array(one, np.uint32) for name, one in arrays.items()}))
    assert {name: one.tolist() for name, one in index_file.read(packed).items()} == arrays


@given(st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=4)))
def test_rows_have_each_of_their_numbers_once_in_order(rows: list[list[int]]) -> None:
    pairs = [(row, number) for row, numbers in enumerate(rows) for number in numbers]
    columns = np.array(pairs, np.uint32).reshape(-1, 2).T
    made = Rows.of(columns[0], columns[1], len(rows))
    assert [made[row].tolist() for row in range(len(made))] == [sorted(set(row)) for row in rows]


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 9)), min_size=1))
def test_every_number_is_found_by_its_key(pairs: list[tuple[str, int]]) -> None:
    texts, numbers = zip(*pairs, strict=True)
    made = Keys.of(np.array(list(map(checksum, texts)), np.uint32), np.array(numbers, np.uint32))
    assert all(number in made.find(text).tolist() for text, number in pairs)
    assert made.find(*texts).tolist() == sorted(set(numbers))
    assert made.find().tolist() == []
