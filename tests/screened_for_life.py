"""A bank in memory that monitors its customers: lists of few entries, a roster, and runs of the real workflow."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.begin_monitoring import handler as begin
from lambdas.change_customer import changes as customer_changes
from lambdas.change_customer import handler as change
from lambdas.reconcile_monitoring import handler as reconcile
from lambdas.screen_customers import handler as screen
from lambdas.shared.accounts import claims
from lambdas.shared.accounts.customers import made_by
from lambdas.shared.cases import table as cases
from lambdas.shared.cases.searched import of_customer
from lambdas.shared.monitoring import roster
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.watchlists import changes, loaded
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.versions import CURRENT, entries_key, index_key, manifest_key
from tests.applications import application
from tests.buckets import MemoryBucket
from tests.exactly_once.execution import Ended, Execution, committed
from tests.memory import MemoryCustomers, MemoryOnboarding

Row = dict[str, Any]
PEP = Entry("pep-1", "PEP", "pep", "individual", ("Nobody Whosoever",), ("1901-01-01",))


class _Customers(MemoryCustomers):
    """``touched`` is called before each read and write."""

    touched: Callable[[], None] = staticmethod(lambda: None)

    def get(self, partition: str, item: str) -> Row | None:
        self.touched()
        return super().get(partition, item)

    def starting(self, partition: str, prefix: str, only: Sequence[str] = ()) -> list[Row]:
        self.touched()
        return super().starting(partition, prefix, only)

    def attempt(self, *writes: Row) -> list[bool]:
        self.touched()
        return super().attempt(*writes)

    def count(self, partition: str, item: str) -> int:
        self.touched()
        return super().count(partition, item)


class _Onboarding(_Customers, MemoryOnboarding):
    partition = "application_id"


class Monitoring:
    """``alerts``: customer and entry of each hit that was told; ``told``: the alerts for operators."""

    def __init__(self) -> None:
        self.table, self.customers, self.bucket = _Onboarding(), _Customers(), MemoryBucket()
        self.alerts: set[tuple[str, str]] = set()
        self.told: list[Row] = []
        self.version, self._numbers = "", count(1)

    def publish(self, *names: str) -> None:
        """Put a version with these people on its sanctions list into force."""
        self.version = f"lists-{next(self._numbers)}"
        entries = [
            Entry(f"ofac-{name.replace(' ', '-')}", "OFAC SDN", "sanctions", "individual", (name,)) for name in names
        ]
        rows, kinds = [], {}
        for source, kind, listed in (("ofac", "sanctions", entries), ("pep", "pep", [PEP])):
            packed = WatchlistIndex.build(listed or [PEP], kind).to_bytes()
            key = index_key(self.version, kind)
            self.bucket.put_object("artifacts", key, packed)
            kinds[kind] = {"key": key, "sha256": hashlib.sha256(packed).hexdigest(), "entries": len(listed)}
            row = {"name": source, "list_name": source, "kind": kind, "version": self.version}
            rows.append(row | {"refreshed_at": timestamp()})
        meanings = {"ofac": changes.meanings(entries), "pep": changes.meanings([PEP])}
        self.bucket.put_object("artifacts", entries_key(self.version), json.dumps(meanings).encode())
        manifest = json.dumps({"version": self.version, "kinds": kinds, "sources": rows}).encode()
        for key in (manifest_key(self.version), CURRENT):
            self.bucket.put_object("artifacts", key, manifest)

    def onboard(self, customer: str, name: str, between: Callable[[], None] = lambda: None) -> bool:
        """Screen by the lists in force and make the customer, as create_customer does; whether it was made."""
        one = made_by(customer)
        if (one, "META") not in self.table.rows:
            quiet = MemoryOnboarding()  # nothing happens while this is put there
            quiet.rows, quiet.decisions = self.table.rows, self.table.decisions
            quiet.put(application(application_id=one, applicant=named(name)), status="onboarded", outcome="onboarded")
        epoch, case = roster.epoch(self.customers, customer), self.table.case(one)
        query = of_customer(case)
        hits = self.hits(query)
        between()
        monitored = roster.entry(self.customers, customer, query, epoch)
        if not self.customers.transact(self.customers.customer(customer, case.application), *monitored):
            return False
        self.alerts |= {(customer, entry) for entry in hits}
        return True

    def tell(self, *messages: Row) -> list[bool]:
        """Give out messages of the queue of customers; which were taken."""
        records = [
            {"messageId": str(place), "body": json.dumps(one), "eventSource": "aws:sqs"}
            for place, one in enumerate(messages)
        ]
        answer = change.handler({"Records": records}, SimpleNamespace())
        left = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        return [str(place) not in left for place in range(len(messages))]

    def message(self, customer: str, name: str = "", number: int = 0, **more: Any) -> Row:
        """What core banking says next of the customer: that its name is this one now, or that it left."""
        number = number or next(self._numbers)
        about = {"message_id": f"message-{number}", "customer_id": customer, "number": number}
        if not name:
            return about | {"type": "account_closed"} | more
        applicant = self.table.case(made_by(customer)).application["applicant"] | named(name)
        return about | {"type": "customer_changed", "applicant": applicant} | more

    def change(self, customer: str, name: str) -> int:
        """Let the customer have another name; its revision then, or 0 where that was refused."""
        [taken] = self.tell(self.message(customer, name))
        member = roster.find(self.customers, customer)
        return member.revision if taken and member else 0

    def close(self, customer: str) -> bool:
        return all(self.tell(self.message(customer)))

    def hits(self, query: Query, version: str = "") -> set[str]:
        """The entries that a search of this version's sanctions list finds."""
        index = loaded.of_version("sanctions", version or self.version).index
        return {hit.entry_id for hit in index.search(query, 0.5)}

    def run(self, what: str = "sweep", name: str = "", **how: Any) -> Ended:
        """An execution of kyc-monitoring, to its end."""
        given = {"what": what, "asked_by": "test"}
        made = Execution(
            name or f"run-{next(self._numbers)}",
            given,
            definition=committed("kyc-monitoring"),
            objects=lambda key: self.bucket.objects[key].content,
            **how,
        )
        return made.run()


