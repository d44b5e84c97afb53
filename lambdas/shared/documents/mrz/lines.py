"""The lines of a machine-readable zone as OCR returns them: in a text of their own, or somewhere on a page."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lambdas.shared.documents.mrz.corrections import TO_DIGITS
from lambdas.shared.documents.mrz.layouts import (
    FILL,
    LAYOUTS,
    LETTERS,
    TD1,
    Layout,
    MrzError,
    failed_checks,
    layout_of,
    shape,
)

_ALPHABET = (LETTERS + FILL).encode()
_CHEVRONS = str.maketrans("‹«", FILL * 2)  # noqa: RUF001 - what OCR makes of <
_DOUBLE_CHEVRONS = str.maketrans({"«": FILL * 2})
_WIDTHS = {90: 30, 88: 44, 72: 36}
"""Length of a zone without line breaks: width of its lines."""
_DIGITS = "".join(map(chr, TO_DIGITS)) + "0-9"
"""What OCR returns for digits."""


def joined(text: str) -> str:
    """The zone in a text, in capitals and without line breaks; spaces and chevrons are OCR's own.

    MrzError: NOT_MRZ_CHARACTERS or NOT_MRZ_SHAPE.
    """
    if "«" in text:
        zone = _joined(text.translate(_CHEVRONS)) or _joined(text.translate(_DOUBLE_CHEVRONS).translate(_CHEVRONS))
    else:
        zone = _joined(text.translate(_CHEVRONS) if not text.isascii() else text)
    if not zone:
        raise MrzError("NOT_MRZ_SHAPE", "A zone has 3 lines of 30 characters, or 2 lines of 36 or 44.")
    return zone


def _joined(text: str) -> str:
    """The zone; empty where the lines have not the lengths of a zone's."""
    lines = _compact_lines(text)
    zone = "".join(lines)
    if not zone or not _is_alphabet(zone):
        raise MrzError("NOT_MRZ_CHARACTERS", "A machine-readable zone has only A to Z, 0 to 9 and <.")
    width = _WIDTHS.get(len(zone), 0)
    fits = len(lines) == 1 or all(len(line) == width for line in lines)
    return zone if width and fits else ""


def find_zone(lines: Iterable[str]) -> str:
    """The zone among the lines of a page, as ``read_mrz`` takes it, with the fillers that OCR lost or invented at the
    ends of its lines put right; empty where there is none.

    Of several, the one with the fewest check digits that do not fit, then with the fewest fillers put right.
    """
    page = [line for line in map(_compact, lines) if line]
    zones = [zone for layout in LAYOUTS for zone in _zones(page, layout)]
    return min(zones, default=(0, 0, ""), key=lambda zone: zone[:2])[2]


def _zones(page: list[str], layout: Layout) -> Iterator[tuple[int, int, str]]:
    """Each zone of the layout: how many check digits do not fit, how many fillers were put right, and its lines."""
    count = 3 if layout is TD1 else 2
    for start in range(len(page) - count + 1):
        found = page[start : start + count]
        lines = [_fit(line, layout.width) for line in found]
        zone = "\n".join(lines)
        is_wide = all(len(line) == layout.width for line in lines)
        if is_wide and _shape(layout).fullmatch(zone) and layout_of(zone) is layout:
            put_right = sum(abs(len(line) - layout.width) for line in found)
            yield len(failed_checks("".join(lines), layout)), put_right, zone


def _compact(line: str) -> str:
    """The line in capitals without its spaces; empty where it has other characters than a zone."""
    line = "".join(line.translate(_CHEVRONS).split())
    return line.upper() if line.isascii() and _is_alphabet(line.upper()) else ""


def _compact_lines(text: str) -> list[str]:
    if not text.isascii():  # the capital of a dotless i is I
        return []
    lines = ["".join(line.split()) for line in text.upper().splitlines()]
    return [line for line in lines if line]


def _is_alphabet(text: str) -> bool:
    return not text.encode().translate(None, _ALPHABET)


def _fit(line: str, width: int) -> str:
    """The line with as many fillers at its end as its width takes."""
    return line.rstrip(FILL).ljust(width, FILL)


@cache
def _shape(layout: Layout) -> re.Pattern[str]:
    """The layout's zones as OCR may return them: other capitals have no digits in dates and at the end."""
    date = f"[{_DIGITS}<]{{6}}"
    return shape(layout, code="[A-Z1]", names="[A-Z0-9<]", date=date, sex="[A-Z<]", digit=f"[{_DIGITS}]")
