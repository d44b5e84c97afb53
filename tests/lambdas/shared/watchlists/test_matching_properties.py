"""What holds of the search whatever the names, dates and countries are."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.reasons import score, total

GIVEN = (
    "Sergey",
    "Viktor",
    "Mohammed",
    "Ali",
    "Jean-Marie",
    "Björn",
    "Małgorzata",
    "Xiaoping",
    "Abd al-Rahman",
    "Ngozi",
)
FAMILY = (
    "Lavrov",
    "Al-Zawahiri",
    "Müller",
    "O'Brien",
    "Kim",
    "Dąbrowska",
    "Papadopoulos",
    "Okonkwo",
    "de la Cruz",
    "Li",
)
COUNTRIES = ("RUS", "EGY", "DEU", "CHN", "NGA", "POL")
LISTED = [
    Entry(
        entry_id=f"{given}-{family}",
        list_name="Test",
        kind="sanctions",
        entity_type="individual",
        names=(f"{given} {family}",),
        birth_dates=(f"{1950 + 3 * row}-0{1 + column % 9}-17",),
        countries=(COUNTRIES[(row + column) % len(COUNTRIES)],),
        gender="FM"[(row + column) % 2],
    )
    for row, given in enumerate(GIVEN)
    for column, family in enumerate(FAMILY)
]
INDEX = WatchlistIndex.build(LISTED, "1")
ANYBODY = st.builds(
    Query,
    st.lists(st.text(max_size=30) | st.sampled_from([entry.names[0] for entry in LISTED]), max_size=3).map(tuple),
    st.none() | st.text(max_size=10) | st.dates().map(str) | st.integers(1900, 2030).map(str),
    st.lists(st.sampled_from(COUNTRIES), max_size=2).map(tuple),
    st.sampled_from([None, "F", "M"]),
)
ENTRY = st.sampled_from(LISTED)
PEP, SANCTIONS = possible_match("pep"), possible_match("sanctions")


def hits(query: Query) -> list[Hit]:
    return INDEX.search(query, 0)


def of(entry: Entry, query: Query) -> Hit:
    return next(hit for hit in hits(query) if hit.entry_id == entry.entry_id)


@given(ENTRY)
def test_a_listed_name_finds_its_own_entry_first(entry: Entry) -> None:
    assert INDEX.search(Query(entry.names), SANCTIONS.score)[0].entry_id == entry.entry_id


@given(ENTRY, st.randoms(use_true_random=False))
def test_order_of_parts_case_and_accents_do_not_matter(entry: Entry, chance: st.DrawFn) -> None:
    parts = entry.names[0].split()
    chance.shuffle(parts)  # type: ignore[attr-defined]
    plain = "".join(one for one in unicodedata.normalize("NFD", " ".join(parts)) if not unicodedata.combining(one))
    first, *_ = INDEX.search(Query((plain.upper(),)), SANCTIONS.score)
    assert (first.entry_id, first.score) == (entry.entry_id, of(entry, Query(entry.names)).score)


@given(ANYBODY)
def test_hits_come_best_first_each_between_0_and_1_and_the_sum_of_its_reasons(query: Query) -> None:
    found = hits(query)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    for hit in found:
        assert 0 <= hit.score <= 1
        assert score(total(hit.reasons)) == pytest.approx(hit.score, abs=0.001)


@given(ANYBODY)
def test_an_index_that_was_saved_answers_the_same(query: Query) -> None:
    assert LOADED.search(query, least=0) == hits(query)


LOADED = WatchlistIndex.from_bytes(INDEX.to_bytes())


@given(ENTRY, ANYBODY)
def test_the_same_birth_date_never_lowers_and_a_far_one_never_raises(entry: Entry, query: Query) -> None:
    asked = replace(query, names=entry.names, birth_date=None)
    unknown = of(entry, asked).score
    (born,) = entry.birth_dates
    far = f"{int(born[:4]) - 37}{born[4:]}"
    assert of(entry, replace(asked, birth_date=born)).score >= unknown
    assert of(entry, replace(asked, birth_date=far)).score <= unknown


@given(ENTRY, ANYBODY)
def test_the_same_country_never_lowers_and_another_country_or_gender_never_raises(entry: Entry, query: Query) -> None:
    asked = replace(query, names=entry.names, countries=(), gender=None)
    unknown = of(entry, asked).score
    assert of(entry, replace(asked, countries=entry.countries)).score >= unknown
    assert of(entry, replace(asked, countries=("ISL",))).score <= unknown
    assert of(entry, replace(asked, gender="M" if entry.gender == "F" else "F")).score <= unknown


@given(ANYBODY, ENTRY)
def test_one_more_name_of_the_applicant_hides_nobody(query: Query, entry: Entry) -> None:
    more = replace(query, names=(*query.names, *entry.names))
    found = {hit.entry_id: hit.score for hit in hits(more)}
    assert all(hit.score <= found[hit.entry_id] for hit in hits(query))


@given(ANYBODY)
def test_a_possible_pep_match_has_a_second_sign(query: Query) -> None:
    found = hits(query)
    signs = {"BIRTH_DATE_SAME", "BIRTH_DATE_SWAPPED", "BIRTH_DATE_NEAR", "BIRTH_YEAR_SAME", "COUNTRY_SAME"}
    assert PEP.second_sign
    assert all(signs.intersection(reason.code for reason in hit.reasons) for hit in PEP.among(found))
    assert {hit.entry_id for hit in PEP.among(found)} <= {hit.entry_id for hit in SANCTIONS.among(found)}


@given(ANYBODY)
def test_a_possible_sanctions_match_is_every_hit_from_the_score_of_the_policy_on(query: Query) -> None:
    found = hits(query)
    assert SANCTIONS.among(found) == [hit for hit in found if hit.score >= SANCTIONS.score]
    assert [hit.score >= PEP.score for hit in PEP.among(found)] == [True] * len(PEP.among(found))
