"""One folding: the fingerprints, the comparison and the search agree on who is the same."""

# ruff: noqa: RUF001 - letters that look like others are what this is about
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.accounts.fingerprints import fingerprints
from lambdas.shared.names.folding import folded
from lambdas.shared.names.similarity import similarity
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from tests.applications import application

BORN = "1984-08-12"
NAMES = (
    "Anna Maria Eriksson", "Ayşe Güçlü", "Hüsnü Şükrü Yüksel", "Jürgen Müller", "Sergio Agüero", "Kristel Müürsepp",
    "Søren Ågård", "José Núñez", "Bengü Ünlü", "Mariaelena Conti", "İbrahim Çelik", "Zoë Brontë",
)  # fmt: skip
INVISIBLE = (
    "\0\x07\x7f\x80\xad\u034f\u061c\u115f\u180e\u200b\u200d\u200e\u202e\u2060\u2066\u3164\ufe0f\ufeff\uffa0\U000e0041"
    "\ue000\ud800\ufdd0"
)
BETWEEN = (" ", "-", "  ", " - ", "\u00a0", "\u2010", "\u2013", "\u3000", "\t", "\n", ", ", "")
INDEX = WatchlistIndex.build(
    Entry(name, "LIST", "sanctions", "individual", (name,), birth_dates=(BORN,)) for name in NAMES
)


def _wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else letter for letter in text)


def _without_marks(text: str) -> str:
    plain = text.replace("ı", "i").replace("ø", "o").replace("Ø", "O")
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))


def _umlauts_as_two(text: str) -> str:
    for one, two in (("ü", "ue"), ("Ü", "Ue"), ("å", "aa"), ("Å", "Aa"), ("ø", "oe"), ("ö", "oe")):
        text = text.replace(one, two)
    return text


WAYS = (
    str.upper, str.lower, str.title, _wide, _without_marks, _umlauts_as_two,
    lambda text: unicodedata.normalize("NFD", text), lambda text: text,
)  # fmt: skip


@st.composite
def spellings(draw: st.DrawFn, name: str) -> str:
    """The name in another order, with other marks, letters, case, width, and what stands between or cannot be seen."""
    between = draw(st.sampled_from(BETWEEN))
    parts = draw(st.permutations(name.split())) if between else name.split()
    for way in draw(st.lists(st.sampled_from(WAYS), max_size=3)):
        parts = [way(part) for part in parts]
    text = between.join(parts)
    for place in draw(st.lists(st.integers(0, len(text)), max_size=4)):
        text = text[:place] + draw(st.sampled_from(INVISIBLE)) + text[place:]
    return text


def _is_one_for_each(left: str, right: str) -> list[bool]:
    """For the fingerprints, the comparison and the search."""
    marks = [
        fingerprints(application(applicant={"given_names": "", "family_name": name, "birth_date": BORN}), b"key")
        for name in (left, right)
    ]
    hits = INDEX.search(Query((right,), BORN), possible_match("sanctions").score)
    return [marks[0]["person"] == marks[1]["person"], similarity(left, right) == 1, left in [h.entry_id for h in hits]]


@given(st.data(), st.sampled_from(NAMES))
def test_a_spelling_is_one_name_for_each(data: st.DataObject, name: str) -> None:
    assert _is_one_for_each(name, data.draw(spellings(name))) == [True] * 3


def test_three_words_with_umlauts_may_be_written_as_one() -> None:
    assert _is_one_for_each("Hüsnü Şükrü Yüksel", "HusnuSukruYuksel") == [True] * 3


@given(st.data(), st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True))
def test_another_name_is_another_for_each(data: st.DataObject, names: list[str]) -> None:
    assert _is_one_for_each(names[0], data.draw(spellings(names[1]))) == [False] * 3


@given(st.text(), st.text())
def test_what_is_folded_alike_is_one_name_for_each(left: str, right: str) -> None:
    if folded(left) and sorted(folded(left)) == sorted(folded(right)):
        assert similarity(left, right) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Güçlü", "GUCLU"),
        ("Güçlü", "GUECLUE"),
        ("St. John", "Saint John"),
        ("Ste-Marie", "SAINTE MARIE"),
        ("Sta. Cruz", "Santa Cruz"),
        ("Dr. Anna Maria Eriksson", "Anna Maria Eriksson"),
        ("Mª Carmen", "Maria Carmen"),
        ("Erikss0n", "Eriksson"),
        ("Eriкsson", "Eriksson"),
        ("Виктор Volkov", "Viktor Volkov"),
        ("Viktor Волков", "Viktor Volkov"),
        ("Anna Петров", "Anna Petrov"),
        ("Igor Сорокин", "Igor Sorokin"),
        ("Eva-Марина Berg", "Eva-Marina Berg"),
        ("Eva РОСА", "Eva POCA"),
        ("O‛Neill", "O'Neill"),
        ("Yüce", "Yuce"),
        ("Raül", "Raul"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Sun Yue", "Sun Yu"), ("Sue", "Su"), ("Bauer", "Baur"), ("Michael", "Michal"), ("Joel", "Jol")]
)
def test_two_names(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize("name", ["", "\u200b", "☆", "\0"])
def test_without_letters_there_are_no_parts(name: str) -> None:
    assert folded(name) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hajji Владимир", ("HAJJI", "VLADIMIR")),
        ("Александр Петров Jr.", ("ALEKSANDR", "PETROV", "JR")),
        ("Ѕergey Lаvrov", ("SERGEY", "LAVROV")),
        ("Martin РАСО", ("MARTIN", "PACO")),
        ("Sung KlM", ("SUNG", "KIM")),
    ],
)
def test_letters_that_look_like_others_are_put_right_word_by_word(name: str, expected: tuple[str, ...]) -> None:
    assert folded(name) == expected
