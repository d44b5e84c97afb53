"""Many onboardings at once on a local cloud, with and without a share of function calls that fail; then all is counted.

``python -m tests.benchmarks.load [--count 500] [--at-once 50] [--faults 0.2]``. Most applications go straight through,
some are declined, some wait for a reviewer, who approves. Both runs are of the same applications, on new local clouds.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from backoffice.client import Onboarding
from infrastructure import deployment, packaging
from infrastructure.target import Target
from lambdas.shared.stores import FINAL
from tests.applications import application

Row = dict[str, Any]
_FAULTS = Path(__file__).with_name("faults.py")
_FAULTY = f"""#!/bin/sh
cd "$LAMBDA_TASK_ROOT" && PYTHONPATH="$KYC_SITE_PACKAGES" exec "$KYC_PYTHON" -S {_FAULTS} "$_HANDLER"
"""
_POLL_SECONDS, _SETTLED_WITHIN = 0.5, 1800
_A_ROUND = 2
"""Started at most each time: many cold functions at once take longer to start than the local cloud waits."""
_DECLINED = {"document": {"says": {"document_number": "XA7654321"}}}
_REVIEWED = {"address": {"answer": "moved"}}


@dataclass
class Load:
    """How many onboardings ended how, in how many seconds, and what is not as it must be."""

    seconds: float = 0.0
    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def run(count: int, at_once: int, share: float) -> Load:
    """Onboard ``count`` applications, ``at_once`` at a time, while this share of function calls fails."""
    with _local_cloud(share) as target:
        office = Onboarding.connect()
        load = Load()
        waiting = iter([_application(number) for number in range(count)])
        started = time.monotonic()
        with ThreadPoolExecutor(8) as threads:
            _all(office, threads, waiting, at_once, load)
        load.seconds = time.monotonic() - started
        _check(target, office, load)
        return load


def _all(office: Onboarding, threads: ThreadPoolExecutor, waiting: Iterator[Row], at_once: int, load: Load) -> None:
    running: set[str] = set()
    deadline = time.monotonic() + _SETTLED_WITHIN
    while new := list(islice(waiting, min(_A_ROUND, at_once - len(running)))) or running:
        if new is not running:
            running |= set(threads.map(office.submit, new))
        rows = {row["application_id"]: row for row in office.list()}
        reviews = [one for one in running if rows[one]["status"] == "awaiting_review"]
        list(threads.map(lambda one: _approve(office, one), reviews))
        ended = {one for one in running if rows[one]["status"] in (*FINAL, "failed")}
        load.ended.update(rows[one]["status"] for one in ended)
        running -= ended
        if time.monotonic() > deadline:
            load.wrong += [f"{one} is still {rows[one]['status']}" for one in sorted(running)]
            return
        print(f"\r{sum(load.ended.values())} ended, {len(running)} running ", end="", file=sys.stderr, flush=True)
        time.sleep(_POLL_SECONDS)


def _approve(office: Onboarding, application_id: str) -> None:
    evidence = office.show(application_id)["review"]["evidence"]
    office.decide(application_id, "approved", reason="DOCUMENTS_SEEN", reviewer="eva", evidence=evidence)


def _application(number: int) -> Row:
    kinds: list[Row] = [_DECLINED, _REVIEWED, *[{}] * 8]
    return application(sandbox=kinds[number % len(kinds)])


def _check(target: Target, office: Onboarding, load: Load) -> None:
    tables = {name: target.outputs()[f"{name}TableName"] for name in ("Onboarding", "Customers")}
    scan = target.client("dynamodb").get_paginator("scan")
    items = [item for page in scan.paginate(TableName=tables["Customers"]) for item in page["Items"]]
    of = Counter((item["application_id"]["S"], item["item"]["S"]) for item in items if "application_id" in item)
    ibans = Counter(item["iban"]["S"] for item in items if item["item"]["S"] == "ACCOUNT")
    load.wrong += [f"{iban} is used {times} times" for iban, times in ibans.items() if times > 1]
    for row in office.list():
        wanted = int(row["status"] == "onboarded")
        for item in ("CUSTOMER", "ACCOUNT"):
            if of[row["application_id"], item] != wanted:
                load.wrong.append(
                    f"{row['application_id']} ({row['status']}): {of[row['application_id'], item]} {item}"
                )


@contextmanager
def _local_cloud(share: float) -> Iterator[Target]:
    bootstrap, target = packaging.BOOTSTRAP, Target()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"KYC_LOCAL_DIR": folder, "KYC_FAULTS": str(share)}
        packaging.BOOTSTRAP = _FAULTY if share else bootstrap
        try:
            deployment.deploy(target, _Quiet(), None)
            yield target
        finally:
            packaging.BOOTSTRAP = bootstrap
            deployment.destroy(target, _Quiet())


class _Quiet:
    """A terminal that agrees and says nothing."""

    def agree(self, _question: str) -> bool:
        return True

    def __getattr__(self, _name: str) -> Any:
        return lambda *_: None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--faults", type=float, default=0.2)
    asked = parser.parse_args()
    table = Table("Faults", "Ended", "Seconds", "Per second", "Wrong")
    for share in (0.0, asked.faults):
        load = run(asked.count, asked.at_once, share)
        ended = ", ".join(f"{status} {count}" for status, count in sorted(load.ended.items()))
        table.add_row(
            f"{share:.0%}", ended, f"{load.seconds:.0f}", f"{asked.count / load.seconds:.2f}", "\n".join(load.wrong)
        )
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main()
