"""The numbers of the comparison of names are described, and its three bands are what ``similarity`` gives."""

from dataclasses import fields

from hypothesis import given

from lambdas.shared.names.config import CONFIG, NamesConfig
from lambdas.shared.names.similarity import similarity
from lambdas.shared.runtime.tunables import numbers
from tests.benchmarks import names as benchmark
from tests.lambdas.shared.names.test_similarity import NAMES


def test_every_number_is_described() -> None:
    assert len(fields(NamesConfig)) == len(numbers(NamesConfig))
    assert all(about.unit and about.description.endswith((".", ")")) for about in numbers(NamesConfig).values())


def is_in_a_band(score: float) -> bool:
    return score <= CONFIG.other_to or CONFIG.review_from <= score <= CONFIG.review_to or score >= CONFIG.one_name_from


@given(NAMES, NAMES)
def test_no_score_lies_between_the_bands(left: str, right: str) -> None:
    assert is_in_a_band(similarity(left, right))


def test_the_labelled_pairs_lie_in_all_bands_and_never_between() -> None:
    scores = [similarity(pair.left, pair.right) for pair in benchmark.pairs()]
    assert all(map(is_in_a_band, scores))
    assert max(score for score in scores if score < CONFIG.one_name_from) == CONFIG.review_to
    assert max(score for score in scores if score < CONFIG.review_from) == CONFIG.other_to
    assert (CONFIG.review_from, CONFIG.one_name_from) == benchmark.OURS
