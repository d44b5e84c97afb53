"""Many onboardings at once on a local cloud, with and without a share of function calls that fail; then all is counted.

``python -m tests.benchmarks.load [--count 500] [--at-once 50] [--faults 0.2]``. Most applications go straight through,
some are declined, some wait for a reviewer, who approves. Both runs are of the same applications, on new local clouds.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from backoffice import waiting
from backoffice.direct import Direct, DirectOnboarding
from backoffice.errors import BackOfficeError
from infrastructure import deployment, packaging, removal
from infrastructure.project import KYC
from infrastructure.target import Target
from lambdas.shared.accounts.customers import SEQUENCE
from lambdas.shared.cases import record
from lambdas.shared.cases.outbox import LEFT
from lambdas.shared.cases.status import FINAL
from lambdas.shared.runtime.dynamodb import plain
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
    picked_up: Counter[str] = field(default_factory=Counter)


def run(count: int, at_once: int, share: float) -> Load:
    """Onboard ``count`` applications, ``at_once`` at a time, while this share of function calls fails."""
    with deployed(share) as target:
        office = DirectOnboarding.connect()
        load = Load()
        waiting = iter([_application(number) for number in range(count)])
        started = time.monotonic()
        with ThreadPoolExecutor(8) as threads:
            _all(office, threads, waiting, at_once, load)
        load.seconds = time.monotonic() - started
        # As its schedule would: what was left by calls that were killed is picked up.
        load.picked_up = Counter(one["code"] for one in _watched())
        _check(target, office, load)
        return load


def _watched() -> list[Row]:
    """What the watchdog finds, called until it is not made to fail."""
    while True:
        with suppress(BackOfficeError):
            direct = Direct(Target("local"), "benchmark")
            run = direct.watchdog()
            found = waiting.until(lambda: direct.watchdog_report(run), 60, "the watchdog has not reported")  # noqa: B023
            if found["report"] is not None and not found["report"]["note"]:  # no other run was at work
                return list(found["report"]["findings"])


def _all(
    office: DirectOnboarding, threads: ThreadPoolExecutor, waiting: Iterator[Row], at_once: int, load: Load
) -> None:
    running: set[str] = set()
    deadline = time.monotonic() + _SETTLED_WITHIN
    while new := list(islice(waiting, min(_A_ROUND, at_once - len(running)))) or running:
        if new is not running:
            running |= set(threads.map(lambda one: office.submit(one, "branch"), new))
        rows = {row["application_id"]: row for row in office.list()}
        reviews = [one for one in running if rows[one]["status"] == "awaiting_review"]
        list(threads.map(lambda one: approve(office, one), reviews))
        ended = {one for one in running if rows[one]["status"] in (*FINAL, "failed")}
        load.ended.update(rows[one]["status"] for one in ended)
        running -= ended
        if time.monotonic() > deadline:
            load.wrong += [f"{one} is still {rows[one]['status']}" for one in sorted(running)]
            return
        print(f"\r{sum(load.ended.values())} ended, {len(running)} running ", end="", file=sys.stderr, flush=True)
        time.sleep(_POLL_SECONDS)


def approve(office: DirectOnboarding, application_id: str) -> None:
    evidence = office.show(application_id)["review"]["evidence"]
    office.decide(application_id, "approved", reason="DOCUMENTS_SEEN", reviewer="eva", evidence=evidence)


def _application(number: int) -> Any:
    kinds: list[Row] = [_DECLINED, _REVIEWED, *[{}] * 8]
    return application(sandbox=kinds[number % len(kinds)])


def _check(target: Target, office: DirectOnboarding, load: Load) -> None:
    """Count what is there of each application: nothing may be there twice, without its owner, or be lost."""
    outputs = target.outputs()
    statuses = {row["application_id"]: row["status"] for row in office.list()}
    customers = list(_items(target, outputs["CustomersTableName"]))
    kept = list(_items(target, outputs["OnboardingTableName"]))
    load.wrong += _accounts(statuses, customers)
    load.wrong += [f"{one['application_id']}: {one['item']} is not published" for one in kept if _is_left(one)]
    load.wrong += [f"{one}: {problem}" for one in statuses for problem in _record(kept, one)]
    load.wrong += _events(target, outputs, statuses)


def _items(target: Target, table: str) -> Iterator[Row]:
    pages = target.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return (plain(item) for page in pages for item in page["Items"])


def _accounts(statuses: dict[str, str], items: list[Row]) -> Iterator[str]:
    """One customer, one account and one IBAN of each who was onboarded, none of any other."""
    there = Counter((item.get("application_id"), item["item"].partition("#")[0]) for item in items)
    for one, status in statuses.items():
        for kind in ("CUSTOMER", "ACCOUNT"):
            if there[one, kind] != int(status == "onboarded"):
                yield f"{one} ({status}) has {there[one, kind]} of {kind}"
    used = Counter(item["iban"] for item in items if item["item"] == "ACCOUNT")
    yield from (f"{iban} is the account of {times}" for iban, times in used.items() if times > 1)
    numbers = [item for item in items if item["customer_id"].startswith("IBAN#")]
    (last,) = (item["count"] for item in items if item["customer_id"] == SEQUENCE[0])
    counted = sum(1 + item["skipped"] for item in numbers)
    if counted != last:
        yield f"{last} numbers were taken, and {counted} are accounted for"
    for item in numbers:
        is_open, iban = item["status"] == "open", item["customer_id"].removeprefix("IBAN#")
        if is_open != (used[iban] == 1):
            yield f"{iban} is {item['status']}, and {used[iban]} have it"


def _is_left(item: Row) -> bool:
    return bool(item["item"].startswith("OUTBOX#") and item["status"] == LEFT)


def _record(kept: list[Row], application_id: str) -> Iterator[str]:
    mine = [item for item in kept if item["application_id"] == application_id]
    head = next(item for item in mine if item["item"] == "CHAIN")
    return record.problems(record.entries(mine), record.Head.of(head))


def _events(target: Target, outputs: Row, statuses: dict[str, str]) -> Iterator[str]:
    """Each outcome is in the bank's own queue for it: none lost; repeats are dropped by their ids."""
    wanted = {
        "onboarded": ("CoreBankingQueue", "ApplicationOnboarded"),
        "declined": ("ComplianceQueue", "ApplicationDeclined"),
    }
    for status, (queue, kind) in wanted.items():
        came = Counter(body["event_id"] for body in _messages(target, outputs[f"{queue}Url"]) if body["type"] == kind)
        due = {f"{one}-{kind}" for one, ended in statuses.items() if ended == status}
        yield from (f"{event_id} is lost" for event_id in due - came.keys())
        yield from (f"{event_id} tells of what did not happen" for event_id in came.keys() - due)


