"""What the watchlists cost at the size of real lists: building, loading and searching them, from small to large.

``python -m tests.benchmarks.sizes --lists DIR --entries 20000 700000``: so many made-up PEPs, beside the sanctions
lists in DIR, named as ``deploy.py --watchlists`` wants them. Each figure is of a process of its own: building is all
that a refresh does with the files, searching is what a screening does. Seconds are of processor time, so that other
programs make little difference; memory is the most that the process had.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from backoffice.validation.people import clean
from lambdas.refresh_watchlists import refresh, sources
from lambdas.refresh_watchlists.gathering import Gathering
from lambdas.shared.names.countries import country_of_alpha_2
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from tests.benchmarks import peps
from tests.benchmarks.running import run

ENTRIES = (20_000, 100_000, 300_000, 700_000, 1_000_000)
SEARCHES = 500
"""Of people with common names; as many again of people like those of the list, under one of their names."""
_COLUMNS = ("PEPs", "Index", "Build", "", "Load", "Search, p50 / p99", "", "Sanctions, p50 / p99")


def figures(lists: Path | None, number: int) -> tuple[str, ...]:
    """A row of the table, for so many PEPs."""
    with tempfile.TemporaryDirectory() as folder:
        for file in lists.iterdir() if lists else ():
            shutil.copy(file, folder)
        peps.write(Path(folder) / "peps.csv", number)
        made = _measured("build", folder)
        found = _measured("search", folder)
        size = (Path(folder) / "pep.index").stat().st_size / 1_000_000
    return (
        f"{number:,}",
        f"{size:.0f} MB",
        f"{made['seconds']:.0f} s",
        f"{made['megabytes']:.0f} MB",
        f"{found['load']:.2f} s",
        found["pep"],
        f"{found['megabytes']:.0f} MB",
        found.get("sanctions", ""),
    )


def build(folder: Path) -> dict[str, Any]:
    """Build the indexes of the files in the folder, and put them there."""
    start, now = time.process_time(), datetime.now(UTC)
    wanted = [sources.in_folder(one, folder.absolute().as_uri()) for one in sources.of_policy()]
    made = refresh.prepare(wanted, Gathering(now, None), None, now).version
    assert made, "the files were refused"
    for key, index in made.indexes.items():
        with (folder / key.rpartition("/")[2]).open("wb") as file:
            file.writelines(index.content())
    return {"seconds": time.process_time() - start}


def search(folder: Path) -> dict[str, Any]:
    """Load the indexes in the folder and search them."""
    start = time.process_time()
    indexes = {path.stem: WatchlistIndex.open(path) for path in folder.glob("*.index")}
    loaded = time.process_time() - start
    return {"load": loaded} | {kind: _searched(index) for kind, index in indexes.items()}


def _searched(index: WatchlistIndex) -> str:
    least, seconds = possible_match("pep" if index.kind == "pep" else "sanctions").score, []
    for query in [*_people(7, 20), *_people(9, SEARCHES)]:
        start = time.process_time()
        index.search(query, least)
        seconds.append(time.process_time() - start)
    return percentiles(seconds[40:])


def _people(seed: int, number: int) -> Iterator[Query]:
    yield from (person.query for person in clean(number, (), random.Random(seed)))  # noqa: S311 - the same every time
    for names, born, countries in peps.peps(number, seed):
        yield Query((names[-1],), born or None, tuple(country_of_alpha_2(code) or "" for code in countries))


def percentiles(seconds: Sequence[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return f"{cuts[49] * 1000:.1f} / {cuts[98] * 1000:.1f} ms"


def _measured(step: str, folder: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(sys.executable, "-m", "tests.benchmarks.sizes", "--step", step, folder))
    return answer


_STEPS = {"build": build, "search": search}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sizes", description=__doc__)
    parser.add_argument("--lists", type=Path, help="a folder of sanctions lists")
    parser.add_argument("--entries", type=int, nargs="+", default=ENTRIES, help="how many PEPs")
    parser.add_argument("--step", nargs=2, metavar=("STEP", "FOLDER"), help="one step, in this process")
    given = parser.parse_args()
    if given.step:
        done = _STEPS[given.step[0]](Path(given.step[1]))
        peak = re.search(r"VmHWM:\s*([0-9]+)", Path("/proc/self/status").read_text())
        print(json.dumps(done | {"megabytes": int(peak[1]) / 1024 if peak else 0}))
        return
    table = Table(*_COLUMNS, title="Watchlists by size")
    for number in given.entries:
        table.add_row(*figures(given.lists, number))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main()
