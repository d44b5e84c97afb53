"""Names are judged as a clerk judges them, and never the worst way wrong."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.folding import folded
from lambdas.shared.names.similarity import similarity
from lambdas.shared.names.transliteration import to_latin
from tests.benchmarks import names as benchmark

LETTERS = "".join(filter(str.isalpha, map(chr, [*range(0x41, 0x250), *range(0x386, 0x482), *range(0x5D0, 0x650)])))
"""Latin, Greek, Cyrillic, Hebrew and Arabic."""
NAMES = st.text(min_size=1, max_size=30) | st.text(f"{LETTERS} -'", min_size=1, max_size=40)
PARTS = st.lists(st.from_regex(r"[A-Z]{3,9}", fullmatch=True), min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Anna Maria Eriksson", "ERIKSSON ANNA MARIA"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Jürgen Müller", "Jurgen Muller"),
        ("Anne Marie Dupont", "Annemarie Dupont"),
        ("Søren Ågård", "Soeren Aagaard"),
    ],
)
def test_one_name_in_two_spellings(left: str, right: str) -> None:
    assert similarity(left, right) == 1


@pytest.mark.parametrize(
    "name", ["Jürgen Müller", "JUERGEN MUELLER", "Jurgen Muller", "JUXXRGEN MUXXLLER", "Müller, Jürgen"]
)
def test_an_umlaut_is_indexed_in_one_way(name: str) -> None:
    assert sorted(folded(name)) == ["JURGEN", "MULLER"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Søren Ågård", ["SOREN", "AGARD"]),
        ("Samuel Michael Bauer", ["SAMUL", "MICHAEL", "BAUER"]),
        ("محمد الحربي", ["MOHAMMED", "HRBY"]),
    ],
)
def test_parts_are_indexed(name: str, parts: list[str]) -> None:
    assert list(folded(name)) == parts


@pytest.mark.parametrize("pair", benchmark.pairs(), ids=lambda pair: f"{pair.left} / {pair.right}")
def test_no_two_persons_are_one_and_nobody_is_refused_under_their_own_name(pair: benchmark.Pair) -> None:
    assert {pair.label, benchmark.verdict(similarity(pair.left, pair.right))} != {"same", "different"}


def test_names_are_judged_as_a_clerk_does() -> None:
    pairs = benchmark.pairs()
    assert benchmark.agreeing(similarity, benchmark.OURS, pairs) >= benchmark.LEAST_AGREEMENT * len(pairs)


def test_the_pairs_are_many_and_hard() -> None:
    labels = [pair.label for pair in benchmark.pairs()]
    assert len(labels) >= 250
    assert 3 * labels.count("same") <= 2 * len(labels)
    assert {pair.label for pair in benchmark.pairs() if pair.held_out} == {"same", "review", "different"}


@given(NAMES, NAMES)
def test_similarity_is_symmetric_and_between_0_and_1(left: str, right: str) -> None:
    found = similarity(left, right)
    assert 0 <= found <= 1
    assert found == similarity(right, left)


@given(NAMES.filter(to_latin))
def test_a_name_is_itself(name: str) -> None:
    assert similarity(name, name) == 1


@given(st.text())
def test_a_name_without_letters_is_like_no_other(name: str) -> None:
    assert similarity(name, "☆") == 0


@given(PARTS, st.integers())
def test_order_does_not_matter(parts: list[str], seed: int) -> None:
    shuffled = random.Random(seed).sample(parts, len(parts))  # noqa: S311 - an order, not a secret
    assert similarity(" ".join(parts), " ".join(shuffled)) == 1


@given(PARTS, PARTS, st.sampled_from(["-", ", ", "  ", "."]))
def test_neither_case_nor_punctuation_matters(left: list[str], right: list[str], mark: str) -> None:
    assert similarity(mark.join(left).lower(), " ".join(right)) == similarity(" ".join(left), " ".join(right))


@given(st.text("ÀÁÂÃÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÝŁŚŹŻĄĘČŘŠŽ", min_size=1), PARTS)
def test_accents_do_not_matter(accented: str, parts: list[str]) -> None:
    plain = to_latin(accented)
    assert similarity(f"{accented} {' '.join(parts)}", f"{plain} {' '.join(parts)}") == 1


@given(NAMES, NAMES)
def test_unicode_s_way_to_write_accents_does_not_matter(left: str, right: str) -> None:
    assert similarity(unicodedata.normalize("NFD", left), right) == similarity(left, right)


@given(PARTS, st.lists(st.from_regex(r"[A-Z]{10,12}", fullmatch=True), min_size=1, max_size=1))
def test_a_part_left_out_makes_no_other_name(parts: list[str], more: list[str]) -> None:
    assert similarity(" ".join(parts), " ".join(parts + more)) >= CONFIG.review_from


@given(st.text())
def test_transliteration_leaves_what_a_zone_can_print(text: str) -> None:
    latin = to_latin(text)
    assert set(latin) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
    assert to_latin(latin) == latin
