"""On what the opening of an account rests, made of the case as it is: of what the record has, and of nothing else.

The settled decision (``gate.py``) keeps it; whoever opens makes it anew and wants it to be the same.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from lambdas.shared.cases import pictures
from lambdas.shared.cases.application import fingerprint
from lambdas.shared.cases.case import APPLICATION, Case
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.verdicts import Diligence, IdentityDecision, Rating, Verdict
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.json_text import compact
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.in_force import KINDS

_IDENTITY, _RISK = "decide_identity", "score_risk"
_IDENTITY_CHECKS = {
    "document": "check_document",
    "face": "compare_faces",
    "address": "check_address",
    "duplicate": "find_duplicate_customer",
}
_RISK_CHECKS = {
    "sanctions": "screen_sanctions",
    "pep": "screen_pep",
    "adverse_media": "search_adverse_media",
    "customer": "assess_customer",
}
_KNOWN_STEPS = {_IDENTITY, _RISK, *_IDENTITY_CHECKS.values(), *_RISK_CHECKS.values()}
Lists = Mapping[str, str | None]
"""The version in force of each kind of list; None where none is."""


class Problem(StrEnum):
    """Why an account may not be opened."""

    RECORD_CHANGED = "RECORD_CHANGED"
    NOT_RUNNING = "NOT_RUNNING"
    ANOTHER_ATTEMPT = "ANOTHER_ATTEMPT"
    ANOTHER_CONTENT = "ANOTHER_CONTENT"
    ANOTHER_EXECUTION = "ANOTHER_EXECUTION"
    IDENTITY_NOT_VERIFIED = "IDENTITY_NOT_VERIFIED"
    RISK_NOT_ACCEPTED = "RISK_NOT_ACCEPTED"
    CHECK_MISSING = "CHECK_MISSING"
    PICTURES_REPLACED = "PICTURES_REPLACED"
    NOT_APPROVED = "NOT_APPROVED"
    NOT_SETTLED = "NOT_SETTLED"
    SETTLED_OTHERWISE = "SETTLED_OTHERWISE"
    SCREENING_OUTDATED = "SCREENING_OUTDATED"


@dataclass(frozen=True, slots=True)
class Asked:
    """For what an account is to be opened: an attempt with its content, as this execution of the onboarding has it."""

    attempt: int
    content_sha256: str
    execution: str

    @classmethod
    def of(cls, event: Event) -> Self:
        return cls(
            event["attempt"], event["content_sha256"], event["settled_in"] if "settled_in" in event else event["run"]
        )


@dataclass(frozen=True)
class Basis:
    """What the opening of an account rests on, by the runs of the checks that led to it."""

    case: Case
    asked: Asked
    identity_run: str
    risk_run: str

    def problems(self) -> Iterator[Problem]:
        """What speaks against the account, the age of the screening apart."""
        yield from of_case(self.case, self.asked)
        if not self.identity or self._identity not in (IdentityDecision.VERIFIED, IdentityDecision.REVIEW):
            yield Problem.IDENTITY_NOT_VERIFIED
        if not self.risk or not self._is_risk_acceptable:
            yield Problem.RISK_NOT_ACCEPTED
        if not (_are_there(self.identity_checks, _IDENTITY_CHECKS) and _are_there(self.risk_checks, _RISK_CHECKS)):
            yield Problem.CHECK_MISSING
        if any(one.details.get("scans", self.pictures) != self.pictures for one in self._of_run(self.identity)):
            yield Problem.PICTURES_REPLACED
        if not (self.is_accepted_by_rules or self.approvals):
            yield Problem.NOT_APPROVED

    def facts(self) -> dict[str, Any]:
        """What the settled decision keeps: JSON."""
        return {
            "attempt": self.asked.attempt,
            "content_sha256": self.asked.content_sha256,
            "execution": self.asked.execution,
            "identity_run": self.identity_run,
            "risk_run": self.risk_run,
            "identity": {"decision": self._identity, "evidence": _hash(self.identity), "checks": self.identity_checks},
            "risk": {"rating": self._rating, "evidence": _hash(self.risk), "checks": self.risk_checks},
            "pictures": self.pictures,
            "screening": {
                kind: {"evidence": _hash(one), "list_version": one.result["list_version"], "at": one.started_at}
                for kind, one in self._screenings.items()
            },
            "approvals": [one.hash for one in self.approvals],
        }

    def digest(self) -> str:
        """The first digits of the facts' SHA-256: a settled decision on other facts is another entry."""
        return hashlib.sha256(compact(self.facts()).encode()).hexdigest()[:12]

    def is_screened(self, lists: Lists, now: datetime) -> bool:
        """Whether both kinds of list were searched as they are in force, and not too long ago.

        What was found must be what the reviewers approved; where the rules alone accept, nothing was.
        """
        oldest = now - timedelta(hours=policy("process")["screening_valid_hours"])
        return all(
            (one := self._screenings.get(kind))
            and one.result["list_version"] == lists.get(kind)
            and moment(one.started_at) >= oldest
            and one.result["verdict"] in (Verdict.PASS, Verdict.REVIEW)
            and _alerts(one) <= self._seen(kind)
            for kind in KINDS
        )

    def rounds(self) -> int:
        """How often this execution has screened this attempt again."""
        prefix = f"{self.asked.execution}#"
        found = (about(self.case, self.asked, f"screen_{kind}") for kind in KINDS)
        return max(sum(one.run.startswith(prefix) for one in of_kind) for of_kind in found)

    @cached_property
    def identity(self) -> KeptEvidence | None:
        return self._decider(_IDENTITY, self.identity_run)

    @cached_property
    def risk(self) -> KeptEvidence | None:
        return self._decider(_RISK, self.risk_run)

    @property
    def identity_checks(self) -> dict[str, dict[str, str]]:
        """Each check's verdict, and the hash of its entry, by its name."""
        checks = self.identity.details["checks"] if self.identity else {}
        return self._checked(self.identity, {name: one["verdict"] for name, one in checks.items()}, _IDENTITY_CHECKS)

    @property
    def risk_checks(self) -> dict[str, dict[str, str]]:
        checks = self.risk.details["observations"]["checks"] if self.risk else {}
        return self._checked(self.risk, checks, _RISK_CHECKS)

    @property
    def pictures(self) -> dict[str, dict[str, str]]:
        """The key and version of each picture that counts for the attempt now."""
        return pictures.versions(self.case, self.asked.attempt)

    @property
    def is_accepted_by_rules(self) -> bool:
        """Whether no rule asks for a person."""
        asks = self.risk is None or self.risk.result["review_required"] is not False
        return not asks and self._identity == IdentityDecision.VERIFIED

    @cached_property
    def approvals(self) -> list[KeptEvidence]:
        """The reviewers' decisions that approve the case as these checks left it; empty where they do not."""
        review = self.case.review
        given = [] if review is None else _linked(self.case, rules.STEP)
        given = [one for one in given if review and one.run.startswith(f"{review.review_id}#")]
        if not given or self.risk is None or given[-1].number < self.risk.number:
            return []
        state = rules.current(self.case.until(given[-1].number), anew=True)
        if state is None or rules.outcome(state) is not Choice.APPROVED:
            return []
        approving = [one for one in given if one.result["decision"] == Choice.APPROVED]
        return [one for one in approving if one.details["evidence"] == state.evidence]

    @property
    def _identity(self) -> str | None:
        return str(self.identity.result["decision"]) if self.identity else None

    @property
    def _rating(self) -> str | None:
        return str(self.risk.result["rating"]) if self.risk else None

    @property
    def _is_risk_acceptable(self) -> bool:
        if self.risk is None or self.risk.details["observations"]["identity"] != self._identity:
            return False
        required = self.risk.result["due_diligence"] == Diligence.REQUIRED
        return not required and self._rating != Rating.PROHIBITED

    @cached_property
    def _screenings(self) -> dict[str, KeptEvidence]:
        """The newest screening of each kind that there is one of."""
        found = {kind: about(self.case, self.asked, f"screen_{kind}") for kind in KINDS}
        return {kind: of_kind[-1] for kind, of_kind in found.items() if of_kind}

    def _seen(self, kind: str) -> set[tuple[str, str]]:
        """What the screenings of this kind had found by the time of the last approval."""
        last = max((one.number for one in self.approvals), default=0)
        before = [one for one in about(self.case, self.asked, f"screen_{kind}") if one.number < last]
        return {alert for one in before for alert in _alerts(one)}

    def _decider(self, step: str, run: str) -> KeptEvidence | None:
        wanted = numbered(run, self.asked.attempt)
        return next((one for one in about(self.case, self.asked, step) if one.run == wanted), None)

    def _of_run(self, decider: KeptEvidence | None) -> list[KeptEvidence]:
        return [one for one in _linked(self.case) if decider and one.run == decider.run]

    def _checked(
        self, decider: KeptEvidence | None, verdicts: Mapping[str, str], steps: Mapping[str, str]
    ) -> dict[str, dict[str, str]]:
        """Each check with the hash of its entry: of its own step or, where the bank replaced or added it, of another.

        A check of which there is no such entry has no hash.
        """
        found = {one.step: one for one in self._of_run(decider) if one.content_sha256 == self.asked.content_sha256}
        others = [one for step, one in found.items() if step not in _KNOWN_STEPS]
        checks = {}
        for name, verdict in verdicts.items():
            own = found.get(steps.get(name, ""))
            fitting = (one for one in ([own] if own else others) if one.result.get("verdict") == verdict)
            checks[name] = {"verdict": verdict, "evidence": _hash(next(fitting, None))}
        return checks


