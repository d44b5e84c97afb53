"""The person at the terminal: is told what happens, sees what changes, and is asked."""

import json
import sys
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Column, Table

from infrastructure.change_set import Change, Progress
from infrastructure.differences import Difference
from infrastructure.errors import DeploymentError

_COLOURS = {
    "added": "green",
    "changed": "yellow",
    "replaced": "magenta",
    "perhaps replaced": "magenta",
    "removed": "red",
}
_KINDS = {"states": "States of the workflows", "permissions": "Permissions", "code": "Functions", "routes": "Routes"}
_RESULTS = {"passed": "green", "failed": "red", "skipped": "yellow"}
_SIGNS = {"+": "green", "-": "red", "~": "yellow"}
_FEW = 3
"""How many of a type's resources are named where the rest is counted."""


class Terminal:
    """Tells a person at a terminal what happens, and asks.

    ``details``: the command that says what is deployed, "" where it is said here. Where there is one, of many resources
    that are added, which takes nothing away, the first alone are named.
    """

    def __init__(self, *, as_json: bool, yes: bool, details: str = "") -> None:
        self.as_json, self.yes, self.details = as_json, yes, details
        # With --json, stdout belongs to the result alone.
        # What is not a terminal gets wide lines, so that no name is broken.
        stream = sys.stderr if as_json else sys.stdout
        self.console = Console(file=stream, highlight=False, width=None if stream.isatty() else 160)
        self._bar: ProgressBar | None = None
        self._done: set[str] = set()

    def stage(self, text: str) -> None:
        self.close()
        self.console.print(f"[bold cyan]•[/] {text}")

    def changes(self, changes: list[Change]) -> None:
        if not changes:
            self.console.print("Nothing to change: what is deployed is what this project says.")
            return
        self._table(changes)

    def _table(self, changes: list[Change]) -> None:
        kinds: dict[tuple[str, str], list[str]] = {}
        for change in sorted(changes, key=lambda change: (change.action, change.resource_type, change.logical_id)):
            kinds.setdefault((change.action, change.resource_type), []).append(change.logical_id)
        table = Table("", "Type", Column("Resources", overflow="fold"), box=None, pad_edge=False)
        for (action, resource_type), names in kinds.items():
            table.add_row(f"[{_COLOURS.get(action, 'white')}]{action}[/]", resource_type, self._named(action, names))
        self.console.print(table)

    def _named(self, action: str, names: list[str]) -> str:
        if self.details and action == "added" and len(names) > _FEW:
            return f"{' '.join(names[:_FEW])} and {len(names) - _FEW} more"
        return " ".join(names)

    def differences(self, found: list[Difference]) -> None:
        for kind, title in _KINDS.items():
            table = Table("", title, Column("", overflow="fold"), box=None, pad_edge=False)
            for one in found:
                if one.kind == kind:
                    table.add_row(f"[{_SIGNS[one.sign]}]{one.sign}[/]", one.where, escape(one.what))
            if table.row_count:
                self.console.print(table)

    def agree(self, question: str) -> bool:
        if self.yes:
            return True
        if not sys.stdin.isatty():
            raise DeploymentError(
                "Nobody is at the terminal to agree, so nothing was changed.\nTo go on unasked: --yes"
            )
        return typer.confirm(question, err=self.as_json)

    def progress(self, changes: list[Change], progress: Progress) -> None:
        if self._bar is None:
            self._bar = ProgressBar(
                BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"),
                console=self.console, transient=True,
            )  # fmt: skip
            self._bar.start()
            self._bar.add_task("", total=len(changes))
        if progress.done and any(change.logical_id == progress.logical_id for change in changes):
            self._done.add(progress.logical_id)
        description = f"{progress.logical_id} {progress.status.lower().replace('_', ' ')}"
        self._bar.update(self._bar.task_ids[0], completed=len(self._done), description=description)

    def close(self) -> None:
        """Take the progress bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar, self._done = None, set()

    def result(self, report: dict[str, Any]) -> None:
        self.close()
        if self.as_json:
            print(json.dumps(report, indent=2))
            return
        self._outputs(report)
        for kept in report.get("kept", []):
            self.console.print(f"Kept: {kept['type']} {kept['name']}={kept['id']}", soft_wrap=True)
        for name in ("cloud", "status"):
            if name in report:
                self.console.print(f"{name}: {report[name] or 'not deployed'}")
        if command := report.get("take_back"):
            self.console.print(f"A stack of these tables, once this one is deleted: {command}", soft_wrap=True)
        if drift := report.get("drift"):
            self._table([Change(**one) for one in drift])
        elif drift is not None:
            self.console.print("Nothing was changed beside CloudFormation.")
        self.releases(report.get("releases", []))
        self.costs(report.get("costs"))
        for one in report.get("checks", []):
            result = f"[{_RESULTS[one['result']]}]{one['result']}[/]"
            self.console.print(f"{result} {escape(one['check'])}: {escape(one['said'])}", soft_wrap=True)

    def _outputs(self, report: dict[str, Any]) -> None:
        if self.details:
            self.console.print(f"What is deployed, by name: {self.details}")
            return
        for name, value in report.get("outputs", {}).items():
            self.console.print(f"{name} = {value}", soft_wrap=True)

    def releases(self, releases: list[dict[str, Any]]) -> None:
        """The one in force first."""
        table = Table("Release", "Deployed by", "Resources changed", "", box=None, pad_edge=False)
        for one in releases:
            went_back = f"went back to {one['back_to']}" if one["back_to"] else ""
            table.add_row(one["at"], one["by"], str(one["changes"]), went_back)
        if releases:
            self.console.print(table)

    def costs(self, found: dict[str, Any] | None) -> None:
        """What onboardings cost by service, providers apart."""
        if found is None:
            return
        title = f"{found['volume']} straight-through onboardings, {found['region']}, prices of {found['prices_of']}"
        table = Table(
            "Service", Column("Each", justify="right"), "", Column("USD", justify="right"), title=title, box=None
        )
        for one in (*found["aws"], *found["providers"]):
            unsure = "" if one["is_sure"] else " (price to be checked)"
            table.add_row(one["service"], f"{one['number']:g}", one["unit"] + unsure, f"{one['usd']:,.2f}")
        table.add_section()
        table.add_row("Step Functions, Lambda and DynamoDB", "", "", f"{found['core_usd']:,.2f}")
        table.add_row("All", "", "", f"{found['usd']:,.2f}")
        self.console.print(table)
        if found["assumed"]:
            self.console.print(f"Never measured, so taken for like any other: {', '.join(found['assumed'])}")
