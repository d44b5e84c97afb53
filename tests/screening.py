"""A bank in memory that screens applicants in the sample lists, and clears hits."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from backoffice.direct import DirectOnboarding
from infrastructure import watchlists
from infrastructure.target import Target
from lambdas.screen_watchlists import handler
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.reviews import rules
from lambdas.shared.runtime import aws
from lambdas.shared.watchlists import loaded
from tests.applications import application, sample
from tests.applications import event as event_of
from tests.buckets import MemoryBucket
from tests.memory import MemoryCustomers, MemoryOnboarding

Row = dict[str, Any]


class Screening:
    """Applications, cleared hits, and the sample lists."""

    def __init__(self) -> None:
        self.table, self.customers, self.run = MemoryOnboarding(), MemoryCustomers(), 0
        self.bucket = MemoryBucket()
        outputs = {"Stage": "local", "OnboardingStateMachineArn": "arn"}
        documents = Documents("documents", "key", s3=None, rekognition=None)
        self.office = DirectOnboarding(None, outputs, self.table, self.customers, documents)

    def submit(self, by: str = "branch", **changes: Any) -> str:
        """An application of the sample's namesake, with an id of its own."""
        made = sample("possible")
        made["applicant"] |= changes
        made["application_id"] = application()["application_id"]
        return str(self.table.put(made, by)["application_id"])

    def clear(self, application_id: str, entry_id: str, reviewer: str, **more: Any) -> Row:
        """The reviewer's opinion on the evidence as it is."""
        seen = rules.evidence(self.table.case(application_id))[:12]
        given = {"reason": "FALSE_POSITIVE", "evidence": seen} | more
        return self.office.clear_hit(application_id, entry_id, reviewer=reviewer, **given)

    def cleared(self, application_id: str, entry_id: str) -> None:
        """Two people clear the hit, one of them senior."""
        assert self.clear(application_id, entry_id, "eva")["cleared"] is False
        assert self.clear(application_id, entry_id, "max", senior=True)["cleared"] is True

    def screen(self, application_id: str, kind: str = "sanctions") -> tuple[Row, list[Row]]:
        """The answer of this kind, and the hits in its evidence."""
        self.run += 1
        made = self.table.application(application_id)
        event = event_of(made, run=f"run-{self.run}", identity_run="run", round=0)
        result = handler.handler(event, None)[kind]
        kept = self.table.get(application_id, f"EVIDENCE#screen_{kind}#run-{self.run}#001") or {}
        hits: list[Row] = json.loads(kept["details"])["hits"]
        return result, hits


@contextmanager
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screening]:
    """Such a bank, whose functions use its stores."""
    made = Screening()
    bucket = made.bucket
    monkeypatch.setenv("ARTIFACTS_BUCKET", "artifacts")
    monkeypatch.setenv("KYC_STAGE", "local")
    monkeypatch.setattr(aws, "client", lambda _: bucket)
    monkeypatch.setattr(Target, "client", lambda _self, _service: bucket)
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made.table)
    monkeypatch.setattr(handler, "customer_table", lambda: made.customers)
    monkeypatch.setattr(handler, "identity_key", lambda: b"key")
    watchlists.publish(Target(), watchlists.read(), "artifacts")
    loaded._load.cache_clear()
    yield made
    loaded._load.cache_clear()
