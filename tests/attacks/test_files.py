"""A file that the document reader cannot read is not taken, and the advice says what to do about that very file."""

import pytest

from lambdas.intake_document.pictures import check, inspect
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.runtime.policies import policy

POLICY = policy("identity")
TWO_PAGES = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 400]>>endobj\n"
    b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PROTECTED = TWO_PAGES.replace(b"<</Root", b"<</Encrypt 9 0 R/Root")
NOTHING = b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF"


@pytest.mark.parametrize(
    ("content", "reasons", "word"),
    [
        (TWO_PAGES, ["PDF_SEVERAL_PAGES"], "one page"),
        (PROTECTED, ["PDF_PROTECTED", "PDF_SEVERAL_PAGES"], "without protection"),
        (NOTHING, ["FILE_DAMAGED"], "damaged"),
    ],
)
def test_an_unreadable_pdf_is_not_taken(content: bytes, reasons: list[str], word: str) -> None:
    found = codes(check(inspect(content, POLICY["picture_quality"]), "document_front", POLICY["picture_quality"]))
    assert found == reasons
    assert word in POLICY["resubmit"][reasons[0]]["advice"]
