"""A bank in memory whose customers are found on lists, and the people who decide their cases."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.block_account.handler import handler as block_account
from lambdas.request_review.handler import handler as request_review
from lambdas.settle_alert.handler import handler as settle_alert
from lambdas.shared.accounts import customers
from lambdas.shared.accounts.customers import Account, AccountStatus, account_id, customer_id
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.searched import of_customer
from lambdas.shared.monitoring import alerts, unblocking
from lambdas.shared.monitoring.unblocking import Opinion
from lambdas.shared.providers.core_banking.ledger import Ledger
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime import aws
from lambdas.shared.watchlists.searches import Query
from lambdas.unblock_account.handler import handler as unblock_account
from tests.applications import application
from tests.memory import Events, MemoryCustomers, MemoryOnboarding, States, entered
from tests.sandbox import SANDBOX

Row = dict[str, Any]
REASONS = {Choice.APPROVED: "FALSE_POSITIVE", Choice.DECLINED: "TRUE_MATCH"}
_STARTED = "arn:aws:states:eu-central-1:123456789012:execution:kyc-monitoring-alert:"


def hit(entry_id: str = "ofac-1", content: str = "as listed", **changes: Any) -> Row:
    """A hit as a screening keeps it in its evidence."""
    shown = {"entry_id": entry_id, "list_name": "OFAC SDN", "name_matched": "LISTED, One", "score": 0.93}
    return (
        shown | {"reasons": [], "entry_content": content, "list_version": "2026-11-26", "remembered": False} | changes
    )


class Table(MemoryOnboarding):
    def query_index(self, index: str, attribute: str, value: str) -> Iterator[Row]:
        return iter([row for row in self.rows.values() if row.get(attribute) == value and "submitted_at" in row])


class Machines(States):
    """Executions by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[str] = []

    def start_execution(self, *, stateMachineArn: str, name: str, **_: Any) -> Row:  # noqa: N803
        if name in self.started:
            raise ClientError({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.started.append(name)
        return {"executionArn": stateMachineArn.replace(":stateMachine:", ":execution:") + f":{name}"}


class Monitored:
    """One customer with an active account, whose application ``branch`` submitted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, by: str = "branch", **sandbox: Any) -> None:
        self.table, self.customers, self.states = Table(), MemoryCustomers(), Machines()
        self.events = Events(monkeypatch)
        for name, value in SANDBOX.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ALERT_STATE_MACHINE", "arn:stateMachine:kyc-monitoring-alert")
        monkeypatch.setattr(aws, "client", lambda _: self.states)
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)
        self._uses_customers(monkeypatch)
        monkeypatch.setattr(alerts, "identity_key", lambda: b"key")
        made = application(**({"sandbox": {"core_banking": sandbox}} if sandbox else {}))
        times = dict.fromkeys(("submitted_at", "updated_at"), "2026-01-01T00:00:00.000Z")
        self.application = self.table.put(made, by=by, status="onboarded", outcome="onboarded", **times)
        self.of = str(self.application["application_id"])
        self.id, self.account = customer_id(self.of), account_id(self.of, 1)
        self.open_account()

    def _uses_customers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        used = (
            "lambdas.shared.monitoring.alerts", "lambdas.settle_alert.handler", "lambdas.block_account.handler",
            "lambdas.unblock_account.handler",
            "lambdas.shared.providers.core_banking.ledger",
        )  # fmt: skip
        for module in used:
            monkeypatch.setattr(f"{module}.{customers.customer_table.__name__}", lambda: self.customers)

    def open_account(self) -> None:
        """The account as kyc-account leaves it."""
        Ledger().open(self.application, self.account, "DE1")
        Ledger().request_activation(self.application, self.account)
        made = Account(self.of, self.account, "DE1", "current_account", AccountStatus.ACTIVE, "2026-01-01T00:00:00Z")
        row = {name: getattr(made, name) for name in Account.__slots__}
        self.customers.insert(self.id, "ACCOUNT", row)

    def found(self, *hits: Row, kind: Any = "sanctions", run: str = "sweep-1") -> None:
        alerts.raise_alert(self.id, self.query, kind, hits, {"watchlist": "2026-11-26"}, run)

    @property
    def query(self) -> Query:
        """What is searched of the customer."""
        return of_customer(self.table.case(self.of))

    @property
    def cases(self) -> list[Case]:
        """The monitoring cases, in the order in which they began."""
        ids = [one for one, item in self.table.rows if item == "META" and one.startswith("alert-")]
        return [self.table.case(one) for one in ids]

    def ask(self, one: str, stage: str = "request") -> None:
        """The workflow asks reviewers."""
        token = f"token-{one}-{stage}"
        self.states.tokens.add(token)
        event = {"application_id": one, "run": one, "stage": stage, "seconds": 3600, "task_token": token}
        found = self.settle(one)
        reasons = {"identity_reasons": [], "risk_reasons": found["reasons"], "due_diligence": "standard"}
        request_review(event | reasons | {"rating": "unrated", "attempt": 1, "content_sha256": None} | entered(), None)

    def decide(self, one: str, reviewer: str, choice: Choice, *, senior: bool = False, **changes: Any) -> str:
        """The reviewer's decision on the evidence as it is; the status of the review then."""
        case = self.table.case(one)
        given = {"reason": REASONS.get(choice, ""), "evidence": rules.evidence(case)} | changes
        made = Decision(reviewer, choice, senior=senior, **given)
        return str(decisions.give(self.states, self.table, case, made).review.status)

    def settle(self, one: str) -> Row:
        return settle_alert({"application_id": one, "run": one, "definition": "1"}, None)

    def block(self, one: str) -> Row:
        return block_account({"application_id": one, "run": one, "definition": "1"}, None)

    def decided(self, one: str, choice: Choice) -> Row:
        """Two people decide so, one of them senior, and the workflow goes on to what that amounts to."""
        self.ask(one)
        self.decide(one, "eva", choice)
        self.decide(one, "max", choice, senior=True)
        return self.settle(one)

    def confirmed(self) -> str:
        """A case whose match two people confirmed and whose account is blocked."""
        self.found(hit())
        one = self.cases[-1].id
        self.decided(one, Choice.DECLINED)
        self.block(one)
        return one

    def say_unblock(self, one: str, reviewer: str, *, senior: bool = False, **changes: Any) -> list[str]:
        """The reviewer's opinion on the evidence as it is; whose opinions count then."""
        given = {"reason": "DELISTED", "evidence": rules.evidence(self.table.case(one))} | changes
        found = unblocking.give(self.table, one, Opinion(reviewer=reviewer, senior=senior, **given))
        return [opinion.reviewer for opinion in found]

    def unblock(self, one: str) -> Row:
        return unblock_account({"application_id": one, "run": "staff"}, None)

    def journal(self) -> list[str]:
        """What core banking did with the account."""
        return [row["status"] for row in self.customers.starting(f"LEDGER#{self.account}", "ENTRY#")]
