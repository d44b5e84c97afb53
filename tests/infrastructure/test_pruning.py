"""Versions that nothing uses go; whatever runs, nothing of what it can still call does."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import pruning
from infrastructure.pruning import Pruner
from lambdas.shared.cases.execution import REDRIVABLE

NOW = datetime(2026, 11, 26, tzinfo=UTC)
STATES = "arn:aws:states:eu-central-1:111122223333:stateMachine:kyc-"
FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:kyc-step"
PARENT, CHILD = f"{STATES}onboarding", f"{STATES}identity"


@dataclass
class Account:
    """Versions 1 to ``newest`` of a parent, of its child and of the function that the child calls, each by its number.

    ``running``, ``failed``: versions of the parent that executions run by, or ended badly by so long ago.
    """

    newest: int
    live: int
    running: set[int] = field(default_factory=set)
    failed: dict[int, timedelta] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def list_state_machine_versions(self, *, stateMachineArn: str, nextToken: str = "", **_: Any) -> Any:  # noqa: N803
        first = int(nextToken or self.newest)
        some = [{"stateMachineVersionArn": f"{stateMachineArn}:{one}"} for one in range(first, max(first - 3, 0), -1)]
        return {"stateMachineVersions": some, **({"nextToken": str(first - 3)} if first > 3 else {})}

    def list_state_machine_aliases(self, *, stateMachineArn: str) -> Any:  # noqa: N803
        return {"stateMachineAliases": [{"stateMachineAliasArn": f"{stateMachineArn}:live"}]}

    def describe_state_machine_alias(self, *, stateMachineAliasArn: str) -> Any:  # noqa: N803
        arn = stateMachineAliasArn.replace(":live", f":{self.live}")
        return {"routingConfiguration": [{"stateMachineVersionArn": arn, "weight": 100}]}

    def list_executions(self, *, stateMachineArn: str, statusFilter: str, maxResults: int) -> Any:  # noqa: N803
        assert maxResults == 1
        machine, _, number = stateMachineArn.rpartition(":")
        if machine == PARENT and statusFilter == "RUNNING" and int(number) in self.running:
            return {"executions": [{}]}
        if machine == PARENT and statusFilter == "FAILED" and int(number) in self.failed:
            return {"executions": [{"stopDate": NOW - self.failed[int(number)]}]}
        return {"executions": []}

    def describe_state_machine(self, *, stateMachineArn: str) -> Any:  # noqa: N803
        assert stateMachineArn not in self.deleted
        machine, _, number = stateMachineArn.rpartition(":")
        return {"definition": f'{{"Resource": "{CHILD if machine == PARENT else FUNCTION}:{number}"}}'}

    def delete_state_machine_version(self, *, stateMachineVersionArn: str) -> None:  # noqa: N803
        self.deleted.add(stateMachineVersionArn)

    def get_paginator(self, _operation: str) -> Any:
        return self

    def paginate(self, *, FunctionName: str) -> Any:  # noqa: N803
        numbers = ["$LATEST", *map(str, range(1, self.newest + 1))]
        yield {"Versions": [{"Version": one, "FunctionArn": f"{FunctionName}:{one}"} for one in numbers]}

    def delete_function(self, *, FunctionName: str, Qualifier: str) -> None:  # noqa: N803
        self.deleted.add(f"{FunctionName}:{Qualifier}")

    def prune(self) -> set[int]:
        """The numbers that are left of each; they are the same of all three."""
        found = Pruner(self, self, NOW).prune([PARENT, CHILD], [FUNCTION], [f"{FUNCTION}:{self.live}"])
        assert {*found} == self.deleted
        every = range(1, self.newest + 1)
        parents, children, functions = (
            {one for one in every if f"{arn}:{one}" not in self.deleted} for arn in (PARENT, CHILD, FUNCTION)
        )
        assert parents == children == functions
        return parents


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "KEPT", 2)


def test_the_newest_and_the_live_one_stay() -> None:
    assert Account(newest=9, live=4).prune() == {4, 8, 9}


def test_few_versions_are_not_even_looked_at() -> None:
    assert Account(newest=2, live=1).prune() == {1, 2}


def test_what_runs_or_may_be_redriven_keeps_all_that_it_calls() -> None:
    failed = {2: REDRIVABLE, 3: REDRIVABLE + timedelta(seconds=1)}
    assert Account(newest=9, live=9, running={5}, failed=failed).prune() == {2, 5, 8, 9}


@given(st.data())
def test_whatever_runs_can_go_on(data: st.DataObject) -> None:
    newest = data.draw(st.integers(1, 12))
    numbers = st.integers(1, newest)
    account = Account(newest, data.draw(numbers), data.draw(st.sets(numbers)))
    left = account.prune()
    assert {account.live, newest} | account.running <= left
    assert account.prune() == left
