"""What a document says of its holder."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.check_document.holder import holder, names_on_document
from lambdas.shared.providers.document_reader import DocumentReading

TODAY = date(2026, 11, 24)
ZONE = "P<SWEERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nXA12345679SWE8408129F3102307<<<<<<<<<<<<<<06"


@pytest.mark.parametrize(
    ("reading", "names"),
    [
        (DocumentReading(ZONE), ("ANNA MARIA", "ERIKSSON")),
        (DocumentReading(fields={"given_names": "Anna", "family_name": "Ericson"}), ("Anna", "Ericson")),
        (DocumentReading(fields={"family_name": "Ericson"}), ("", "Ericson")),
    ],
)
def test_the_names_are_read_even_where_the_number_is_not(reading: DocumentReading, names: tuple[str, str]) -> None:
    assert names_on_document(reading, TODAY) == dict(zip(("given_names", "family_name"), names, strict=True))
    assert (holder(reading, TODAY) is None) == (not reading.zone)


@pytest.mark.parametrize(
    "reading", [DocumentReading(), DocumentReading("x"), DocumentReading(fields={"document_number": "1"})]
)
def test_a_document_that_was_not_read_has_no_names(reading: DocumentReading) -> None:
    assert names_on_document(reading, TODAY) == {}


@given(st.text(max_size=100))
def test_whatever_the_zone_is_nothing_is_raised(zone: str) -> None:
    assert set(names_on_document(DocumentReading(zone), TODAY)) <= {"given_names", "family_name"}
