"""``python -m tests.benchmarks.guards``: each guard of the rule of two people taken away, and whether that is found."""

import argparse
import io
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout

from rich.console import Console
from rich.table import Table

from tests.four_eyes.guards import GUARDS, removals, run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.guards", description=__doc__)
    parser.add_argument("--examples", type=int, default=1000, help="runs of the machine in which it is looked for")
    parser.add_argument("names", nargs="*", help="these guards alone, several at once joined by +")
    given = parser.parse_args()
    table = Table("Guard", "Stops", "Found", "Examples", "Steps", "CPU", title="Guards of the rule of two people")
    chosen = [tuple(one.split("+")) for one in given.names] or [*removals()]
    for row in rows(chosen, given.examples):
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def rows(chosen: list[tuple[str, ...]], examples: int) -> Iterator[tuple[str, ...]]:
    for names in chosen:
        start, known = time.process_time(), [GUARDS[name] for name in names]
        with redirect_stdout(io.StringIO()):  # the functions print their metrics
            found = run(names, examples=examples)
        besides = f"no: also stopped by {', '.join(known[0].and_)}" if len(names) == 1 and known[0].and_ else "no"
        yield (
            "\nand ".join(one.where for one in known),
            known[0].stops,
            "yes" if found.hole else besides,
            str(found.examples),
            str(found.steps) if found.hole else "",
            f"{time.process_time() - start:.1f} s",
        )


if __name__ == "__main__":
    main()
