"""A case as kyc-onboarding leaves it before the account: every check with its evidence, then identity and rating."""

import json
from collections.abc import Iterator
from typing import Any

from lambdas.settle_decision.handler import handler as settle_decision
from lambdas.shared.accounts.standing import Asked
from lambdas.shared.cases import record
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.case import EVIDENCE
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.record import CHAIN
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.watchlists import freshness
from lambdas.shared.watchlists.entries import KINDS
from lambdas.shared.watchlists.versions import CURRENT
from tests.buckets import MemoryBucket, Stored
from workflows.account import BEGIN

Row = dict[str, Any]
LISTS = "lists-1"
IDENTITY = {
    "document": "check_document",
    "face": "compare_faces",
    "address": "check_address",
    "duplicate": "find_duplicate_customer",
}
RISK = {
    "sanctions": "screen_sanctions",
    "pep": "screen_pep",
    "adverse_media": "search_adverse_media",
    "customer": "assess_customer",
}
SEARCHED = "a keyed fingerprint of the search"
PASSED = {"verdict": "pass", "reasons": []}


def publish_lists(bucket: MemoryBucket, version: str = LISTS, *, refreshed_at: str | None = None) -> None:
    """Put this version of both kinds of list into force, as far as the manifest goes."""
    sources = [
        {
            "name": freshness.required(kind)[0]["name"],
            "list_name": kind,
            "kind": kind,
            "version": version,
            "required": True,
            "oldest_hours": 36,
            "refreshed_at": refreshed_at or timestamp(),
        }
        for kind in KINDS
    ]
    kinds = {kind: {"key": f"{version}/{kind}", "sha256": "", "entries": 1} for kind in KINDS}
    bucket.objects[CURRENT] = Stored(json.dumps({"version": version, "kinds": kinds, "sources": sources}).encode())


def check_all(table: CaseTable, application: Any, attempt: int = 1, *, without: str = "", **how: Any) -> Row:
    """Keep what all checks of this attempt found and is not kept yet, in one transaction; what ``settle`` takes.

    ``without`` this step; ``how``: as ``asked`` and ``found`` take it.
    """
    application_id = application["application_id"]
    event = asked(application, attempt, **{name: how.pop(name) for name in ("run", "version", "number") if name in how})
    kept = {row["item"] for row in table.starting(application_id, EVIDENCE)}
    written, last = [], table.head(application_id)
    first = last
    for step, run, evidence in found(event, **how):
        if step == without or f"{EVIDENCE}{step}#{run}" in kept:
            continue
        row = {"step": step, "run": run, "started_at": timestamp(), "at": timestamp(), **evidence.row()}
        last, (put, _) = record.link(table, application_id, f"{EVIDENCE}{step}#{run}", row, last)
        written.append(put)
    ending = {"Update": table.change(application_id, CHAIN, last.shown(), only_if={"hash": first.hash})}
    assert table.transact(*written, ending)
    return event


def asked(application: Any, attempt: int = 1, *, run: str = "", version: str = LISTS, number: int = 0) -> Row:
    """What the workflow passes to settle_decision, with the version of the lists that are searched.

    ``number``: of the pass, where the execution checks this attempt again.
    """
    one = application["application_id"]
    number = number or attempt
    runs = {"run": run or one, "identity_run": f"identity-{number}", "risk_run": f"risk-{number}"}
    content = {"attempt": attempt, "content_sha256": fingerprint(application)}
    return {"application_id": one, "definition": "test", "version": version} | content | runs


def settle(event: Row) -> Row:
    """Let the decision be settled, as the workflow does."""
    return settle_decision({name: value for name, value in event.items() if name != "version"}, None)


def account_input(event: Row) -> Row:
    """What the workflow starts kyc-account with."""
    kept = {name: event[name] for name in ("application_id", "attempt", "content_sha256")}
    return kept | {"settled_in": event["run"]} | BEGIN


def asked_of(event: Row) -> Asked:
    return Asked(event["attempt"], event["content_sha256"], event["run"])


def found(
    event: Row,
    *,
    decision: str = "verified",
    rating: str = "low",
    review_required: bool = False,
    verdicts: Row | None = None,
    scans: Row | None = None,
    results: Row | None = None,
) -> Iterator[tuple[str, str, Evidence]]:
    """Step, run and evidence of each check; ``results``: of identity checks, by name, where more than the verdict."""
    changed = verdicts or {}
    identity = {name: PASSED | {"verdict": changed.get(name, "pass")} for name in IDENTITY}
    identity |= results or {}
    risk = {name: changed.get(name, "pass") for name in RISK}
    identity_run, risk_run = (numbered(event[name], event["attempt"]) for name in ("identity_run", "risk_run"))
    yield "validate_application", numbered(event["run"], event["attempt"]), _of(event, PASSED, {})
    for name, step in IDENTITY.items():
        details = {"scans": scans or {}} if step == "check_document" else {}
        yield step, identity_run, _of(event, identity[name], details)
    yield "decide_identity", identity_run, _of(event, {"decision": decision, "reasons": []}, {"checks": identity})
    for name, step in RISK.items():
        if risk[name] != "unavailable":
            more = {"list_version": event["version"]} if step.startswith("screen") else {}
            yield step, risk_run, _of(event, PASSED | {"verdict": risk[name]} | more, {"person": SEARCHED, "hits": []})
    rated = {"rating": rating, "review_required": review_required, "due_diligence": "standard", "reasons": []}
    yield "score_risk", risk_run, _of(event, rated, {"observations": {"identity": decision, "checks": risk}})


def screened(event: Row, kind: str, round_number: int, details: Row | None = None) -> tuple[str, str, Evidence]:
    """Step, run and evidence of a screening that was repeated."""
    details = details or {"hits": []}
    verdict = "pass" if details == {"hits": []} else "review"
    run = numbered(numbered(event["run"], round_number), event["attempt"])
    result = PASSED | {"verdict": verdict, "list_version": event["version"]}
    return f"screen_{kind}", run, _of(event, result, {"person": SEARCHED} | details)


def _of(event: Row, result: Row, details: Row) -> Evidence:
    about = {"attempt": event["attempt"], "content_sha256": event["content_sha256"]}
    return Evidence(result, details=details, **about)
