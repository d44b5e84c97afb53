"""What the bank's functions find around them: settings, clients, tables in memory, and nobody who waits."""

import logging
from types import SimpleNamespace

import pytest

from lambdas.shared.accounts import customers
from lambdas.shared.cases import outbox
from lambdas.shared.runtime import aws, function, secrets
from tests.api import Api
from tests.buckets import MemoryBucket
from tests.four_eyes.truth import credentials
from tests.sandbox import SANDBOX

_ENVIRONMENT = {
    "ARTIFACTS_BUCKET": "artifacts",
    "ALERTS_TOPIC": "alerts",
    "CUSTOMERS_TABLE": "customers",
    "IDENTITY_KEY_SECRET": "identity",
}


def prepare(patch: pytest.MonkeyPatch, api: Api, bucket: MemoryBucket) -> None:
    """Let the functions use the stores of this API."""
    for name, value in (SANDBOX | _ENVIRONMENT | credentials()).items():
        patch.setenv(name, value)
    clients = {
        "stepfunctions": api.states,
        "s3": bucket,
        "sns": SimpleNamespace(publish=lambda **_: None),
        "dynamodb": None,
        "secretsmanager": SimpleNamespace(get_secret_value=lambda **_: {"SecretString": "a key of the tests"}),
    }
    patch.setattr(aws, "client", clients.__getitem__)
    patch.setattr("lambdas.shared.cases.table._opened", lambda: api.table)
    patch.setattr(customers, "CustomerTable", lambda *_: api.customers)
    patch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)
    patch.setattr("lambdas.shared.runtime.contention._MOST_TRIES", 3)
    patch.setattr(outbox, "send", lambda _: None)
    patch.setattr(function, "count", lambda *_, **__: None)
    patch.setattr(function.logger, "info", lambda *_, **__: None)
    patch.setattr(function.logger, "error", lambda *_, **__: None)
    customers.customer_table.cache_clear()
    secrets.identity_key.cache_clear()
    logging.getLogger("kyc").setLevel(logging.CRITICAL)
