"""Each published form, read off a small list of invented people; and what no publisher should send."""

# ruff: noqa: RUF001 - names in other scripts

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.refresh_watchlists import names
from lambdas.refresh_watchlists.lists import formats, uk
from lambdas.refresh_watchlists.reading import Reading
from lambdas.shared.watchlists.entries import Entry, WatchlistError
from tests.lambdas.refresh_watchlists.samples import FILES

FORMS = {
    "ofac_sdn_csv": ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"),
    "ofac_consolidated_csv": ("cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"),
    "ofac_sdn_xml": ("sdn.xml",),
    "un_sc_xml": ("consolidated.xml",),
    "eu_fsf_xml": ("fsf.xml",),
    "uk_sanctions_csv": ("UK-Sanctions-List.csv",),
    "seco_xml": ("seco.xml",),
    "opensanctions_csv": ("peps.csv",),
    "bank_supplement": ("supplement.json",),
}


def read(form: str, contents: dict[str, str | bytes] | None = None) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name in FORMS[form]:
            paths[name] = Path(folder) / name
            content = (contents or {}).get(name, FILES[name])
            paths[name].write_bytes(content if isinstance(content, bytes) else content.encode())
        return formats.read(form, paths)


def test_there_is_a_sample_of_every_form() -> None:
    assert FORMS.keys() == formats.READERS.keys()


OTTO = Entry(
    entry_id="ofac-101",
    list_name="OFAC SDN",
    kind="sanctions",
    entity_type="individual",
    names=("Otto Erfunden BEISPIEL", "Otto PRZYKLAD"),
    birth_dates=("1958-01-02", "1959", "1960", "1961"),
    countries=("MLT", "IRN", "DEU"),
    programmes=("EXAMPLE-1",),
    weak_names=("DER OTTO",),
    gender="M",
)


@pytest.mark.parametrize(
    ("form", "expected", "types", "unreadable"),
    [
        ("ofac_sdn_csv", OTTO, ["individual", "entity"], []),
        (
            "ofac_consolidated_csv",
            Entry(
                entry_id="ofac-cons-201",
                list_name="OFAC CONS",
                kind="sanctions",
                entity_type="individual",
                names=("Salma AL-NAMUDHAJ", "Salmah AL NAMOODAJ"),
                birth_dates=("1962-05-04",),
                countries=("PSE",),
                programmes=("NS-EXAMPLE",),
                weak_names=("UMM MITHAL",),
                gender="F",
            ),
            ["individual", "entity"],
            ["line 3"],
        ),
        ("ofac_sdn_xml", OTTO, ["individual", "entity", "vessel"], []),
        (
            "un_sc_xml",
            Entry(
                entry_id="un-EXi.001",
                list_name="UN SC",
                kind="sanctions",
                entity_type="individual",
                names=("FARIS HAMDAN AL-NAMUDHAJI", "فارس النموذجي", "Fares al Namoudhaji", "Farees al Namodaji"),
                birth_dates=(
                    *("1971-03-04", "1965", "1963", "1954", "1955", "1956", "1957"),
                    *("1974", "1975", "1976", "1980", "1981", "1970-02-05", "1968-12-16"),
                ),
                countries=("KWT", "YEM", "GBR"),
                programmes=("Example",),
                weak_names=("Abu Mithal", "Абу Миталь"),
                gender="M",
            ),
            ["individual", "entity"],
            ["EXi.002"],
        ),
        (
            "eu_fsf_xml",
            Entry(
                entry_id="eu-901",
                list_name="EU FSF",
                kind="sanctions",
                entity_type="individual",
                names=("Bozena Przykladowska", "B. Fikcyjna", "Bozka"),
                birth_dates=("1977-08-09", "1978", "1979", "1980", "1985", "1986"),
                countries=("POL", "SRB", "MNE", "RKS", "LTU", "BLR"),
                programmes=("EXA", "EXB"),
                gender="F",
            ),
            ["individual", "entity"],
            ["903"],
        ),
        (
            "uk_sanctions_csv",
            Entry(
                entry_id="uk-EXA0001",
                list_name="UK SL",
                kind="sanctions",
                entity_type="individual",
                names=("Cornelis van den Voorbeeld", "Kornelis Voorbeeld", "Корнелис"),
                birth_dates=("1950-09-19", "1951"),
                countries=("NLD", "BEL", "SUR"),
                programmes=("The Example Regulations 2026",),
                weak_names=("Kees",),
                gender="M",
            ),
            ["individual", "vessel"],
            ["line 8", "line 9"],
        ),
        (
            "seco_xml",
            Entry(
                entry_id="seco-100",
                list_name="SECO",
                kind="sanctions",
                entity_type="individual",
                names=("Prykladau Aljaksandr", "Prikladov Alexander", "Prykladaw Aljaksandr", "Прыкладаў"),
                birth_dates=("1954-08-03", "1956"),
                countries=("BLR", "UKR"),
                programmes=("4387",),
                weak_names=("Sascha",),
                gender="M",
            ),
            ["individual", "entity"],
            ["103"],
        ),
        (
            "opensanctions_csv",
            Entry(
                entry_id="pep-1",
                list_name="PEP",
                kind="pep",
                entity_type="individual",
                names=("Margareta Beispielsdottir", "Greta Beispielsdottir"),
                birth_dates=("1961-05-17", "1962"),
                countries=("ISL",),
                programmes=("PEP",),
            ),
            ["individual"],
            ["line 3"],
        ),
        (
            "bank_supplement",
            Entry(
                entry_id="bank-oj-1",
                list_name="BANK",
                kind="sanctions",
                entity_type="individual",
                names=("Zdenka Ukázková", "Zdenka Sample"),
                birth_dates=("1971-02-03", "1972"),
                countries=("CZE",),
                programmes=("Regulation 2026/9999",),
                weak_names=("Zdena",),
                gender="F",
            ),
            ["individual", "entity"],
            [],
        ),
    ],
)
def test_a_person_with_all_that_the_list_tells(
    form: str, expected: Entry, types: list[str], unreadable: list[str]
) -> None:
    reading = read(form)
    entry = reading.entries[0]
    assert entry.birth_dates[:1] == expected.birth_dates[:1]
    assert set(entry.countries) == set(expected.countries)
    assert entry == Entry(
        **{name: getattr(expected, name) for name in Entry.__slots__} | {"countries": entry.countries}
    )
    assert [one.entity_type for one in reading.entries] == types
    assert reading.rows[FORMS[form][0]].unreadable == unreadable


