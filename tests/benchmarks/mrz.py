"""Reading machine-readable zones: how fast, and whether as the published specimens say."""

import statistics
import time
from collections.abc import Iterator

from lambdas.shared.documents.mrz import read_mrz
from tests.lambdas.shared.documents.mrz_specimens import SPECIMENS, differences

ROUNDS = 100
REPEATS = 5


def zones() -> Iterator[tuple[str, ...]]:
    speeds = [_zones_per_second() for _ in range(ROUNDS)]
    # The best round is the code's own speed: what else the machine does only ever slows one down.
    told = f"median of {ROUNDS} rounds: {statistics.median(speeds):,.0f}"
    yield "zones read per second, on one core", f"{max(speeds):,.0f}", "at least 50,000", told
    agreed = sum(not differences(specimen) for specimen in SPECIMENS)
    countries = len({specimen.country for specimen in SPECIMENS})
    yield "specimens read as published", f"{agreed} of {len(SPECIMENS)}", "all", f"{countries} issuers"


def _zones_per_second() -> float:
    texts = [specimen.zone for specimen in SPECIMENS] * REPEATS
    start = time.perf_counter()
    for text in texts:
        read_mrz(text)
    return len(texts) / (time.perf_counter() - start)
