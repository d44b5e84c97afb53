"""The machine-readable zone of passports, cards and visas (ICAO Doc 9303 parts 3 to 7).

``read_mrz`` reads a zone as printed. It puts right what OCR usually confuses (0 and O, 1 and I) only where the zone
itself proves it, and says so in ``corrected``; check digits that still do not fit are in ``failed_checks``, and what
no document may print in ``problems``. Where the zone is among the lines of a page, ``find_zone`` says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from re import Pattern, fullmatch

from lambdas.shared.documents.mrz.corrections import COUNTRIES, corrected, may_have_digits
from lambdas.shared.documents.mrz.layouts import (
    FILL,
    FRENCH_CARD,
    ISSUING_COUNTRY,
    PRINTED,
    Layout,
    MrzError,
    check_digit,
    covered,
    failed_checks,
    layout_of,
    number_check,
    shape,
)
from lambdas.shared.documents.mrz.lines import find_zone, joined
from lambdas.shared.documents.mrz.writing import write_mrz
from lambdas.shared.runtime.dates import iso_date

__all__ = ["Mrz", "MrzError", "birth_date", "check_digit", "expiry_date", "find_zone", "read_mrz", "write_mrz"]

_SEXES = {"F": "F", "M": "M", "X": "X", FILL: "X"}
_DAYS = "<<|0[1-9]|[12][0-9]"
_DATE = f"(?:[0-9]{{2}}|<<)(?:(?:<<|0[13578]|1[02])(?:{_DAYS}|3[01])|(?:0[469]|11)(?:{_DAYS}|30)|02(?:{_DAYS}))"
"""YYMMDD of some century, any part unknown (9303-3, 4.8)."""


@dataclass(slots=True)  # frozen, making one takes nine times as long: a fifth of reading a zone
class Mrz:
    """A zone's fields: fillers removed, dates the six characters YYMMDD, sex F, M or X (unspecified).

    Of a holder with one name alone, the other is empty: some issuers print it as the family name, some behind ``<<``.

    ``expires_on`` is empty for the French card of 1988 to 2021 (format FRA-ID), whose zone has no such date.
    """

    format: str
    document_code: str
    issuing_country: str
    family_name: str
    given_names: str
    document_number: str
    nationality: str
    birth_date: str
    sex: str
    expires_on: str
    optional_data: str
    failed_checks: tuple[str, ...]
    """Fields whose check digit does not fit: document_number, birth_date, expires_on, optional_data, composite."""
    corrected: tuple[str, ...] = ()
    """Fields read otherwise than OCR did: those of ``failed_checks``, and document_code, issuing_country, names,
    nationality."""
    problems: tuple[str, ...] = ()
    """Fields with a code that nobody has, or a character that may not stand there: document_code, issuing_country,
    names, nationality, birth_date, sex, expires_on (also for a day that no calendar has)."""


def read_mrz(text: str) -> Mrz:
    """Read a TD1, TD2, TD3, MRV-A, MRV-B or French (FRA-ID) zone, with or without its line breaks.

    MrzError: NOT_MRZ_CHARACTERS or NOT_MRZ_SHAPE.
    """
    if len(text) in PRINTED and _clean(layout := layout_of(text)).fullmatch(text):
        zone, is_clean = text.replace("\n", ""), True
    else:
        zone, is_clean = joined(text), False
        layout = layout_of(zone)
    read = _read(zone, layout, is_clean=is_clean)
    if not read.failed_checks and not read.problems:
        return read
    zone, fields = corrected(zone, layout)
    return _read(zone, layout, fields) if fields else read


def _read(zone: str, layout: Layout, fields: tuple[str, ...] = (), *, is_clean: bool = False) -> Mrz:
    """``is_clean`` is for a zone without problems, but perhaps of the country codes."""
    code, issuer, names, given, number, digit, nationality, birth, sex, expires, optional, more = layout.fields(zone)
    issuing_country, citizenship = COUNTRIES.get(issuer), COUNTRIES.get(nationality)
    family, _, given_names = names.rstrip(FILL).partition(FILL * 2)
    if digit == FILL and layout.long_numbers:
        number, optional = _long_number(zone, layout)
    return Mrz(
        layout.format,
        code.rstrip(FILL),
        issuing_country or issuer.rstrip(FILL),
        family.lstrip(FILL).replace(FILL, " "),
        _plain(given if layout is FRENCH_CARD else given_names),
        number.replace(FILL, ""),
        citizenship or nationality.rstrip(FILL),
        birth,
        _SEXES.get(sex, "X"),
        expires,
        _plain(f"{optional}<{more}" if more else optional),
        failed_checks(zone, layout),
        fields,
        () if is_clean and issuing_country and citizenship else _problems(zone, layout),
    )


def _long_number(zone: str, layout: Layout) -> tuple[str, str]:
    """The number, and what it leaves of the optional data."""
    check = number_check(zone, layout)
    rest = layout.optional if check is layout.checks[0] else slice(check.digit + 1, layout.optional.stop)
    return covered(zone, check), zone[rest]


def _plain(field: str) -> str:
    words = field.strip(FILL).replace(FILL, " ")
    return " ".join(words.split()) if "  " in words else words


@cache
def _clean(layout: Layout) -> Pattern[str]:
    """The zones, as they are printed, without problems but perhaps of the country codes."""
    return shape(layout, code="[A-Z]", names="[A-Z<]", date=_DATE, sex="[FMX<]")


def _problems(zone: str, layout: Layout) -> tuple[str, ...]:
    wrong = {
        "document_code": not zone[0].isalpha(),
        "issuing_country": zone[ISSUING_COUNTRY] not in COUNTRIES,
        "names": not may_have_digits(zone) and any(map(str.isdigit, zone[layout.names] + zone[layout.given_names])),
        "nationality": layout.nationality != ISSUING_COUNTRY and zone[layout.nationality] not in COUNTRIES,
        "birth_date": not fullmatch(_DATE, zone[layout.birth_date]),
        "sex": zone[layout.sex] not in _SEXES,
        "expires_on": layout.expires_on.stop and not fullmatch(_DATE, zone[layout.expires_on]),
    }
    return tuple(field for field, is_wrong in wrong.items() if is_wrong)


def birth_date(mrz: Mrz, today: date) -> date | None:
    """The latest such day that is not after today; None for unknown parts or an impossible day."""
    return max((day for day in _days(mrz.birth_date, today) if day <= today), default=None)


def expiry_date(mrz: Mrz, today: date) -> date | None:
    """The such day that is nearest to today; None for unknown parts or an impossible day."""
    return min(_days(mrz.expires_on, today), key=lambda day: abs(day - today), default=None)


def _days(digits: str, today: date) -> Iterator[date]:
    """The days of the last, this and the next century that the six digits may mean."""
    this_century = today.year // 100
    for century in (this_century - 1, this_century, this_century + 1):
        day = iso_date(f"{century:02}{digits[0:2]}-{digits[2:4]}-{digits[4:6]}")
        if day:
            yield day
