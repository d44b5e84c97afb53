"""What Textract sees becomes one reading, whatever the document; what it cannot read is empty."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from lambdas.shared.documents.mrz import read_mrz, write_mrz
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.providers.document_reader.textract import CONFIDENT, TextractDocumentReader
from lambdas.shared.runtime import errors
from tests.applications import application
from tests.lambdas.shared.providers.stubs import APPLICATION_ID, fail, s3_object, scan, stubbed

Row = dict[str, Any]
BOTH = ("document_front", "document_back")
UNREADABLE = ("BadDocumentException", "UnsupportedDocumentException", "DocumentTooLargeException")


@pytest.fixture
def textract(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    with stubbed("textract", monkeypatch) as stub:
        yield stub


def read(kind: str, country: str, *sides: str, media_type: str = "image/jpeg") -> DocumentReading:
    made = application(application_id=APPLICATION_ID, document={"type": kind, "issuing_country": country})
    return TextractDocumentReader().read(made, {side: scan(side, media_type) for side in sides})


def zone_of(kind: str, country: str, optional_data: str = "") -> str:
    return write_mrz(
        document_type=kind,
        issuing_country=country,
        family_name="Sample",
        given_names="Jane Marie",
        document_number="C01X00T47",
        nationality=country,
        birth_date="1990-05-03",
        sex="F",
        expires_on="2031-02-28",
        optional_data=optional_data,
    )


def field(kind: str, text: str, confidence: float = 99.0, normalized: str = "") -> Row:
    value: Row = {"Text": text, "Confidence": confidence}
    if normalized:
        value["NormalizedValue"] = {"Value": normalized, "ValueType": "DATE"}
    return {"Type": {"Text": kind}, "ValueDetection": value}


def blocks(*lines: str) -> list[Row]:
    """A page with its lines and their words."""
    words = [{"BlockType": "WORD", "Text": word} for line in lines for word in line.split()]
    return [{"BlockType": "PAGE"}, *({"BlockType": "LINE", "Text": line} for line in lines), *words]


def analyzes(stub: Stubber, side: str, fields: list[Row], *lines: str) -> None:
    document = {"DocumentIndex": 1, "IdentityDocumentFields": fields, "Blocks": blocks(*lines)}
    answer = {"IdentityDocuments": [document], "DocumentMetadata": {"Pages": 1}, "AnalyzeIDModelVersion": "1.0"}
    stub.add_response("analyze_id", answer, {"DocumentPages": [s3_object(side)]})


def detects(stub: Stubber, side: str, *lines: str) -> None:
    answer = {"DocumentMetadata": {"Pages": 1}, "Blocks": blocks(*lines), "DetectDocumentTextModelVersion": "1.0"}
    stub.add_response("detect_document_text", answer, {"Document": s3_object(side)})


LICENCE = [
    field("FIRST_NAME", "JANE", 98.8),
    field("MIDDLE_NAME", "MARIE", 97.2),
    field("LAST_NAME", "SAMPLE"),
    field("SUFFIX", "JR"),
    field("DOCUMENT_NUMBER", "S000 0000 0000"),
    field("DATE_OF_BIRTH", "05/03/1990", normalized="1990-05-03T00:00:00"),
    field("EXPIRATION_DATE", "02/28/2031", normalized="2031-02-28T00:00:00"),
    field("STATE_NAME", "MASSACHUSETTS"),
    field("ID_TYPE", "DRIVER LICENSE FRONT"),
    field("MRZ_CODE", "", 99.7),
    field("PLACE_OF_BIRTH", "", 99.7),
]


def test_a_licence_of_the_united_states_has_labelled_fields(textract: Stubber) -> None:
    analyzes(textract, "document_front", LICENCE, "DRIVER'S LICENSE", "SAMPLE", "JANE MARIE")
    analyzes(textract, "document_back", [], "CLASS D")
    assert read("driving_licence", "USA", *BOTH) == DocumentReading(
        zone="",
        fields={
            "given_names": "JANE MARIE",
            "family_name": "SAMPLE",
            "document_number": "S000 0000 0000",
            "birth_date": "1990-05-03",
            "expires_on": "2031-02-28",
            "issuing_country": "USA",
        },
        lines=("DRIVER'S LICENSE", "SAMPLE", "JANE MARIE", "CLASS D"),
    )


def test_a_passport_of_the_united_states_has_a_zone_besides(textract: Stubber) -> None:
    zone = zone_of("passport", "USA")
    fields = [
        field("FIRST_NAME", "JANE MARIE"),
        field("LAST_NAME", "SAMPLE"),
        field("DOCUMENT_NUMBER", "C01X00T47"),
        field("DATE_OF_BIRTH", "03 MAY 1990"),
        field("EXPIRATION_DATE", "28 Feb 2031"),
        field("MRZ_CODE", zone, 40.0),
    ]
    analyzes(textract, "document_front", fields, "UNITED STATES OF AMERICA", "SAMPLE", *zone.split("\n"))
    found = read("passport", "USA", "document_front")
    assert (read_mrz(found.zone).document_number, read_mrz(found.zone).failed_checks) == ("C01X00T47", ())
    assert found.fields["birth_date"] == "1990-05-03"
    assert found.fields["expires_on"] == "2031-02-28"
    assert "issuing_country" not in found.fields
    assert found.lines == ("UNITED STATES OF AMERICA", "SAMPLE")


def test_the_better_of_two_readings_of_the_zone_counts(textract: Stubber) -> None:
    zone = zone_of("passport", "USA")
    misread = zone.replace("C01X00T47", "C01X00T46")
    analyzes(textract, "document_front", [field("MRZ_CODE", misread)], *zone.split("\n"))
    assert read("passport", "USA", "document_front").zone == zone


def test_the_zone_of_a_foreign_passport_is_on_its_front(textract: Stubber) -> None:
    zone = zone_of("passport", "DEU")
    detects(textract, "document_front", "REISEPASS", "Sample", *zone.split("\n"))
    assert read("passport", "DEU", "document_front") == DocumentReading(zone, {}, ("REISEPASS", "Sample"))


def test_the_zone_of_a_card_is_on_its_back(textract: Stubber) -> None:
    zone = zone_of("identity_card", "DEU")
    detects(textract, "document_front", "PERSONALAUSWEIS", "SAMPLE")
    detects(textract, "document_back", "Anschrift", *zone.split("\n"))
    found = read("identity_card", "DEU", *BOTH)
    assert found == DocumentReading(zone, {}, ("PERSONALAUSWEIS", "SAMPLE", "Anschrift"))


@pytest.mark.parametrize("kind", ["identity_card", "residence_permit"])
def test_other_documents_of_the_united_states_are_read_by_their_lines(textract: Stubber, kind: str) -> None:
    detects(textract, "document_front", "SAMPLE")
    assert read(kind, "USA", "document_front").lines == ("SAMPLE",)


def test_a_foreign_licence_has_lines_alone(textract: Stubber) -> None:
    detects(textract, "document_front", "1. Sample", "2. Jane")
    assert read("driving_licence", "DEU", "document_front") == DocumentReading("", {}, ("1. Sample", "2. Jane"))


def test_a_line_of_the_zone_without_fillers_is_not_the_visual_ones(textract: Stubber) -> None:
    first, second = zone_of("passport", "FRA", "12345678901234").split("\n")
    assert "<" not in second
    spaced = f"{second[:13]} {second[13:].lower()}"
    detects(textract, "document_front", "SAMPLE", first, spaced, "C01X00T47")
    found = read("passport", "FRA", "document_front")
    assert found == DocumentReading(f"{first}\n{second}", {}, ("SAMPLE", "C01X00T47"))


def test_a_broken_zone_is_not_taken_for_the_visual_one(textract: Stubber) -> None:
    first, second = zone_of("passport", "DEU").split("\n")
    detects(textract, "document_front", "Sample", first, second[:20])
    found = read("passport", "DEU", "document_front")
    assert (found.zone, first in found.lines) == ("", False)


@pytest.mark.parametrize("code", UNREADABLE)
def test_a_side_that_cannot_be_read_leaves_the_other(textract: Stubber, code: str) -> None:
    detects(textract, "document_front", "SAMPLE")
    fail(textract, "detect_document_text", code)
    assert read("identity_card", "DEU", *BOTH) == DocumentReading(lines=("SAMPLE",))


@pytest.mark.parametrize("code", UNREADABLE)
@pytest.mark.parametrize("country", ["DEU", "USA"])
def test_a_document_that_cannot_be_read_is_an_empty_reading(textract: Stubber, country: str, code: str) -> None:
    fail(textract, "analyze_id" if country == "USA" else "detect_document_text", code)
    assert read("passport", country, "document_front", media_type="application/pdf") == DocumentReading()


def test_a_front_that_never_came_is_named(textract: Stubber) -> None:
    with pytest.raises(errors.InvalidInput, match=f"{APPLICATION_ID} has no scan document_front"):
        read("identity_card", "DEU", "document_back")


def test_a_service_that_fails_is_no_reading(textract: Stubber) -> None:
    fail(textract, "analyze_id", "ThrottlingException")
    with pytest.raises(errors.Throttled, match=r"^AnalyzeID: ThrottlingException$"):
        read("passport", "USA", "document_front")


DOUBTFUL = CONFIDENT - 0.1


@pytest.mark.parametrize(
    ("fields", "read_as"),
    [
        ([field("LAST_NAME", "SAMPLE", CONFIDENT)], {"family_name": "SAMPLE"}),
        ([field("LAST_NAME", "SAMPLE", DOUBTFUL)], {}),
        ([field("FIRST_NAME", "JANE")], {"given_names": "JANE"}),
        ([field("FIRST_NAME", "JANE"), field("MIDDLE_NAME", "", 50.0)], {"given_names": "JANE"}),
        ([field("FIRST_NAME", "JANE"), field("MIDDLE_NAME", "MARIE", DOUBTFUL)], {}),
        ([field("MIDDLE_NAME", "MARIE")], {}),
        ([field("FIRST_NAME", "JANE\nMARIE")], {"given_names": "JANE MARIE"}),
        ([field("LAST_NAME", " ")], {}),
        ([field("LAST_NAME", "SAMPLE"), field("LAST_NAME", "OTHER")], {"family_name": "SAMPLE"}),
        ([field("STATE_NAME", "New York")], {"issuing_country": "USA"}),
        ([field("STATE_NAME", "ONTARIO")], {}),
        ([field("STATE_NAME", "TEXAS", DOUBTFUL)], {}),
        ([field("Other", "SAMPLE")], {}),
        ([{"Type": {"Text": "LAST_NAME"}}], {}),
        ([{"ValueDetection": {"Text": "SAMPLE"}}], {}),
        ([{"Type": {"Text": "LAST_NAME"}, "ValueDetection": {"Text": "SAMPLE"}}], {}),
    ],
)
def test_a_doubtful_field_is_not_read(textract: Stubber, fields: list[Row], read_as: Row) -> None:
    analyzes(textract, "document_front", fields)
    assert read("driving_licence", "USA", "document_front").fields == read_as


@pytest.mark.parametrize(
    ("text", "normalized", "day"),
    [
        ("05/03/1990", "1990-05-03T00:00:00", "1990-05-03"),
        ("05/03/1990", "1990-05-03", "1990-05-03"),
        ("05/03/1990", "", "1990-05-03"),
        ("5-3-1990", "", "1990-05-03"),
        ("05/03/1990", "0000-00-00T00:00:00", "1990-05-03"),
        ("3 May 1990", "", "1990-05-03"),
        ("03 XYZ 1990", "", None),
        ("13/03/1990", "", None),
        ("02/30/1990", "", None),
        ("05/03/90", "", None),
        ("DOB", "", None),
    ],
)
def test_a_date_is_the_normalised_one_or_the_printed_one(
    textract: Stubber, text: str, normalized: str, day: str | None
) -> None:
    analyzes(textract, "document_front", [field("DATE_OF_BIRTH", text, normalized=normalized)])
    assert read("driving_licence", "USA", "document_front").fields.get("birth_date") == day


def test_a_doubtful_date_is_not_read(textract: Stubber) -> None:
    analyzes(textract, "document_front", [field("DATE_OF_BIRTH", "05/03/1990", DOUBTFUL, "1990-05-03T00:00:00")])
    assert not read("driving_licence", "USA", "document_front").fields


def test_the_front_is_believed_before_the_back(textract: Stubber) -> None:
    analyzes(textract, "document_front", [field("LAST_NAME", "SAMPLE")])
    analyzes(textract, "document_back", [field("LAST_NAME", "SMUDGE"), field("DOCUMENT_NUMBER", "S1")])
    assert read("driving_licence", "USA", *BOTH).fields == {"family_name": "SAMPLE", "document_number": "S1"}
