"""Documents read by Amazon Textract.

AnalyzeID knows the fields of driving licences and passports of the United States. Of all other documents
DetectDocumentText reads the lines of text, among which the machine-readable zone is found.

Each side is a request of its own, so that one that cannot be read does not spoil the other. PDFs of more than one page
cannot be read. Source: "Identity Documentation Response Objects" in Textract's developer guide.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from lambdas.shared.cases.application import Application
from lambdas.shared.documents.mrz import find_zone
from lambdas.shared.documents.pictures import Scan, Scans
from lambdas.shared.providers.aws_errors import Structure, answer
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.dates import iso_date
from lambdas.shared.runtime.errors import InvalidInput

CONFIDENT = 90.0
"""The confidence in percent from which a field counts as read. A field that was not read costs another picture; a
misread one says that the document differs from the application. So a doubtful field is left out."""

_SIDES = ("document_front", "document_back")
_ANALYZED = {"driving_licence", "passport"}
"""Types of document that AnalyzeID covers where the United States issued them."""

_FILLERS = set("<«\u2039")
"""Characters that only a machine-readable zone has, and what text recognition makes of them."""

_NAMES = {
    "given_names": ("FIRST_NAME", "MIDDLE_NAME"),
    "family_name": ("LAST_NAME",),  # without SUFFIX (JR, III), which machine-readable zones leave out too
    "document_number": ("DOCUMENT_NUMBER",),
}
_DATES = {"birth_date": "DATE_OF_BIRTH", "expires_on": "EXPIRATION_DATE"}

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_LICENCE_DATE = re.compile(r"(?P<month>[0-9]{1,2})[/-](?P<day>[0-9]{1,2})[/-](?P<year>[0-9]{4})")
_PASSPORT_DATE = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>" + "|".join(_MONTHS) + r") (?P<year>[0-9]{4})")

_STATE_NAMES = """
ALABAMA; ALASKA; ARIZONA; ARKANSAS; CALIFORNIA; COLORADO; CONNECTICUT; DELAWARE; DISTRICT OF COLUMBIA; FLORIDA; GEORGIA;
HAWAII; IDAHO; ILLINOIS; INDIANA; IOWA; KANSAS; KENTUCKY; LOUISIANA; MAINE; MARYLAND; MASSACHUSETTS; MICHIGAN;
MINNESOTA; MISSISSIPPI; MISSOURI; MONTANA; NEBRASKA; NEVADA; NEW HAMPSHIRE; NEW JERSEY; NEW MEXICO; NEW YORK; NORTH
CAROLINA; NORTH DAKOTA; OHIO; OKLAHOMA; OREGON; PENNSYLVANIA; RHODE ISLAND; SOUTH CAROLINA; SOUTH DAKOTA; TENNESSEE;
TEXAS; UTAH; VERMONT; VIRGINIA; WASHINGTON; WEST VIRGINIA; WISCONSIN; WYOMING
"""
_STATES = {" ".join(name.split()) for name in _STATE_NAMES.split(";")}
"""The values of STATE_NAME on a licence of the United States; on another country's it names a province."""


class TextractDocumentReader:
    """Raises InvalidInput where the front was never uploaded, and what ``aws_errors.answer`` raises."""

    def read(self, application: Application, scans: Scans) -> DocumentReading:
        if "document_front" not in scans:
            raise InvalidInput(f"application {application['application_id']} has no scan document_front")
        document = application["document"]
        analyzed = document["issuing_country"] == "USA" and document["type"] in _ANALYZED
        read = _analyzed if analyzed else _detected
        return _merged([read(scans[side]) for side in _SIDES if side in scans])


def _merged(sides: list[DocumentReading]) -> DocumentReading:
    """Both sides as one document; where both have a field or a zone, the front's is taken."""
    fields: dict[str, str] = {}
    for side in reversed(sides):
        fields |= side.fields
    zone = next((side.zone for side in sides if side.zone), "")
    return DocumentReading(zone, fields, tuple(line for side in sides for line in side.lines))