def named(name: str) -> Any:
    """The part of an applicant that says so."""
    given, family = name.split(maxsplit=1)
    return {"given_names": given, "family_name": family}


@contextmanager
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Monitoring]:
    """Such a bank, whose functions use its stores."""
    made = Monitoring()
    roster.keep_everyone_found(made.customers, timestamp())  # as the watchdog does
    monkeypatch.setenv("ARTIFACTS_BUCKET", "artifacts")
    monkeypatch.setenv("MONITORING_BUCKET", "monitoring")
    monkeypatch.setenv("KYC_STAGE", "local")
    monkeypatch.setattr(aws, "client", lambda _: made.bucket)
    monkeypatch.setattr(cases, "_opened", lambda: made.table)
    for module in (begin, reconcile, screen, change, customer_changes, claims):
        monkeypatch.setattr(module, "customer_table", lambda: made.customers)
    monkeypatch.setattr(customer_changes, "identity_key", lambda: b"key")
    monkeypatch.setattr(change, "alert", lambda _subject, **facts: made.told.append(facts))

    def raise_alert(customer_id: str, _query: Query, _kind: str, hits: Sequence[Row], _versions: Row, run: str) -> None:
        assert run
        made.alerts |= {(customer_id, hit["entry_id"]) for hit in hits}

    for module in (screen, change):
        monkeypatch.setattr(module, "raise_alert", raise_alert)
    monkeypatch.setattr(reconcile, "_AT_ONCE", 1)  # one after the other, so that a test can be repeated
    for cached in (loaded._load, screen._search):
        cached.cache_clear()
    yield made
    for cached in (loaded._load, screen._search):
        cached.cache_clear()
