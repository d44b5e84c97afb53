"""A document reader that reads what the application says, except where its test values say otherwise."""

from collections.abc import Mapping

from lambdas.shared.cases.application import Application
from lambdas.shared.documents import mrz
from lambdas.shared.documents.pictures import Scans
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.providers.sandbox import values_for


class SandboxDocumentReader:
    """Reads the machine-readable zone and the lines of a document with the application's data.

    A driving licence has labelled fields instead. Test values, all in ``document``: ``says`` (fields with other values
    than the application's), ``visual`` (the same, but for the printed text alone), ``mrz`` (another zone altogether),
    ``misread`` (the field whose check digit is wrong), ``zone_only`` (no printed text), ``unreadable`` (nothing).
    """

    def read(self, application: Application, scans: Scans) -> DocumentReading:
        values = values_for(application, "document")
        if values.get("unreadable"):
            return DocumentReading()
        if application["document"]["type"] == "driving_licence" and "mrz" not in values:
            printed = _printed(application) | values.get("says", {}) | values.get("visual", {})
            return DocumentReading(fields={name: printed[name] for name in _FIELDS})
        try:
            zone = values["mrz"] if "mrz" in values else _written_zone(application, values.get("says", {}))
            lines = () if values.get("zone_only") else _printed_lines(zone, values.get("visual", {}))
        except mrz.MrzError:
            return DocumentReading(values.get("mrz", ""))
        return DocumentReading(_misread(zone, values.get("misread")), lines=lines)


def _printed(application: Application) -> dict[str, str]:
    """What a document with the application's data says."""
    applicant, document = application["applicant"], application["document"]
    return {
        "document_type": document["type"],
        "issuing_country": document["issuing_country"],
        "family_name": applicant["family_name"],
        "given_names": applicant.get("given_names", ""),
        "document_number": document["number"],
        "nationality": applicant["nationalities"][0],
        "birth_date": applicant["birth_date"],
        "sex": applicant.get("sex", "X"),
        "expires_on": document["expires_on"],
    }


_FIELDS = ("given_names", "family_name", "document_number", "birth_date", "expires_on", "issuing_country")


def _written_zone(application: Application, says: Mapping[str, str]) -> str:
    return mrz.write_mrz(**(_printed(application) | dict(says)))


_CHECK_DIGITS = {
    2: {"document_number": (1, 9), "birth_date": (1, 19), "expires_on": (1, 27)},
    3: {"document_number": (0, 14), "birth_date": (1, 6), "expires_on": (1, 14)},
}
"""Line and place of each field's check digit, by the number of the zone's lines."""


def _misread(zone: str, field: str | None) -> str:
    """The zone with another check digit for this field."""
    if field is None:
        return zone
    lines = zone.split("\n")
    line, place = _CHECK_DIGITS[len(lines)][field]
    other = str((int(lines[line][place]) + 1) % 10)
    lines[line] = lines[line][:place] + other + lines[line][place + 1 :]
    return "\n".join(lines)


def _printed_lines(zone: str, instead: Mapping[str, str]) -> tuple[str, ...]:
    """The printed text of the document that carries this zone. Raises MrzError."""
    read = mrz.read_mrz(zone)
    year, month, day = read.birth_date[:2], read.birth_date[2:4], read.birth_date[4:]
    if "birth_date" in instead:
        year, month, day = instead["birth_date"][2:4], instead["birth_date"][5:7], instead["birth_date"][8:]
    return (
        instead.get("family_name", read.family_name),
        read.given_names,
        instead.get("document_number", read.document_number),
        f"{day}.{month}.{year}",
    )
