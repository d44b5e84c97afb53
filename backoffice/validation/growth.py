"""How the search does while its lists grow: the same people, searched for in a quarter, half and all of the entries."""

import time
from collections.abc import Sequence
from math import ceil

from backoffice.validation.cases import Sampler
from backoffice.validation.measuring import Searcher, percentiles
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import WatchlistIndex
from lambdas.shared.watchlists.possible_match import PossibleMatch

_PARTS = (4, 2, 1)


def measured(entries: Sequence[Entry], sampler: Sampler, rule: PossibleMatch) -> tuple[list[Row], list[Row]]:
    """Of each size: entries, bytes of the index, people, found, clean and alerted; and the times: entries,
    ``load_seconds`` and ``search_ms`` (median and 99th percentile), in time of the processor.
    """
    order = sampler.chance("order").sample(entries, len(entries))
    cases = list(sampler.by_any_mutation(order[: ceil(len(order) / _PARTS[0])]))
    said, times = list[Row](), list[Row]()
    for part in _PARTS:
        index = WatchlistIndex.build(order[: ceil(len(order) / part)])
        content = index.to_bytes()
        start = time.process_time()
        searcher, found, seconds = Searcher(WatchlistIndex.from_bytes(content), rule), list[tuple[bool, bool]](), [0.0]
        loaded = time.process_time() - start
        for case in cases:
            start = time.process_time()
            meant = frozenset((case.entry.entry_id,) if case.entry else ())
            is_match = searcher.find(case.person.query, meant, below=False).is_match
            seconds.append(time.process_time() - start)
            found.append((case.entry is not None, is_match))
        said.append({"entries": len(index), "index_bytes": len(content)} | _counts(found))
        median, highest = percentiles(seconds)
        times.append({"entries": len(index), "load_seconds": loaded, "search_ms": [median * 1000, highest * 1000]})
    return said, times


def _counts(found: Sequence[tuple[bool, bool]]) -> dict[str, int]:
    """``found``: of each case whether it is listed, and whether there was a match."""
    listed, clean = ([is_match for is_listed, is_match in found if is_listed is which] for which in (True, False))
    return {"people": len(listed), "found": sum(listed), "clean": len(clean), "alerted": sum(clean)}
