"""The decision records as auditors take them: read with what was sealed of them, and never written.

An export is JSON: ``format``, ``application_id``, ``head`` (the count of entries, and the hash of the last),
``entries`` in order, each as ``cases/record.py`` describes it, ``vouched``: what is vouched for of what people said, as
``cases/vouched.py`` has it, and ``seal``: the proof that the record was sealed, as ``cases/seals.py`` makes it, or
null. It holds personal data.
"""

from dataclasses import dataclass
from typing import Any

from lambdas.shared.cases import facts
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.seals import Seal, SealBucket
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings import ids
from lambdas.shared.onboardings.errors import MissingRecord, UnknownApplication
from lambdas.shared.onboardings.looks import look
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.errors import ApplicationNotFound
from lambdas.shared.runtime.people import Person

Export = dict[str, Any]
"""Its JSON. A file with one may have been changed by anybody, so nothing of its form is sure before it is checked."""
FORMAT = "kyc-decision-record/3"


@dataclass(frozen=True)
class Records:
    """The records of one deployed KYC onboarding."""

    table: CaseTable
    seals: SealBucket

    def export(self, application_id: str) -> tuple[Export, list[str]]:
        """The record with its proof from the last seal, and what META says that does not follow from it.

        Raises UnknownApplication, or MissingRecord where it was sealed once and is gone.
        """
        one, seal = ids.application_id(application_id), self.seals.latest(today())
        try:
            case = self.table.case(one)
        except ApplicationNotFound:
            if seal and one in seal.heads:
                raise MissingRecord(f"{one} is gone: the seal of {seal.day} has its record") from None
            raise UnknownApplication(f"no application has the id {one}. See them all: kyc list") from None
        return export(case, seal), list(facts.problems(case))

    def looked_at(self, application_id: str, by: Person) -> tuple[Export, list[str]]:
        """The same for this person, whose look is the record's last entry; kept only where there is a record."""
        self.export(application_id)
        look(self.table, application_id, by, "read_decision_record")
        return self.export(application_id)


def export(case: Case, seal: Seal | None = None) -> Export:
    """The decision record of a case, with its proof from the last seal."""
    return {
        "format": FORMAT,
        "application_id": case.id,
        "head": case.head.shown(),
        "entries": case.entries,
        "vouched": dict(case.vouched),
        "seal": seal.proof(case.id) if seal else None,
    }
