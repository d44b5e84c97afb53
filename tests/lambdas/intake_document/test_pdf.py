"""A PDF's pages are counted as its readers count them, and no bytes make it fail or take long."""

import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.intake_document.pdf import Pdf, inspect
from tests.pictures import PDF, drawn, pdf

PAGE = drawn((60, 40))


@pytest.mark.parametrize("count", [1, 2, 7])
def test_pages_are_counted(count: int) -> None:
    assert inspect(pdf(*[PAGE] * count)) == Pdf(count, is_protected=False)


def test_objects_may_stand_in_a_compressed_stream() -> None:
    assert inspect(_compressed(3)) == Pdf(3, is_protected=False)


def test_the_last_object_with_a_number_counts() -> None:
    """As in a file from which a page was deleted, which is only added to."""
    update = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    assert inspect(_plain(2)).pages == 2
    assert inspect(_plain(2) + update) == Pdf(1, is_protected=False)


@pytest.mark.parametrize("content", [b"/Encrypt 9 0 R", b"/Encrypt<</Filter/Standard>>", b"/#45ncr#79pt 9 0 R"])
def test_a_protected_file_is_known_by_its_trailer(content: bytes) -> None:
    assert inspect(_plain(1).replace(b"/Root", content + b"/Root")).is_protected
    assert inspect(_compressed(1).replace(b"/Root", content + b"/Root")).is_protected


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.7\ntrailer<</Root 7 0 R>>\n%%EOF",
        b"%PDF-1.7\n1 0 obj<</Type/ObjStm/First 9999999/N 1>>stream\nnot compressed\nendstream endobj",
        b"%PDF-1.7\n1 0 obj<</Type/ObjStm/First 9>>stream\n" + zlib.compress(bytes(10**8)) + b"endstream endobj",
    ],
)
def test_what_has_no_pages_has_none(content: bytes) -> None:
    assert inspect(content) == Pdf(0, is_protected=False)


def test_a_small_file_does_not_ask_for_the_same_bytes_again_and_again() -> None:
    places = b" ".join(b"%d %d" % (number, number % 2 * 19_000_000) for number in range(10, 10_000))
    stream = zlib.compress(places + bytes(19_000_000), 9)
    header = b"%%PDF-1.7\n1 0 obj<</Type/ObjStm/First %d>>stream\n" % len(places)
    tracemalloc.start()
    try:
        assert inspect(header + stream + b"endstream endobj") == Pdf(0, is_protected=False)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=300) | st.text("0123456789 obj<>/RootPagesCountObjStmFirstendstream\n").map(str.encode))
def test_any_bytes_are_looked_at(content: bytes) -> None:
    assert inspect(content).pages >= 0


@given(st.data())
def test_a_damaged_file_is_looked_at(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(PDF) - 1))
    assert inspect(PDF[:place] + data.draw(st.binary(max_size=8)) + PDF[place + 4 :]).pages >= 0


def _plain(pages: int) -> bytes:
    return b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%s endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n" % (
        b"2 0 obj<</Type/Pages/Kids[]/Count %d>>" % pages
    )


def _compressed(pages: int) -> bytes:
    """As most programs write PDFs now: catalog and pages in an object stream, the trailer in a stream of its own."""
    catalog, tree = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count %d>>" % pages
    index = b"1 0 2 %d " % len(catalog)
    stream = zlib.compress(index + catalog + tree)
    return (
        b"%%PDF-1.7\n5 0 obj<</Type/ObjStm/N 2/First %d/Filter/FlateDecode>>stream\r\n%s\r\nendstream endobj\n"
        b"6 0 obj<</Type/XRef/Root 1 0 R>>stream\n\nendstream endobj\n%%%%EOF\n"
    ) % (len(index), stream)
