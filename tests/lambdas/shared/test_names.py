import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.names import normalise, similarity
from lambdas.shared.transliteration import to_latin

NAMES = st.text(min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Anna-Maria Müller", ("ANNA", "MARIA", "MUELLER")),
        ("O'Neill", ("ONEILL",)),
        ("Đặng Thị", ("DANG", "THI")),
        ("Горбачёв", ("GORBACHEV",)),
        ("van der Berg", ("VAN", "DER", "BERG")),
        ("李小龍", ()),
    ],
)
def test_names_become_capital_latin_parts(name: str, parts: tuple[str, ...]) -> None:
    assert normalise(name) == parts


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
    ("left", "right", "at_least", "below"),
    [
        ("Anna Maria Eriksson", "Anna Eriksson", 0.9, 1),
        ("Mohammed Ali", "Muhammad Ali", 0.7, 1),
        ("Anna Eriksson", "Anna Svensson", 0, 0.9),
        ("Anna Eriksson", "Pedro Gomez", 0, 0.6),
    ],
)
def test_alike_and_different(left: str, right: str, at_least: float, below: float) -> None:
    assert at_least <= similarity(left, right) < below


@given(NAMES, NAMES)
def test_similarity_is_symmetric_and_between_0_and_1(left: str, right: str) -> None:
    found = similarity(left, right)
    assert 0 <= found <= 1
    assert found == similarity(right, left)


@given(NAMES.filter(normalise))
def test_a_name_is_itself(name: str) -> None:
    assert similarity(name, name) == pytest.approx(1)


@given(st.lists(st.from_regex(r"[A-Z]{3,9}", fullmatch=True), min_size=2, max_size=4), st.randoms())
def test_order_does_not_matter(parts: list[str], random: object) -> None:
    shuffled = sorted(parts, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert similarity(" ".join(parts), " ".join(shuffled)) == pytest.approx(1)


@given(st.text())
def test_transliteration_leaves_what_a_zone_can_print(text: str) -> None:
    latin = to_latin(text)
    assert set(latin) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ")
    assert to_latin(latin) == latin
