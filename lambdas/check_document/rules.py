"""What the document says, held against itself, the policy and the application.

A document that does not read well, or is of a kind that is not accepted, is asked for again (resubmit). One that reads
well and belongs to another document or person than the application fails. Differences that honest applicants have too
are for staff to judge (review).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rapidfuzz.distance import OSA

from lambdas.check_document import visual_zone
from lambdas.check_document.case import Case
from lambdas.check_document.holder import holder
from lambdas.shared.cases.application import Application
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.names.config import CONFIG as NAMES
from lambdas.shared.names.countries import UTOPIA
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.runtime.dates import age_on
from lambdas.shared.runtime.dynamodb import Row

SLIPS = 2
"""A number with this many characters typed wrongly, left out or swapped is a slip; with more it is another number."""


def _fillers_misread(case: Case) -> bool:
    return case.has_misread_fillers


def _check_digit_wrong(case: Case) -> bool:
    return bool(case.misread)


def _visual_zone_missing(case: Case) -> bool:
    return visual_zone.is_missing(case.reading)


def _type_differs(case: Case) -> bool:
    return case.document["type"] not in case.holder.kinds


def _not_accepted(case: Case) -> bool:
    issuers = [row["issuers"] for row in case.policy["accepted_documents"] if row["type"] == case.document["type"]]
    return not any(accepted == "any" or case.holder.issuing_country in accepted for accepted in issuers)


def _expiry_not_printed(case: Case) -> bool:
    return not case.holder.has_expiry


def _expiry_unreadable(case: Case) -> bool:
    return case.holder.has_expiry and case.holder.expires_on is None


def _expired(case: Case) -> bool:
    return case.holder.expires_on is not None and case.holder.expires_on < case.today


def _expiry_differs(case: Case) -> bool:
    return case.holder.expires_on is not None and not _expired(case) and not _same_expiry(case)


def _same_expiry(case: Case) -> bool:
    return case.holder.expires_on is not None and case.holder.expires_on.isoformat() == case.document["expires_on"]


def _number_misread(case: Case) -> bool:
    """A check digit makes a correction likely, not certain: the difference may be a mistake in reading."""
    return case.number_slips > 0 and "document_number" in case.holder.corrected


def _number_differs(case: Case) -> bool:
    return case.number_slips > SLIPS and not _number_misread(case)


def _number_differs_slightly(case: Case) -> bool:
    return 0 < case.number_slips <= SLIPS and not _number_misread(case)


def _specimen(case: Case) -> bool:
    return case.holder.issuing_country == UTOPIA and not case.sandbox


def _implausible(case: Case) -> bool:
    return bool(case.implausible)


def _issuer_differs(case: Case) -> bool:
    return bool(case.holder.issuing_country != case.document["issuing_country"])


def _visual_zone_differs(case: Case) -> bool:
    return not visual_zone.is_missing(case.reading) and bool(case.visual_differences)


def _name_not_comparable(case: Case) -> bool:
    return not case.has_latin_name


def _name_differs(case: Case) -> bool:
    return _other_name(case) and not _otherwise_agrees(case)


def _name_alone_differs(case: Case) -> bool:
    """Where number and birth date agree, it is rather a marriage or a spelling than another person's document."""
    return _other_name(case) and _otherwise_agrees(case)


def _other_name(case: Case) -> bool:
    return _has_comparable_name(case) and case.name_similarity < NAMES.review_from


def _otherwise_agrees(case: Case) -> bool:
    return case.number_slips == 0 and case.holder.birth_date is not None and not _other_birth_date(case)


def _name_differs_slightly(case: Case) -> bool:
    return not _other_name(case) and _has_comparable_name(case) and not _same_name(case)


def _same_name(case: Case) -> bool:
    return _has_comparable_name(case) and case.name_similarity >= NAMES.one_name_from


def _has_comparable_name(case: Case) -> bool:
    return case.has_latin_name and not case.has_misread_fillers


def _birth_date_unreadable(case: Case) -> bool:
    return case.holder.birth_date is None


def _birth_date_differs(case: Case) -> bool:
    return _other_birth_date(case) and not _is_slip(case)


def _birth_date_differs_slightly(case: Case) -> bool:
    return _other_birth_date(case) and _is_slip(case)


def _other_birth_date(case: Case) -> bool:
    """By the six digits that a zone has, since its century is a guess: a person may be a hundred years old."""
    read, declared = case.holder.birth_date, case.declared_birth_date
    return read is not None and (declared is None or _six_digits(read) != _six_digits(declared))


def _is_slip(case: Case) -> bool:
    """One digit typed wrongly, two neighbours swapped, or day and month in the other order."""
    read, declared = case.holder.birth_date, case.declared_birth_date
    if read is None or declared is None:
        return False
    swapped = (read.year % 100, read.day, read.month) == (declared.year % 100, declared.month, declared.day)
    return swapped or OSA.distance(_six_digits(read), _six_digits(declared)) == 1


def _nationality_differs(case: Case) -> bool:
    return case.holder.nationality not in (None, *case.applicant["nationalities"])


def _under_age(case: Case) -> bool:
    """By the document where it contradicts the application; else by the application, which knows the century."""
    born = case.holder.birth_date if _other_birth_date(case) else case.declared_birth_date
    return born is not None and age_on(born, case.today) < case.policy["adult_age"]


def _six_digits(day: date) -> str:
    return f"{day:%y%m%d}"


