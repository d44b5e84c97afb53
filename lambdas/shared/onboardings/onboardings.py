"""What people do with the onboardings of a bank: submit applications, follow them, decide them.

The API and the back office's own client do it by this very code.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from lambdas.shared.accounts.customers import CustomerTable, customer_id
from lambdas.shared.cases import pictures, waiting
from lambdas.shared.cases.application import Application, fingerprint
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.items import Meta, RequestStatus
from lambdas.shared.cases.requests import unanswered
from lambdas.shared.cases.status import FINAL, Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verified import verified
from lambdas.shared.onboardings import executions, explain, ids, presentation, review_claims, upload_addresses
from lambdas.shared.onboardings.documents import Documents
from lambdas.shared.onboardings.errors import (
    DifferentApplication,
    InvalidApplication,
    NoSessionPicture,
    NotAnswered,
    NotWaiting,
    UnknownApplication,
)
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.reviews import clearing, decisions
from lambdas.shared.reviews.clearing import Opinion
from lambdas.shared.reviews.rules import Decision
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.people import Person

STATUSES = tuple(Status)
_PAGE = 100
_Found = TypeVar("_Found")


class Onboardings:
    """The onboardings of one bank, as one caller uses them. Every method is safe to repeat.

    ``outputs``: ``Stage`` and the ARNs of the state machines, by the names of the stack's outputs; ``principal``: gives
    what the caller is known as beside the name.
    """

    def __init__(
        self,
        states: Any,
        outputs: Mapping[str, str],
        table: CaseTable,
        customers: CustomerTable,
        documents: Documents,
        principal: Callable[[], str] = str,
    ) -> None:
        self._states, self._stage, self._outputs = states, outputs["Stage"], outputs
        self._table, self._customers, self._documents = table, customers, documents
        self._principal = principal

    def submit(self, application: Mapping[str, Any], submitted_by: str) -> str:
        """Store the application and start its onboarding; returns its id.

        ``submitted_by``: the person, who then has no say in a review of it, nor in clearing a hit. The same
        application again by the same caller is the same onboarding. Raises InvalidApplication, DifferentApplication,
        InvalidName.
        """
        checked, by = self._validated(application), self._person(submitted_by)
        application_id = execution = checked["application_id"]
        if not self._table.submit(checked, by):
            stored, first = self._meta(application_id), self._table.submission(application_id, 1)
            is_the_callers = first.by is not None and first.by.principal == by.principal
            if not is_the_callers or fingerprint(first.application) != fingerprint(checked):
                raise DifferentApplication(
                    f"{application_id} was submitted before, with other content or by somebody else. "
                    f"Give a new application a new application_id; new documents go in with: kyc resubmit FILE"
                )
            if stored.execution_arn:
                return application_id
            execution = stored.execution
        machine = self._outputs["OnboardingStateMachineArn"]
        waiting.start(self._states, self._table, machine, application_id, execution)
        return application_id

    def resubmit(self, application: Mapping[str, Any], submitted_by: str) -> str:
        """Give a corrected application to an onboarding that waits for documents; returns its id.

        ``submitted_by``: as in ``submit``. Raises InvalidApplication, NotAnswered, UnknownApplication, NotWaiting,
        InvalidName.
        """
        by = self._person(submitted_by)
        checked = self._validated(application)
        case = self._case(checked["application_id"])
        meta, changed = case.meta, case.meta.content_sha256 != fingerprint(checked)
        if changed and meta.status is not Status.AWAITING_DOCUMENTS:
            raise NotWaiting(f"{case.id} does not wait for documents: it is {meta.status}")
        request = case.request(meta.awaits or 0)
        if missing := unanswered(request, checked):
            raise NotAnswered([f"{part}: was asked for" for part in missing])
        if not changed and request and request.status is RequestStatus.ASKED:
            if missing := pictures.missing(case, checked, request.number):
                raise NotAnswered([f"{picture}: was asked for and has not arrived" for picture in missing])
            begun = waiting.resume_if_complete(self._states, self._table, case.id, request.number)
        else:
            begun = not changed or bool(request and self._table.begin_attempt(case, request, checked, by))
        if begun and (not request or waiting.deliver(self._states, self._table, case.id, request, {"received": True})):
            return case.id
        raise NotWaiting(
            f"{case.id} no longer waits for this answer, or a reminder goes out just now. "
            f"Look again (kyc show {case.id}), then repeat the command"
        )

    def upload_addresses(self, application_id: str, files: Mapping[str, tuple[str, int]]) -> dict[str, Shown]:
        """Where the bank's app sends the pictures: for each, ``method``, ``url`` and ``headers``, valid for 15 minutes.

        ``files``: media type and size in bytes of ``document_front``, ``document_back`` and ``selfie``, as far as they
        are to be sent; both are in the signature. The onboarding continues by itself once all it waits for is there.
        Raises UnknownApplication, UnusableFile, and NotWaiting where one of them is not asked for now.
        """
        attempt = upload_addresses.attempt(self._case(application_id), list(files))
        return self._documents.addresses(application_id, attempt, files)

    def liveness_session(self, application_id: str) -> str:
        """The id of a new Face Liveness session for the selfie that is needed next: one video within three minutes.

        The bank's app streams the session with Amplify's FaceLivenessDetector; the selfie then arrives by itself.
        Raises UnknownApplication, NotWaiting, RequestRefused.
        """
        attempt = upload_addresses.attempt(self._case(application_id), ["selfie"])
        for _ in contended(f"the sessions of {application_id}"):
            number = len(self._table.liveness_sessions(application_id, attempt)) + 1
            upload_addresses.limit(application_id, number)
            if self._table.begin_liveness_session(application_id, attempt, number):
                break
        session = self._documents.liveness_session(application_id, attempt, number)
        self._table.add_liveness_session(application_id, attempt, number, session)
        return session

    def take_session_picture(self, application_id: str, session_id: str) -> None:
        """Take the picture of a finished session as the selfie, where Face Liveness is in another region than the bank;
        within three minutes.

        Raises UnknownApplication, NotWaiting, and NoSessionPicture, also where the session was opened for another one.
        """
        attempt = upload_addresses.attempt(self._case(application_id), ["selfie"])
        if session_id not in self._table.liveness_sessions(application_id, attempt):
            raise NoSessionPicture(f"the session was not opened for {application_id}: kyc liveness {application_id}")
        self._documents.take_session_picture(application_id, attempt, session_id)

    def decide(  # noqa: PLR0913 - what a decision consists of, each by name
        self,
        application_id: str,
        decision: str,
        *,
        reason: str,
        reviewer: str,
        evidence: str,
        note: str = "",
        senior: bool = False,
        parts: Sequence[str] = (),
    ) -> Shown:
        """Decide the case under review: ``approved``, ``declined``, or ``request_information`` on ``parts``.

        ``reason``: a code of the review policy; ``evidence``: the first digits, eight at least, of the hash that
        ``show`` gives with the review; ``senior``: the reviewer is. Returns the review, ``pending`` where another
        person has to decide too. Raises UnknownApplication, NotWaiting, and what ``decisions.give`` raises.
        """
        case = self._case(application_id)
        execution = executions.status(self._states, case.meta)
        if case.meta.status is Status.AWAITING_REVIEW and execution != "RUNNING":
            raise NotWaiting(f"{application_id} waits for nothing any more: its execution is {execution}")
        chosen = decisions.choice(decision)
        made = Decision(reviewer, chosen, reason, evidence, note, senior, tuple(parts), self._principal())
        return presentation.review(decisions.give(self._states, self._table, case, made))

    def clear_hit(
        self,
        application_id: str,
        entry_id: str,
        *,
        reason: str,
        reviewer: str,
        evidence: str,
        note: str = "",
        senior: bool = False,
    ) -> Shown:
        """Say that the list entry, which the screening found, is somebody else: it counts once two people say so.

        ``reason``: one of the policy's ``clearings``; ``evidence``: as in ``decide``; ``senior``: one of the two is.
        It then holds for this person and entry until either changes, in other applications too; the case's own review
        is decided with ``decide``. Returns ``entry_id``, ``list_name``, ``name_matched``, ``by`` (who said so) and
        ``cleared``. Raises UnknownApplication, UnknownHit, and what ``clearing.give`` raises.
        """
        case = verified(self._table, application_id, self._case(application_id))
        hit, found = presentation.hit(case, entry_id)
        opinion = Opinion(hit, reviewer, reason, evidence, note, senior, self._principal())
        given = clearing.give(self._table, self._customers, case, opinion)
        is_cleared = clearing.settled(self._case(application_id), hit) is not None
        known = {"entry_id": entry_id, "list_name": hit.list_name, "name_matched": found["name_matched"]}
        return known | {"by": [one.reviewer for one in given], "cleared": is_cleared}

    def documents_asked(self, application_id: str) -> Shown:
        """What the bank's app shows the applicant, as ``presentation.applicant`` has it. Raises UnknownApplication."""
        return presentation.applicant(self._case(application_id))

    def explanation(self, application_id: str) -> Shown:
        """What the customer may know of the decision, as ``explain.customer`` has it. Raises UnknownApplication."""
        return explain.customer(self._case(application_id))

    def show(self, application_id: str) -> Shown:
        """Everything about one case that staff may see, with the blocks of the account. Raises UnknownApplication."""
        # The execution first: the items that it wrote before it ended are there then.
        execution = executions.status(self._states, self._meta(application_id))
        case = self._case(application_id)
        customer, customers = case.meta.customer_id or customer_id(application_id), self._customers
        return presentation.complete(case, customers.account(customer), execution, customers.blocks(customer))

    def list(self, status: str | None = None) -> list[Shown]:
        """Every application, or those with this status, the latest first."""
        # Which applications failed without being able to say so is known only after looking.
        looked_for = STATUSES if status in (None, Status.FAILED) else (Status(status),)
        metas = [meta for one in looked_for for meta in self._table.with_status(one)]
        failed = executions.failed(self._states, self._outputs, metas)
        found = [presentation.summary(meta, ended_badly=meta.execution in failed) for meta in metas]
        shown = [row for row in found if status in (None, row["status"])]
        return sorted(shown, key=lambda row: str(row["submitted_at"]), reverse=True)

    def waiting(self, queue: str | None = None) -> Sequence[Shown]:
        """The cases that wait for a decision, in this queue where one is named, as ``review_claims.shown`` has them.

        The latest first. Raises RequestRefused where there is no such queue.
        """
        if queue is not None:
            review_claims.check_queue(queue)
        cases, following = review_claims.page(self._table, _PAGE, queue=queue)
        while following:
            more, following = review_claims.page(self._table, _PAGE, following, queue=queue)
            cases += more
        return review_claims.shown(cases, self._principal())

    def rated(self) -> Iterator[Shown]:
        """The last rating of each decided application: ``application_id``, ``outcome``, ``result`` and ``details``."""
        for meta in (meta for status in FINAL for meta in self._table.with_status(status)):
            if last := self._table.latest(meta.application_id, "score_risk"):
                yield {
                    "application_id": meta.application_id,
                    "outcome": meta.status,
                    "result": last.result,
                    "details": last.details,
                }

    def _validated(self, application: Mapping[str, Any]) -> Application:
        """The application, which keeps its schema. Raises InvalidApplication."""
        checked = validated(application)
        if self._stage == "production" and "sandbox" in checked:
            raise InvalidApplication(["sandbox: test values count in the sandbox only, and this is production"])
        return checked

    def _meta(self, application_id: str) -> Meta:
        return self._looked_up(self._table.meta, ids.application_id(application_id))

    def _case(self, application_id: str) -> Case:
        return self._looked_up(self._table.case, ids.application_id(application_id))

    def _looked_up(self, look: Callable[[str], _Found], application_id: str) -> _Found:
        try:
            return look(application_id)
        except ApplicationNotFound:
            raise UnknownApplication(f"no application has the id {application_id}. See them all: kyc list") from None

    def _person(self, name: str) -> Person:
        """Raises InvalidName."""
        return Person(name, self._principal()).checked()


def validated(application: Any) -> Application:
    """The application, which keeps its schema. Raises InvalidApplication."""
    if problems := schemas.problems(application, schemas.validator("application")):
        raise InvalidApplication(problems)
    return cast("Application", application)
