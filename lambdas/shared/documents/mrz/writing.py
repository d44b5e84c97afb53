"""Writes the machine-readable zone that a passport or card with an application's data would carry."""

from lambdas.shared.documents.mrz.layouts import FILL, MrzError, check_digit
from lambdas.shared.names.transliteration import to_latin
from lambdas.shared.runtime.dates import iso_date

_NUMBER_WIDTH = 9
_CODES = {"passport": "P", "identity_card": "I", "residence_permit": "IR"}
"""Document type of an application: document code of the zone written for it."""
_GERMANY = {"DEU": "D"}
"""The one code that ICAO writes otherwise than ISO."""


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
    dates = _checked(_six_digits(birth_date)) + (sex if sex in ("F", "M") else FILL) + _checked(_six_digits(expires_on))
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
        number_field = number[:_NUMBER_WIDTH] + FILL + number[_NUMBER_WIDTH:] + check_digit(number) + FILL
    else:
        number_field = _checked(_fit(number, _NUMBER_WIDTH))
    numbered, rest = _fit(number_field + optional, 25), FILL * 11
    composite = check_digit(numbered + dates[:7] + dates[8:] + rest)
    return f"{head}{numbered}\n{dates}{nationality}{rest}{composite}\n{names}"


def _checked(field: str) -> str:
    return field + check_digit(field)


def _fit(field: str, width: int) -> str:
    if len(field) > width:
        raise MrzError("NOT_WRITABLE", f"A field is longer than the {width} characters it has in the zone.")
    return field.ljust(width, FILL)


def _compact(text: str) -> str:
    return to_latin(text).replace(" ", "")


def _country_field(code: str) -> str:
    return _GERMANY.get(code, _compact(code))


def _six_digits(day: str) -> str:
    if iso_date(day) is None:
        raise MrzError("NOT_WRITABLE", "A date is no calendar date of the form YYYY-MM-DD.")
    return day[2:4] + day[5:7] + day[8:10]


def _name_field(family_name: str, given_names: str, width: int) -> str:
    """Family and given names; when both do not fit, at least one letter of each stays (9303-3, 4.6)."""
    family, given = (to_latin(name).replace(" ", FILL) for name in (family_name, given_names))
    both = f"{family[: width - 3]}{FILL * 2}{given}" if given else family
    return both[:width].ljust(width, FILL)
