"""How long a whole run of the monitoring takes on the local cloud, from its start to the certificate.

``python -m tests.benchmarks.sweep --lists DIR [--customers 10000]``: DIR holds sanctions lists as ``deploy.py
--watchlists`` wants them. The customers are made up as ``peps.py`` makes people, those left out whom the engine alone
finds listed: nobody has applied as they, so that there is no case to raise an alert in. The engine's own time for
them stands beside it.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from backoffice.direct import Direct
from infrastructure import watchlists
from lambdas.shared.accounts.customers import CustomerTable
from lambdas.shared.monitoring import roster
from lambdas.shared.watchlists.entries import KINDS
from lambdas.shared.watchlists.matching import Query
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.versions import index_key
from tests.benchmarks.load import deployed
from tests.benchmarks.monitoring import customers

_AT_ONCE, _SEED = 8, 7
_POLL_SECONDS, _WATCHED_WITHIN = 0.5, 600


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sweep", description=__doc__)
    parser.add_argument("--lists", type=Path, required=True, help="a folder with published sanctions lists")
    parser.add_argument("--customers", type=int, default=10_000)
    given = parser.parse_args()
    people, engine = clean(given.lists, given.customers)
    with deployed(lists=given.lists) as target:
        table = CustomerTable(target.client("dynamodb"), target.outputs()["CustomersTableName"])
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            entered = all(pool.map(lambda one: _enter(table, *one), enumerate(people)))
        office = Direct(target, "operator")
        _watch(office)
        start = time.perf_counter()
        ended = swept(office)
        taken = time.perf_counter() - start
    shown = Table("Figure", "Measured", "Compared to", title="A sweep on the local cloud")
    compared = f"the engine alone, on one core: {engine:.0f} s"
    shown.add_row(f"{len(people):,} customers, to the certificate", f"{taken:.0f} s", compared)
    shown.add_row("how it ended", json.dumps(ended), f"entered: {entered}")
    Console(width=None if sys.stdout.isatty() else 160).print(shown)


def swept(office: Direct) -> dict[str, Any]:
    """A sweep of all customers, and how it ended."""
    run = office.run_monitoring("sweep")
    while (ended := office.monitoring_run(run))["status"] == "RUNNING":
        time.sleep(_POLL_SECONDS)
    return dict(ended)


def clean(lists: Path, count: int) -> tuple[list[Query], float]:
    """So many people whom no list has, and the processor seconds that it took to search for them."""
    version = watchlists.read(lists, peps_from=watchlists.SAMPLE).version
    indexes = {kind: version.indexes[index_key(version.manifest["version"], kind)] for kind in KINDS}
    wanted = {kind: possible_match(kind) for kind in KINDS}
    start = time.process_time()

    def is_clean(query: Query) -> bool:
        return not any(wanted[kind].among(indexes[kind].search(query, wanted[kind].score)) for kind in KINDS)

    found = list(islice(filter(is_clean, customers(_SEED, 2 * count)), count))
    return found, time.process_time() - start


def _enter(table: CustomerTable, number: int, query: Query) -> bool:
    return table.transact(*roster.entry(table, f"customer-bench-{number}", query, 0))


def _watch(office: Direct) -> None:
    """Nothing is certified before the watchdog has looked for customers who are in no roster."""
    run, deadline = office.watchdog(), time.monotonic() + _WATCHED_WITHIN
    while office.watchdog_report(run) is None:
        if time.monotonic() > deadline:
            raise SystemExit("the watchdog did not end")
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    main()
