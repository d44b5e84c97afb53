"""Whatever happens between any two reads or writes of a run, no customer is unscreened and unsaid.

Customers come, change and leave, versions are published, runs begin at once, functions and whole executions are killed,
and a lease is left behind, each at a moment that is chosen at random. A certificate must be true when it is entered;
and once all is quiet, one more run certifies everyone.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases import record
from lambdas.shared.monitoring import coverage, lease, roster
from lambdas.shared.monitoring.goals import Goal
from lambdas.shared.monitoring.roster import Member
from lambdas.shared.runtime.clock import now, today
from lambdas.shared.watchlists.matching import Query
from tests.exactly_once.execution import Killed
from tests.screened_for_life import Monitoring, opened

NAMES = ("Boris Baranov", "Tatiana Zubkova")


class Stopped(BaseException):
    """An execution ends here, as when somebody stops it."""


class World:
    """A bank at which each act of ``plan`` happens once so many reads and writes have come after the one before."""

    def __init__(self, bank: Monitoring, plan: list[tuple[int, str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
        self.bank, self.plan, self.running = bank, plan, 0
        self.listed, self.queries = ["Viktor Volkov"], dict[tuple[str, int], Query]()
        self.customers = 0
        bank.customers.touched = bank.table.touched = self.tick
        certificate = coverage.certificate

        def checked(goal: Goal, members: list[Member], *rest: Any) -> Any:
            found = certificate(goal, members, *rest)
            for one in members:
                self.is_said(one, goal.screener.version)
            return found

        monkeypatch.setattr(coverage, "certificate", checked)

    def tick(self) -> None:
        while self.plan:
            gap, what, number = self.plan.pop(0)
            if gap:
                self.plan.insert(0, (gap - 1, what, number))
                return
            self.act(what, number)

    def act(self, what: str, number: int) -> None:
        name = NAMES[number % len(NAMES)]
        acts: dict[str, Callable[[], object]] = {
            "onboard": lambda: self.onboard(name),
            "onboard slowly": lambda: self.onboard(name, between=self.hurry),
            "change": lambda: self.change(number, name),
            "close": lambda: self.bank.close(f"customer-{number % max(self.customers, 1)}"),
            "publish": lambda: self.publish(name),
            "news": lambda: self.news(name),
            "sweep": lambda: self.run("sweep"),
            "delta": lambda: self.run("delta"),
            "lease": lambda: lease.take(self.bank.table, "left behind", timedelta(minutes=5)),
            "kill": lambda: self.end(Killed),
            "stop": lambda: self.end(Stopped),
        }
        acts[what]()

    def hurry(self) -> None:
        """What comes next comes now."""
        gap, *_ = self.plan[0] if self.plan else (0,)
        if gap:
            self.plan[0] = (0, *self.plan[0][1:])
        self.tick()

    def onboard(self, name: str, between: Callable[[], None] = lambda: None) -> None:
        """As the workflow does it: where another run began meanwhile, once more."""
        customer, self.customers = f"customer-{self.customers}", self.customers + 1
        self.queries[customer, 1] = Query((name,))
        for _ in range(9):
            if self.bank.onboard(customer, name, between):
                return

    def change(self, number: int, name: str) -> None:
        customer = f"customer-{number % max(self.customers, 1)}"
        if revision := self.bank.change(customer, name):
            self.queries[customer, revision] = Query((name,))

    def publish(self, name: str) -> None:
        self.listed = [*dict.fromkeys([*self.listed, name])]
        self.bank.publish(*self.listed)

    def news(self, name: str) -> None:
        self.publish(name)
        self.run("delta")

    def run(self, what: str) -> None:
        if self.running < 2:
            self.running += 1
            try:
                self.bank.run(what)
            except Stopped:
                pass
            finally:
                self.running -= 1

    def end(self, how: type[BaseException]) -> None:
        if self.running:
            raise how

    def is_said(self, member: Member, version: str) -> None:
        query = self.queries[member.customer_id, member.revision]
        unsaid = {(member.customer_id, entry) for entry in self.bank.hits(query, version)} - self.bank.alerts
        assert not unsaid


ACTS = ("onboard", "onboard slowly", "change", "close", "publish", "news", "sweep", "delta", "lease", "kill", "stop")
GAPS = (0, 0, 0, 1, 1, 2, 3, 8, 20, 60, 120)
plans = st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(ACTS), st.integers(0, 3)), max_size=12)
"""How many reads and writes come before each act, which, and of whom: often nothing comes between two of them."""


@given(plans, st.lists(st.sampled_from(["sweep", "delta"]), min_size=1, max_size=3), st.integers(0, 3))
def test_nobody_is_unscreened_and_unsaid(plan: list[tuple[int, str, int]], runs: list[str], customers: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as bank:
        monkeypatch.setattr(roster, "_PARTITION_DIGITS", 1)  # sixteen partitions instead of 256: the same, and quicker
        bank.publish("Viktor Volkov")
        world = World(bank, [], monkeypatch)
        world.run("sweep")
        world.plan = list(plan)
        for number in range(customers):
            world.onboard(NAMES[number % len(NAMES)])
        for what in runs:
            world.run(what)
        world.plan.clear()
        monkeypatch.setattr(lease, "now", lambda: now() + timedelta(hours=1))  # what was left behind has ended
        ended = bank.run("delta")
        assert not ended.error, ended
        assert json.loads(ended.said)["verdict"] in ("certified", "covered")
        for partition in roster.partitions():
            for member in roster.members(bank.customers, partition):
                world.is_said(member, bank.version)
        entries = record.entries(bank.table.items(coverage.record_of(today())))
        assert list(record.problems(entries, bank.table.head(coverage.record_of(today())))) == []
