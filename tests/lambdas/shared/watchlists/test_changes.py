"""What changed between two versions: the meaning of entries decides, not how a publisher writes them down."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.watchlists.changes import Changes, by_list, changes, meanings
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Query, WatchlistIndex

OTTO = Entry(
    entry_id="ofac-101",
    list_name="OFAC SDN",
    kind="sanctions",
    entity_type="individual",
    names=("Otto Erfunden Beispiel", "Otto Przyklad"),
    birth_dates=("1958-01-02", "1960"),
    countries=("MLT", "IRN"),
    programmes=("EXAMPLE-1",),
    weak_names=("Der Otto", "Ottokar"),
    gender="M",
)


@pytest.mark.parametrize(
    "another",
    [
        {"names": ("Otto Przyklad", "Otto Erfunden Beispiel")},
        {"weak_names": ("Ottokar", "Der Otto")},
        {"birth_dates": ("1960", "1958-01-02")},
        {"countries": ("IRN", "MLT")},
        {"programmes": ("EXAMPLE-2",)},
    ],
)
def test_what_a_search_does_not_use_is_no_change(another: dict[str, tuple[str, ...]]) -> None:
    assert meanings([replace(OTTO, **another)]) == meanings([OTTO])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "another",
    [
        {"names": ("Otto Erfunden Beispiel",)},
        {"names": ("Otto Erfunden Beispiel",), "weak_names": ("Otto Przyklad", "Der Otto", "Ottokar")},
        {"birth_dates": ("1958-01-02",)},
        {"countries": ("MLT", "IRQ")},
        {"gender": "F"},
        {"entity_type": "entity"},
    ],
)
def test_what_a_search_uses_is_a_change(another: dict[str, tuple[str, ...]]) -> None:
    before, after = meanings([OTTO]), meanings([replace(OTTO, **another)])  # type: ignore[arg-type]
    assert changes(before, after) == Changes((), ("ofac-101",), ())


def test_a_meaning_is_the_content_of_a_hit() -> None:
    (hit,) = WatchlistIndex.build([OTTO]).search(Query(("Otto Erfunden Beispiel",)), 0.5)
    assert meanings([OTTO]) == {hit.entry_id: hit.entry_content}


def test_what_is_not_searched_is_left_out() -> None:
    assert meanings([replace(OTTO, entity_type="vessel")]) == {}


HASHES = st.dictionaries(st.sampled_from("123456"), st.sampled_from("abc"), max_size=6)


@given(HASHES, HASHES)
def test_the_changes_lead_from_one_version_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    found = changes(before, after)
    same = {one: meaning for one, meaning in before.items() if one not in {*found.changed, *found.removed}}
    assert same | {one: after[one] for one in (*found.added, *found.changed)} == after
    back = changes(after, before)
    assert (back.added, back.changed, back.removed) == (found.removed, found.changed, found.added)
    assert len({*found.added, *found.changed, *found.removed}) == sum(map(len, found.row().values()))  # type: ignore[arg-type]


def test_lists_come_and_go() -> None:
    assert by_list({"un": {"1": "a"}}, {"eu": {"1": "a"}}) == {
        "eu": Changes(("1",), (), ()),
        "un": Changes((), (), ("1",)),
    }
