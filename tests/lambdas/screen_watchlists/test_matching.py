"""Who is listed is found, however written; who is not is left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.watchlists import SAMPLE
from lambdas.screen_watchlists import lists
from lambdas.screen_watchlists.handler import query
from lambdas.screen_watchlists.matching import POSSIBLE_MATCH, Query, WatchlistIndex
from tests.applications import application, sample

ENTRIES = lists.read_ofac(SAMPLE)
INDEX = WatchlistIndex.build(ENTRIES)
PERSONS = [entry for entry in ENTRIES if entry.entity_type in ("individual", "entity")]


def best(*names: str, birth_date: str | None = None, countries: tuple[str, ...] = ()) -> float:
    """The score of the best hit; 0 without one."""
    return max((hit.score for hit in INDEX.search(Query(names, birth_date, countries))), default=0)


@pytest.mark.parametrize("entry", PERSONS, ids=lambda entry: entry.entry_id)
def test_every_listed_name_is_found(entry: lists.Entry) -> None:
    for name in entry.names:
        assert INDEX.search(Query((name,)))[0].entry_id == entry.entry_id


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


def test_a_hit_says_why() -> None:
    (hit,) = INDEX.search(Query(("Viktor Volkov",), "1969-03-14"))
    assert (hit.list_name, hit.entry_id) == ("OFAC SDN", "ofac-90001")
    assert "BIRTH_DATE_SAME" in hit.reasons


def test_the_possible_match_among_the_samples_is_the_only_one() -> None:
    found = {name: INDEX.search(query(sample(name))) for name in ("straight", "possible", "expired")}
    assert {name: len(hits) for name, hits in found.items()} == {"straight": 0, "possible": 1, "expired": 0}


def test_former_names_are_searched_too() -> None:
    born = {"birth_date": "1981-11-30", "nationalities": ["AUT"]}
    married = application(
        applicant=born | {"given_names": "Ottilie", "family_name": "Berg", "former_names": ["Musterfrau-Beispiel"]}
    )
    assert INDEX.search(query(married))


@given(st.lists(st.text(max_size=40), max_size=3), st.integers(1, 5))
def test_any_names_give_at_most_that_many_hits_best_first(names: list[str], limit: int) -> None:
    hits = INDEX.search(Query(tuple(names)), limit)
    assert len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(POSSIBLE_MATCH <= hit.score <= 1 for hit in hits)


def test_an_empty_list_finds_nobody() -> None:
    assert WatchlistIndex.build([]).search(Query(("Anna Eriksson",))) == []
