"""Tries of a write that others race for."""

import random
import time
from collections.abc import Iterator

from lambdas.shared.runtime.errors import Throttled

_MOST_TRIES, _SECONDS_APART = 25, 0.02


def contended(what: str) -> Iterator[int]:
    """Count the tries of a write that others race for, with a random pause before each but the first.

    Raises Throttled when too many were lost; ``what`` was always being written by others.
    """
    for number in range(_MOST_TRIES):
        time.sleep(random.uniform(0, _SECONDS_APART * number))  # noqa: S311 - so that not all try at once
        yield number
    raise Throttled(f"{what} was always being written by others")