FAIL, REVIEW, RESUBMIT = Verdict.FAIL, Verdict.REVIEW, Verdict.RESUBMIT
RULES: tuple[tuple[str, Verdict, Callable[[Case], bool], str], ...] = (
    ("CHECK_DIGIT_WRONG", RESUBMIT, _check_digit_wrong, "Check digits do not fit: {misread}."),
    ("DOCUMENT_NUMBER_MISREAD", RESUBMIT, _number_misread, "The number may be misread: it is not the application's."),
    ("FILLERS_MISREAD", RESUBMIT, _fillers_misread, "Fillers (<) of the zone were read as letters of the name."),
    ("VISUAL_ZONE_MISSING", RESUBMIT, _visual_zone_missing, "The picture shows the machine-readable zone alone."),
    ("DOCUMENT_TYPE_DIFFERS", RESUBMIT, _type_differs, "The document is of another type than the application's."),
    ("DOCUMENT_NOT_ACCEPTED", RESUBMIT, _not_accepted, "This country's documents of this type are not accepted."),
    ("EXPIRY_UNREADABLE", RESUBMIT, _expiry_unreadable, "The document has no readable expiry date."),
    ("DOCUMENT_EXPIRED", RESUBMIT, _expired, "The document has expired."),
    ("SPECIMEN_DOCUMENT", FAIL, _specimen, "The document is a specimen of the fictional country of Utopia."),
    ("ZONE_IMPLAUSIBLE", REVIEW, _implausible, "The zone has what no document prints: {implausible}."),
    ("EXPIRY_NOT_PRINTED", REVIEW, _expiry_not_printed, "The document's zone has no expiry date."),
    ("EXPIRY_DATE_DIFFERS", REVIEW, _expiry_differs, "The expiry date is not the application's."),
    ("DOCUMENT_NUMBER_DIFFERS", FAIL, _number_differs, "The document number is not the application's."),
    ("DOCUMENT_NUMBER_DIFFERS_SLIGHTLY", REVIEW, _number_differs_slightly, "The number is nearly the application's."),
    ("ISSUER_DIFFERS", REVIEW, _issuer_differs, "Another country issued the document."),
    ("VISUAL_ZONE_DIFFERS", REVIEW, _visual_zone_differs, "The printed text shows other data than the zone: {visual}."),
    ("NAME_NOT_COMPARABLE", REVIEW, _name_not_comparable, "The application's name is in another script."),
    ("NAME_DIFFERS", FAIL, _name_differs, "The name is another one, and not the name alone."),
    ("NAME_ALONE_DIFFERS", REVIEW, _name_alone_differs, "The name is another one, number and birth date are the same."),
    ("NAME_DIFFERS_SLIGHTLY", REVIEW, _name_differs_slightly, "The name is much like the application's."),
    ("BIRTH_DATE_UNREADABLE", REVIEW, _birth_date_unreadable, "The document has no complete birth date."),
    ("BIRTH_DATE_DIFFERS", FAIL, _birth_date_differs, "The birth date is not the application's."),
    ("BIRTH_DATE_DIFFERS_SLIGHTLY", REVIEW, _birth_date_differs_slightly, "The birth date is nearly the same."),
    ("NATIONALITY_DIFFERS", REVIEW, _nationality_differs, "The nationality is not among the application's."),
    ("UNDER_AGE", FAIL, _under_age, "The applicant is not of age."),
)  # fmt: skip
"""Code, verdict, when it applies, and the sentence for staff."""
_POINTLESS = {"CHECK_DIGIT_WRONG", "DOCUMENT_TYPE_DIFFERS"}
"""Where one of these applies, only what asks for another picture is reported: nothing else can be believed."""

UNREADABLE = Finding("DOCUMENT_UNREADABLE", RESUBMIT, "The document cannot be read.")


def check(
    reading: DocumentReading,
    application: Application,
    today: date,
    policy: Mapping[str, Any],
    *,
    sandbox: bool = False,
) -> list[Finding]:
    """What speaks against the document; empty where it agrees with the application in all."""
    read = holder(reading, today)
    if read is None:
        return [UNREADABLE]
    case = Case(read, reading, application, policy, today, sandbox)
    found = [row for row in RULES if row[2](case)]
    pointless = bool(_POINTLESS & {code for code, *_ in found})
    parts = {"misread": case.misread, "visual": case.visual_differences, "implausible": case.implausible}
    return [
        Finding(code, verdict, sentence.format(**parts))
        for code, verdict, _, sentence in found
        if verdict is RESUBMIT or not pointless
    ]


def compared(reading: DocumentReading, application: Application, today: date, policy: Mapping[str, Any]) -> list[Row]:
    """What the applicant says beside what the document says, by the rules above; empty where it cannot be read.

    Rows of ``field``, ``applicant``, ``document`` (None where it was not read), and whether they are the ``same``. A
    nationality that the document does not name is no row. Personal data.
    """
    read = holder(reading, today)
    if read is None:
        return []
    case = Case(read, reading, application, policy, today, sandbox=False)
    document, applicant = case.document, case.applicant
    name = f"{applicant.get('given_names', '')} {applicant['family_name']}".strip()
    rows = [
        ("type", document["type"], ", ".join(sorted(read.kinds)), not _type_differs(case)),
        ("number", document["number"], read.number, case.number_slips == 0),
        ("issuing_country", document["issuing_country"], read.issuing_country, not _issuer_differs(case)),
        ("expires_on", document["expires_on"], read.expires_on, _same_expiry(case)),
        ("name", name, read.names, _same_name(case)),
        ("birth_date", applicant["birth_date"], read.birth_date, bool(read.birth_date) and not _other_birth_date(case)),
    ]
    if read.nationality is not None:
        nationalities = ", ".join(applicant["nationalities"])
        rows.append(("nationality", nationalities, read.nationality, not _nationality_differs(case)))
    return [
        {"field": field, "applicant": said, "document": str(shown) if shown else None, "same": same}
        for field, said, shown, same in rows
    ]
