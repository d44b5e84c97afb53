"""The machine-readable zone of passports, cards and visas (ICAO Doc 9303 parts 3 to 7).

``read_mrz`` never guesses: a zone of the right shape is read as printed, and the check digits that do not
fit are listed in ``failed_checks``. Corrections of what a camera misread belong before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from lambdas.shared.dates import iso_date
from lambdas.shared.transliteration import to_latin

_FILL = "<"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)} | {_FILL: 0}
_NUMBER_WIDTH = 9
_GERMANY = {"D": "DEU"}
"""The one code that ICAO writes otherwise than ISO."""


class MrzError(ValueError):
    """The text is no machine-readable zone, or the fields fit in none. The only error of this module."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Mrz:
    """A zone's fields: fillers removed, dates the six characters YYMMDD, sex F, M or X (unspecified)."""

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


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a two-line format differs: its width, where optional data ends, and its last check digits."""

    format: str
    width: int
    optional_end: int
    optional_check: int | None = None
    composite: int | None = None


_TD3 = _Layout("TD3", 44, optional_end=42, optional_check=42, composite=43)
_TWO_LINES = {
    (44, False): _TD3,
    (36, False): _Layout("TD2", 36, optional_end=35, composite=35),
    (44, True): _Layout("MRV-A", 44, optional_end=44),
    (36, True): _Layout("MRV-B", 36, optional_end=36),
}
"""By width, and whether the document is a visa (its code starts with V)."""
_CUTS = {90: 30, 88: 44, 72: 36}
"""Length of a zone without line breaks: width of its lines."""

_CODES = {"passport": "P", "identity_card": "I", "residence_permit": "IR"}
"""Document type of an application: document code of the zone written for it."""


def check_digit(field: str) -> str:
    """The check digit of a field: weights 7, 3, 1 over the characters' values, modulo 10 (9303-3, 4.9)."""
    weighted = (_VALUES[letter] * weight for letter, weight in zip(field, cycle((7, 3, 1)), strict=False))
    return str(sum(weighted) % 10)


def read_mrz(text: str) -> Mrz:
    """Read a TD1, TD2, TD3, MRV-A or MRV-B zone, with or without its line breaks.

    MrzError: NOT_MRZ_CHARACTERS or NOT_MRZ_SHAPE.
    """
    lines = _lines(text)
    if len(lines) == 3:  # noqa: PLR2004 - TD1 is the format of three lines
        return _read_td1(*lines)
    return _read_two_lines(_TWO_LINES[len(lines[0]), lines[0].startswith("V")], *lines)


def _lines(text: str) -> list[str]:
    lines = text.upper().split() if text.isascii() else []
    if not lines or not set("".join(lines)) <= _VALUES.keys():
        raise MrzError("NOT_MRZ_CHARACTERS", "A machine-readable zone has only A to Z, 0 to 9 and <.")
    width = _CUTS.get(len("".join(lines)), 0)
    if len(lines) == 1 and width:
        lines = [lines[0][start : start + width] for start in range(0, len(lines[0]), width)]
    if not width or any(len(line) != width for line in lines):
        raise MrzError("NOT_MRZ_SHAPE", "A zone has 3 lines of 30 characters, or 2 lines of 36 or 44.")
    return lines


def _read_td1(first: str, second: str, third: str) -> Mrz:
    number, number_check, optional = _long_number(first[5:14], first[14], first[15:30])
    checks = {
        "document_number": (number, number_check),
        "birth_date": (second[0:6], second[6]),
        "expires_on": (second[8:14], second[14]),
        "composite": (first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29]),
    }
    optional_data = f"{_plain(optional)} {_plain(second[18:29])}".strip()
    return _mrz("TD1", first, third, second[15:18], second[7], optional_data, checks)


def _read_two_lines(layout: _Layout, first: str, second: str) -> Mrz:
    number, number_check, optional = second[0:9], second[9], second[28 : layout.optional_end]
    if layout.format == "TD2":
        number, number_check, optional = _long_number(number, number_check, optional)
    checks = {
        "document_number": (number, number_check),
        "birth_date": (second[13:19], second[19]),
        "expires_on": (second[21:27], second[27]),
    }
    if layout.optional_check:
        checks["optional_data"] = (optional, _or_zero(optional, second[layout.optional_check]))
    if layout.composite:
        end = layout.composite
        checks["composite"] = (second[0:10] + second[13:20] + second[21:end], second[end])
    return _mrz(layout.format, first, first[5:], second[10:13], second[20], _plain(optional), checks)


