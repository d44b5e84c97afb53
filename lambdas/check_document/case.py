"""A document that could be read, and the application that it should belong to: what the rules ask of the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from rapidfuzz.distance import OSA

from lambdas.check_document import fillers, visual_zone
from lambdas.check_document.holder import Holder
from lambdas.shared.cases.application import Applicant, Application, Document
from lambdas.shared.names.config import CONFIG as NAMES
from lambdas.shared.names.similarity import similarity
from lambdas.shared.names.transliteration import is_spelled, to_latin
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.runtime.dates import iso_date

FIELD_NAMES = {
    "document_number": "document number",
    "birth_date": "birth date",
    "expires_on": "expiry date",
    "optional_data": "personal number",
    "composite": "all fields together",
    "family_name": "family name",
    "document_code": "type of document",
    "issuing_country": "issuing country",
    "nationality": "nationality",
    "names": "names",
    "sex": "sex",
}
"""What staff call the fields."""
_DATES = {"birth_date", "expires_on"}


@dataclass(frozen=True)
class Case:
    """A document that could be read, and the application it should belong to."""

    holder: Holder
    reading: DocumentReading
    application: Application
    policy: Mapping[str, Any]
    today: date
    sandbox: bool

    @property
    def document(self) -> Document:
        return self.application["document"]

    @property
    def applicant(self) -> Applicant:
        return self.application["applicant"]

    @property
    def declared_birth_date(self) -> date | None:
        return iso_date(self.applicant["birth_date"])

    @cached_property
    def misread(self) -> str:
        """The fields whose check digits do not fit; until another picture is there, nothing else can be judged."""
        return ", ".join(FIELD_NAMES[field] for field in self.holder.failed_checks)

    @cached_property
    def implausible(self) -> str:
        """Fields with characters that no document has there; the dates have rules of their own."""
        return ", ".join(FIELD_NAMES[field] for field in self.holder.problems if field not in _DATES)

    @cached_property
    def visual_differences(self) -> str:
        found = visual_zone.differs(self.reading, self.holder) if self.reading.zone else []
        return ", ".join(FIELD_NAMES[field] for field in found)

    @cached_property
    def has_latin_name(self) -> bool:
        return is_spelled(self._applicants_name(self.applicant["family_name"]))

    @cached_property
    def name_similarity(self) -> float:
        """The best of the applicant's present and former family names."""
        return max(similarity(self.holder.names, name) for name in self._applicants_names)

    @cached_property
    def has_misread_fillers(self) -> bool:
        """Whether fillers of the zone stand as letters in the name that was read; it is then nobody's name."""
        if not self.reading.zone:
            return False
        read = self.holder.names
        has_run = any(fillers.have_run(to_latin(name)) for name in self._applicants_names)  # as Großschädl does
        return (fillers.have_run(read) and not has_run) or (
            self.name_similarity < NAMES.one_name_from
            and any(fillers.hide(read, name) for name in self._applicants_names)
        )

    @cached_property
    def _applicants_names(self) -> list[str]:
        former = self.applicant.get("former_names", [])
        return [*map(self._applicants_name, (self.applicant["family_name"], *former)), *former]

    def _applicants_name(self, family_name: str) -> str:
        return f"{self.applicant.get('given_names', '')} {family_name}"

    @cached_property
    def number_slips(self) -> int:
        return int(OSA.distance(compact(self.holder.number), compact(self.document["number"])))


def compact(text: str) -> str:
    """In capital Latin letters and digits alone."""
    return to_latin(text).replace(" ", "")
