"""What a search in a few entries finds is what the whole list gives of them, hit for hit."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.few import FewEntries
from lambdas.shared.watchlists.matching import Query, WatchlistIndex

PARTS = [
    *("Mohammed", "Muhammad", "Mohamed", "Ahmed", "Ali", "al-Ali", "Hassan", "Husain", "Hossein", "Abd", "Rahman"),
    *("Abdulrahman", "Vladimir", "Wladimir", "Volkov", "Wolkow", "Kim", "Kim-Jong", "Jong", "Un", "Jongun", "Raul"),
    *("Rasul", "M.", "J.", "Chris", "Christopher", "O'Neill", "Neill", "Xi", "Hsi", "Jinping"),
]
names = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map(" ".join)
births = st.sampled_from(["1960-01-02", "1960-02-01", "1961-05-05", "1975"])
countries = st.lists(st.sampled_from(["IRN", "RUS"]), max_size=1).map(tuple)
entries = st.lists(
    st.builds(
        Entry,
        entry_id=st.integers(0, 999).map(lambda one: f"entry-{one}"),
        list_name=st.just("List"),
        kind=st.just("sanctions"),
        entity_type=st.sampled_from(["individual", "entity"]),
        names=st.lists(names, min_size=1, max_size=2).map(tuple),
        birth_dates=st.lists(births, max_size=1).map(tuple),
        countries=countries,
        weak_names=st.lists(names, max_size=1).map(tuple),
        gender=st.sampled_from([None, "M"]),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda one: one.entry_id,
)
queries = st.builds(
    Query,
    st.lists(names, min_size=1, max_size=2).map(tuple),
    st.none() | births,
    countries,
    st.sampled_from([None, "F"]),
)


@given(entries, st.lists(queries, min_size=1, max_size=6), st.floats(0.02, 0.98), st.data())
def test_hit_for_hit(listed: list[Entry], people: list[Query], least: float, data: st.DataObject) -> None:
    index = WatchlistIndex.build(listed, "sanctions")
    changed = data.draw(st.sets(st.sampled_from([one.entry_id for one in listed])))
    few = FewEntries(index, "sanctions", changed)
    assert len(few) == len(changed)
    for query in people:
        assert few.search(query, least) == [hit for hit in index.search(query, least) if hit.entry_id in changed]