_QUEUES = (
    ("onboarded", "CoreBankingQueue", "ApplicationOnboarded"),
    ("declined", "ComplianceQueue", "ApplicationDeclined"),
)


def _messages(target: Target, url: str) -> Iterator[Row]:
    sqs = target.client("sqs")
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in batch:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield json.loads(message["Body"])


@contextmanager
def deployed(share: float = 0, lists: Path | None = None) -> Iterator[Target]:
    """A new local cloud with the project, where this share of function calls fails; gone afterwards.

    ``lists``: a folder of watchlists; else the sample.
    """
    bootstrap, target = packaging.BOOTSTRAP, Target()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"KYC_LOCAL_DIR": folder, "KYC_FAULTS": str(share)}
        packaging.BOOTSTRAP = _FAULTY if share else bootstrap
        try:
            deployment.deploy(KYC, target, _Quiet(), lists)
            yield target
        finally:
            packaging.BOOTSTRAP = bootstrap
            removal.destroy(target, _Quiet())


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
    table = Table("Onboardings", "Measured", "Bound", "Compared to", title="Load")
    for figure in figures(asked.count, asked.at_once, asked.faults):
        table.add_row(*figure)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def figures(count: int = 500, at_once: int = 50, faults: float = 0.2) -> Iterator[tuple[str, ...]]:
    """Figure, measured, bound, compared to: rows as ``python -m tests.benchmarks`` prints them."""
    calm, faulty = run(count, at_once, 0.0), run(count, at_once, faults)
    for load, share, other in ((calm, 0.0, faulty), (faulty, faults, calm)):
        what = f"{count} onboardings, {at_once} at once, {share:.0%} of calls fail"
        ended = ", ".join(f"{number} {status}" for status, number in sorted(load.ended.items()))
        left = ", ".join(f"{number} {code}" for code, number in load.picked_up.items()) or "nothing"
        wrong = load.wrong or ["none"]
        yield what, f"{count / load.seconds:.2f} a second", "", f"{count / other.seconds:.2f} a second the other way"
        yield "... ended; picked up by the watchdog", f"{ended}; {left}", f"all {count}", ""
        yield "... duplicates, orphans, lost events", f"{len(load.wrong)}: {'; '.join(wrong[:5])}", "0", ""


if __name__ == "__main__":
    main()