XML = [form for form in FORMS if form.endswith("_xml")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"<html><body>Service unavailable</body></html>",
        b'{"error": 1}',
        b"\xff\xfe<\x00",
        b"a,b,c\n1,2,3\n",
    ],
)
def test_what_is_no_such_list_is_refused(form: str, content: bytes) -> None:
    with pytest.raises(WatchlistError, match=FORMS[form][0].replace(".", r"\.")):
        read(form, {FORMS[form][0]: content})


@pytest.mark.parametrize("form", XML)
def test_half_a_file_is_refused(form: str) -> None:
    text = FILES[FORMS[form][0]]
    with pytest.raises(WatchlistError, match="ParseError"):
        read(form, {FORMS[form][0]: text[: len(text) * 2 // 3]})


BILLION = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("form", XML)
@pytest.mark.parametrize("attack", [BILLION, OUTSIDE, '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'])
def test_xml_with_a_document_type_is_refused(form: str, attack: str) -> None:
    head, rest = FILES[FORMS[form][0]].split("\n", 1)
    with pytest.raises(WatchlistError, match=r"DTDForbidden"):
        read(form, {FORMS[form][0]: f"{head}\n{attack}\n{rest}"})


@pytest.mark.parametrize("form", FORMS)
@given(st.data())
def test_a_damaged_byte_stops_no_reader(form: str, data: st.DataObject) -> None:
    content = FILES[FORMS[form][0]].encode()
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255))
    try:
        reading = read(form, {FORMS[form][0]: content[:place] + bytes([other]) + content[place + 1 :]})
    except WatchlistError:
        return
    assert reading.entries


@pytest.mark.parametrize("form", FORMS)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(form: str, content: bytes) -> None:
    with suppress(WatchlistError):
        assert read(form, {FORMS[form][0]: content}).entries


UN_ENTITY = (
    "<CONSOLIDATED_LIST><ENTITY><REFERENCE_NUMBER>a</REFERENCE_NUMBER><FIRST_NAME>A B</FIRST_NAME></ENTITY>"
    "<INDIVIDUAL>{0}<INDIVIDUAL_DATE_OF_BIRTH>{1}</INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL></CONSOLIDATED_LIST>"
)
EU_ENTITY = (
    '<export><sanctionEntity logicalId="1"><subjectType code="person"/><nameAlias wholeName="A B"/></sanctionEntity>'
    '<sanctionEntity logicalId="2"><subjectType code="person"/><nameAlias {0}/><birthdate {1}/></sanctionEntity>'
    "</export>"
)
_CELL = st.text(
    st.characters(codec="ascii", exclude_characters="<>&\"'", min_codepoint=32), max_size=12
) | st.sampled_from(["1971", "1971-02-30", "1971-02-03", "0000", "9" * 30])


@given(
    st.dictionaries(st.sampled_from(["REFERENCE_NUMBER", "FIRST_NAME", "SECOND_NAME", "GENDER"]), _CELL), _CELL, _CELL
)
def test_every_element_of_the_un_is_an_entry_or_counted(parts: dict[str, str], year: str, date: str) -> None:
    told = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items())
    reading = read("un_sc_xml", {"consolidated.xml": UN_ENTITY.format(told, f"<YEAR>{year}</YEAR><DATE>{date}</DATE>")})
    rows = reading.rows["consolidated.xml"]
    assert (rows.read, len(rows.unreadable)) in [(2, 0), (1, 1)]
    name = f"{parts.get('FIRST_NAME', '')} {parts.get('SECOND_NAME', '')}"
    assert (rows.read == 2) == bool(names.read(name) and parts.get("REFERENCE_NUMBER", "").strip())


