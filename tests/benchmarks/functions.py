"""What each function takes on a local cloud: the processor's time, memory and calls of AWS, and what size fits.

``python -m tests.benchmarks.functions [--write]``: two straight-through onboardings by the API, the first one cold, one
that a reviewer decides, and what runs by a schedule, with the few customers and the sample lists that are there.
``--write`` keeps what the second took in ``infrastructure/usage.json``, by which ``deploy.py plan --volume`` reckons.
Seconds are of processor time, so that other programs make little difference. AWS gives a function a share of a
processor by its memory: what it computes takes longer then, what it waits for does not.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from backoffice.direct import Direct, DirectOnboarding
from infrastructure import costs, local_issuer, packaging
from infrastructure.functions import FUNCTIONS
from infrastructure.layers import BASE
from infrastructure.prices import PRICES, REGION
from infrastructure.project import KYC
from infrastructure.target import Target
from lambdas.shared.access.roles import Role
from tests.applications import application
from tests.benchmarks.api import Client
from tests.benchmarks.load import approve, deployed
from tests.benchmarks.sweep import swept

Row = dict[str, Any]
_RUNTIME = Path(__file__).with_name("measured.py")
_MEASURING = f"""#!/bin/sh
cd "$LAMBDA_TASK_ROOT" && PYTHONPATH="$KYC_SITE_PACKAGES" exec "$KYC_PYTHON" -S {_RUNTIME} "$_HANDLER"
"""
_USAGE = Path(costs.__file__).with_name("usage.json")
_SETTLED_WITHIN, _LATER_SECONDS = 300, 5
"""Seconds; messages are delivered when the onboarding is decided already."""


def measure() -> list[list[Row]]:
    """The calls of a cold onboarding, of a warm one, of one that a reviewer decides, and of the schedules."""
    with tempfile.TemporaryDirectory() as folder, _measuring(Path(folder) / "calls") as calls, deployed() as target:
        office = DirectOnboarding.connect()
        token = local_issuer.issue("benchmark", [role for role in Role if role is not Role.APPLICANT], 3600)
        client = Client(target.outputs()["ApiUrl"], token)
        moved = application(sandbox={"address": {"answer": "moved"}})
        found = [_calls_of(calls, office, client, made) for made in (application(), application(), moved)]
        return [*found, _scheduled(calls, target)]


@contextmanager
def _measuring(calls: Path) -> Iterator[Path]:
    """Functions that are deployed meanwhile write what they take into this file."""
    bootstrap, packaging.BOOTSTRAP = packaging.BOOTSTRAP, _MEASURING
    os.environ["KYC_MEASURED"] = str(calls)
    try:
        yield calls
    finally:
        packaging.BOOTSTRAP = bootstrap


def _calls_of(calls: Path, office: DirectOnboarding, client: Client, made: Any) -> list[Row]:
    """Onboard this application; what its functions' calls took, those of messages included."""
    before, one = _written(calls), made["application_id"]
    if client.status("POST", "/applications", made, **{"Idempotency-Key": f"key-{one}"}) != 201:
        raise SystemExit("the API refused the benchmark's application")
    deadline = time.monotonic() + _SETTLED_WITHIN
    while (status := office.show(one)["status"]) != "onboarded":
        if status == "awaiting_review":
            approve(office, one)
        elif status != "running" or time.monotonic() > deadline:
            raise SystemExit(f"the benchmark's application is {status}: kyc show {one}")
        time.sleep(0.1)
    time.sleep(_LATER_SECONDS)
    return _rows(calls, before)


def _scheduled(calls: Path, target: Target) -> list[Row]:
    """Call what has a schedule, the watchdog first, without which no sweep is certified; then sweep."""
    before, client, office = _written(calls), target.client("lambda"), Direct(target, "operator")
    for function in sorted(FUNCTIONS, key=lambda one: one.name, reverse=True):
        if function.schedule:
            event = {"run": "benchmark", "asked_by": "schedule", **function.schedule.event}
            name = f"{target.stack}-{function.name.replace('_', '-')}"
            client.invoke(FunctionName=name, Payload=json.dumps(event))
    if (ended := swept(office))["status"] != "SUCCEEDED":
        raise SystemExit(f"the benchmark's sweep {ended}")
    return _rows(calls, before)


def _written(calls: Path) -> int:
    return len(calls.read_text().splitlines())


