"""OFAC's form is read row by row: what cannot be read is counted and named, and stops nothing."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infrastructure.watchlists import SAMPLE
from lambdas.screen_watchlists import lists
from lambdas.screen_watchlists.entries import Entry, WatchlistError
from lambdas.screen_watchlists.ofac import birth_dates

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NULL = "-0- "
BY_ID = {entry.entry_id: entry for entry in lists.read_ofac(SAMPLE)}


def row(number: str, name: str, kind: str = "individual", remarks: str = NULL) -> str:
    return f'{number},"{name}","{kind}","EXAMPLE",{",".join([NULL] * 7)},"{remarks}"'


def read(folder: Path, *rows: str) -> list[Entry]:
    (folder / "sdn.csv").write_text("\n".join(rows), encoding="utf-8")
    return lists.read_ofac(folder)


def test_an_individual_with_all_that_is_known() -> None:
    assert BY_ID["ofac-90001"] == Entry(
        entry_id="ofac-90001",
        list_name="OFAC SDN",
        kind="sanctions",
        entity_type="individual",
        names=("Viktor Andreyevich VOLKOV", "Wiktor WOLKOW", "Victor VOLKOFF", "VITYA", "THE WOLF OF ZENITH"),
        birth_dates=("1969-03-14",),
        programmes=("EXAMPLE-1",),
    )


def test_nationalities_addresses_and_programmes() -> None:
    assert BY_ID["ofac-90004"].countries == ("AUT",)
    assert BY_ID["ofac-90003"].programmes == ("EXAMPLE-1", "EXAMPLE-2")
    assert [BY_ID[f"ofac-{number}"].entity_type for number in (90009, 90012)] == ["entity", "vessel"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("14 Mar 1969", ["1969-03-14"]),
        ("Aug 1977", ["1977"]),
        ("1955", ["1955"]),
        ("circa 1971", ["1970", "1971", "1972"]),
        ("1964 to 1966", ["1964", "1965", "1966"]),
        ("1900 to 1990", []),
        ("unknown", []),
    ],
)
def test_birth_dates_as_ofac_writes_them(text: str, days: list[str]) -> None:
    assert birth_dates(text) == days


def test_peps_are_read_where_the_file_is_there(tmp_path: Path) -> None:
    greta = lists.read_pep(SAMPLE)[0]
    assert (greta.kind, greta.birth_dates, greta.countries) == ("pep", ("1961-05-17",), ("ISL",))
    assert greta.names == ("Margareta Beispielsdottir", "Greta Beispielsdottir", "Margareta Exempel")
    assert lists.read_pep(tmp_path) == []


def test_a_bad_row_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "sdn.csv").write_text("\n".join([row("1", "A, B"), "2,half a row", row("x", "C"), row("4", "D, E")]))
    _, manifest = lists.build(tmp_path, NOW)
    (source,) = manifest["sources"]
    assert (source["entries"], source["unreadable_rows"]) == (2, [2, 3])


def test_what_is_built_is_loaded_and_says_from_what(tmp_path: Path) -> None:
    packed, manifest = lists.build(SAMPLE, NOW)
    loaded = lists.load(packed)
    assert loaded.version == manifest["version"]
    assert loaded.entries == [*lists.read_ofac(SAMPLE), *lists.read_pep(SAMPLE)]
    assert manifest["refreshed_at"] == "2026-11-24T09:30:00Z"
    assert [source["file"] for source in manifest["sources"]] == ["sdn.csv", "alt.csv", "add.csv", "peps.csv"]
    assert lists.build(SAMPLE, NOW) == (packed, manifest)


def test_a_folder_without_the_list_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(WatchlistError, match=r"sdn\.csv"):
        lists.build(tmp_path, NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=60)))
def test_no_text_stops_the_reader(tmp_path: Path, texts: list[str]) -> None:
    found = read(tmp_path, *texts, row("77", "LAST, First"))
    assert found[-1].names == ("First LAST",)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(remarks=st.text(alphabet="DOBPknatioly.a k';12 -9", max_size=60))
def test_no_remark_stops_the_reader(tmp_path: Path, remarks: str) -> None:
    assert read(tmp_path, row("77", "LAST, First", remarks=remarks))[0].entry_id == "ofac-77"


PACKED = lists.build(SAMPLE, NOW)[0]


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_found_or_does_not_matter(place: int, change: int) -> None:
    damaged = PACKED[:place] + bytes([PACKED[place] ^ change]) + PACKED[place + 1 :]
    try:
        entries = lists.load(damaged).entries
    except WatchlistError:
        return
    assert entries == lists.load(PACKED).entries


@pytest.mark.parametrize("content", [b"[]", b'{"version": "1", "entries": [1]}', b'{"version": "1", "entries": [{}]}'])
def test_what_is_no_built_list_is_refused(content: bytes) -> None:
    with pytest.raises(WatchlistError, match="build it anew"):
        lists.load(gzip.compress(content))
