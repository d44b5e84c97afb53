"""What the Onboarding table's items look like to staff: no task token, and personal data only in ``details``."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from backoffice.errors import UnknownHit
from lambdas.shared.cases.table import OPEN
from lambdas.shared.reviews import rules
from lambdas.shared.runtime.dynamodb import Row

_HIDDEN = {"task_token", "application_id", "item"}


def summary(meta: Row, *, ended_badly: bool = False) -> Row:
    """One line of the list: id, status, rating, times."""
    return {
        "application_id": meta["application_id"],
        "status": "failed" if ended_badly and meta["status"] in OPEN else meta["status"],
        "risk_rating": meta.get("rating"),
        "reasons": json.loads(meta.get("reasons", "[]")),
        "submitted_at": meta["submitted_at"],
        "updated_at": meta["updated_at"],
    }


def complete(rows: Mapping[str, Row], account: Row | None, execution: Row) -> Row:
    """Everything about an application: its summary, outcome, steps in order, account, messages and failures."""
    meta = rows["META"]
    ended_badly = execution["status"] in ("FAILED", "TIMED_OUT", "ABORTED")
    return {
        **summary(meta, ended_badly=ended_badly),
        "outcome": meta.get("outcome"),
        "attempts": meta["attempts"],
        "seconds": seconds(meta["submitted_at"], meta["updated_at"]),
        "steps": sorted((step(row) for row in _named(rows, "EVIDENCE#")), key=lambda found: found["at"]),
        "submitted_by": meta.get("submitted_by"),
        "review": next((_review(rows, row) for row in reversed(_named(rows, "REVIEW#"))), None),
        "pictures": sorted((picture(row) for row in _named(rows, "UPLOAD#")), key=lambda found: found["at"]),
        "documents_asked": [shown(row) for row in _named(rows, "DOCUMENTS#")],
        "messages": [shown(row) for row in _named(rows, "MESSAGE#")],
        "failures": [shown(row) for row in _named(rows, "FAILURE#")],
        "account": _account(account),
        "execution_arn": meta.get("execution_arn"),
        "execution_status": execution["status"],
    }


def _review(rows: Mapping[str, Row], review: Row) -> Row:
    """The review with its opinions, the hash of the evidence as it is, and whether two people decide."""
    case = rules.of(rows.values(), review)
    opinions = [asdict(one) | {"counts": one in case.counted} for one in case.opinions]
    return shown(review) | {"evidence": case.evidence, "two_people": case.needs_two, "opinions": opinions}


def step(row: Row) -> Row:
    """One step: its verdict, the findings behind it, time taken, and what made it."""
    result = json.loads(row["result"])
    return {
        "step": row["step"],
        "verdict": result.get("verdict") or result.get("decision") or result.get("rating") or "done",
        "reasons": json.loads(row["findings"]) or [{"code": code} for code in result.get("reasons", [])],
        "result": result,
        "started_at": row["started_at"],
        "at": row["at"],
        "seconds": seconds(row["started_at"], row["at"]),
        "run": row["run"],
        "versions": json.loads(row["versions"]),
        "details": json.loads(row["details"]),
    }


def hit(rows: list[Row], entry_id: str) -> tuple[str, Row]:
    """Who was searched for, and the newest hit on this entry among the screenings. Raises UnknownHit."""
    found: dict[str, tuple[str, Row]] = {}
    for details in (json.loads(row["details"]) for row in sorted(rows, key=lambda row: str(row["at"]))):
        found |= {one["entry_id"]: (details["person"], one) for one in details["hits"]}
    if entry_id not in found:
        raise UnknownHit(f"the screening found no entry {entry_id}; it found: {', '.join(found) or 'nobody'}")
    return found[entry_id]


def picture(row: Row) -> Row:
    """An upload: which picture of which attempt, what it is, and why it cannot be used where it cannot."""
    kept = ("picture", "attempt", "at", "media_type", "bytes", "width", "height", "sha256", "key", "version")
    return {key: row.get(key) for key in kept} | {"reasons": json.loads(row["reasons"])}


def shown(row: Row) -> Row:
    """An item without its keys and its task token."""
    found: dict[str, Any] = {key: value for key, value in row.items() if key not in _HIDDEN}
    return found | {name: json.loads(row[name]) for name in ("reasons", "pictures", "parts", "advice") if name in row}


def seconds(start: str, end: str) -> float:
    return round((_moment(end) - _moment(start)).total_seconds(), 3)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _named(rows: Mapping[str, Row], prefix: str) -> list[Row]:
    return [row for item, row in sorted(rows.items()) if item.startswith(prefix)]


def _account(account: Row | None) -> Row | None:
    return account and {key: account[key] for key in ("account_id", "iban", "product", "status", "opened_at")}
