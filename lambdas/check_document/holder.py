"""What a document says of itself and its holder, read from its machine-readable zone or its labelled fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lambdas.shared.documents import mrz
from lambdas.shared.documents.mrz import Mrz
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.runtime.dates import iso_date


@dataclass(frozen=True, slots=True)
class Holder:
    """What was not read is None or "". ``kinds``: the types of document, as applications name them, that it may be."""

    given_names: str
    family_name: str
    number: str
    issuing_country: str
    nationality: str | None
    birth_date: date | None
    expires_on: date | None
    has_expiry: bool
    kinds: frozenset[str]
    failed_checks: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


_LICENCE = frozenset({"driving_licence"})
_CARDS = frozenset({"identity_card", "residence_permit"})
_KINDS = {"P": frozenset({"passport"}), "I": _CARDS, "A": _CARDS, "C": _CARDS}
"""By the first letter of the document code (ICAO 9303-3 and -5); a visa (V) is none of them."""


def holder(reading: DocumentReading, today: date) -> Holder | None:
    """What the document says; None where number or name could not be read."""
    found = _read(reading, today)
    return found if found and found.number and found.names else None


def names_on_document(reading: DocumentReading, today: date) -> dict[str, str]:
    """``given_names`` and ``family_name`` as the document has them, for the screening; empty where it has none."""
    found = _read(reading, today)
    return {"given_names": found.given_names, "family_name": found.family_name} if found and found.names else {}


def _read(reading: DocumentReading, today: date) -> Holder | None:
    """From the zone where there is one, since its check digits prove that it was read well."""
    try:
        return _in_zone(mrz.read_mrz(reading.zone), today) if reading.zone else _in_fields(reading.fields)
    except mrz.MrzError:
        return None


def _in_zone(read: Mrz, today: date) -> Holder:
    return Holder(
        given_names=read.given_names,
        family_name=read.family_name,
        number=read.document_number,
        issuing_country=read.issuing_country,
        nationality=read.nationality,
        birth_date=mrz.birth_date(read, today),
        expires_on=mrz.expiry_date(read, today),
        has_expiry=bool(read.expires_on.strip("<")),
        kinds=_KINDS.get(read.document_code[:1], frozenset()),
        failed_checks=read.failed_checks,
        corrected=read.corrected,
        problems=read.problems,
    )


def _in_fields(fields: Mapping[str, str]) -> Holder:
    return Holder(
        given_names=fields.get("given_names", ""),
        family_name=fields.get("family_name", ""),
        number=fields.get("document_number", ""),
        issuing_country=fields.get("issuing_country", ""),
        nationality=None,
        birth_date=iso_date(fields.get("birth_date", "")),
        expires_on=iso_date(fields.get("expires_on", "")),
        has_expiry=True,
        kinds=_LICENCE,
    )
