"""Entries by somebody who may write the Onboarding table and no other, and knows how a record is linked."""

from typing import Any

from lambdas.shared.cases import record
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import CaseTable

Row = dict[str, Any]


def forge(table: CaseTable, partition: str, item: str, row: Row) -> None:
    """Add an entry to a record, linked as it should be."""
    _, links = record.link(table, partition, item, row, table.head(partition))
    assert table.transact(*links)


def forge_step(table: CaseTable, one: str, step: str, run: str, evidence: Evidence, *, item: str = "") -> None:
    """Add what a step found; ``item``: another name than the step's entries have."""
    row = {"step": str(step), "run": run, "started_at": "2026", "at": "2026", **evidence.row()}
    forge(table, one, item or f"EVIDENCE#{step}#{run}", row)
