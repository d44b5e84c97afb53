"""What a case looks like to staff: no task token, and no personal data once ``without_personal_data`` took it out."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from lambdas.shared.accounts.customers import Account
from lambdas.shared.cases import pictures
from lambdas.shared.cases.case import ALERT, Case
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.items import Meta, Request, Review, Upload
from lambdas.shared.cases.status import Status
from lambdas.shared.monitoring import decided, reporting
from lambdas.shared.onboardings.errors import UnknownHit
from lambdas.shared.onboardings.executions import ENDED_BADLY
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import ReviewState
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.watchlists.cleared import Hit

Shown = dict[str, Any]
"""JSON that staff read, or a program of the bank's: each function's docstring says what is in it."""
_KEYS = {"application_id", "item"}
_PERSONAL = {"details", "iban", "body", "note", "question", "name_matched"}
"""The names under which personal data is shown, or what somebody wrote in their own words."""


def summary(meta: Meta, *, ended_badly: bool = False) -> Shown:
    """One line of the list: id, status, rating, times where they are known; of a case that waits for reviewers, their
    queue; of a monitoring case, the customer.
    """
    return {
        "application_id": meta.application_id,
        "status": Status.FAILED if ended_badly and meta.status.is_open else meta.status,
        "risk_rating": meta.rating,
        "reasons": list(meta.reasons),
        "queue": queue(meta),
        "submitted_at": meta.submitted_at or None,
        "updated_at": meta.updated_at or None,
        "customer_id": meta.customer_id,
    }


def queue(meta: Meta) -> str | None:
    """The queue in which the case waits for reviewers now."""
    return meta.queue if meta.status is Status.AWAITING_REVIEW else None


def complete(case: Case, account: Account | None, execution_status: str, blocks: Sequence[str] = ()) -> Shown:
    """Everything about an application: its summary, outcome, steps in order, account, messages and failures.

    ``blocks``: the monitoring cases that block the account.
    """
    meta = case.meta
    return {
        **summary(meta, ended_badly=execution_status in ENDED_BADLY),
        "outcome": meta.outcome,
        "attempts": meta.attempts,
        "seconds": seconds(meta.submitted_at, meta.updated_at),
        "steps": [step(one) for one in sorted(case.evidence, key=lambda one: one.at)],
        "submitted_by": ", ".join(dict.fromkeys(one.name for one in case.submitters)) or None,
        "evidence": rules.evidence(case),
        "review": review(rules.of(case, case.reviews[-1])) if case.reviews else None,
        "pictures": [picture(one) for one in sorted(case.uploads, key=lambda one: one.at)],
        "requests": [_wait(one) for one in case.requests],
        "messages": [_without_keys(row) for row in case.messages],
        "failures": [_without_keys(row) for row in case.failures],
        "account": _account(account),
        "blocks": list(blocks),
        "alert": alert(case) if case.alert else None,
        "execution_arn": meta.execution_arn,
        "execution_status": execution_status,
    }


def without_personal_data(shown: Any) -> Any:
    """What ``complete``, ``review`` or a clearing shows, for whoever did not ask for personal data."""
    if isinstance(shown, dict):
        return {name: without_personal_data(part) for name, part in shown.items() if name not in _PERSONAL}
    return [without_personal_data(part) for part in shown] if isinstance(shown, list) else shown


def submitted(case: Case) -> Shown:
    """The ``application`` as it was given last, and ``submissions``: each with ``attempt``, ``at``, ``by`` (None where
    pictures alone came anew) and ``changed``, rows of ``field``, ``before`` and ``now``. Personal data.

    Of a monitoring case, None and none.
    """
    found = case.submissions
    parts = [_flat(one.application) for one in found]
    return {
        "application": found[-1].application if found else None,
        "submissions": [
            {
                "attempt": number,
                "at": one.at,
                "by": one.by.name if one.by else None,
                "changed": [
                    {"field": name, "before": before.get(name), "now": now.get(name)}
                    for name in sorted(before.keys() | now.keys())
                    if before.get(name) != now.get(name)
                ],
            }
            for number, (one, before, now) in enumerate(zip(found, [*parts[:1], *parts], parts, strict=False), 1)
        ],
    }


def _flat(part: Any, name: str = "") -> Shown:
    """The values of an application by their places, such as ``applicant.address.lines.0``."""
    if not isinstance(part, dict | list):
        return {name: part}
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    return {
        place: value for key, one in inner for place, value in _flat(one, f"{name}.{key}" if name else str(key)).items()
    }


def claimed_by_others(case: Case) -> dict[str, list[str]]:
    """The other applications that the duplicate check met, by id, with what they share: ``document``, ``person``."""
    met = case.last("find_duplicate_customer")
    found: dict[str, list[str]] = {}
    for kind, others in met.details["claimed_by"].items() if met else ():
        for one in others:
            found.setdefault(one, []).append(kind)
    return found


def review(state: ReviewState) -> Shown:
    """The review with its decisions, the hash of the evidence as it is, and whether two people decide."""
    decisions = [_decision(one) | {"counts": one in state.counted} for one in state.decisions]
    return _wait(state.review) | {
        "evidence": state.evidence,
        "two_people": state.needs_two,
        "decisions": decisions,
    }


def alert(case: Case) -> Shown:
    """What a monitoring case is about: the customer, and the list entries; and until when a match is to be reported."""
    found = case.alert or KeptEvidence.of({})
    hits = [{name: one[name] for name in ("entry_id", "list_name", "score")} for one in found.details["hits"]]
    confirmed, reported = case.last(decided.CONFIRMED), case.last(reporting.STEP)
    return {
        "customer_id": found.details["customer_id"],
        "kind": found.result["kind"],
        "hits": hits,
        "report_due_on": confirmed.result.get("report_due_on") if confirmed else None,
        "reported_at": reported.at if reported else None,
    }


def applicant(case: Case) -> Shown:
    """What the applicant is asked for, to show as it is; empty where that is nothing.

    Nothing of why, of who asks, or of how often is in it, so that it cannot tip off.
    """
    request = case.open_request
    return {
        "application_id": case.id,
        "pictures": pictures.asked(case, request.number) if request else [],
        "parts": list(request.parts) if request else [],
        "question": (request.question or None) if request else None,
        "due_at": request.due_at if request else None,
    }


def step(kept: KeptEvidence) -> Shown:
    """One step: its verdict, the findings behind it, time taken, and what made it."""
    result = kept.result
    return {
        "step": kept.step,
        "verdict": result.get("verdict") or result.get("decision") or result.get("rating") or "done",
        "reasons": kept.findings or [{"code": code} for code in result.get("reasons", [])],
        "result": result,
        "started_at": kept.started_at,
        "at": kept.at,
        "seconds": seconds(kept.started_at, kept.at),
        "run": kept.run,
        "versions": kept.versions,
        "details": kept.details,
    }


def hit(case: Case, entry_id: str) -> tuple[Hit, Shown]:
    """The newest hit on this entry in the case's record: as a clearing is bound to it, and whole. Raises UnknownHit."""
    found: dict[str, tuple[str, Shown]] = {}
    for details in (one.details for one in case.linked if one.step.startswith((ALERT, "screen_"))):
        found |= {one["entry_id"]: (details["person"], one) for one in details["hits"]}
    if entry_id not in found:
        raise UnknownHit(f"the screening found no entry {entry_id}; it found: {', '.join(found) or 'nobody'}")
    searched, newest = found[entry_id]
    return Hit.of(searched, newest), newest


