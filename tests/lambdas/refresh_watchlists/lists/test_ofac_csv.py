"""OFAC's rows and remarks: what is read out of them, and that nothing written there stops the others."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lambdas.refresh_watchlists.lists import ofac_csv
from lambdas.shared.watchlists.entries import Entry

GOOD = ["1", "DOE, John", "individual", "SDGT", *["-0-"] * 7, "DOB 02 Jan 1958."]


def row(**changes: str) -> list[str]:
    places = {"number": 0, "name": 1, "kind": 2, "programmes": 3, "flag": 9, "remarks": 11}
    made = list(GOOD)
    for name, value in changes.items():
        made[places[name]] = value
    return made


def read(folder: Path, sdn: list[list[str]], **more: list[list[str]]) -> tuple[list[Entry], dict[str, list[str]]]:
    """The entries, and the unreadable lines of each file."""
    for name, rows in {"sdn": sdn, **more}.items():
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows(rows)
        (folder / f"{name}.csv").write_text(written.getvalue(), encoding="utf-8", newline="")
    reading = ofac_csv.read({f"{name}.csv": folder / f"{name}.csv" for name in {"sdn": sdn, **more}})
    return reading.entries, {name: rows.unreadable for name, rows in reading.rows.items()}


def test_an_individual_with_all_that_the_files_tell(tmp_path: Path) -> None:
    remarks = (
        "DOB 02 Jan 1958; alt. DOB circa 1960; POB Valletta, Malta; nationality Iran; Gender Female; "
        "a.k.a. 'THE SAMPLE'; "
        'a.k.a. "Jon Doe".'
    )
    (entry,), unreadable = read(
        tmp_path,
        [row(programmes="SDGT] [IRAN", remarks=remarks)],
        alt=[["1", "7", "aka", "DOE, Jonathan", "-0- "]],
        add=[["1", "8", "-0- ", "Berlin", "Germany", "-0- "]],
    )
    assert entry == Entry(
        entry_id="ofac-1",
        list_name="OFAC SDN",
        kind="sanctions",
        entity_type="individual",
        names=("John DOE", "Jonathan DOE", "Jon Doe"),
        birth_dates=("1958-01-02", "1959", "1960", "1961"),
        countries=("MLT", "IRN", "DEU"),
        programmes=("SDGT", "IRAN"),
        weak_names=("THE SAMPLE",),
        gender="F",
    )
    assert unreadable == {"sdn.csv": [], "alt.csv": [], "add.csv": []}


def test_an_entity_keeps_its_name_and_a_vessel_its_flag(tmp_path: Path) -> None:
    entity = row(name="EXAMPLE, DOE AND SONS", kind="-0- ")
    vessel = row(number="2", kind="vessel", flag="Panama")
    (first, second), _ = read(tmp_path, [entity, vessel])
    assert (first.entity_type, first.names) == ("entity", ("EXAMPLE, DOE AND SONS",))
    assert (second.entity_type, second.countries) == ("vessel", ("PAN",))


def test_unreadable_rows_are_named_by_line_and_stop_nobody(tmp_path: Path) -> None:
    header = ["ent_num", *["x"] * 11]
    bad = [row()[:11], row(number="one"), row(name="-0- "), row(kind="planet")]
    entries, unreadable = read(tmp_path, [header, *bad, row(number="9")], alt=[["1", "7", "aka", "short"]])
    assert [entry.entry_id for entry in entries] == ["ofac-9"]
    assert unreadable == {
        "sdn.csv": ["line 2", "line 3", "line 4", "line 5"],
        "alt.csv": ["line 1"],
    }


ONE_LINE = st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=12)


@given(st.lists(ONE_LINE | st.sampled_from(GOOD), max_size=12))
def test_no_text_in_a_row_stops_the_reader(cells: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        entries, unreadable = read(Path(folder), [["1", *cells], row(number="99")])
    assert entries[-1].entry_id == "ofac-99"
    # The row is an entry, or it is named: it never just vanishes.
    assert (len(entries), unreadable["sdn.csv"]) in [(2, []), (1, ["line 1"])]