@given(
    st.dictionaries(st.sampled_from(["wholeName", "firstName", "lastName", "strong", "gender"]), _CELL),
    st.dictionaries(st.sampled_from(["year", "yearRangeFrom", "yearRangeTo", "birthdate", "calendarType"]), _CELL),
)
def test_every_element_of_the_eu_is_an_entry_or_counted(alias: dict[str, str], born: dict[str, str]) -> None:
    told = [" ".join(f'{name}="{value}"' for name, value in part.items()) for part in (alias, born)]
    reading = read("eu_fsf_xml", {"fsf.xml": EU_ENTITY.format(*told)})
    rows = reading.rows["fsf.xml"]
    assert (rows.read, len(rows.unreadable)) in [(2, 0), (1, 1)]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=10), min_size=7, max_size=7))
def test_every_row_of_the_uk_is_an_entry_or_counted(cells: list[str]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(
        [[*uk.COLUMNS, "Designation Type"], [*cells, "Entity"], ["EXA1", "", "", "", "", "", "Known", "Entity"]]
    )
    reading = read("uk_sanctions_csv", {"UK-Sanctions-List.csv": written.getvalue()})
    rows = reading.rows["UK-Sanctions-List.csv"]
    assert reading.entries[-1].names[-1] == "Known"
    assert rows.read + bool(rows.unreadable) == 2


def test_a_comment_goes_on_where_the_remarks_were_cut() -> None:
    company = read("ofac_sdn_csv").entries[1]
    assert (company.names, company.weak_names) == (("EXAMPLE TRADING LTD",), ("EXAMPLE",))


def test_what_is_not_understood_is_counted() -> None:
    strange = FILES["consolidated.xml"].replace("<VALUE>Kuwait</VALUE>", "<VALUE>Atlantis</VALUE>")
    strange = strange.replace("<YEAR>1975</YEAR>", "<YEAR>long ago</YEAR>")
    before, after = read("un_sc_xml").fields, read("un_sc_xml", {"consolidated.xml": strange}).fields
    assert before.unknown == {}
    assert after.unknown == {"country": {"Atlantis": 1}, "birth_date": {"long ago": 1}}
    assert after.rows()["country"] == {"given": before.given["country"], "unknown": 1}


def test_the_bank_s_own_list_may_be_empty() -> None:
    reading = read("bank_supplement", {"supplement.json": '{"parties":[]}'})
    assert (reading.entries, reading.list_name) == ([], "BANK")


def test_switzerland_s_list_has_those_who_left_it_and_they_are_not_read() -> None:
    reading = read("seco_xml")
    assert [entry.entry_id for entry in reading.entries] == ["seco-100", "seco-101"]
    assert reading.rows["seco.xml"].read == 3
