"""A step of an application: done once per run, its answer kept as evidence."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table, numbered
from lambdas.shared.cases.verdicts import Finding, codes, worst
from lambdas.shared.runtime.clock import timestamp

Event = dict[str, Any]


def once(event: Event, step: str, logic: Callable[[], Evidence]) -> Event:
    """The step's kept answer for this run and attempt, or ``logic``'s, kept first: a repeated call does nothing."""
    table = case_table()
    application_id, run = event["application_id"], event["run"]
    if "attempt" in event:
        run = numbered(run, event["attempt"])
    kept = table.result(application_id, step, run)
    if kept is not None:
        return kept
    started_at, found = timestamp(), logic()
    if "definition" in event:
        found = replace(found, versions={**found.versions, "definition": event["definition"]})
    return table.add_evidence(application_id, step, run, found, started_at)


def application(event: Event) -> Event:
    """The application as submitted in the event's attempt, or last."""
    return case_table().application(event["application_id"], event.get("attempt"))


def verdict(findings: list[Finding], **more: Any) -> Event:
    """A check's result: the gravest verdict, the codes, and what else the check reports."""
    return {"verdict": worst(findings).value, "reasons": codes(findings), **more}
