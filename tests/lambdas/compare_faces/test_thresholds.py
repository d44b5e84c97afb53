from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.compare_faces.thresholds import RULES, check
from lambdas.shared.cases.verdicts import Verdict, codes, worst
from lambdas.shared.providers.face_matcher import FaceComparison
from lambdas.shared.runtime.policies import policy

LIMITS = policy("identity")["face"]
GOOD = FaceComparison(similarity=99.9, faces=1, portraits=1, liveness=99.9, brightness=80, sharpness=80)
ORDER = [Verdict.FAIL, Verdict.REVIEW, Verdict.PASS]
PERCENT = st.floats(0, 100)


def found(seen: FaceComparison, *, live: bool = True) -> list[str]:
    return codes(check(seen, LIMITS, liveness_required=live))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"similarity": 99.0}, []),
        ({"similarity": 98.99}, ["FACE_SIMILARITY_LOW"]),
        ({"similarity": 80.0}, ["FACE_SIMILARITY_LOW"]),
        ({"similarity": 79.99}, ["FACE_DIFFERS"]),
        ({"similarity": float("nan")}, ["FACE_DIFFERS"]),
        ({"similarity": None}, ["NO_PORTRAIT"]),
        ({"similarity": None, "portraits": 0}, ["NO_PORTRAIT"]),
        ({"similarity": None, "portraits": None}, ["PORTRAIT_NOT_COMPARABLE"]),
        ({"portraits": 2}, []),
        ({"similarity": None, "faces": 0}, ["NO_FACE"]),
        ({"similarity": None, "faces": 2}, ["SEVERAL_FACES"]),
        ({"liveness": 89.9}, ["NOT_LIVE"]),
        ({"liveness": None}, ["LIVENESS_MISSING"]),
        ({"brightness": 29.9}, ["FACE_DARK"]),
        ({"sharpness": 19.9}, ["FACE_BLURRED"]),
        ({"brightness": None, "sharpness": None}, []),
        ({"similarity": 10.0, "liveness": 0.0, "sharpness": 1.0}, ["NOT_LIVE", "FACE_BLURRED"]),
    ],
)
def test_thresholds(change: dict[str, float | None], expected: list[str]) -> None:
    assert found(replace(GOOD, **change)) == expected  # type: ignore[arg-type]


def test_in_a_branch_somebody_has_seen_the_person() -> None:
    assert found(replace(GOOD, liveness=None), live=False) == []
    assert found(replace(GOOD, liveness=1.0), live=False) == ["NOT_LIVE"]


def test_every_threshold_says_where_it_comes_from() -> None:
    assert all(LIMITS[name]["source"] for name in ("match", "possible_match", "live", "brightness", "sharpness"))


def test_whoever_must_take_another_picture_is_told_how() -> None:
    again = {code for code, verdict, *_ in RULES if verdict is Verdict.RESUBMIT}
    assert again <= policy("identity")["resubmit"].keys()


@given(PERCENT, PERCENT)
def test_a_closer_likeness_is_never_judged_worse(one: float, other: float) -> None:
    seen = [replace(GOOD, similarity=similarity) for similarity in sorted((one, other))]
    lower, higher = (worst(check(each, LIMITS, liveness_required=True)) for each in seen)
    assert ORDER.index(lower) <= ORDER.index(higher)


@given(
    st.builds(
        FaceComparison,
        similarity=st.none() | PERCENT,
        faces=st.integers(0, 5),
        portraits=st.none() | st.integers(0, 3),
        liveness=st.none() | PERCENT,
        brightness=st.none() | PERCENT,
        sharpness=st.none() | PERCENT,
    )
)
def test_only_one_living_face_that_is_the_portrait_s_can_pass(seen: FaceComparison) -> None:
    passed = not found(seen)
    alike = seen.similarity is not None and seen.similarity >= 99
    assert not passed or (alike and seen.faces == 1 and (seen.liveness or 0) >= 90 and (seen.portraits or 0) > 0)
