"""No name that is compared part by part has more points than is said to be in its reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names.folding import folded
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.few import as_in
from lambdas.shared.watchlists.matching import WatchlistIndex
from lambdas.shared.watchlists.reach import Needed, Reach
from lambdas.shared.watchlists.rescoring import compare

_ROUNDED = 1e-4

# fmt: off
PARTS = [
    "Mohammed", "Muhammad", "Mhmd", "Ali", "Al", "Abd", "Rahman", "Abdulrahman", "Abdurahman",
    "Abdelrahmane", "Vladimir", "Wladimir", "Vladimirovich", "Chris", "Christopher", "Cristofer", "Kim",
    "Jong", "Un", "Jongun", "Kimjong", "Xi", "Hsi", "Jinping", "Ping", "Jin", "Xiaoping", "Hsiaoping",
    "Mao", "Zedong", "Tse", "Tung", "M", "J", "K.", "O", "Neill", "Oneill", "Li", "Lee", "Ivanov",
    "Ivanova", "Ivanovich", "Maria", "Ana", "Anamaria", "Sarnith", "Samith", "de", "la", "bin",
]
# fmt: on
letters = st.text("ABEIKLMNORSTUZ", min_size=1, max_size=9)
parts = st.one_of(
    letters,
    st.sampled_from(PARTS),
)
names = st.lists(parts, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Abdulrahman Khozarik", "Abdul Rahman Khozarik"),
        ("Abdul Rahman Khozarik", "Abdulrahman Khozarik"),
        ("Xiaoping Deng", "Xiao Ping Deng"),
        ("Chris Khozarik", "Christopher Khozarik"),
        ("M Khozarik", "Mohammed Khozarik"),
        ("Zarkanoff Mullerof", "Zarkanov Muellerov"),
        ("Viktor Blomqvist Khozarik", "Viktor Sorensen Khozarik"),
        ("Viktor Khozarik Khozarik", "Viktor Sorensen Khozarik"),
        ("Viktor Khozarik", "Viktor"),
        ("Generel Viktor Khozarik", "General Viktor Khozarik"),
        ("Shch Khozarik", "Shcherbakov Khozarik"),
        ("Viktor Khozarik", "Viktor Sorensen Blomqvist Khozarik"),
    ],
)
def test_no_way_in_which_names_are_compared_is_forgotten(asked: str, listed: str) -> None:
    _assert_in_reach([asked], [listed, "Li"], [listed])


@given(st.lists(names, min_size=1, max_size=12), names, st.data())
def test_no_name_has_more_points_than_are_in_reach(listed: list[str], asked: str, data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(listed), min_size=1, unique=True))
    _assert_in_reach([asked, *listed], listed, some)


def _assert_in_reach(people: list[str], listed: list[str], some: list[str]) -> None:
    whole = WatchlistIndex.build(map(_entry, listed), "sanctions").names
    few = as_in(whole, WatchlistIndex.build(map(_entry, some), "sanctions").names)
    reach = Reach(few, whole)
    for asked in map(folded, people):
        known = whole.asked(asked)
        for name in range(len(few.parts)):
            words = [whole.words.index(few.words[word]) for word in few.parts[name].tolist()]
            compared = compare(known, words, whole)
            if compared.shared:
                assert reach.any_has(asked, Needed(compared.points - _ROUNDED, {}))


def _entry(name: str) -> Entry:
    return Entry(name, "List", "sanctions", "individual", (name,))
