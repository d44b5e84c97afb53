"""What OCR usually confuses, put right where the zone itself proves it.

- A date and its check digit have no letters: they become digits where the check digit then fits.
- A document number, and a passport's personal number, have both: one character is swapped where that is the only swap
  to make its own check digit fit and, where the format has one, the composite. With two swaps, one of the many readings
  fits a number by chance that was misread otherwise: measured, in a third of such numbers, with one in a fifth.
- A country code and a name have no digits, but no check digit either: a code is put right where a country then has it,
  a name always.

G and 6 differ by 10, which no check digit shows: they are put right where only one of them may stand, and nowhere else.
"""

from collections.abc import Iterator

from lambdas.shared.documents.mrz.layouts import ISSUING_COUNTRY, Check, Layout, checks_of, fits
from lambdas.shared.names.countries import ICAO_ONLY, ISO_NAMES

_TO_LETTERS = str.maketrans("012568", "OIZSGB")
TO_DIGITS = str.maketrans("OIZSGB", "012568")
_SWAPS = {"0": "O", "O": "0", "1": "I", "I": "1", "8": "B", "B": "8", "5": "S", "S": "5", "2": "Z", "Z": "2"}

_Corrections = Iterator[tuple[str, slice, str]]
"""Field, place and what is to be read there."""

COUNTRIES = {code: code for code in (*ISO_NAMES, *ICAO_ONLY)} | {"D<<": "DEU"}
"""Country field: ISO code. Germany's is the one code that ICAO writes otherwise than ISO."""
_DIGITS_IN_NAMES = "PNRUS"
"""The zone of Russia's internal passport writes some Cyrillic letters as digits: 3 is Ч, 8 is Я."""
_FIELDS = (
    "document_code", "issuing_country", "names", "document_number", "nationality", "birth_date", "expires_on",
    "optional_data", "composite",
)  # fmt: skip


def may_have_digits(zone: str) -> bool:
    return zone.startswith(_DIGITS_IN_NAMES)


def corrected(zone: str, layout: Layout) -> tuple[str, tuple[str, ...]]:
    """The zone with its proven corrections, and the names of the fields that have one."""
    fields: dict[str, None] = {}
    for correct in (_letters, _dates, _numbers, _composite):
        for field, place, reading in correct(zone, layout):
            zone = _put(zone, place, reading)
            fields[field] = None
    return zone, tuple(field for field in _FIELDS if field in fields)


def _letters(zone: str, layout: Layout) -> _Corrections:
    """Of the fields without digits; of the document code that is the first character (9303-3, 4.4)."""
    places = [("document_code", slice(0, 1)), ("issuing_country", ISSUING_COUNTRY)]
    if layout.nationality != ISSUING_COUNTRY:
        places.append(("nationality", layout.nationality))
    if not may_have_digits(zone):
        places += [("names", layout.names), ("names", layout.given_names)]
    for field, place in places:
        reading = zone[place].translate(_TO_LETTERS)
        proven = field in ("document_code", "names") or reading in COUNTRIES
        if reading != zone[place] and proven:
            yield field, place, reading


def _dates(zone: str, layout: Layout) -> _Corrections:
    for check in layout.checks:
        if check.field in ("birth_date", "expires_on"):
            place = slice(check.places[0].start, check.digit + 1)
            yield from _digits(zone, check, place)


def _composite(zone: str, layout: Layout) -> _Corrections:
    check = layout.checks[-1]
    if check.field == "composite":
        yield from _digits(zone, check, slice(check.digit, check.digit + 1))


def _digits(zone: str, check: Check, place: slice) -> _Corrections:
    reading = zone[place].translate(TO_DIGITS)
    if reading != zone[place] and fits(_put(zone, place, reading), check):
        yield check.field, place, reading


def _numbers(zone: str, layout: Layout) -> _Corrections:
    checks = checks_of(zone, layout)
    proof = [check for check in checks if check.field == "composite"]
    for check in checks:
        if check.field in ("document_number", "optional_data") and not fits(zone, check):
            reading = _only_reading(zone, check, proof)
            for place in (*check.places, slice(check.digit, check.digit + 1)):
                if reading[place] != zone[place]:
                    yield check.field, place, reading[place]


def _only_reading(zone: str, check: Check, proof: list[Check]) -> str:
    """The zone, with a digit for the letter read as check digit, or the one swap that makes all checks fit.

    As it was, where several swaps do or none does.
    """
    read = zone
    for each in (check, *proof):
        place = slice(each.digit, each.digit + 1)
        read = _put(read, place, zone[place].translate(TO_DIGITS))
    doubtful = [at for place in check.places for at in range(place.start, place.stop) if zone[at] in _SWAPS]
    swapped = [_put(read, slice(at, at + 1), _SWAPS[zone[at]]) for at in doubtful]
    for readings in ([read], swapped):
        fitting = [reading for reading in readings if all(fits(reading, each) for each in (check, *proof))]
        if fitting:
            return fitting[0] if len(fitting) == 1 else zone
    return zone


def _put(zone: str, place: slice, reading: str) -> str:
    return zone[: place.start] + reading + zone[place.stop :]
