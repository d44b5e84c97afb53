"""One emulator a worker, and a bank with empty tables for each test."""

from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases import table
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime import aws, secrets
from tests.exactly_once.bank import Bank, client, emulator
from tests.sandbox import SANDBOX

STORES = {"ARTIFACTS_BUCKET": "artifacts", "ALERTS_TOPIC": "alerts"}
_numbers = count(1)
_CACHED = (table._opened, customer_table, secrets.identity_key)


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with emulator(tmp_path_factory.mktemp("emulator")) as endpoint:
        made = {service: client(service, endpoint) for service in ("dynamodb", "secretsmanager")}
        made["secretsmanager"].create_secret(Name="identity-key", SecretString="a key of the tests")
        yield made
        for one in made.values():
            one.close()


@pytest.fixture
def bank(clients: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """The functions' environment; at the end the books must be right."""
    number = next(_numbers)
    tables = ("onboarding", "customers", "decisions")
    names = {f"{table.upper()}_TABLE": f"{table}-{number}" for table in tables}
    settings = {"KYC_STAGE": "test", "IDENTITY_KEY_SECRET": "identity-key", **SANDBOX}
    for name, value in (names | settings | {"IBAN_COUNTRY": "DE", "BANK_CODE": "99999999", **STORES}).items():
        monkeypatch.setenv(name, value)
    for cached in _CACHED:
        cached.cache_clear()
    made = Bank(clients["dynamodb"], *names.values())
    topic = SimpleNamespace(publish=lambda **message: made.alerts.append(message))
    monkeypatch.setattr(aws, "client", {**clients, "s3": made.bucket, "sns": topic}.__getitem__)
    # The first one never changes, and reading it is a third of all calls.
    read = CaseTable.application
    monkeypatch.setattr(
        CaseTable,
        "application",
        lambda table, one, attempt=None: made.submitted[one] if attempt == 1 else read(table, one, attempt),
    )
    with made.listening(clients["dynamodb"]):
        yield made
    made.check()
    made.check_records()
    for cached in _CACHED:
        cached.cache_clear()
