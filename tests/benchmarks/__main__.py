"""``make bench``: each figure measured now, on this machine, beside what it is compared to and what it may be.

The plain environment (this project's dependencies as pip resolves them, sagemaker included) and the runtime environment
are made once, in ``.build``; delete them to measure again. ``--lists DIR``: a folder with published lists, OFAC's
among them, to measure the screening at full size.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from backoffice.direct import DirectOnboarding
from infrastructure.functions import FUNCTIONS
from tests.applications import application
from tests.benchmarks import api, cockpit, custom_metrics, functions, load, mrz, names, screening, tokens, watch
from tests.benchmarks.running import ROOT, environment, run
from workflows import definitions, walk

MEBIBYTE = 1024 * 1024
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--lists", type=Path, help="a folder with published lists, OFAC's sdn.csv, alt.csv and add.csv among them"
    )
    lists = parser.parse_args().lists
    table = Table("Figure", "Measured", "Bound", "Compared to", title="Figures")
    for figures in (
        mrz.zones,
        names.figures,
        imports,
        cold_starts,
        tokens.figures,
        environments,
        deployments,
        watch.figures,
        load.figures,
        functions.figures,
        api.figures,
        cockpit.figures,
        custom_metrics.figures,
    ):
        for figure in figures():
            table.add_row(*figure)
    for figure in screening.figures(lists) if lists else [("screening", "skipped", "", "give --lists DIR")]:
        table.add_row(*figure)
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    judged = Table("Left", "Right", "Clerk", "Judged", "Score", title="Names judged otherwise than by a clerk")
    for one in names.disagreements():
        judged.add_row(one.left, one.right, one.label, one.got, f"{one.score:.2f}")
    console.print(judged)


def imports() -> Iterator[tuple[str, ...]]:
    plain = environment("plain", "--quiet", *_dependencies(), "setuptools<81")  # the SDK needs pkg_resources
    ours = _median(lambda: run(sys.executable, "-c", "import workflows"))
    theirs = _median(lambda: run(str(plain), "-W", "ignore", "-c", "import stepfunctions"))
    yield "import workflows", f"{ours:.2f} s", "0.30 s", f"import stepfunctions: {theirs:.2f} s"
    check = _median(lambda: run(sys.executable, "-m", "workflows", "--check"))
    yield "python -m workflows", f"{check:.2f} s", "1.00 s", "the same import alone"


def cold_starts() -> Iterator[tuple[str, ...]]:
    """Importing each function in a fresh process, beside a handler that does nothing; both compiled before."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bare, _ = _imported(_BARE)
    found = [_imported(f"import {function.handler_module}") for function in FUNCTIONS]
    for title, searches in (("", False), (" that searches lists, with numpy", True)):
        more = [taken - bare for taken, has_numpy in found if has_numpy == searches]
        yield (
            f"importing a function{title}, beyond the bare one, CPU: median, most of {len(more)}",
            f"{statistics.median(more):.0f}, {max(more):.0f} ms",
            "200 ms",
            f"bare boto3 and Powertools handler: {bare:.0f} ms",
        )


_BARE = "import boto3; from aws_lambda_powertools import Logger, Metrics; Logger(service='x'); Metrics(namespace='x')"


def _imported(statement: str) -> tuple[float, bool]:
    """The processor's milliseconds that it takes, and whether numpy is there then."""
    before, after = "import sys, time; start = time.process_time()", "(time.process_time() - start) * 1000"
    timed = f"{before}; {statement}; print({after}, 'numpy' in sys.modules)"
    rounds = [run(sys.executable, "-c", timed).split() for _ in range(ROUNDS)]
    return statistics.median(float(taken) for taken, _ in rounds), rounds[0][1] == "True"


def environments() -> Iterator[tuple[str, ...]]:
    lock = ("--quiet", "--no-deps", "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    ours, theirs = (_size(environment(*arguments)) for arguments in (("runtime", *lock), ("plain",)))
    yield "environment of make run", f"{ours:.0f} MB", "250 MB", f"plain dependency tree: {theirs:.0f} MB"


def deployments() -> Iterator[tuple[str, ...]]:
    with _local_cloud():
        deploy = (sys.executable, "deploy.py", "--json")
        new, again = _timed(lambda: run(*deploy)), _median(lambda: run(*deploy))
        yield "deploy, from no local cloud", f"{new:.1f} s", "15 s", ""
        yield "deploy, unchanged", f"{again:.1f} s", "3 s", ""
        office = DirectOnboarding.connect()
        first = _timed(lambda: _onboard(office))
        warm = _median(lambda: _onboard(office))
    cost = walk.straight_through(definitions())
    yield "straight-through onboarding", f"{warm:.1f} s", "6 s", f"the first after a deployment: {first:.1f} s"
    yield "its state transitions", str(cost.transitions), "", "from the definitions"
    yield "its function calls", str(cost.calls.total()), "", f"longest chain: {cost.chain}"


def _onboard(office: DirectOnboarding) -> None:
    application_id = office.submit(application(), "branch")
    while (status := office.show(application_id)["status"]) == "running":
        time.sleep(0.02)
    if status != "onboarded":
        raise SystemExit(f"the benchmark's application ended as {status}: kyc show {application_id}")


@contextmanager
def _local_cloud() -> Iterator[None]:
    """A local cloud of the benchmark's own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KYC_LOCAL_DIR"] = folder
        try:
            yield
        finally:
            run(sys.executable, "deploy.py", "destroy", "--yes", "--json")


def _dependencies() -> list[str]:
    """What pyproject.toml asks for, with what the local cloud needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["local"]]


def _size(python: Path) -> float:
    """What it takes on the disk, as `du` counts."""
    files = (path for path in python.parents[1].rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_blocks * 512 for path in files) / MEBIBYTE


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _median(action: Callable[[], object]) -> float:
    return statistics.median(_timed(action) for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
