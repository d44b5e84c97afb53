"""Where the fields of a machine-readable zone stand, format by format, and how its check digits are computed.

Places are positions in the zone's text without its line breaks. Sources: ICAO Doc 9303 part 3 section 4.9 (check
digits), part 4 (TD3), part 5 (TD1), part 6 (TD2), part 7 (visas); the French identity card of 1988 to 2021 has a
layout of its own (Wikipedia, "National identity card (France)", machine-readable zone).
"""

import dataclasses
import re
from collections.abc import Callable
from functools import cache
from operator import itemgetter

FILL = "<"
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CELL = "[A-Z0-9<]"
_VALUES = bytes.maketrans((LETTERS + FILL).encode(), bytes([*(value % 10 for value in range(len(LETTERS))), 0]))
"""The value of each character modulo 10, as a byte: 0 for 0, A, K, U and <."""

DOCUMENT_CODE = slice(0, 2)
ISSUING_COUNTRY = slice(2, 5)
NONE = slice(0, 0)
"""The place of a field that the format does not have."""


class MrzError(ValueError):
    """The text is no machine-readable zone, or the fields fit in none. The only error of these modules."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """A field, the places its check digit is computed over, and the place of the digit."""

    field: str
    places: tuple[slice, ...]
    digit: int
    may_be_empty: bool = False
    """An empty field may have a filler in the place of its check digit, 0 (9303-4, 4.2.2)."""
    or_places: tuple[slice, ...] = ()
    """The places as some issuers take them; one of the two has to fit."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A format. ``names`` is of both names, or of the family name where there is a place for ``given_names``."""

    format: str
    width: int
    names: slice
    birth_date: slice
    sex: int
    expires_on: slice
    nationality: slice
    optional: slice
    checks: tuple[Check, ...]
    """The document number's first, then those of the other fields, then the composite, where there is one."""
    given_names: slice = dataclasses.field(default_factory=lambda: NONE)
    more_optional: slice = dataclasses.field(default_factory=lambda: NONE)
    long_numbers: bool = False
    """Whether a number over nine characters goes on in the optional data (9303-5, 4.2.2; 9303-6, 4.2.2)."""
    fields: Callable[[str], tuple[str, ...]] = dataclasses.field(init=False)
    """Of a zone, as they stand there: document code, issuing country, names, given names, document number and its check
    digit, nationality, birth date, sex, expiry date, both places of optional data."""

    def __post_init__(self) -> None:
        number = self.checks[0]
        fields = itemgetter(
            DOCUMENT_CODE, ISSUING_COUNTRY, self.names, self.given_names, *number.places, number.digit,
            self.nationality, self.birth_date, self.sex, self.expires_on, self.optional, self.more_optional,
        )  # fmt: skip
        object.__setattr__(self, "fields", fields)


def _one(field: str, start: int, digit: int, *, may_be_empty: bool = False) -> Check:
    return Check(field, (slice(start, digit),), digit, may_be_empty)


def _two_lines(name: str, width: int, optional_end: int, *more: Check, long_numbers: bool = False) -> Layout:
    """A format of ICAO's with two lines, whose places are counted from the second."""
    return Layout(
        format=name,
        width=width,
        names=slice(5, width),
        birth_date=slice(width + 13, width + 19),
        sex=width + 20,
        expires_on=slice(width + 21, width + 27),
        nationality=slice(width + 10, width + 13),
        optional=slice(width + 28, width + optional_end),
        checks=(
            _one("document_number", width, width + 9),
            _one("birth_date", width + 13, width + 19),
            _one("expires_on", width + 21, width + 27, may_be_empty=True),
            *more,
        ),
        long_numbers=long_numbers,
    )


def _composite(*places: slice, digit: int) -> Check:
    return Check("composite", places, digit)


TD1 = Layout(
    format="TD1",
    width=30,
    names=slice(60, 90),
    birth_date=slice(30, 36),
    sex=37,
    expires_on=slice(38, 44),
    nationality=slice(45, 48),
    optional=slice(15, 30),
    more_optional=slice(48, 59),
    checks=(
        _one("document_number", 5, 14),
        _one("birth_date", 30, 36),
        _one("expires_on", 38, 44, may_be_empty=True),
        _composite(slice(5, 37), slice(38, 45), slice(48, 59), digit=59),
    ),
    long_numbers=True,
)
TD2 = _two_lines("TD2", 36, 35, _composite(slice(36, 46), slice(49, 56), slice(57, 71), digit=71), long_numbers=True)
TD3 = _two_lines(
    "TD3", 44, 42, _one("optional_data", 72, 86, may_be_empty=True),
    _composite(slice(44, 54), slice(57, 64), slice(65, 87), digit=87),
)  # fmt: skip
MRV_A = _two_lines("MRV-A", 44, 44)
MRV_B = _two_lines("MRV-B", 36, 36)
FRENCH_CARD = Layout(
    format="FRA-ID",
    width=36,
    names=slice(5, 30),
    given_names=slice(49, 63),
    birth_date=slice(63, 69),
    sex=70,
    expires_on=NONE,
    nationality=ISSUING_COUNTRY,
    optional=slice(30, 36),
    checks=(
        _one("document_number", 36, 48),
        _one("birth_date", 63, 69),
        _composite(slice(0, 71), digit=71),
    ),
)
LAYOUTS = (TD1, TD3, TD2, MRV_A, MRV_B, FRENCH_CARD)

