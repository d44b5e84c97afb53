"""A built index in a file: the same every time, and refused where it is damaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.watchlists import index_file
from lambdas.shared.watchlists.entries import Entry, WatchlistError
from lambdas.shared.watchlists.index_file import Keys, Rows
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


@given(st.lists(st.binary(max_size=8), max_size=12))
def test_what_has_a_good_checksum_and_other_contents_is_refused(sections: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        WatchlistIndex.from_bytes(index_file.pack(sections))


@given(st.lists(st.binary(max_size=20)))
def test_sections_are_unpacked_as_they_were(sections: list[bytes]) -> None:
    assert index_file.unpack(index_file.pack(sections)) == sections


@given(st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=4)))
def test_rows_are_as_they_were(rows: list[list[int]]) -> None:
    made = Rows.of(rows)
    assert [list(made[row]) for row in range(len(made))] == rows


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 9))))
def test_every_number_is_found_by_its_key(pairs: list[tuple[str, int]]) -> None:
    made = Keys.of(pairs)
    assert all(number in made.find(key) for key, number in pairs)
