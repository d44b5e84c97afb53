"""Numbers that may be tuned say what they mean, and stay in their range."""

from dataclasses import dataclass, replace

import pytest

from lambdas.shared.runtime.tunables import Number, Tunables, number, numbers


@dataclass(frozen=True)
class Config(Tunables):
    share: float = number(0.5, "share", 0, 1, "Half of it.")


def test_a_number_says_what_it_means() -> None:
    assert numbers(Config) == {"share": Number("share", 0, 1, "Half of it.")}
    assert Config().share == 0.5
    assert replace(Config(), share=1.0).share == 1


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan")])
def test_a_number_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match=r"Config\.share is .*; it must lie from 0 to 1 \(share\): Half of it\."):
        Config(share=share)
