"""Can this file be used? Its real type by its bytes, its size, and how dark, bright or blurred the picture is.

A PDF is taken where the document reader can read it: of one page, and not protected.
"""

import hashlib
import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from PIL import Image, ImageFilter, ImageStat

from lambdas.intake_document import pdf
from lambdas.intake_document.pdf import Pdf
from lambdas.shared.cases.verdicts import Finding, Verdict

_PDF = b"%PDF-"
_MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
"""By Pillow's name of the format. MPO is a JPEG with more pictures behind it, as many phones write them."""
_FORMATS = ("JPEG", "PNG")
"""The decoders that are tried; that of JPEG opens MPO as well."""
_PDF_TYPE = "application/pdf"
_MEASURED_SIDE = 1000
"""Pixels of the longer side at which brightness and sharpness are measured, so that cameras can be compared."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file is. Brightness is the mean of its pixels, 0 to 255; sharpness the standard deviation of its edges.

    ``pdf`` is what a PDF has of pages and protection.
    """

    sha256: str
    bytes: int
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    brightness: float | None = None
    sharpness: float | None = None
    damaged: bool = False
    pdf: Pdf | None = None

    def facts(self) -> dict[str, Any]:
        """What is kept of it beside the reasons, which say of a PDF what there is to say."""
        return {name: value for name, value in asdict(self).items() if name != "pdf"}


Quality = Mapping[str, Any]
"""The policy's ``picture_quality``: its form is the schema's."""
Rule = Callable[[Picture, str, Quality], bool]


def _no_picture(picture: Picture, _kind: str, _quality: Quality) -> bool:
    return picture.media_type is None


def _selfie_is_no_picture(picture: Picture, kind: str, _quality: Quality) -> bool:
    return kind == "selfie" and picture.media_type == _PDF_TYPE


def _too_many_bytes(picture: Picture, _kind: str, quality: Quality) -> bool:
    return bool(picture.bytes > quality["most_bytes"])


def _damaged(picture: Picture, _kind: str, _quality: Quality) -> bool:
    return picture.damaged


def _protected(picture: Picture, kind: str, _quality: Quality) -> bool:
    return kind != "selfie" and picture.pdf is not None and picture.pdf.is_protected


def _several_pages(picture: Picture, kind: str, _quality: Quality) -> bool:
    return kind != "selfie" and picture.pdf is not None and picture.pdf.pages > 1


def _too_small(picture: Picture, _kind: str, quality: Quality) -> bool:
    return picture.width is not None and min(picture.width, picture.height or 0) < quality["shortest_side"]


def _too_large(picture: Picture, _kind: str, quality: Quality) -> bool:
    return picture.width is not None and max(picture.width, picture.height or 0) > quality["longest_side"]


def _dark(picture: Picture, _kind: str, quality: Quality) -> bool:
    return picture.brightness is not None and picture.brightness < quality["least_brightness"]


def _bright(picture: Picture, _kind: str, quality: Quality) -> bool:
    return picture.brightness is not None and picture.brightness > quality["most_brightness"]


def _blurred(picture: Picture, _kind: str, quality: Quality) -> bool:
    return picture.sharpness is not None and picture.sharpness < quality["least_sharpness"]


RULES: tuple[tuple[str, Rule, str], ...] = (
    ("NOT_A_PICTURE", _no_picture, "By its bytes, the file is neither JPEG nor PNG nor PDF."),
    ("SELFIE_NOT_A_PICTURE", _selfie_is_no_picture, "The selfie is a PDF."),
    ("FILE_TOO_LARGE", _too_many_bytes, "The file has more bytes than are accepted."),
    ("FILE_DAMAGED", _damaged, "The file is cut off or damaged."),
    ("PDF_PROTECTED", _protected, "The PDF is protected by a password or against copying."),
    ("PDF_SEVERAL_PAGES", _several_pages, "The PDF has more than one page."),
    ("PICTURE_TOO_SMALL", _too_small, "The picture has too few pixels."),
    ("PICTURE_TOO_LARGE", _too_large, "The picture has too many pixels."),
    ("PICTURE_DARK", _dark, "The picture is too dark."),
    ("PICTURE_BRIGHT", _bright, "The picture is too bright."),
    ("PICTURE_BLURRED", _blurred, "The picture is blurred."),
)
"""Code, when it applies, and the sentence for staff; all of them ask for another picture."""


def check(picture: Picture, kind: str, quality: Quality) -> list[Finding]:
    """Hold what was found against the policy's ``picture_quality``; no finding means that the picture can be used."""
    return [
        Finding(code, Verdict.RESUBMIT, sentence)
        for code, applies, sentence in RULES
        if applies(picture, kind, quality)
    ]


def inspect(content: bytes, quality: Quality) -> Picture:
    """What the file is, by its bytes alone. Never raises."""
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    if size > quality["most_bytes"]:
        return Picture(sha256, size, media_type=_PDF_TYPE if content.startswith(_PDF) else _picture_type(content))
    if content.startswith(_PDF):
        found = pdf.inspect(content)
        damaged = b"%%EOF" not in content or not (found.pages or found.is_protected)
        return Picture(sha256, size, _PDF_TYPE, damaged=damaged, pdf=found)
    kind = _picture_type(content)
    return Picture(sha256, size, kind, **_measured(content, quality) if kind else {})


def _picture_type(content: bytes) -> str | None:
    try:
        with _opened(content) as image:
            return _MEDIA_TYPES[image.format or ""]
    except _UNREADABLE:
        return None


def _measured(content: bytes, quality: Quality) -> dict[str, Any]:
    try:
        with _opened(content) as image:
            width, height = image.size
            if max(image.size) > quality["longest_side"]:
                return {"width": width, "height": height}  # not worth the memory of its pixels
            image.draft("L", (_MEASURED_SIDE, _MEASURED_SIDE))  # JPEG decodes smaller pictures faster
            grey = _in_8_bits(image).convert("L")
    except _UNREADABLE:
        return {"damaged": True}
    grey.thumbnail((_MEASURED_SIDE, _MEASURED_SIDE))
    inner = grey.filter(ImageFilter.Kernel((3, 3), (0, -1, 0, -1, 4, -1, 0, -1, 0), scale=1, offset=128))
    edges = inner.crop((1, 1, max(inner.width - 1, 2), max(inner.height - 1, 2)))
    return {
        "width": width,
        "height": height,
        "brightness": round(ImageStat.Stat(grey).mean[0], 1),
        "sharpness": round(ImageStat.Stat(edges).stddev[0], 2),
    }


def _in_8_bits(image: Image.Image) -> Image.Image:
    """The picture, of 16 bits a pixel the upper 8: converting cuts all brighter pixels off."""
    return image.point(lambda value: value * (1 / 256)) if image.mode.startswith("I") else image


# Whatever a damaged or hostile file makes the decoders raise.
_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    KeyError,
    EOFError,
    IndexError,
    TypeError,
    OverflowError,
    Image.DecompressionBombError,
)


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pixels beyond the policy are a finding, and odd metadata is nobody's concern
        return Image.open(io.BytesIO(content), formats=_FORMATS)