def of_case(case: Case, asked: Asked) -> Iterator[Problem]:
    """What of the case itself speaks against it."""
    meta = case.meta
    if not case.is_whole:
        yield Problem.RECORD_CHANGED
    if meta.status is not Status.RUNNING:
        yield Problem.NOT_RUNNING
    if meta.attempts != asked.attempt:
        yield Problem.ANOTHER_ATTEMPT
    submission = case.items.get(numbered(APPLICATION, asked.attempt), {})
    is_known = "number" in submission and fingerprint(case.submission(asked.attempt).application)
    if not is_known == meta.content_sha256 == asked.content_sha256:
        yield Problem.ANOTHER_CONTENT
    if meta.execution != asked.execution:
        yield Problem.ANOTHER_EXECUTION


def _linked(case: Case, step: str | None = None) -> list[KeptEvidence]:
    """The evidence that is in the record, in its order: of what is not, nobody knows where it came from."""
    found = [one for one in case.evidence if one.number and step in (None, one.step)]
    return sorted(found, key=lambda one: one.number)


def about(case: Case, asked: Asked, step: str) -> list[KeptEvidence]:
    """What this step found in this attempt and content, the latest last."""
    wanted = (asked.attempt, asked.content_sha256)
    return [one for one in _linked(case, step) if (one.attempt, one.content_sha256) == wanted]


def _are_there(checks: Mapping[str, Mapping[str, str]], known: Iterable[str]) -> bool:
    """Whether each known check was made, and each that has a verdict left an entry of it."""
    return {*known} <= {*checks} and all(
        one["evidence"] or one["verdict"] == Verdict.UNAVAILABLE for one in checks.values()
    )


def _alerts(screening: KeptEvidence) -> set[tuple[str, str]]:
    """What a screening asks a person to look at: its findings, and each hit as its list has it; the hits that are too
    many to show, as one.
    """
    hits = [hit for hit in screening.details["hits"] if not hit["remembered"]]
    found = {("", one["code"]) for one in screening.findings}
    found |= {(str(hit["entry_id"]), str(hit["entry_content"])) for hit in hits}
    return found | {("", one["sha256"]) for one in [screening.details.get("other_hits")] if one}


def _hash(one: KeptEvidence | None) -> str:
    return one.hash if one else ""
