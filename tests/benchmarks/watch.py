"""The watchdog over many open cases and accounts, on an emulator: ``python -m tests.benchmarks.watch``."""

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from lambdas.shared.accounts.customers import (
    ACCOUNT,
    AccountStatus,
    CustomerTable,
    account_id,
    customer_id,
    customer_table,
)
from lambdas.shared.cases.status import META, Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.providers.core_banking import ledger
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Table
from lambdas.shared.runtime.people import Person
from lambdas.watch_onboardings.handler import handler
from lambdas.watch_onboardings.limits import LOOKING
from tests.applications import application
from tests.exactly_once.bank import client, emulator
from tests.sandbox import SANDBOX

COUNT, _BROKEN = 3000, 3


class _Running:
    """Step Functions, where every execution runs."""

    def describe_execution(self, **_: str) -> dict[str, str]:
        return {"status": "RUNNING"}

    def publish(self, **_: str) -> None:
        """An alert."""


def figures(count: int = COUNT) -> Iterator[tuple[str, ...]]:
    """Figure, measured, bound, compared to: rows as ``python -m tests.benchmarks`` prints them."""
    with _cases(count) as table, redirect_stdout(StringIO()):
        for number in range(_BROKEN):
            table.update(f"case-{number}", "META", {"updated_at": "yesterday"})
        started = time.monotonic()
        found = handler({"run": "benchmark", "asked_by": "benchmark"}, None)
        taken = time.monotonic() - started
    looked = f"{found['looked_at']} looked at, {found['left']} left, {found['stuck']} of {_BROKEN} damaged reported"
    yield f"watchdog, {count:,} open cases, as many accounts", f"{taken:.0f} s: {looked}", f"{LOOKING} s, all", ""


@contextmanager
def _cases(count: int) -> Iterator[CaseTable]:
    with tempfile.TemporaryDirectory() as folder, emulator(Path(folder)) as endpoint:
        dynamodb = client("dynamodb", endpoint)
        table = CaseTable(dynamodb, "onboarding", "decisions")
        customers = CustomerTable(dynamodb, "customers")
        assert table.decisions
        for one in (table, customers, table.decisions):
            _create(dynamodb, one)
        names = {"ONBOARDING_TABLE": table.name, "CUSTOMERS_TABLE": customers.name, "ALERTS_TOPIC": "alerts"}
        names |= {"DECISIONS_TABLE": table.decisions.name}
        os.environ |= SANDBOX | names
        customer_table.cache_clear()
        services: dict[str, Any] = {"dynamodb": dynamodb}
        before, aws.client = aws.client, lambda service: services.get(service, _Running())  # type: ignore[assignment]
        try:
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(lambda number: _open(table, number), range(count)))
                list(threads.map(lambda number: _onboarded(table, customers, number), range(count)))
            yield table
        finally:
            aws.client = before
            dynamodb.close()


def _open(table: CaseTable, number: int) -> None:
    one = f"case-{number}"
    table.submit(application(application_id=one), Person("branch"))
    table.update(one, "META", {"execution_arn": f"arn:execution:{one}", "submitted_at": timestamp()})


def _onboarded(table: CaseTable, customers: CustomerTable, number: int) -> None:
    """What is looked at of an application that was onboarded."""
    one = f"customer-{number}"
    table.insert(one, META, {"status": Status.ONBOARDED, "submitted_at": timestamp()})
    row = {"application_id": one, "account_id": account_id(one, 1), "status": AccountStatus.ACTIVE}
    customers.transact(customers.customer(customer_id(one), application(application_id=one)))
    customers.insert(customer_id(one), ACCOUNT, row)
    customers.insert(f"LEDGER#{row['account_id']}", ledger.LEDGER, row)


def _create(dynamodb: Any, table: Table) -> None:
    keys = {"by_status": ("status", "submitted_at"), "": (table.partition, "item")}
    schemas = {
        name: [{"AttributeName": key, "KeyType": kind} for key, kind in zip(pair, ("HASH", "RANGE"), strict=True)]
        for name, pair in keys.items()
    }
    dynamodb.create_table(
        TableName=table.name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for pair in keys.values() for key in pair],
        KeySchema=schemas.pop(""),
        GlobalSecondaryIndexes=[
            {"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}
            for name, keys in schemas.items()
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.watch", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    logging.disable(logging.CRITICAL)
    for figure in figures(parser.parse_args().count):
        print(" | ".join(filter(None, figure)))


if __name__ == "__main__":
    main()
