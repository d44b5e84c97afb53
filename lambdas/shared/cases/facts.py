"""What META says of a case, compared with the decision record: who edits META alone is found out."""

from collections.abc import Iterator
from typing import Any

from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.case import FAILURE, Case
from lambdas.shared.cases.items import APPLICATION, Meta, Submission, submitter_of
from lambdas.shared.cases.status import Status
from lambdas.shared.runtime.json_text import parse

OUTCOME = "record_outcome"
"""The step whose entry is the decision."""
_NOT_DECIDED = "not decided"


def problems(case: Case) -> Iterator[str]:
    """What META says that does not follow from the record, each as a sentence."""
    try:
        yield from _problems(case)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield f"META and the record cannot be compared: {type(error).__name__}"


def _problems(case: Case) -> Iterator[str]:
    said, decided = _said(case.meta), [one.details for one in case.evidence_of(OUTCOME) if one.number]
    for name, value in (_submitted(case) | _decided(decided)).items():
        if said[name] != value:
            yield f"META says {name} {said[name]}, and the record {value}"
    if len(decided) > 1:
        yield f"the record has {len(decided)} decisions, and a case has one"
    if case.meta.status is Status.FAILED and not any(entry["item"].startswith(FAILURE) for entry in case.entries):
        yield "META says status failed, and the record has no failure"


def _said(meta: Meta) -> dict[str, object]:
    status = meta.status if meta.status.is_final else _NOT_DECIDED
    return {name: getattr(meta, name) for name in Meta.__slots__} | {"status": status, "reasons": [*meta.reasons]}


def _submitted(case: Case) -> dict[str, object]:
    if case.alert:
        return {"attempts": 1, "customer_id": case.alert.details["customer_id"]}
    submissions = [entry for entry in case.entries if entry["item"].startswith(f"{APPLICATION}#")]
    applications = [Submission.of(entry).application for entry in submissions]
    found: dict[str, object] = {"attempts": len(applications)}
    if not applications:
        return found
    first = applications[0]
    return found | {
        "content_sha256": fingerprint(applications[-1]),
        "product": first["product"],
        "channel": first["channel"],
        **_submitter(case, Submission.of(submissions[0])),
    }


def _submitter(case: Case, first: Submission) -> dict[str, object]:
    """Nothing where META names none: an earlier version wrote it."""
    return {"submitter": submitter_of(first.by)} if case.meta.submitter and first.by else {}


def _decided(decided: list[dict[str, Any]]) -> dict[str, object]:
    if not decided:
        return {"status": _NOT_DECIDED, "outcome": None}
    last = decided[-1]
    return {
        "status": last["outcome"],
        "outcome": last["outcome"],
        "rating": last["rating"],
        "reasons": parse(last["reasons"]),
    }
