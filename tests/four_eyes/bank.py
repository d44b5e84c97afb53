"""A bank in memory that onboards by its real functions, and what is known to be true of it, kept beside them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.create_customer.handler import handler as create_customer
from lambdas.open_account.handler import handler as open_account
from lambdas.record_failure.handler import handler as record_failure
from lambdas.request_documents.handler import handler as request_documents
from lambdas.request_review.handler import handler as request_review
from lambdas.screen_watchlists.handler import handler as screen_watchlists
from lambdas.settle_review.handler import handler as settle_review
from lambdas.shared.accounts import saga
from lambdas.shared.accounts.customers import AccountStatus, account_id, customer_id
from lambdas.shared.cases import pictures
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Upload
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import KycError, OnboardingFailed, ScreeningOutdated
from lambdas.shared.watchlists import loaded
from lambdas.shared.watchlists.searches import Hit
from lambdas.validate_application.handler import handler as validate_application
from tests import decided
from tests.api import Api
from tests.applications import application, event
from tests.buckets import MemoryBucket
from tests.four_eyes.doubles import prepare
from tests.four_eyes.truth import Truth, execution, wrong
from tests.memory import entered

Row = dict[str, Any]


class Bank:
    """Cases of one applicant, the lists in force, and the steps of the workflow."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.api = Api(patch)
        self.table, self.states, self.bucket = self.api.table, self.api.states, MemoryBucket()
        self.cases: list[Truth] = []
        self.listed: dict[str, str] = {}
        self.ended: set[str] = set()
        self._versions, self._names = 0, 0
        self.opening: Callable[[Truth], None] = lambda _: None
        prepare(patch, self.api, self.bucket)
        patch.setattr(self.states, "describe_execution", self._described)
        patch.setattr(saga, "_going", self._going)
        patch.setattr(loaded, "current", self._current)
        self.publish({})

    def _described(self, *, executionArn: str) -> Row:  # noqa: N803
        return {"status": "FAILED" if executionArn.rpartition(":")[2] in self.ended else "RUNNING"}

    def _going(self, given: Row) -> Row:
        """As the saga has it, for the table in memory."""
        checked: Row = self.table.check(given["application_id"], saga.SAGA, among={"state": [*_GOING]})
        return dict(checked["ConditionCheck"])

    def _current(self, kind: str, _now: Any) -> Any:
        """The lists in force as a screening uses them: the applicant is like whoever is listed."""
        listed = self.listed if kind == "sanctions" else {}
        hits = [Hit(name, "OFAC SDN", "LISTED, One", 0.99, (), content) for name, content in listed.items()]
        return SimpleNamespace(
            version=self.version,
            index=SimpleNamespace(search=lambda *_: hits),
            shown=lambda hit: asdict(hit) | {"reasons": [], "list_version": self.version},
        )

    def publish(self, listed: Mapping[str, str]) -> None:
        """Put another version of the lists into force, with these entries."""
        self._versions += 1
        self.listed, self.version = dict(listed), f"lists-{self._versions}"
        decided.publish_lists(self.bucket, self.version)

    # The steps of the workflow, each as the state machine takes it ------------------------------------------------

    def new(self, base: str, who: str, made: Row) -> Truth:
        """A case that was submitted just now."""
        found = Truth(made["application_id"], base, made, {who}, run=made["application_id"])
        self.cases.append(found)
        return found

    def advance(self, case: Truth) -> None:
        """Let the workflow take its next step; what a step raises is a failure, which is recorded and redriven."""
        try:
            getattr(self, f"_{case.place}")(case)
        except ScreeningOutdated:
            case.place = "settle"
        except KycError:
            case.place = "failed"

    def _check(self, case: Truth) -> None:
        """Every check of the attempt, in its order; the screening is the real one."""
        about = {"application_id": case.id, "run": case.run}
        validate_application(about | {"definition": "test"}, None)
        kept = self.table.case(case.id)
        case.application, case.passes, case.epoch = dict(kept.application), case.passes + 1, case.epoch + 1
        case.attempt = kept.meta.attempts
        asked = self.asked(case)
        identity, _ = _split(decided.found(asked, scans=pictures.versions(kept, case.attempt)))
        self._keep(case, identity)
        verdict = self._screen(case, asked["risk_run"], 0)
        rating = "high" if verdict == "review" else case.base
        required, verdicts = rating != "low", {"sanctions": verdict}
        _, rest = _split(decided.found(asked, rating=rating, review_required=required, verdicts=verdicts))
        self._keep(case, rest, reasons=["POSSIBLE_SANCTIONS_MATCH"] if verdict == "review" else [])
        case.place = "ask_reviewers" if rating != "low" else "settle"

    def _keep(self, case: Truth, found: Iterable[tuple[str, str, Evidence]], reasons: Iterable[str] = ()) -> None:
        for step, run, evidence in found:
            result = evidence.result | ({"reasons": [*reasons]} if step == "score_risk" else {})
            details = {**evidence.details, **({"holder": None} if step == "check_document" else {})}
            self.table.keep(case.id, step, run, replace(evidence, result=result, details=details), timestamp())

    def _screen(self, case: Truth, run: str, number: int) -> str:
        """The verdict on sanctions."""
        asked = self.asked(case)
        about = {name: asked[name] for name in ("application_id", "attempt", "content_sha256", "identity_run")}
        found = screen_watchlists(about | {"run": run, "round": number}, None)
        self._see(case)
        return str(found["sanctions"]["verdict"])

    def _see(self, case: Truth) -> None:
        """What a person is shown from now on: the hits that no screening counts as cleared."""
        found = [one for one in self.table.case(case.id).evidence_of("screen_sanctions") if one.attempt == case.attempt]
        hits = (hit for one in found for hit in one.details["hits"] if not hit["remembered"])
        case.shown = {(hit["entry_id"], hit["entry_content"]) for hit in hits}

    def asked(self, case: Truth, run: str = "", number: int = 0) -> Row:
        """What the workflow passes to settle_decision; ``run``: another execution than the one that works on it."""
        number, run = number or case.passes, execution(case, run)
        return decided.asked(case.application, case.attempt, run=run, version=self.version, number=number)

    def _ask_reviewers(self, case: Truth) -> None:
        rated = self.table.latest(case.id, "score_risk")
        assert rated
        request_review(
            self._asking(case)
            | {
                "identity_reasons": [],
                "risk_reasons": rated.result["reasons"],
                "due_diligence": "standard",
                "rating": rated.result["rating"],
            },
            None,
        )
        case.place = "wait_for_reviewers"

    def _asking(self, case: Truth) -> Row:
        self._names += 1
        case.token = f"token-{self._names}"
        self.states.tokens.add(case.token)
        about = {name: self.asked(case)[name] for name in ("application_id", "run", "attempt", "content_sha256")}
        return about | {"stage": "request", "seconds": 3600, "task_token": case.token} | entered()

    def _wait_for_reviewers(self, case: Truth) -> None:
        """Once the token was answered, whoever answered it."""
        if case.token in self.states.tokens:
            return
        about = {name: self.asked(case)[name] for name in ("application_id", "run", "attempt", "content_sha256")}
        found = settle_review(about, None)["decision"]
        known = {"approved": "settle", "request_information": "ask_applicant", "declined": "end"}
        case.place = known.get(found, "ask_reviewers")

    def _ask_applicant(self, case: Truth) -> None:
        wanted = {"attempt": case.attempt + 1, "pictures": ["selfie"], "reasons": ["REVIEWER_ASKS"]}
        request_documents(self._asking(case) | {"request": wanted}, None)
        case.place = "wait_for_applicant"

    def _wait_for_applicant(self, case: Truth) -> None:
        if case.token not in self.states.tokens:
            case.place = "check"

    def _settle(self, case: Truth) -> None:
        for _ in range(2):
            found = decided.settle(self.asked(case))
            if found["decision"] == "settled":
                case.place = "open"
                return
            self._screen(case, case.run, found["round"])
        case.place = "check"

    def _open(self, case: Truth) -> None:
        self.open(case, case.run, case.attempt)

    def _failed(self, case: Truth) -> None:
        """The failure is recorded, and an operator redrives the execution."""
        self.fail(case)
        self.redrive(case)

    def fail(self, case: Truth) -> None:
        """The execution has ended, and that is recorded."""
        self._record_failure(case, len(self.table.case(case.id).failures))
        case.has_failed = True
        self.ended.add(case.run)

    def redrive(self, case: Truth) -> None:
        self._record_failure(case, len(self.table.case(case.id).failures))
        self.go_on(case, case.run)

    def _record_failure(self, case: Truth, redrive: int) -> None:
        about = {"application_id": case.id, "run": case.run, "error": "Failed", "cause": "", "redrive_count": redrive}
        with suppress(OnboardingFailed):
            record_failure(about, None)

    def go_on(self, case: Truth, run: str) -> None:
        """This execution works on the case, from its beginning."""
        self.ended.discard(run)
        self.states.tokens.discard(case.token)
        case.run, case.has_failed, case.place = run, False, "check"

    def _end(self, _case: Truth) -> None:
        """Declined: nothing more."""

    # What somebody does beside it --------------------------------------------------------------------------------

    def open(self, case: Truth, settled_in: str, attempt: int) -> None:
        """The steps of kyc-account that open, one at a call, as any execution of it takes them."""
        self._names += 1
        case.opened_by = settled_in, attempt
        event_of = {
            "application_id": case.id,
            "run": f"account-{self._names}",
            "attempt": attempt,
            "content_sha256": event(self.table.submission(case.id, attempt).application)["content_sha256"],
            "settled_in": settled_in,
            "round": 1,
        }
        if not case.is_customer:
            create_customer(event_of | {"definition": "test"}, None)
            case.is_customer = True
            self.opening(case)
            return
        saga.begin(event_of)
        self._reserve(case)
        open_account(event_of | {"customer_id": customer_id(case.id)}, None)
        case.is_open, case.place = True, "end"
        self.opening(case)

    def _reserve(self, case: Truth) -> None:
        row = {"application_id": case.id, "account_id": account_id(case.id, 1), "iban": "DE1", "opened_at": timestamp()}
        row |= {"product": "current_account", "status": AccountStatus.RESERVED}
        self.api.customers.insert(customer_id(case.id), "ACCOUNT", row)

    def send_picture(self, case: Truth, ahead: int, version: str) -> bool:
        """As the message of the uploads queue lets a picture count; whether it was taken."""
        number = case.attempt + ahead
        made = Upload(
            attempt=number, picture="selfie", key="k", version=version, media_type="image/png", sequencer=version
        )
        try:
            pictures.keep(self.table, case.id, made)
        except KycError:
            return False
        pictures.let_count(self.table, case.id, made)
        case.epoch += 1
        return True

    def wrong(self, case: Truth) -> str | None:
        """Why the account should not be open; None where it may."""
        return wrong(case, self.cases, self.listed, waits=case.has_failed or case.token in self.states.tokens)


_GOING = ("opening", "opened")


def _split(found: Iterator[tuple[str, str, Evidence]]) -> tuple[list[tuple[str, str, Evidence]], ...]:
    """The evidence up to the decision on identity, and what follows without the screenings."""
    kept = [one for one in found if not one[0].startswith("screen_") and one[0] != "validate_application"]
    at = [step for step, *_ in kept].index("decide_identity") + 1
    return kept[:at], kept[at:]


def applicant() -> Row:
    """An application: of another one only the id and the document are others."""
    made: Row = application(applicant={"family_name": "Abadi"})
    return made
