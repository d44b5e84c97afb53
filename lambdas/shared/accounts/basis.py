"""On what the opening of an account rests, made of the case as it is: of what the record has, and of nothing else.

The settled decision (``gate.py``) keeps it; whoever opens makes it anew and wants it to be the same.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from lambdas.shared.accounts.standing import Asked, Problem, about, linked, of_case
from lambdas.shared.cases import pictures
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.cases.record import Entry
from lambdas.shared.cases.verdicts import IDENTITY_CHECKS, RISK_CHECKS, Diligence, IdentityDecision, Rating, Verdict
from lambdas.shared.cases.vouched import is_submission
from lambdas.shared.reviews import clearers, rules
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.json_text import compact
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists.entries import KINDS

_IDENTITY, _RISK = "decide_identity", "score_risk"
_SCREENINGS = {f"screen_{kind}" for kind in KINDS}
_KNOWN_STEPS = {_IDENTITY, _RISK, *IDENTITY_CHECKS.values(), *RISK_CHECKS.values()}
Lists = Mapping[str, str | None]
"""The version in force of each kind of list; None where none is."""


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
        if self._is_check_missing:
            yield Problem.CHECK_MISSING
        if self._is_overtaken:
            yield Problem.OVERTAKEN
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

    @property
    def cleared(self) -> list[tuple[str, Mapping[str, Any]]]:
        """The hits that the screenings counted as somebody else, each with who was searched for."""
        found = ((one.details, hit) for one in self._screenings.values() for hit in one.details["hits"])
        return [(str(details["person"]), hit) for details, hit in found if hit["remembered"]]

    def rounds(self) -> int:
        """The last round in which this execution has screened this attempt again, for any kind of list; 0 for none."""
        runs = (one.run.split("#") for kind in KINDS for one in about(self.case, self.asked, f"screen_{kind}"))
        # Of an execution, a round and an attempt; the first screening, which is of no round, lacks the middle one.
        of_this = (run for run in runs if len(run) == 3 and run[0] == self.asked.execution)  # noqa: PLR2004
        return max((int(run[1]) for run in of_this), default=0)

    @cached_property
    def identity(self) -> KeptEvidence | None:
        return self._decider(_IDENTITY, self.identity_run)

    @cached_property
    def risk(self) -> KeptEvidence | None:
        return self._decider(_RISK, self.risk_run)

    @property
    def identity_checks(self) -> dict[str, dict[str, str]]:
        """Each check's verdict, and the hash of its entry, by its name."""
        return self._checked(self.identity, self.identity.details["checks"] if self.identity else {}, IDENTITY_CHECKS)

    @property
    def risk_checks(self) -> dict[str, dict[str, str]]:
        if self.risk is None:
            return {}
        verdicts, reasons = self.risk.details["observations"]["checks"], self.risk.result["reasons"]
        checks = {name: {"verdict": verdict, "reasons": reasons} for name, verdict in verdicts.items()}
        return self._checked(self.risk, checks, RISK_CHECKS)

    @property
    def pictures(self) -> dict[str, dict[str, str]]:
        """The key and version of each picture that counts for the attempt now."""
        return pictures.versions(self.case, self.asked.attempt)

    @property
    def is_accepted_by_rules(self) -> bool:
        """Whether no rule asks for a person, and none has decided otherwise on this attempt."""
        asks = self.risk is None or self.risk.result["review_required"] is not False
        refused = any(one.result["decision"] != Choice.APPROVED for one in self._decisions)
        return not (asks or refused) and self._identity == IdentityDecision.VERIFIED

    @cached_property
    def approvals(self) -> list[KeptEvidence]:
        """The reviewers' decisions that approve the case as these checks left it; empty where they do not.

        Theirs who have cleared a hit of the case do not count, though they did so after they had approved it.
        """
        given = self._decisions
        if not given or self.risk is None or given[-1].number < self.risk.number:
            return []
        state = rules.current(self.case.until(given[-1].number), anew=True)
        if state is None:
            return []
        state = replace(state, clearers=[*state.clearers, *clearers.of_its_own(self.case)])
        if rules.outcome(state) is not Choice.APPROVED:
            return []
        approving = [one for one in given if one.result["decision"] == Choice.APPROVED]
        return [one for one in approving if rules.Decision.of(one) in state.counted]

    @property
    def said(self) -> list[Entry]:
        """What people said that it rests on: every submission, and the approvals."""
        approved = {one.hash for one in self.approvals}
        return [one for one in self.case.entries if is_submission(one["item"]) or one["hash"] in approved]

    @cached_property
    def _decisions(self) -> list[KeptEvidence]:
        """What reviewers decided in this attempt, whether or not it counts."""
        review_id = rules.review_id(self.case.id, self.asked.attempt)
        return [one for one in linked(self.case, rules.STEP) if one.run.startswith(f"{review_id}#")]

    @property
    def _is_overtaken(self) -> bool:
        """Whether the attempt was checked again since, as a redriven execution does, or its risk was rated before."""
        if self.identity is None or self.risk is None:
            return False
        identity_steps, risk_steps = {_IDENTITY, *IDENTITY_CHECKS.values()}, {_RISK, *RISK_CHECKS.values()}
        return (
            self._is_later_than(self.identity, identity_steps)
            or self._is_later_than(self.risk, risk_steps - _SCREENINGS)  # which are repeated before the account
            or self.risk.number < self.identity.number
        )

    def _is_later_than(self, decider: KeptEvidence, steps: Iterable[str]) -> bool:
        """Whether another run of these steps was begun after this one had decided, or has decided after it."""
        begun: dict[str, int] = {}
        for one in about(self.case, self.asked, *steps):
            begun.setdefault(one.run, one.number)
        last = about(self.case, self.asked, decider.step)[-1]
        return last != decider or any(number > decider.number for number in begun.values())

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
        return [one for one in linked(self.case) if decider and one.run == decider.run]

    @property
    def _is_check_missing(self) -> bool:
        """Whether a check was not made, left no entry of its verdict, or one that its decider was not told of."""
        both = ((self.identity, self.identity_checks, IDENTITY_CHECKS), (self.risk, self.risk_checks, RISK_CHECKS))
        return any(not _are_there(made, steps) or self._was_untold(by, made, steps) for by, made, steps in both)

    def _was_untold(
        self, decider: KeptEvidence | None, checks: Mapping[str, Mapping[str, str]], steps: Mapping[str, str]
    ) -> bool:
        """Whether a check kept an answer, and its decider took it for one that has none."""
        kept = {one.step for one in self._of_run(decider) if one.result.get("verdict") != Verdict.UNAVAILABLE}
        return any(one["verdict"] == Verdict.UNAVAILABLE and steps.get(name) in kept for name, one in checks.items())

    def _checked(
        self, decider: KeptEvidence | None, checks: Mapping[str, Mapping[str, Any]], steps: Mapping[str, str]
    ) -> dict[str, dict[str, str]]:
        """Each check with the hash of its entry: of its own step or, where the bank replaced or added it, of another.

        A check of which there is no entry with that verdict, or one with reasons that the decider was not told, has no
        hash.
        """
        found = {one.step: one for one in self._of_run(decider) if one.content_sha256 == self.asked.content_sha256}
        others = [one for step, one in found.items() if step not in _KNOWN_STEPS]
        hashes = {}
        for name, said in checks.items():
            own = found.get(steps.get(name, ""))
            fitting = (one for one in ([own] if own else others) if _says(one, said))
            hashes[name] = {"verdict": said["verdict"], "evidence": _hash(next(fitting, None))}
        return hashes


def _are_there(checks: Mapping[str, Mapping[str, str]], known: Iterable[str]) -> bool:
    """Whether each known check was made, and each that has a verdict left an entry of it."""
    return {*known} <= {*checks} and all(
        one["evidence"] or one["verdict"] == Verdict.UNAVAILABLE for one in checks.values()
    )


def _says(check: KeptEvidence, said: Mapping[str, Any]) -> bool:
    """Whether a check found what the decider was told of it."""
    same = check.result.get("verdict") == said["verdict"]
    return same and {*check.result.get("reasons", [])} <= {*said["reasons"]}


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
