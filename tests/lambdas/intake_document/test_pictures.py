"""Files are what their bytes say, and nothing that arrives makes the function crash."""

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lambdas.intake_document.pictures import RULES, Picture, check, inspect
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.runtime.policies import policy
from tests.pictures import PDF, SIZE, drawn, encoded, pdf

QUALITY = policy("identity")["picture_quality"]
JPEG, PNG = encoded(drawn()), encoded(drawn(), "PNG")


def found(content: bytes, kind: str = "document_front") -> list[str]:
    return codes(check(inspect(content, QUALITY), kind, QUALITY))


@pytest.mark.parametrize(("content", "media_type"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_good_picture_is_measured(content: bytes, media_type: str) -> None:
    picture = inspect(content, QUALITY)
    assert (picture.media_type, picture.width, picture.height) == (media_type, *SIZE)
    assert (picture.sha256, picture.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert found(content) == []


def test_a_pdf_is_taken_for_a_document_and_not_for_a_selfie() -> None:
    assert inspect(PDF, QUALITY).media_type == "application/pdf"
    assert found(PDF) == []
    assert found(PDF, "selfie") == ["SELFIE_NOT_A_PICTURE"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NOT_A_PICTURE"),
        (b"GIF89a" + bytes(100), "NOT_A_PICTURE"),
        (encoded(drawn(), "GIF"), "NOT_A_PICTURE"),
        (encoded(drawn(), "TIFF"), "NOT_A_PICTURE"),
        (b"<html><script>", "NOT_A_PICTURE"),
        (JPEG + bytes(QUALITY["most_bytes"]), "FILE_TOO_LARGE"),
        (JPEG[: len(JPEG) // 2], "FILE_DAMAGED"),
        (PNG[: len(PNG) // 2], "FILE_DAMAGED"),
        (PDF[:20], "FILE_DAMAGED"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF", "FILE_DAMAGED"),
        (pdf(drawn(), drawn()), "PDF_SEVERAL_PAGES"),
        (PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), "PDF_PROTECTED"),
        (encoded(drawn((900, 500))), "PICTURE_TOO_SMALL"),
        (encoded(Image.new("L", (10_001, 700)), "PNG"), "PICTURE_TOO_LARGE"),
        (encoded(drawn(paper=30, ink=0)), "PICTURE_DARK"),
        (encoded(drawn(paper=255, ink=238)), "PICTURE_BRIGHT"),
        (encoded(drawn(blur=12)), "PICTURE_BLURRED"),
        (encoded(Image.new("RGB", SIZE, (128, 128, 128))), "PICTURE_BLURRED"),
    ],
)
def test_what_cannot_be_used_says_why(content: bytes, code: str) -> None:
    assert found(content) == [code]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_measured(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("I;16", SIZE, 30_000) if mode == "I;16" else drawn().convert(mode)
    assert inspect(encoded(image, kind), QUALITY).width == SIZE[0]


def test_the_jpeg_of_a_phone_has_more_pictures_behind_it() -> None:
    buffer = io.BytesIO()
    drawn().save(buffer, "MPO", save_all=True, append_images=[drawn((160, 120))])
    picture = inspect(buffer.getvalue(), QUALITY)
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", *SIZE)
    assert found(buffer.getvalue()) == []


def test_sixteen_bits_of_grey_are_as_bright_as_eight() -> None:
    eight = drawn().convert("L")
    sixteen = eight.convert("I").point(lambda value: value * 256).convert("I;16")
    one, other = (inspect(encoded(image, "PNG"), QUALITY) for image in (eight, sixteen))
    assert found(encoded(sixteen, "PNG")) == []
    assert one.brightness == pytest.approx(other.brightness, abs=1)
    assert one.sharpness == pytest.approx(other.sharpness, rel=0.05)


def test_what_is_said_of_a_selfie_is_what_to_do_about_it() -> None:
    assert found(pdf(drawn(), drawn()), "selfie") == ["SELFIE_NOT_A_PICTURE"]


def test_a_bomb_of_pixels_is_refused_without_its_memory() -> None:
    bomb = encoded(Image.new("1", (9_999, 9_999)), "PNG")
    header = bomb.index(b"IHDR") + 4
    huge = bomb[:header] + (60_000).to_bytes(4, "big") * 2 + bomb[header + 8 :]
    assert {"NOT_A_PICTURE", "PICTURE_TOO_LARGE", "FILE_DAMAGED"} & set(found(huge))


def test_every_finding_has_advice_for_the_applicant() -> None:
    assert {code for code, *_ in RULES} <= policy("identity")["resubmit"].keys()


@given(st.binary(max_size=300))
def test_any_bytes_are_some_file(content: bytes) -> None:
    assert isinstance(inspect(content, QUALITY), Picture)


@given(st.sampled_from([JPEG, PNG, PDF]), st.data())
def test_a_damaged_file_is_found_or_read(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.binary(min_size=1, max_size=8))
    damaged = content[:place] + other + content[place + len(other) :]
    assert isinstance(inspect(damaged, QUALITY), Picture)
