import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.compare_faces.thresholds import check
from lambdas.shared.verdicts import Verdict, codes, worst

ORDER = [Verdict.FAIL, Verdict.REVIEW, Verdict.PASS]


@pytest.mark.parametrize(
    ("similarity", "faces", "live", "expected"),
    [
        (99.0, 1, True, []),
        (98.99, 1, True, ["FACE_SIMILARITY_LOW"]),
        (80.0, 1, True, ["FACE_SIMILARITY_LOW"]),
        (79.99, 1, True, ["FACE_DIFFERS"]),
        (None, 1, True, ["NO_FACE"]),
        (None, 0, True, ["NO_FACE"]),
        (99.9, 2, True, ["SEVERAL_FACES"]),
        (99.9, 1, False, ["NOT_LIVE"]),
        (None, 3, False, ["SEVERAL_FACES", "NOT_LIVE"]),
    ],
)
def test_thresholds(similarity: float | None, faces: int, live: bool, expected: list[str]) -> None:
    assert codes(check(similarity, faces, live)) == expected


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_closer_likeness_is_never_judged_worse(one: float, other: float) -> None:
    lower, higher = (worst(check(similarity, 1, True)) for similarity in sorted((one, other)))
    assert ORDER.index(lower) <= ORDER.index(higher)


@given(st.none() | st.floats(0, 100), st.integers(0, 5), st.booleans())
def test_only_one_living_face_can_pass(similarity: float | None, faces: int, live: bool) -> None:
    passed = not check(similarity, faces, live)
    assert passed == (similarity is not None and similarity >= 99 and faces == 1 and live)