def _analyzed(scan: Scan) -> DocumentReading:
    found = answer(aws.client("textract").analyze_id, DocumentPages=[_document(scan)]) or {}
    documents = found.get("IdentityDocuments", [])
    values = _values(field for document in documents for field in document.get("IdentityDocumentFields", []))
    lines = _lines(block for document in documents for block in document.get("Blocks", []))
    # Textract reads the zone twice, as a field and as lines: the check digits decide which reading is right.
    zone = find_zone([*_text(values.get("MRZ_CODE", {})).splitlines(), *lines])
    return DocumentReading(zone, dict(_fields(values)), _outside_zone(lines))


def _detected(scan: Scan) -> DocumentReading:
    found = answer(aws.client("textract").detect_document_text, Document=_document(scan)) or {}
    lines = _lines(found.get("Blocks", []))
    return DocumentReading(find_zone(lines), {}, _outside_zone(lines))


def _document(scan: Scan) -> Structure:
    return {"S3Object": {"Bucket": scan.bucket, "Name": scan.key, "Version": scan.version}}


def _lines(blocks: Iterable[Structure]) -> list[str]:
    """The lines of text in the order of the answer, which is that of reading."""
    return [block["Text"] for block in blocks if block.get("BlockType") == "LINE" and block.get("Text")]


def _outside_zone(lines: list[str]) -> tuple[str, ...]:
    """The lines of printed text, without those of the machine-readable zone.

    The printed text is compared with the zone: a line of the zone among it would agree with itself.
    """
    zone = {line.rstrip("<") for line in find_zone(lines).split("\n")}
    return tuple(line for line in lines if not _FILLERS & set(line) and "".join(line.split()).upper() not in zone)


def _values(fields: Iterable[Structure]) -> dict[str, Structure]:
    """The first value with text of each type of field. AnalyzeID also lists those that a document does not have."""
    values: dict[str, Structure] = {}
    for field in fields:
        value = field.get("ValueDetection", {})
        if value.get("Text", "").strip():
            values.setdefault(field.get("Type", {}).get("Text", ""), value)
    return values


def _fields(values: Mapping[str, Structure]) -> Iterator[tuple[str, str]]:
    """The fields of a DocumentReading, by name."""
    for name, types in _NAMES.items():
        parts = [values[kind] for kind in types if kind in values]
        if types[0] in values and all(map(_confident, parts)):
            yield name, " ".join(" ".join(_text(part).split()) for part in parts)
    for name, kind in _DATES.items():
        if _confident(values.get(kind, {})) and (day := _day(values[kind])):
            yield name, day
    state = values.get("STATE_NAME", {})
    if _confident(state) and _text(state).strip().upper() in _STATES:
        yield "issuing_country", "USA"


def _confident(value: Structure) -> bool:
    return float(value.get("Confidence", 0.0)) >= CONFIDENT


def _text(value: Structure) -> str:
    return str(value.get("Text", ""))


def _day(value: Structure) -> str | None:
    """The date as YYYY-MM-DD: as AnalyzeID normalizes it (1990-05-03T00:00:00), or else as it is printed."""
    normalized = str(value.get("NormalizedValue", {}).get("Value", ""))[:10]
    if iso_date(normalized):
        return normalized
    return _printed_day(_text(value).strip().upper())


def _printed_day(text: str) -> str | None:
    """YYYY-MM-DD of a date as licences print it (05/03/1990 is the third of May) or as passports do (03 MAY 1990)."""
    printed = _LICENCE_DATE.fullmatch(text) or _PASSPORT_DATE.fullmatch(text)
    if not printed:
        return None
    month = _MONTHS.index(printed["month"]) + 1 if printed["month"] in _MONTHS else int(printed["month"])
    day = f"{printed['year']}-{month:02}-{int(printed['day']):02}"
    return day if iso_date(day) else None
