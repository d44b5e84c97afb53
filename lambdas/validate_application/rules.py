"""What an application must say before any check is worth its cost. Everything here is a FAIL.

The JSON Schema has seen the application already, so the shapes are right; here the values are judged.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.names.countries import UTOPIA, is_country
from lambdas.shared.runtime.dates import age_on, iso_date

OLDEST_AGE = 130


@dataclass(frozen=True, slots=True)
class Subject:
    """An application as the rules see it."""

    application: Application
    today: date
    adult_age: int
    sandbox: bool

    @property
    def age(self) -> int | None:
        """Completed years; None when the birth date is impossible or lies in the future."""
        born = iso_date(self.application["applicant"]["birth_date"])
        return age_on(born, self.today) if born and born <= self.today else None

    def countries(self) -> Iterator[str]:
        """Every country code of the application."""
        applicant = self.application["applicant"]
        yield from applicant["nationalities"]
        yield applicant["address"]["country"]
        yield self.application["document"]["issuing_country"]
        if "tax_number" in applicant:
            yield applicant["tax_number"]["country"]


def _impossible_birth_date(subject: Subject) -> bool:
    return subject.age is None or subject.age > OLDEST_AGE


def _under_age(subject: Subject) -> bool:
    return subject.age is not None and subject.age < subject.adult_age


def _impossible_expiry_date(subject: Subject) -> bool:
    return iso_date(subject.application["document"]["expires_on"]) is None


def _unknown_country(subject: Subject) -> bool:
    return not all(map(is_country, subject.countries()))


def _utopia_outside_sandbox(subject: Subject) -> bool:
    return not subject.sandbox and UTOPIA in subject.countries()


def _sandbox_values(subject: Subject) -> bool:
    return not subject.sandbox and "sandbox" in subject.application


def _invalid_phone(subject: Subject) -> bool:
    try:
        number = phonenumbers.parse(subject.application["applicant"]["phone"])
        return not phonenumbers.is_possible_number(number)
    except phonenumbers.NumberParseException:
        return True


def _no_travel_document(subject: Subject) -> bool:
    """From a distance only documents with a machine-readable zone can be checked (ICAO 9303)."""
    channel, document = subject.application["channel"], subject.application["document"]["type"]
    return (channel, document) == ("remote", "driving_licence")


RULES: tuple[tuple[str, Callable[[Subject], bool], str], ...] = (
    ("IMPOSSIBLE_BIRTH_DATE", _impossible_birth_date,
     f"The birth date is no calendar date, lies in the future, or over {OLDEST_AGE} years back."),
    ("UNDER_AGE", _under_age, "The applicant is not of age."),
    ("IMPOSSIBLE_EXPIRY_DATE", _impossible_expiry_date,
     "The expiry date of the document is no calendar date."),
    ("UNKNOWN_COUNTRY", _unknown_country,
     "A nationality, the address, the document's issuer or the tax number has an unknown country code."),
    ("UTOPIA_ONLY_IN_SANDBOX", _utopia_outside_sandbox,
     "UTO is the country of specimen documents; it is accepted in the sandbox only."),
    ("SANDBOX_VALUES_OUTSIDE_SANDBOX", _sandbox_values,
     "The application has test values, which count in the sandbox only."),
    ("INVALID_PHONE", _invalid_phone, "The phone number cannot exist in its country's numbering plan."),
    ("DOCUMENT_TYPE_NOT_ACCEPTED_FOR_CHANNEL", _no_travel_document,
     "A driving licence has no machine-readable zone; it is accepted in a branch only."),
)  # fmt: skip
"""Code, when it applies, and the sentence for staff."""


def check(application: Application, today: date, adult_age: int, *, sandbox: bool = False) -> list[Finding]:
    """One finding for each rule the application breaks, in the order of the table; none when it is sound."""
    subject = Subject(application, today, adult_age, sandbox)
    return [Finding(code, Verdict.FAIL, sentence) for code, applies, sentence in RULES if applies(subject)]
