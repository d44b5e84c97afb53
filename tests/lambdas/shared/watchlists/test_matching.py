"""Who is listed is found, however written; who is not is left in peace."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.watchlists import SAMPLE
from lambdas.refresh_watchlists.lists import ofac_csv
from lambdas.shared.cases.searched import query
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from tests.applications import application, sample

ENTRIES = ofac_csv.read({name: SAMPLE / name for name in ("sdn.csv", "alt.csv", "add.csv")}).entries
INDEX = WatchlistIndex.build(ENTRIES)
POSSIBLE_MATCH = possible_match("sanctions").score
PERSONS = [entry for entry in ENTRIES if entry.entity_type in ("individual", "entity")]


def search(index: WatchlistIndex, *asked: Any) -> list[Hit]:
    """The possible matches in a sanctions list."""
    return index.search(Query(*asked), POSSIBLE_MATCH)


def best(*names: str, birth_date: str | None = None, countries: tuple[str, ...] = ()) -> float:
    """The score of the best hit; 0 without one."""
    return max((hit.score for hit in search(INDEX, names, birth_date, countries)), default=0)


@pytest.mark.parametrize("entry", PERSONS, ids=lambda entry: entry.entry_id)
def test_every_listed_name_is_found(entry: Entry) -> None:
    for name in entry.names:
        assert search(INDEX, (name,))[0].entry_id == entry.entry_id


@pytest.mark.parametrize(
    "name",
    [
        "VOLKOV Viktor",
        "Viktor Volkov",
        "Viktor Andreevich Volkov",
        "Волков Виктор Андреевич",
        "Viktor A. Volkov",
        "Jonathan Doe Example",
        "Bożena Przykładowska",
        "Faris al Namoudhaji",
        "Cornelis van den Voorbeeld",
        "Ramón Teodoro Ejemplo Ficticio",
    ],
)
def test_other_spellings_are_found(name: str) -> None:
    assert best(name) >= POSSIBLE_MATCH


@pytest.mark.parametrize("name", ["Anna Maria Eriksson", "Viktor Lindqvist", "Pedro Gomez", "Li Wei", "X", ""])
def test_others_are_not(name: str) -> None:
    assert best(name) == 0


def test_vessels_are_not_searched() -> None:
    assert best("EXAMPLE STAR") == 0


def test_birth_date_and_country_raise_and_lower() -> None:
    name = "Otilia Musterfrau-Beispel"
    same_year, same_country = best(name, birth_date="1981-01-01"), best(name, countries=("AUT",))
    assert best(name, birth_date="1981-11-30") >= same_year > same_country > best(name)
    assert best(name) > best(name, countries=("JPN",))
    assert best(name, birth_date="1950-01-01") == 0


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("Sergey Viktorovich LAVROV", "Sergey Wiktorowitsch Lawrow"),
        ("Sergey Viktorovich LAVROV", "Сергей Викторович Лавров"),
        ("Sergey Viktorovich LAVROV", "S. V. Lavrov"),
        ("Sergey Viktorovich LAVROV", "Ѕergey Lаvrov"),  # noqa: RUF001 - with letters that only look like Latin ones
        ("Sergey Viktorovich LAVROV", "Ser\u200bgey Lavr0v"),
        ("Alexander MONTOYA USUGA", "MNTYA USG, Alxndr"),
        ("Muammar QADHAFI", "Moammar Gadafi"),
        ("Ayman AL-ZAWAHIRI", "أيمن الظواهري"),
        ("Abd al Rahman YASIN", "Abdulrahman Yassin"),
        ("Georgios PAPADOPOULOS", "Γιώργιος Παπαδόπουλος"),
        ("ZHANG Xiaoping", "Chang Hsiao-p'ing"),
        ("Jose Luis RODARTE GRIJALVA", "Jose L Rodarte"),
        ("Fereidoun ABBASI-DAVANI", "ABBASl DAVANI, Fereid"),
    ],
)
def test_spellings_scripts_and_disguises_are_found(listed: str, asked: str) -> None:
    index = WatchlistIndex.build([*ENTRIES, replace(ENTRIES[0], entry_id="x", names=(listed,))])
    assert [hit.entry_id for hit in search(index, (asked,))][:1] == ["x"]


def test_a_rare_name_pays_for_another_birth_year_but_not_for_another_country_too() -> None:
    known = replace(ENTRIES[0], birth_dates=("1950-03-21",), countries=("RUS",))
    index = WatchlistIndex.build(
        [replace(known, entry_id=name, names=(name,)) for name in ("Sergey Viktorovich Lavrov", "Mohammed Ali")]
    )
    assert search(index, ("Sergey Viktorovich Lavrov",), "1999-07-01")
    assert search(index, ("Sergey Viktorovich Lavrov",), "1999-07-01", ("RUS",))
    assert not search(index, ("Sergey Viktorovich Lavrov",), "1999-07-01", ("CHL",))
    assert not search(index, ("Mohammed Ali",), "1999-07-01", ("CHL",))
    assert search(index, ("Mohammed Ali",), "1950-03-21")
    assert not search(index, ("Mohammed Hassan",))


@pytest.mark.parametrize(
    ("told", "listed", "code"),
    [
        ("1969-03-14", "1969-03-14", "BIRTH_DATE_SAME"),
        ("1969-03-04", "1969-04-03", "BIRTH_DATE_SWAPPED"),
        ("1969", "1969-04-03", "BIRTH_YEAR_SAME"),
        ("1969-03-04", "1969", "BIRTH_YEAR_SAME"),
        ("1969-01-01", "1969-04-03", "BIRTH_YEAR_SAME"),
        ("1970-03-04", "1969", "BIRTH_YEAR_NEAR"),
        ("1970-03-04", "1969-03-04", "BIRTH_DATE_NEAR"),
        ("1979-03-04", "1969-03-04", "BIRTH_DATE_NEAR"),
        ("1969-03-04", "1969-03-24", "BIRTH_DATE_NEAR"),
        ("1969-03-04", "1969-03-05", "BIRTH_DATE_NEAR"),
        ("1969-02-28", "1969-03-03", "BIRTH_DATE_NEAR"),
        ("1969-02-31", "1969-05-28", "BIRTH_DAY_DIFFERS"),
        ("1969-03-04", "1969-11-23", "BIRTH_DAY_DIFFERS"),
        ("1974-03-04", "1969-11-23", "BIRTH_YEAR_DIFFERS"),
        ("1999-03-04", "1969-11-23", "BIRTH_YEAR_FAR"),
    ],
)
def test_what_a_birth_date_says(told: str, listed: str, code: str) -> None:
    index = WatchlistIndex.build([replace(ENTRIES[0], birth_dates=(listed,))])
    (hit,) = index.search(Query(ENTRIES[0].names[:1], told), least=0)
    assert code in [reason.code for reason in hit.reasons]


def test_weak_names_and_firms_say_less() -> None:
    person = replace(ENTRIES[0], names=("Viktor Volkov", "Snow Leopard"))
    weak = replace(person, names=person.names[:1], weak_names=person.names[1:])
    firm = replace(person, entity_type="entity")
    asked = Query(("Snow Leopard",))
    (strong,), (less,), (other,) = (WatchlistIndex.build([one]).search(asked, least=0) for one in (person, weak, firm))
    assert strong.score > other.score > less.score
    assert less.name_matched == "Snow Leopard"


def test_a_hit_says_why() -> None:
    (hit,) = search(INDEX, ("Viktor Volkov",), "1969-03-14")
    assert (hit.list_name, hit.entry_id) == ("OFAC SDN", "ofac-90001")
    assert "BIRTH_DATE_SAME" in [reason.code for reason in hit.reasons]


def test_the_possible_match_among_the_samples_is_the_only_one() -> None:
    found = {name: INDEX.search(query(sample(name)), POSSIBLE_MATCH) for name in ("straight", "possible", "expired")}
    assert {name: len(hits) for name, hits in found.items()} == {"straight": 0, "possible": 1, "expired": 0}


def test_former_names_are_searched_too() -> None:
    born = {"birth_date": "1981-11-30", "nationalities": ["AUT"]}
    married = application(
        applicant=born | {"given_names": "Ottilie", "family_name": "Berg", "former_names": ["Musterfrau-Beispiel"]}
    )
    assert INDEX.search(query(married), POSSIBLE_MATCH)


@given(st.lists(st.text(max_size=40), max_size=3))
def test_any_names_give_hits_best_first(names: list[str]) -> None:
    hits = INDEX.search(Query(tuple(names)), POSSIBLE_MATCH)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(POSSIBLE_MATCH <= hit.score <= 1 for hit in hits)


def test_an_empty_list_finds_nobody() -> None:
    assert WatchlistIndex.build([]).search(Query(("Anna Eriksson",)), least=0) == []


@pytest.mark.parametrize("name", ["Sergey Viktorovich Lavrov", "Ali Hassan", "Li Wei"])
def test_of_many_namesakes_every_one_is_found(name: str) -> None:
    unknown = replace(ENTRIES[0], names=(name,), birth_dates=())
    namesakes = [replace(unknown, entry_id=f"x-{number}") for number in range(300)]
    others = [replace(unknown, entry_id=f"y-{number}", names=(f"{name} {number}",)) for number in range(300)]
    found = {hit.entry_id for hit in search(WatchlistIndex.build([*ENTRIES, *namesakes, *others]), (name,))}
    assert {one.entry_id for one in namesakes} <= found


@pytest.mark.parametrize("name", ["Hosein Salami", "Ahmad Ahmed", "Kim Kim", "Abdul Rehman Abdur Rahman"])
def test_a_name_with_parts_like_those_of_another_does_not_hide_it(name: str) -> None:
    crowd = ("Hosein Hossein Husayn", "Ahmad Ahmed Ahmet Ahmad", "Kim Kin Ki Kimm", "Abdur Abdul Rahman Rehman Rehmani")
    listed = [replace(ENTRIES[0], entry_id=one, names=(one,)) for one in (*crowd, name)]
    assert search(WatchlistIndex.build([*ENTRIES, *listed]), (name,))[0].entry_id == name


@pytest.mark.parametrize(
    "asked",
    [
        "FNU Zebari Tariq",
        "Tariq NMN Zebari",
        "Tariq Zebari PhD",
        "Tariq Zebari LNU",
        "General Tariq Zebari",
        "Sayyid Tariq Zebari",
        "Tariq . Zebari",
        "Tariq N/A Zebari",
        "Tariq Zebari Zebari",
        "Tariq Mohammed Zebari",
        "Tariq Nikolayevich Zebari",
        "Zebari Tariq Nikolayevich",
        "T a r i q  Z e b a r i",
        "T.a.r.i.q Z.e.b.a.r.i",
        "T-a-r-i-q Z-e-b-a-r-i",
        "Tar\x00iq Zeb\x07ari",
        "irabeZ qiraT",
    ],
)
def test_words_that_are_no_name_words_added_and_disguises_cost_little(asked: str) -> None:
    index = WatchlistIndex.build([*ENTRIES, replace(ENTRIES[0], entry_id="x", names=("Tariq ZEBARI",))])
    assert [hit.entry_id for hit in search(index, (asked,))][:1] == ["x"]


@pytest.mark.parametrize("asked", ["FNU Subardjo", "LNU Subardjo", "XXX Subardjo", "Subardjo Subardjo", "Daw Subardjo"])
def test_one_name_is_found_with_words_that_are_no_name(asked: str) -> None:
    index = WatchlistIndex.build([*ENTRIES, replace(ENTRIES[0], entry_id="x", names=("SUBARDJO",))])
    assert [hit.entry_id for hit in search(index, (asked,))][:1] == ["x"]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("Sergei SHEVCHENKO", "Serhij Schewtschenko"),
        ("Nikolai SHARIF", "Mykola Chérif"),
        ("Tigran HAKOBYAN", "Տիգրան Հակոբյան"),
        ("Giorgi KHARATISHVILI", "გიორგი ხარატიშვილი"),
        ("WONG Kam Wing", "Huang Jinrong"),
        ("HUANG Jinrong", "Wong Kam Wing"),
        ("HUANG Jinrong", "Huang Chin-jung"),
        ("PAK Yong Sik", "Park Young-sik"),
        ("KIM Chong Ho", "김정호"),
        ("Ahmed Abdi FARAH", "Axmed Cabdi Faarax"),
        ("Mohammed ZEBARI", "Mehmet Zebari"),
        ("Ciise ZEBARI", "Issa Zebari"),
    ],
)
def test_spelling_systems_are_found(listed: str, asked: str) -> None:
    index = WatchlistIndex.build([*ENTRIES, replace(ENTRIES[0], entry_id="x", names=(listed,))])
    assert [hit.entry_id for hit in search(index, (asked,))][:1] == ["x"]


@pytest.mark.parametrize(("listed", "asked"), [("Ali Ahmad", "Ali Ahmadi"), ("Ibrahim Hasan", "Ibrahim Hasanov")])
def test_a_name_derived_from_another_is_another(listed: str, asked: str) -> None:
    index = WatchlistIndex.build([replace(ENTRIES[0], entry_id="x", names=(listed,), birth_dates=())])
    assert search(index, (listed,))
    assert not search(index, (asked,))


@pytest.mark.parametrize("name", ["Major", "Al-Ustadh", "Akhund", "The Doctor", "U", "Ri"])
def test_whoever_is_listed_by_a_title_alone_is_found_by_it(name: str) -> None:
    index = WatchlistIndex.build([*ENTRIES, replace(ENTRIES[0], entry_id="x", names=(name,))])
    assert [hit.entry_id for hit in search(index, (name,))] == ["x"]


def test_an_initial_finds_everybody_whose_it_is_among_many_with_the_family_name() -> None:
    others = (
        "Omar Nabil Karim Walid Bilal Hamza Zaid Faisal Majid Rami Sami Adel Anas Basil Fadi Ghali Hadi Idris Jamil"
        " Kamal Labib Munir Nadim Qais Rafiq Tahir Wael Yasin Zaki Fuad"
    )
    names = [f"{given} Al-Abdullatif" for given in (*others.split(), "Shuwaikhan")]
    listed = [replace(ENTRIES[0], entry_id=name, names=(name,), birth_dates=()) for name in names]
    found = {hit.entry_id for hit in search(WatchlistIndex.build([*ENTRIES, *listed]), ("S. Al-Abdullatif",))}
    assert found == {"Sami Al-Abdullatif", "Shuwaikhan Al-Abdullatif"}


@pytest.mark.parametrize(
    ("listed", "asked"),
    [("Bingshen Chen", "Ping Chen"), ("Myong Ho Chang", "Yong-ho Jang")],
)
def test_no_part_counts_twice_and_two_syllables_are_two_names(listed: str, asked: str) -> None:
    unknown = replace(ENTRIES[0], entry_id="x", names=(listed,), birth_dates=(), countries=())
    assert not search(WatchlistIndex.build([*ENTRIES, unknown]), (asked,))
