"""Batches of customers, and which of them a run has still to screen: by count and hash, never by what was reported."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lambdas.shared.monitoring.roster import Member

_BASE = 16


class Tally(NamedTuple):
    """How many ``customers``, and SHA-256 in hex over the place and revision of each, in order."""

    customers: int
    sha256: str


Tallies = Mapping[str, Tally]
"""By batch."""


def tally(members: Iterable[Member]) -> Tally:
    lines = sorted(f"{one.place} {one.revision}\n" for one in members)
    return Tally(len(lines), hashlib.sha256("".join(lines).encode()).hexdigest())


def digits(count: int, size: int) -> int:
    """How many digits name a batch, so that of ``count`` customers a batch has about ``size`` at most."""
    found = 1
    while count > size * _BASE**found:
        found += 1
    return found


def expected(members: Iterable[Member], length: int) -> dict[str, Tally]:
    """What each batch must have screened, batches being named by so many digits."""
    found: dict[str, list[Member]] = defaultdict(list)
    for one in members:
        found[one.place[:length]].append(one)
    return {batch: tally(of_batch) for batch, of_batch in sorted(found.items())}


def missing(wanted: Tallies, answered: Tallies) -> dict[str, Tally]:
    """The batches that were not screened as the roster is now: lost, empty, or a customer came, changed or left."""
    return {batch: one for batch, one in wanted.items() if answered.get(batch) != one}
