"""Deleting versions that nothing uses any more: each deployment publishes some, and a state machine takes 1,000.

What stays: the newest of each, what is live, what executions run by or could be redriven by, and all that those call.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lambdas.shared.cases.execution import REDRIVABLE

KEPT = 20
"""Versions of each function and state machine that stay in any case, to look at and to compare with."""
_ENDED_BADLY = ("FAILED", "TIMED_OUT", "ABORTED")
_CALLED = re.compile(r"arn:[\w-]+:(?:states|lambda):[\w-]+:\d{12}:(?:stateMachine|function):[\w-]+:\d+")


@dataclass(frozen=True)
class Pruner:
    """Clients of Step Functions and Lambda, and the time."""

    states: Any
    functions: Any
    now: datetime

    def prune(self, machines: Iterable[str], functions: Iterable[str], current: Iterable[str]) -> list[str]:
        """Delete what nothing uses of these state machines (ARNs) and functions (names); returns the ARNs.

        ``current``: the versions of functions that the stack has now.
        """
        versions = {machine: self._versions(machine) for machine in machines}
        published = {function: self._published(function) for function in functions}
        if all(len(each) <= KEPT for each in (*versions.values(), *published.values())):
            return []
        used = {*current, *(one for each in (*versions.values(), *published.values()) for one in each[:KEPT])}
        for machine, each in versions.items():
            used |= {*self._live(machine), *(one for one in each[KEPT:] if self._runs(one))}
        used |= self._called({one for each in versions.values() for one in each} & used)
        return [*self._delete_machines(versions, used), *self._delete_functions(published, used)]

    def _delete_machines(self, versions: dict[str, list[str]], used: set[str]) -> Iterator[str]:
        for version in (one for each in versions.values() for one in each if one not in used):
            self.states.delete_state_machine_version(stateMachineVersionArn=version)
            yield version

    def _delete_functions(self, published: dict[str, list[str]], used: set[str]) -> Iterator[str]:
        for version in (one for each in published.values() for one in each if one not in used):
            name, _, number = version.rpartition(":")
            self.functions.delete_function(FunctionName=name, Qualifier=number)
            yield version

    def _versions(self, machine: str) -> list[str]:
        """ARNs, the newest first, as Step Functions lists them."""
        found, more = list[str](), dict[str, str]()
        while True:
            page = self.states.list_state_machine_versions(stateMachineArn=machine, maxResults=1000, **more)
            found += [one["stateMachineVersionArn"] for one in page["stateMachineVersions"]]
            if not page.get("nextToken"):
                return found
            more = {"nextToken": page["nextToken"]}

    def _published(self, function: str) -> list[str]:
        """ARNs, the newest first; ``$LATEST`` is no version."""
        pages = self.functions.get_paginator("list_versions_by_function").paginate(FunctionName=function)
        arns = [one["FunctionArn"] for page in pages for one in page["Versions"] if one["Version"] != "$LATEST"]
        return sorted(arns, key=lambda arn: int(arn.rpartition(":")[2]), reverse=True)

    def _live(self, machine: str) -> Iterator[str]:
        for alias in self.states.list_state_machine_aliases(stateMachineArn=machine)["stateMachineAliases"]:
            described = self.states.describe_state_machine_alias(stateMachineAliasArn=alias["stateMachineAliasArn"])
            yield from (one["stateMachineVersionArn"] for one in described["routingConfiguration"])

    def _runs(self, version: str) -> bool:
        """Whether an execution runs by this version, or ended so lately that it could be redriven."""
        if self._latest(version, "RUNNING") is not None:
            return True
        ended = (self._latest(version, status) for status in _ENDED_BADLY)
        return any(self.now - one["stopDate"].astimezone(UTC) <= REDRIVABLE for one in ended if one)

    def _latest(self, version: str, status: str) -> Any:
        asked = {"stateMachineArn": version, "statusFilter": status, "maxResults": 1}
        return next(iter(self.states.list_executions(**asked)["executions"]), None)

    def _called(self, machines: set[str]) -> set[str]:
        """The versions that the definitions of these name, and so on."""
        found, waiting = set[str](), list(machines)
        while waiting:
            described = self.states.describe_state_machine(stateMachineArn=waiting.pop())
            called = {*_CALLED.findall(described["definition"])} - found
            found |= called
            waiting += [one for one in called if ":stateMachine:" in one and one not in machines]
        return found
