"""What staff do in a monitoring case beside its review: say that a match was reported, and lift the block."""

from collections.abc import Callable
from typing import Any

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verified import verified
from lambdas.shared.monitoring import decided, reporting, unblocking
from lambdas.shared.monitoring.unblocking import Opinion
from lambdas.shared.onboardings import ids
from lambdas.shared.onboardings.errors import UnknownApplication
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.onboardings.reports import begin
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.people import Person


class Alerts:
    """The monitoring cases of one deployed bank. ``function``: the ARN of ``unblock_account``."""

    def __init__(self, table: CaseTable, functions: Any, function: str, principal: Callable[[], str] = str) -> None:
        self._table, self._functions, self._function, self._principal = table, functions, function, principal

    def reported(self, case_id: str, reference: str, reviewer: str) -> Shown:
        """Say that the match was reported, as what: its ``reference``. What was said first stays, and is returned.

        Raises UnknownApplication, Conflict where the record was changed, and what ``reporting.made`` raises.
        """
        reporting.made(self._table, self._case(case_id), reference, Person(reviewer, self._principal()))
        kept = self._case(case_id).last(reporting.STEP)
        return {name: kept.details[name] for name in ("reference", "reported_by")} if kept else {}

    def unblock(
        self, case_id: str, *, reason: str, reviewer: str, evidence: str, note: str = "", senior: bool = False
    ) -> Shown:
        """Say that the account may be used again; once two people say so, core banking is asked to lift the block.

        ``reason``: one of the alert policy's ``unblockings``; ``evidence``: as in ``Onboardings.decide``. Returns
        ``by`` (who said so), ``decided``, and ``unblocked``: whether core banking has lifted the block already; the
        same again asks it again. Raises UnknownApplication, and what ``unblocking.give`` raises.
        """
        case = self._case(case_id)
        # By the record: the mark that says so is for whoever asks core banking, and may be anybody's.
        is_settled = unblocking.is_settled(case, unblocking.counted(case))
        if case.last(decided.UNBLOCKED) is None and not is_settled:
            opinion = Opinion(reviewer, reason, evidence, note, senior, self._principal())
            given = unblocking.give(self._table, case_id, opinion)
            case = self._case(case_id)
            if not unblocking.is_settled(case, given):
                return {"by": [one.reviewer for one in given], "decided": False, "unblocked": False}
        if not (is_lifted := case.last(decided.UNBLOCKED) is not None):
            begin(self._functions, self._function, {"application_id": case.id})
        by = [one.details["reviewer"] for one in case.linked if one.step == unblocking.STEP]
        return {"by": by, "decided": True, "unblocked": is_lifted}

    def _case(self, case_id: str) -> Case:
        try:
            return verified(self._table, ids.application_id(case_id))
        except ApplicationNotFound:
            raise UnknownApplication(f"no case has the id {case_id}. See them all: kyc list") from None
