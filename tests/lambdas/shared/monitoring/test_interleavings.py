"""Whatever happens between any two reads or writes of a run, no customer is unscreened and unsaid.

Customers come, change and leave, versions are published, runs begin at once, functions and whole executions are killed,
and a lease is left behind, each at a moment that is chosen at random. A certificate must be true when it is entered;
and once all is quiet, one more run certifies everyone who is a customer, and nobody else.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.change_customer import handler as change_customer
from lambdas.shared.cases import lease, record
from lambdas.shared.monitoring import coverage, roster
from lambdas.shared.monitoring.goals import Goal
from lambdas.shared.monitoring.roster import Member
from lambdas.shared.runtime.clock import now, today
from lambdas.shared.watchlists.matching import Query
from tests.exactly_once.execution import Killed
from tests.screened_for_life import Monitoring, opened

pytestmark = pytest.mark.slow

Row = dict[str, Any]
NAMES = ("Boris Baranov", "Tatiana Zubkova", "Oleg Krylov")
LISTED = NAMES[1:]
"""Who is listed before anybody is a customer: who changes to such a name is found by a search of whole lists alone."""


Step = tuple[int, str, int]
"""How many reads and writes come before this act, which, and of whom."""


class Stopped(BaseException):
    """An execution ends here, as when somebody stops it."""


class World:
    """A bank at which each act of ``plan`` happens once so many reads and writes have come after the one before.

    ``queue``: what core banking said and was not taken yet; ``unsaid``: hits that a certificate passed over.
    """

    def __init__(self, bank: Monitoring, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bank, self.plan, self.running = bank, list[Step](), 0
        self.listed, self.queries = [*LISTED], dict[tuple[str, int], Query]()
        self.customers, self.queue = 0, list[Row]()
        self.unsaid = set[tuple[str, str]]()
        bank.customers.touched = bank.table.touched = self.tick
        for table in (bank.customers, bank.table):
            monkeypatch.setattr(table, "attempt", self.noting(table.attempt))
        certificate = coverage.certificate

        def checked(goal: Goal, members: list[Member], *rest: Any) -> Any:
            found = certificate(goal, members, *rest)
            for one in members:
                self.unsaid |= self.not_said(one, goal.screener.version)
            return found

        monkeypatch.setattr(coverage, "certificate", checked)

    def noting(self, attempt: Callable[..., list[bool]]) -> Callable[..., list[bool]]:
        """``attempt``, after which it is noted what each revision of a customer is searched for."""

        def done(*writes: Row) -> list[bool]:
            refused = attempt(*writes)
            for number in range(self.customers):
                key = roster._key(f"customer-no-{number}")
                if row := self.bank.customers.rows.get(key):
                    self.queries[f"customer-no-{number}", row["revision"]] = roster._query(row["query"])
            return refused

        return done

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
            "onboard over news": lambda: self.onboard(name, between=lambda: self.news(name)),
            "change": lambda: self.say(number, name),
            "change over news": lambda: self.over(number + 3, lambda: self.say(number, name)),
            "close": lambda: self.say(number, ""),
            "take": self.take,
            "publish": lambda: self.publish(name),
            "news": lambda: self.news(name),
            "news for all": lambda: self.news(name, "sweep"),
            "delta": lambda: self.run("delta"),
            "lease": lambda: lease.take(self.bank.table, coverage.STATE, "left behind", timedelta(minutes=5)),
            "kill": lambda: self.end(Killed),
            "stop": lambda: self.end(Stopped),
        }
        acts[what]()

    def over(self, gap: int, act: Callable[[], None]) -> None:
        """Do it while, after so many of its reads and writes, a version is published and searched."""
        self.plan.insert(0, (gap, "news", gap))
        act()

    def onboard(self, name: str, between: Callable[[], None] = lambda: None) -> None:
        """As the workflow does it: where another run began meanwhile, once more."""
        customer, self.customers = f"customer-no-{self.customers}", self.customers + 1
        for _ in range(9):
            if self.bank.onboard(customer, name, between):
                member, covered = roster.find(self.bank.customers, customer), coverage.covered(self.bank.table)
                if member and covered:  # whoever comes was screened by what everyone was
                    self.unsaid |= self.not_said(member, covered.screener.version)
                return

    def say(self, number: int, name: str) -> None:
        """Core banking says that a customer has this name now, or left; it is taken soon."""
        if self.customers:
            self.queue.append(self.bank.message(f"customer-no-{number % self.customers}", name))
            self.take()

    def take(self) -> None:
        """Messages are given out, the last one first, until each was taken or can never be."""
        for message in self.queue[::-1]:
            if self.bank.tell(message)[0] or self.is_gone(message["customer_id"]):
                self.queue = [one for one in self.queue if one != message]

    def is_gone(self, customer: str) -> bool:
        """Whether the customer left, or never came: nothing that core banking says of it is taken."""
        return roster.find(self.bank.customers, customer) is None

    def publish(self, name: str) -> None:
        self.listed = [*dict.fromkeys([*self.listed, name])]
        self.bank.publish(*self.listed)

    def news(self, name: str, what: str = "delta") -> None:
        self.publish(name)
        self.run(what)

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

    def not_said(self, member: Member, version: str) -> set[tuple[str, str]]:
        query = self.queries[member.customer_id, member.revision]
        return {(member.customer_id, entry) for entry in self.bank.hits(query, version)} - self.bank.alerts

    def members(self) -> list[Member]:
        """Everyone who is monitored."""
        return [one for partition in roster.partitions() for one in roster.members(self.bank.customers, partition)]


ACTS = (
    *("news", "news", "news for all", "change", "change", "close", "onboard", "onboard over news", "change over news"),
    *("take", "publish", "delta", "lease", "kill", "stop"),
)
gaps = st.integers(0, 8) | st.integers(0, 90)
"""A run makes about a hundred reads and writes, of which the last forty screen and certify."""
acts, numbers = st.sampled_from(ACTS), st.integers(0, 3)
stories = st.lists(
    st.tuples(acts, numbers, st.lists(st.tuples(gaps, acts, numbers), max_size=3)), min_size=1, max_size=8
)
"""Acts, one after the other, each with what happens between its own reads and writes."""


@given(stories, st.integers(1, 3), st.booleans())
def test_nobody_is_unscreened_and_unsaid(
    story: list[tuple[str, int, list[Step]]], customers: int, at_once: bool
) -> None:
    """``at_once``: whether who changes is searched by the function that is told so, too."""
    lived(story, customers, at_once=at_once)


@pytest.mark.parametrize(
    ("what", "then"),
    [
        *(("news", "change"), ("news for all", "change"), ("news", "close")),
        *(("change", "news"), ("close", "news"), ("onboard", "news")),
    ],
)
def test_nobody_is_unscreened_and_unsaid_whenever_in_a_run_it_happens(what: str, then: str) -> None:
    """``then`` between every two reads and writes of ``what``, until it comes too late for that.

    A customer takes the name of somebody who is listed for long; or a name is published that a customer comes with.
    """
    for gap in count():
        number = 0 if what == "onboard" else 1
        if lived([(what, number, [(gap, then, number)])], 1, at_once=False):
            break
    assert gap > 1


def lived(story: list[tuple[str, int, list[Step]]], customers: int, *, at_once: bool) -> list[Step]:
    """Let it happen, and all be quiet after that; what of the last act came too late."""
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as bank:
        monkeypatch.setattr(roster, "_PARTITION_DIGITS", 1)  # sixteen partitions instead of 256: the same, and quicker
        if not at_once:
            monkeypatch.setattr(change_customer, "_screen", lambda _: None)
        bank.publish(*LISTED)
        world = World(bank, monkeypatch)
        for number in range(customers):
            world.onboard(f"Anna Eriksson {'ABC'[number]}")
        world.run("sweep")
        for what, number, during in story:
            world.plan = list(during)
            world.act(what, number)
        late = list(world.plan)
        world.plan.clear()
        world.take()
        assert world.queue == []
        monkeypatch.setattr(lease, "now", lambda: now() + timedelta(hours=1))  # what was left behind has ended
        is_quiet(world)
    return late


def is_quiet(world: World) -> None:
    """The next run certifies everyone who is a customer then, and nobody else, by the version that came last."""
    bank = world.bank
    world.publish("Nobody Else")
    ended = bank.run("delta")
    assert not ended.error, ended
    assert json.loads(ended.said)["verdict"] == "certified"
    everyone = world.members()
    assert {one for member in everyone for one in world.not_said(member, bank.version)} == set()
    assert world.unsaid == set()
    closed = {key[0] for key, row in bank.customers.rows.items() if key[1] == "CUSTOMER" and "closed_at" in row}
    made = {key[0] for key in bank.customers.rows if key[1] == "CUSTOMER"}
    assert {one.customer_id for one in everyone} == made - closed
    entries = record.entries(bank.table.items(coverage.record_of(today())))
    assert list(record.problems(entries, bank.table.head(coverage.record_of(today())))) == []
    last = [one for one in entries if one["item"].startswith(coverage.CERTIFICATE)][-1]
    assert (last["version"], last["active"]) == (bank.version, len(everyone))
