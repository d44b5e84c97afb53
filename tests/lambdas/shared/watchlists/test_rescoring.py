"""What parts count that are left over, cut off or mistyped, where of an entry only its name is known."""

from collections.abc import Iterable

import pytest

from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match


def hits(listed: Iterable[str], asked: str, least: float) -> list[Hit]:
    """What is found in a list of these names, each that of one entry, whose id it is too."""
    entries = (Entry(name, "list", "sanctions", "individual", (name,)) for name in listed)
    return WatchlistIndex.build(entries).search(Query((asked,)), least)


def found(listed: Iterable[str], asked: str) -> list[str]:
    """The possible matches."""
    return [hit.entry_id for hit in hits(listed, asked, possible_match("sanctions").score)]


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("Ayatollah Tariq ZEBARI", "Ayatolah Tariq Zebari"),
        ("Khamzat ZEBARI", "Х. Зебари"),  # noqa: RUF001 - Cyrillic
        ("خالد صوان", "خ صوان"),
    ],
)
def test_a_mistyped_title_and_an_initial_of_several_letters_cost_little(listed: str, asked: str) -> None:
    assert found([listed, "Viktor VOLKOV", "Faris AL-NAMOUDHAJI"], asked) == [listed]


def test_a_name_that_many_have_is_no_slip_for_another_that_many_have() -> None:
    """Saleh is one for Salem while nobody on the list is called Salem."""
    given = ("Tariq", "Nabil", "Karim", "Walid", "Bilal", "Hamza", "Zaid", "Faisal")
    alone = [f"{one} SALEH" for one in given]
    assert found(alone, "Tariq Salem") == ["Tariq SALEH"]
    assert found([*alone, *(f"{one} SALEM" for one in given)], "Tariq Salem") == ["Tariq SALEM"]


def test_a_middle_name_that_is_left_out_costs_less_than_a_last_one() -> None:
    names = ("Tariq KHORASANI ZEBARI", "Tariq ZEBARI KHORASANI")
    middle, last = hits(names, "Tariq Zebari", least=0.1)
    assert (middle.entry_id, last.entry_id) == names
    assert middle.score > last.score