def picture(upload: Upload) -> Shown:
    """An upload: which picture of which attempt, what it is, and why it cannot be used where it cannot."""
    kept = ("picture", "attempt", "at", "media_type", "bytes", "width", "height", "sha256", "key", "version")
    return {key: getattr(upload, key) for key in kept} | {"reasons": list(upload.reasons)}


def seconds(start: str, end: str) -> float:
    """Between two timestamps, to the millisecond."""
    return round((moment(end) - moment(start)).total_seconds(), 3)


def _wait(wait: Request | Review) -> Shown:
    """A request for information or a review, as far as it says something, without its task token."""
    found = {name: value for name, value in asdict(wait).items() if value is not None and name not in _OF_THE_WORKFLOW}
    lists = {name: list(value) for name, value in found.items() if isinstance(value, tuple)}
    return {"attempt": wait.number, **found, **lists}


_OF_THE_WORKFLOW = ("task_token", "number", "before")


def _decision(decision: rules.Decision) -> Shown:
    found = asdict(decision)
    shown = {"decision": found.pop("choice"), **found, "parts": list(decision.parts)}
    return shown | {"tipping_off": decision.tipping_off}


def _without_keys(row: Row) -> Shown:
    return {key: value for key, value in row.items() if key not in _KEYS}


def _account(account: Account | None) -> Shown | None:
    shown = ("account_id", "iban", "product", "status", "opened_at")
    return {key: getattr(account, key) for key in shown} if account else None