def _mrz(
    name: str,
    first: str,
    names: str,
    nationality: str,
    sex: str,
    optional: str,
    checks: dict[str, tuple[str, str]],
) -> Mrz:
    """The fields; ``checks`` holds the checked ones, each with the digit printed for it."""
    family, _, given = names.strip(_FILL).partition(_FILL * 2)
    return Mrz(
        format=name,
        document_code=first[0:2].rstrip(_FILL),
        issuing_country=_country(first[2:5]),
        family_name=_plain(family),
        given_names=_plain(given),
        document_number=checks["document_number"][0].rstrip(_FILL),
        nationality=_country(nationality),
        birth_date=checks["birth_date"][0],
        sex=sex if sex in ("F", "M") else "X",
        expires_on=checks["expires_on"][0],
        optional_data=optional,
        failed_checks=tuple(field for field, (value, digit) in checks.items() if check_digit(value) != digit),
    )


def _long_number(number: str, check: str, optional: str) -> tuple[str, str, str]:
    """A number over nine characters goes on in the optional data, its check digit last (9303-5, 4.2.2)."""
    if check != _FILL:
        return number, check, optional
    rest, _, remainder = optional.partition(_FILL)
    return number + rest[:-1], rest[-1:], remainder


def _or_zero(field: str, check: str) -> str:
    """An empty personal number may have a filler in the place of its check digit, 0 (9303-4, 4.2.2)."""
    return "0" if check == _FILL and not field.strip(_FILL) else check


def _plain(field: str) -> str:
    return " ".join(field.replace(_FILL, " ").split())


def _country(field: str) -> str:
    code = field.rstrip(_FILL)
    return _GERMANY.get(code, code)


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


def write_mrz(  # noqa: PLR0913 - the fields of a document
    *,
    document_type: str,
    issuing_country: str,
    family_name: str,
    given_names: str,
    document_number: str,
    nationality: str,
    birth_date: str,
    sex: str,
    expires_on: str,
    optional_data: str = "",
) -> str:
    """The zone of a document, lines separated by a newline: TD3 for a passport, TD1 for a card.

    Takes an application's own values: type ``passport``, ``identity_card`` or ``residence_permit``, dates
    YYYY-MM-DD, names in any Latin or Cyrillic letters. MrzError: NOT_WRITABLE.
    """
    code = _CODES.get(document_type)
    if code is None:
        raise MrzError("NOT_WRITABLE", f"A {document_type} has no machine-readable zone.")
    head = _fit(code, 2) + _fit(_country_field(issuing_country), 3)
    dates = (
        _checked(_six_digits(birth_date)) + (sex if sex in ("F", "M") else _FILL) + _checked(_six_digits(expires_on))
    )
    nationality = _fit(_country_field(nationality), 3)
    number, optional = _compact(document_number), _compact(optional_data)
    if document_type == "passport":
        return _write_td3(head + _name_field(family_name, given_names, 39), number, nationality, dates, optional)
    return _write_td1(head, number, nationality, dates, optional, _name_field(family_name, given_names, 30))


def _write_td3(first: str, number: str, nationality: str, dates: str, optional: str) -> str:
    numbered, extra = _checked(_fit(number, _NUMBER_WIDTH)), _checked(_fit(optional, 14))
    composite = check_digit(numbered + dates[:7] + dates[8:] + extra)
    return f"{first}\n{numbered}{nationality}{dates}{extra}{composite}"


def _write_td1(head: str, number: str, nationality: str, dates: str, optional: str, names: str) -> str:
    if len(number) > _NUMBER_WIDTH:
        number_field = number[:_NUMBER_WIDTH] + _FILL + number[_NUMBER_WIDTH:] + check_digit(number) + _FILL
    else:
        number_field = _checked(_fit(number, _NUMBER_WIDTH))
    numbered, rest = _fit(number_field + optional, 25), _FILL * 11
    composite = check_digit(numbered + dates[:7] + dates[8:] + rest)
    return f"{head}{numbered}\n{dates}{nationality}{rest}{composite}\n{names}"


def _checked(field: str) -> str:
    return field + check_digit(field)


def _fit(field: str, width: int) -> str:
    if len(field) > width:
        raise MrzError("NOT_WRITABLE", f"A field is longer than the {width} characters it has in the zone.")
    return field.ljust(width, _FILL)


def _compact(text: str) -> str:
    return to_latin(text).replace(" ", "")


def _country_field(code: str) -> str:
    return next((icao for icao, iso in _GERMANY.items() if iso == code), _compact(code))


def _six_digits(day: str) -> str:
    if iso_date(day) is None:
        raise MrzError("NOT_WRITABLE", "A date is no calendar date of the form YYYY-MM-DD.")
    return day[2:4] + day[5:7] + day[8:10]


def _name_field(family_name: str, given_names: str, width: int) -> str:
    """Family and given names; when both do not fit, at least one letter of each stays (9303-3, 4.6)."""
    family, given = (to_latin(name).replace(" ", _FILL) for name in (family_name, given_names))
    both = f"{family[: width - 3]}{_FILL * 2}{given}" if given else family
    return both[:width].ljust(width, _FILL)
