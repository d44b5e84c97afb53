"""What the machine-readable zone of the document says, held against the application.

A zone that does not read well is asked for again (resubmit); one that reads well and tells of another
document or person fails; differences that honest people have are for staff to judge (review).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from lambdas.shared.dates import age_on
from lambdas.shared.mrz import Mrz, MrzError, birth_date, expiry_date, read_mrz
from lambdas.shared.names import normalise, similarity
from lambdas.shared.transliteration import to_latin
from lambdas.shared.verdicts import Finding, Verdict

ADULT_AGE = 18
SAME_NAME = 0.9
"""A missing or cut-off middle name or another transliteration scores 0.9 or more."""
OTHER_NAME = 0.6
"""A shared given name with another family name scores below 0.6."""

FIELD_NAMES = {
    "document_number": "document number",
    "birth_date": "birth date",
    "expires_on": "expiry date",
    "optional_data": "personal number",
    "composite": "all fields together",
}
"""What staff call the checked fields."""


@dataclass(frozen=True)
class Case:
    """A zone that could be read, and the application it should belong to."""

    mrz: Mrz
    application: dict[str, Any]
    today: date

    @property
    def document(self) -> dict[str, Any]:
        return dict(self.application["document"])

    @property
    def applicant(self) -> dict[str, Any]:
        return dict(self.application["applicant"])

    @cached_property
    def expires_on(self) -> date | None:
        return expiry_date(self.mrz, self.today)

    @cached_property
    def birth_date(self) -> date | None:
        return birth_date(self.mrz, self.today)

    @cached_property
    def has_latin_name(self) -> bool:
        return bool(normalise(self._applicants_name(self.applicant["family_name"])))

    @cached_property
    def name_similarity(self) -> float:
        """The best of the applicant's present and former family names."""
        printed = f"{self.mrz.given_names} {self.mrz.family_name}"
        families = [self.applicant["family_name"], *self.applicant.get("former_names", [])]
        names = [*map(self._applicants_name, families), *self.applicant.get("former_names", [])]
        return max(similarity(printed, name) for name in names)

    def _applicants_name(self, family_name: str) -> str:
        return f"{self.applicant.get('given_names', '')} {family_name}"


def _check_digit_wrong(case: Case) -> bool:
    return bool(case.mrz.failed_checks)


def _expiry_unreadable(case: Case) -> bool:
    return case.expires_on is None


def _expired(case: Case) -> bool:
    return case.expires_on is not None and case.expires_on < case.today


def _expiry_differs(case: Case) -> bool:
    read = case.expires_on
    return read is not None and not _expired(case) and read.isoformat() != case.document["expires_on"]


def _number_differs(case: Case) -> bool:
    return _compact(case.mrz.document_number) != _compact(case.document["number"])


def _issuer_differs(case: Case) -> bool:
    return bool(case.mrz.issuing_country != case.document["issuing_country"])


def _name_not_comparable(case: Case) -> bool:
    return not case.has_latin_name


def _name_differs(case: Case) -> bool:
    return case.has_latin_name and case.name_similarity < OTHER_NAME


def _name_differs_slightly(case: Case) -> bool:
    return case.has_latin_name and OTHER_NAME <= case.name_similarity < SAME_NAME


def _birth_date_unreadable(case: Case) -> bool:
    return case.birth_date is None


def _birth_date_differs(case: Case) -> bool:
    """On the six digits printed: the century is a guess, and a person may be a hundred years old."""
    return case.birth_date is not None and case.mrz.birth_date != _six_digits(case.applicant["birth_date"])


def _nationality_differs(case: Case) -> bool:
    return case.mrz.nationality not in case.applicant["nationalities"]


def _under_age(case: Case) -> bool:
    """By the document, where it contradicts the application: the century of an agreed date is known."""
    born = case.birth_date
    return born is not None and _birth_date_differs(case) and age_on(born, case.today) < ADULT_AGE


def _compact(text: str) -> str:
    return to_latin(text).replace(" ", "")


def _six_digits(day: str) -> str:
    return day[2:4] + day[5:7] + day[8:10]


FAIL, REVIEW, RESUBMIT = Verdict.FAIL, Verdict.REVIEW, Verdict.RESUBMIT
RULES: tuple[tuple[str, Verdict, Callable[[Case], bool], str], ...] = (
    ("CHECK_DIGIT_WRONG", RESUBMIT, _check_digit_wrong, "Check digits do not fit: {fields}."),
    ("EXPIRY_UNREADABLE", RESUBMIT, _expiry_unreadable, "The zone has no readable expiry date."),
    ("DOCUMENT_EXPIRED", RESUBMIT, _expired, "The document has expired."),
    ("EXPIRY_DATE_DIFFERS", REVIEW, _expiry_differs, "The expiry date is not the application's."),
    ("DOCUMENT_NUMBER_DIFFERS", FAIL, _number_differs, "The document number is not the application's."),
    ("ISSUER_DIFFERS", REVIEW, _issuer_differs, "Another country issued the document."),
    ("NAME_NOT_COMPARABLE", REVIEW, _name_not_comparable, "The application's name is in another script."),
    ("NAME_DIFFERS", FAIL, _name_differs, "The name is another one."),
    ("NAME_DIFFERS_SLIGHTLY", REVIEW, _name_differs_slightly, "The name is much like the application's."),
    ("BIRTH_DATE_UNREADABLE", REVIEW, _birth_date_unreadable, "The zone has no complete birth date."),
    ("BIRTH_DATE_DIFFERS", FAIL, _birth_date_differs, "The birth date is not the application's."),
    ("NATIONALITY_DIFFERS", REVIEW, _nationality_differs, "The nationality is not among the application's."),
    ("UNDER_AGE", FAIL, _under_age, "By the document, the applicant is younger than 18."),
)  # fmt: skip
"""Code, verdict, when it applies, and the sentence for staff."""

UNREADABLE = Finding("MRZ_UNREADABLE", RESUBMIT, "The machine-readable zone of the document cannot be read.")
NO_ZONE = Finding("DOCUMENT_WITHOUT_MRZ", REVIEW, "A driving licence has no machine-readable zone to check.")


def check(mrz_text: str, application: dict[str, Any], today: date) -> list[Finding]:
    """Hold the zone's text against the application; no finding means that both agree.

    Where a check digit is wrong, only what asks for a new picture is reported: the rest was misread too.
    """
    try:
        case = Case(read_mrz(mrz_text), application, today)
    except MrzError:
        return [NO_ZONE if application["document"]["type"] == "driving_licence" else UNREADABLE]
    fields = ", ".join(FIELD_NAMES[field] for field in case.mrz.failed_checks)
    return [
        Finding(code, verdict, sentence.format(fields=fields))
        for code, verdict, applies, sentence in RULES
        if (verdict is RESUBMIT or not fields) and applies(case)
    ]