def _rows(calls: Path, before: int) -> list[Row]:
    """What was written since there were so many."""
    return [json.loads(line) for line in calls.read_text().splitlines()[before:]]


def usage(cold: list[Row], warm: list[Row]) -> dict[str, Row]:
    """Of each function: calls of an onboarding, and what one of them takes."""
    first: dict[str, Row] = {}
    for row in cold:
        first.setdefault(row["function"], row)
    found = {}
    for name in dict.fromkeys(row["function"] for row in warm):
        rows = [row for row in warm if row["function"] == name]
        asked = Counter(f"{one['service']}:{one['operation']}" for row in rows for one in row["asked"])
        cold_cpu = first[name]["start"] + first[name]["cpu"] if name in first else rows[0]["start"]
        found[name] = {
            "calls": len(rows),
            "cold_cpu": round(cold_cpu, 1),
            "warm_cpu": round(statistics.mean(row["cpu"] for row in rows), 1),
            "peak": round(max(row["peak"] for row in rows)),
            **{f"{kind}_units": _units(rows, f"{kind}_units") for kind in ("read", "write")},
            "asked": {operation: number / len(rows) for operation, number in sorted(asked.items())},
        }
    return dict(sorted(found.items()))


def _units(rows: list[Row], kind: str) -> float:
    """Of DynamoDB, by a call."""
    return sum(float(one.get(kind, 0)) for row in rows for one in row["asked"]) / len(rows)


def table_of(found: dict[str, Row], title: str) -> Table:
    table = Table("Function", "Calls", "Cold", "Warm", "Peak", "Calls of AWS", "Memory", *_SIZES, title=title)
    memory = {function.name: function.memory for function in FUNCTIONS}
    for name, one in found.items():
        sizes = (_size(name, one, int(memory[name] * factor)) for factor in (0.5, 1, 2))
        cold, warm, peak = f"{one['cold_cpu']:.0f} ms", f"{one['warm_cpu']:.0f} ms", f"{one['peak']} MB"
        asked = f"{sum(one['asked'].values()):.0f}"
        table.add_row(name, str(one["calls"]), cold, warm, peak, asked, f"{memory[name]} MB", *sizes)
    return table


_SIZES = ("At half of it", "As it is", "At twice")


def _size(name: str, one: Row, memory: int) -> str:
    """How long a warm call takes with this memory, and what a million of them cost."""
    if memory < one["peak"]:
        return "too small"
    waiting = sum(one["asked"].values()) * costs.ANSWER_MILLISECONDS + costs.PROVIDER_MILLISECONDS.get(name, 0.0)
    taken = waiting + one["warm_cpu"] / costs.share(memory)
    price = PRICES["gigabyte_second"].usd * taken / 1000 * memory / 1024 * 1_000_000
    return f"{taken:.0f} ms, {price:.2f} USD"


def figures() -> Iterator[tuple[str, ...]]:
    """Figure, measured, bound, compared to: rows as ``python -m tests.benchmarks`` prints them."""
    cold, warm, *_ = measure()
    found = usage(cold, warm)
    chain = sum(one["cold_cpu"] for one in found.values())
    yield "processor time of an onboarding, every function cold", f"{chain / 1000:.1f} s", "", ""
    yield "... every function warm", f"{sum(row['cpu'] for row in warm) / 1000:.2f} s", "", ""
    built = packaging.packages(KYC, Target("aws", region=REGION))
    base, sizes = len(built.layers[BASE].content), [len(one.content) for one in built.functions.values()]
    yield "the layer that all functions have", f"{base / 1_000_000:.1f} MB", "10 MB", ""
    yield "a function's zip, median", f"{statistics.median(sizes) / 1000:.0f} KB", "", "with compiled code"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.functions", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep it in infrastructure/usage.json")
    write = parser.parse_args().write
    cold, warm, reviewed, scheduled = measure()
    found = usage(cold, warm)
    if write:
        _USAGE.write_text(json.dumps({"functions": found}, indent=2) + "\n", encoding="utf-8")
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table_of(found, "A straight-through onboarding, by function"))
    console.print(table_of(usage(cold, reviewed), "One that a reviewer decides"))
    console.print(table_of(usage(scheduled, scheduled), "What runs by a schedule, and a sweep of all customers"))


if __name__ == "__main__":
    main()