_CARDS = {90: TD1, 92: TD1, 72: TD2, 73: TD2, 88: TD3, 89: TD3}
_VISAS = {72: MRV_B, 73: MRV_B, 88: MRV_A, 89: MRV_A}
"""By the number of characters of the zone, without and with its line breaks."""
PRINTED = (73, 89, 92)
"""The numbers with line breaks."""


def layout_of(zone: str) -> Layout:
    """The layout of a zone of 72, 88 or 90 characters, not counting its line breaks."""
    if zone[0] == "V":
        return _VISAS.get(len(zone), TD1)
    # France has issued no card in ICAO's TD2. A camera may have read the I as 1.
    layout = _CARDS[len(zone)]
    return FRENCH_CARD if layout is TD2 and zone.startswith(("IDFRA", "1DFRA")) else layout


def checks_of(zone: str, layout: Layout) -> tuple[Check, ...]:
    """The layout's checks; that of a long document number covers all of the number."""
    return (number_check(zone, layout), *layout.checks[1:])


def number_check(zone: str, layout: Layout) -> Check:
    """The check of the document number; that of a long number covers all of it."""
    check = layout.checks[0]
    return _long_number(zone, layout) if layout.long_numbers and zone[check.digit] == FILL else check


def _long_number(zone: str, layout: Layout) -> Check:
    """Its check digit is the last character before a filler.

    ICAO leaves out the filler at the tenth place; Portugal, and Belgium in some years, count it (as 0, which
    shifts the weights of what follows).
    """
    number, optional = layout.checks[0], layout.optional
    rest = len(zone[optional].partition(FILL)[0])
    return _check_of_long_number(number.places[0].start, number.digit, optional.start, rest) if rest else number


@cache  # there are only as many as lengths of optional data
def _check_of_long_number(start: int, tenth: int, optional: int, rest: int) -> Check:
    first, last = slice(start, tenth), slice(optional, optional + rest - 1)
    return Check("document_number", (first, last), last.stop, or_places=(first, slice(tenth, tenth + 1), last))


def check_digit(text: str) -> str:
    """The check digit of a field in A to Z, 0 to 9 and <.

    Weights 7, 3, 1 over the characters' values, modulo 10 (9303-3, 4.9).
    """
    values = text.encode().translate(_VALUES)
    return str((7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10)


def failed_checks(zone: str, layout: Layout) -> tuple[str, ...]:
    """The fields whose check digits do not fit."""
    return tuple([check.field for check in checks_of(zone, layout) if not fits(zone, check)])


def fits(zone: str, check: Check) -> bool:
    """Whether the check digit is the field's, in one of the ways it may be."""
    digit = zone[check.digit]
    if digit == FILL:
        return check.may_be_empty and not covered(zone, check).strip(FILL)
    if check_digit(covered(zone, check)) == digit:
        return True
    return bool(check.or_places) and check_digit(_text(zone, check.or_places)) == digit


def covered(zone: str, check: Check) -> str:
    """The characters that the check digit is computed over."""
    return _text(zone, check.places)


def _text(zone: str, places: tuple[slice, ...]) -> str:
    return "".join([zone[place] for place in places])


def shape(layout: Layout, *, code: str, names: str, date: str, sex: str, digit: str = _CELL) -> re.Pattern[str]:
    """A pattern of the layout's zones, with their line breaks, from patterns of the document code's and the names'
    characters, of the dates, of the sex and of the composite check digit.
    """
    cells = [(slice(0, 1), code), (layout.birth_date, date), (slice(layout.sex, layout.sex + 1), sex)]
    cells += [(place, f"{names}{{{place.stop - place.start}}}") for place in (layout.names, layout.given_names)]
    cells.append((layout.expires_on, date if layout.expires_on != NONE else ""))
    if layout.checks[-1].field == "composite":
        cells.append((slice(layout.checks[-1].digit, layout.checks[-1].digit + 1), digit))
    ends = [layout.width, 2 * layout.width] if layout is TD1 else [layout.width]
    cells += [(slice(end, end), "\n") for end in ends]
    pattern, end = "", 0
    for place, cell in sorted(cells, key=lambda item: (item[0].start, item[0].stop)):
        pattern += f"{_CELL}{{{place.start - end}}}(?:{cell})"
        end = place.stop
    return re.compile(f"{pattern}{_CELL}*")
