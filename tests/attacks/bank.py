"""A bank whose records are sealed each night, and somebody who may write its tables and nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest

from backoffice import audit
from backoffice.records import Records
from lambdas.record_outcome.handler import handler as record_outcome
from lambdas.seal_records import handler as sealing
from lambdas.shared.cases import record
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.record import CHAIN, Entry
from lambdas.shared.cases.seals import Seal, SealBucket
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.people import Person
from tests.applications import application
from tests.memory import Events, MemoryOnboarding
from tests.seals import Bucket, Kms

Row = dict[str, Any]


class Bank:
    """Its clock begins today; ``night`` seals and goes on by a day."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.events, self.alerts = MemoryOnboarding(), Events(monkeypatch), list[Row]()
        self.s3, self.kms, self.day = Bucket(), Kms(), today()
        monkeypatch.setenv("SEAL_KEY", "key")
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setattr(sealing, "today", lambda: self.day)
        monkeypatch.setattr("lambdas.shared.onboardings.records.today", lambda: self.day)
        monkeypatch.setattr(sealing, "alert", lambda subject, **facts: self.alerts.append(facts))

    @property
    def bucket(self) -> SealBucket:
        return SealBucket(self.s3, "seals")

    def submit(self, application_id: str, outcome: str | None = "declined") -> None:
        """A case that was scored, and decided where ``outcome`` says so."""
        self.table.submit(application(application_id=application_id), Person("branch"))
        scored = Evidence({"rating": "high", "score": 80}, details={"points": 80})
        self.table.add_evidence(application_id, "score_risk", "run", scored, "2026-01-01T10:00:00Z")
        if outcome:
            event = {"application_id": application_id, "run": "run", "outcome": outcome, "rating": "high"}
            record_outcome(event | {"reasons": ["RATING_HIGH"], **self.table.about(application_id)}, None)

    def night(self) -> Seal:
        made = sealing.seal(self.table, self.bucket, self.kms)
        self.day += timedelta(days=1)
        return made

    def found(self) -> set[tuple[str, str]]:
        """What the next night finds: id and code."""
        return set(self.night().findings)

    def audited(self, application_id: str, **known: str) -> list[str]:
        """What ``kyc audit`` finds, and ``kyc audit --verify`` in its file."""
        exported, problems = Records(self.table, self.bucket).export(application_id)
        return problems + audit.problems(json.loads(audit.text(exported)), audit.Known(**known))

    def outcome_hash(self, application_id: str) -> str:
        """The hash that left the bank with the outcome's event."""
        return str(next(one for one in self.events.sent if one["application_id"] == application_id)["record"]["hash"])


class Writer:
    """Somebody who may write the tables, and knows how entries are linked."""

    def __init__(self, bank: Bank) -> None:
        self.rows = bank.table.rows

    def entries(self, partition: str) -> list[Entry]:
        return record.entries(row for (one, _), row in self.rows.items() if one == partition)

    def relink(self, partition: str, entries: list[Entry]) -> None:
        """Let the record of this partition consist of these entries, all linked anew."""
        for entry in self.entries(partition):
            del self.rows[partition, entry["item"]]
        last = record.EMPTY
        for entry in entries:
            rest = {name: entry[name] for name in entry if name not in ("number", "previous", "hash")}
            made = record.linked(rest | {"application_id": partition}, last)
            self.rows[partition, made["item"]], last = made, record.head(made)
        self.rows[partition, CHAIN] = {"application_id": partition, "item": CHAIN} | last.shown()

    def delete(self, partition: str) -> None:
        for key in [key for key in self.rows if key[0] == partition]:
            del self.rows[key]

    def part_of(self, application_id: str) -> str:
        """The part of the register that has this case."""
        return next(one for one, item in self.rows if item == f"CASE#{application_id}")
