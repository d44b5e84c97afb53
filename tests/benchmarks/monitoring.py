"""How long it takes to screen all customers, and to search what changed; and what that costs on AWS.

``python -m tests.benchmarks.monitoring --lists DIR [--sweep 100000] [--delta 100000] [--changed 200]``: DIR holds
sanctions lists as ``deploy.py --watchlists`` wants them. The engine alone, in two processes; the customers are made up
as ``peps.py`` makes people. A delta is measured with some customers, and told for a million by the processors' time.
The cost is of the counted state transitions, calls, seconds and reads, at AWS's public prices of us-east-1 in 2026:
$0.025 per 1,000 transitions, $0.0000133334 per GB-second (arm64), $0.20 per million calls, $0.125 per million read
units and $0.625 per million write units.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import botocore.session
from botocore.parsers import create_parser
from rich.console import Console
from rich.table import Table

from infrastructure import watchlists
from infrastructure.functions import FUNCTIONS
from lambdas.shared.monitoring import batches, roster
from lambdas.shared.monitoring.goals import Goal, Screener, What
from lambdas.shared.monitoring.roster import Member
from lambdas.shared.monitoring.screening import Screening
from lambdas.shared.names.countries import country_of_alpha_2
from lambdas.shared.runtime.dynamodb import plain
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.few import FewEntries
from lambdas.shared.watchlists.loaded import Watchlist
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from tests.benchmarks.peps import peps

PROCESSES, _CHUNK = 2, 5000
_ROW_UNITS = 0.5
"""Read units of a customer's item of up to 2 KB when many are read by one query, consistently."""
_TRANSITIONS_OF_A_BATCH = 2
"""Its child execution's start, and its one state."""
_MILLION = 1_000_000
_ANY = Member("0#customer", 1, 0)


class Measured(NamedTuple):
    """``seconds`` on the clock, ``busy`` of the processors; how many customers had a hit."""

    customers: int
    seconds: float
    busy: float
    hits: int

    def of(self, number: int) -> str:
        """What so many customers take in all processes, by the processors' time of those that were measured."""
        each = self.busy / self.customers / PROCESSES
        return f"{each * number:.0f} s: {1 / each:,.0f} customers a second"

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s ({self.busy:.0f} s of processor time), {self.hits:,} customers with a hit"


def customers(seed: int, count: int) -> Iterator[Query]:
    """People whose names are as unevenly common as names are."""
    for one in peps(count, seed):
        countries = tuple(filter(None, map(country_of_alpha_2, one.countries)))
        yield Query((one.names[0],), one.born or None, countries)


def measured(search: Screening, count: int) -> Measured:
    """The search for so many customers in two processes; making them up is not counted."""
    _State.search = search
    chunks = [(seed, min(_CHUNK, count - at)) for seed, at in enumerate(range(0, count, _CHUNK))]
    start = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        found = list(pool.imap_unordered(_searched, chunks))
    made = sum(one[2] for one in found) / PROCESSES
    taken = time.perf_counter() - start - made
    return Measured(count, taken, sum(one[0] for one in found), sum(one[1] for one in found))


class _State:
    search: Screening


def _searched(chunk: tuple[int, int]) -> tuple[float, int, float]:
    begun = time.perf_counter()
    people = list(customers(*chunk))
    made = time.perf_counter() - begun
    start = time.process_time()
    hits = sum(any(True for _ in _State.search.hits(_ANY, query)) for query in people)
    return time.process_time() - start, hits, made


def cost(busy_per_customer: float, number: int = _MILLION) -> str:
    """Of one run over so many customers."""
    memory = next(one.memory for one in FUNCTIONS if one.name == "screen_customers") / 1024
    size = policy("process")["monitoring"]["batch_size"]
    count = 16 ** batches.digits(number, size)
    transitions = count * _TRANSITIONS_OF_A_BATCH
    seconds = number * busy_per_customer * memory
    reads = 3 * number * _ROW_UNITS  # the roster before and after, and what is searched
    dollars = transitions * 0.025e-3 + seconds * 0.0000133334 + count * 0.2e-6 + reads * 0.125e-6 + count * 0.625e-6
    return (
        f"${dollars:.2f}: {count:,} batches, {transitions:,} transitions, {seconds:,.0f} GB-s, {reads:,.0f} read units"
    )


def reconciled(count: int = 20_000) -> int:
    """How many customers one call of ``reconcile_monitoring`` can hold against the roster, by its processor's time.

    What DynamoDB answers is parsed, made members of and counted by batch; the wait for it is not in it.
    """
    row = {"revision": {"N": "1"}, "epoch": {"N": "3"}, "active": {"BOOL": True}}
    items = [{"item": {"S": roster.place(f"customer-{number:012d}")}, **row} for number in range(count)]
    answer = {"body": json.dumps({"Items": items}).encode(), "headers": {}, "status_code": 200}
    shape = botocore.session.get_session().get_service_model("dynamodb").operation_model("Query").output_shape
    start = time.process_time()
    rows = map(plain, create_parser("json").parse(answer, shape)["Items"])
    batches.expected([Member.of(one) for one in rows if one["active"]], 3)
    taken = time.process_time() - start
    limit = next(one.timeout for one in FUNCTIONS if one.name == "reconcile_monitoring")
    return int(limit * count / taken)


def figures(lists: Path, swept: int, searched: int, changed: int) -> Iterator[tuple[str, ...]]:
    index = _sanctions(lists)
    listed = {"sanctions": Watchlist("1", index, {})}
    screener, today = Screener("1", "", ""), date(2026, 11, 26)
    sweep = measured(Screening(Goal(What.SWEEP, today, screener), listed), swept)  # type: ignore[arg-type]
    yield f"sweep of {swept:,} customers, {len(index):,} entries", str(sweep), "180 s for 100,000"
    chosen = random.Random(7).sample([one.entry_id for one in index.listed()], changed)  # noqa: S311
    few = {"sanctions": FewEntries(index, "sanctions", chosen)}
    goal = Goal(What.DELTA, today, screener, base="0", base_epoch=1)
    delta = measured(Screening(goal, listed, few), searched)  # type: ignore[arg-type]
    yield f"delta of {changed} entries, {searched:,} customers", str(delta), ""
    yield f"... {_MILLION:,} customers", delta.of(_MILLION), "60 s"
    yield "customers that one reconciliation holds, one processor", f"{reconciled():,}", "1,000,000"
    for what, one in (("sweep", sweep), ("delta", delta)):
        yield f"a {what} of {_MILLION:,} customers on AWS", cost(one.busy / one.customers), ""


def _sanctions(lists: Path) -> WatchlistIndex:
    made = watchlists.read(lists).version
    return made.indexes[made.manifest["kinds"]["sanctions"]["key"]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.monitoring", description=__doc__)
    parser.add_argument("--lists", type=Path, required=True)
    for name, number in (("--sweep", 100_000), ("--delta", 100_000), ("--changed", 200)):
        parser.add_argument(name, type=int, default=number)
    given = parser.parse_args()
    title = f"Monitoring, {PROCESSES} processes of {os.cpu_count()} processors"
    table = Table("Figure", "Measured", "Bound", title=title)
    for row in figures(given.lists, given.sweep, given.delta, given.changed):
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main()
