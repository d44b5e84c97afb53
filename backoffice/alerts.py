"""What staff do in a monitoring case beside its review: say that a match was reported, and lift the block."""

from collections.abc import Callable
from functools import cache
from typing import Any, Self

from infrastructure.target import Target
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verified import verified
from lambdas.shared.monitoring import decided, reporting, unblocking
from lambdas.shared.monitoring.unblocking import Opinion
from lambdas.shared.onboardings import ids
from lambdas.shared.onboardings.errors import UnknownApplication
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.onboardings.reports import report_of
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.people import Person

LONGEST = 60.0
"""Seconds that core banking is waited for."""


class Alerts:
    """The monitoring cases of one deployed bank."""

    def __init__(
        self,
        table: CaseTable,
        functions: Any,
        function: str,
        principal: Callable[[], str] = str,
        longest: float = LONGEST,
    ) -> None:
        self._table, self._functions, self._function = table, functions, function
        self._principal, self._longest = principal, longest

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> Self:
        """Those of the bank that ``deploy.py`` put there. Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs = where.outputs()
        table = CaseTable(where.client("dynamodb"), outputs["OnboardingTableName"], outputs["DecisionsTableName"])
        return cls(table, where.client("lambda"), outputs["UnblockAccountFunctionArn"], cache(where.principal))

    def reported(self, case_id: str, reference: str, reviewer: str) -> Shown:
        """Say that the match was reported, as what: its ``reference``. What was said first stays.

        Raises UnknownApplication, InvalidName, and Conflict where nothing is to be reported or the record was changed.
        """
        reporting.made(self._table, self._case(case_id), reference, Person(reviewer, self._principal()))
        kept = self._case(case_id).last(reporting.STEP)
        return dict(kept.details) if kept else {}

    def unblock(
        self, case_id: str, *, reason: str, reviewer: str, evidence: str, note: str = "", senior: bool = False
    ) -> Shown:
        """Say that the account may be used again; core banking lifts the block once two people say so.

        ``reason``: one of the alert policy's ``unblockings``; ``evidence``: as in ``Onboarding.decide``. Returns ``by``
        (who said so) and ``unblocked``. Raises UnknownApplication, what ``unblocking.give`` raises, and RequestRefused
        where core banking has not lifted it: the same again goes on.
        """
        case = self._case(case_id)
        if case.last(decided.UNBLOCKED) is None and not unblocking.is_pending(self._table, case_id):
            opinion = Opinion(reviewer, reason, evidence, note, senior, self._principal())
            given = unblocking.give(self._table, case_id, opinion)
            case = self._case(case_id)
            if not unblocking.is_settled(case, given):
                return {"by": [one.reviewer for one in given], "unblocked": False}
        self._lift(case)
        return {
            "by": [one.details["reviewer"] for one in case.linked if one.step == unblocking.STEP],
            "unblocked": True,
        }

    def _lift(self, case: Case) -> None:
        """Have core banking asked, and wait until the record says that it has lifted the block."""
        report_of(
            self._functions,
            self._function,
            {"application_id": case.id},
            lambda _run: self._case(case.id).last(decided.UNBLOCKED),
            self._longest,
            f"core banking has not lifted the block of {case.id} yet; look at the log of unblock_account, "
            f"then repeat the command. The decision is kept",
        )

    def _case(self, case_id: str) -> Case:
        try:
            return verified(self._table, ids.application_id(case_id))
        except ApplicationNotFound:
            raise UnknownApplication(f"no case has the id {case_id}. See them all: kyc list") from None
