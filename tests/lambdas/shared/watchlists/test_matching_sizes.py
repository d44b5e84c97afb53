"""A search of a long list leaves out names that cannot be a possible match, and no other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names.countries import country_of_alpha_2
from lambdas.shared.watchlists import candidates
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.index_file import Numbers, Rows
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from tests.benchmarks.peps import peps

LEAST = possible_match("pep").score
LISTED = [
    Entry(
        entry_id=f"Q{place}",
        list_name="PEP",
        kind="pep",
        entity_type="individual",
        names=tuple(dict.fromkeys(names)),
        birth_dates=(born,) if born else (),
        countries=tuple(country_of_alpha_2(code) or "" for code in countries),
    )
    for place, (names, born, countries) in enumerate(peps(1000))
]
INDEX = WatchlistIndex.build(LISTED, "pep")


def found(query: Query) -> dict[str, float]:
    return {hit.entry_id: hit.score for hit in INDEX.search(query, LEAST)}


KNOWN = st.sampled_from([(entry.birth_dates[:1], entry.countries) for entry in LISTED] + [((), ())])


@given(st.sampled_from(LISTED), KNOWN)
def test_a_list_whose_words_are_all_common_gives_the_same_hits(
    entry: Entry, known: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    (birth_dates, countries), names = known, entry.names[-1:]
    query = Query(names, next(iter(birth_dates), None), countries)
    everything = found(query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "CONFIG", replace(CONFIG, common_word=1))
        assert found(query) == everything


def test_words_that_cannot_reach_the_score_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    several = Rows.several

    def counted(rows: Rows, some: Numbers) -> tuple[Numbers, Numbers]:
        looked_at.append(len(some))
        return several(rows, some)

    monkeypatch.setattr(Rows, "several", counted)
    found(Query(LISTED[0].names[:1]))
    everything = sum(looked_at)
    looked_at.clear()
    monkeypatch.setattr(candidates, "CONFIG", replace(CONFIG, common_word=1))
    found(Query(LISTED[0].names[:1]))
    assert sum(looked_at) < everything / 2
