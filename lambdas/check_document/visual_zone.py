"""Does the text that people read on a document say the same as its machine-readable zone?

A forger may change one and forget the other. Where the printed text has no labelled fields, its lines must contain the
zone's number, family name and birth date, in one of the ways in which documents print them.
"""

import re
from datetime import date

from rapidfuzz import fuzz, process

from lambdas.check_document.holder import Holder
from lambdas.shared.names.transliteration import to_latin
from lambdas.shared.providers.document_reader import DocumentReading

_ALIKE = 75.0
"""Percent of letters that a printed word shares with a part of the name: transliterations differ."""
_NAMES = ("given_names", "family_name")
"""Together, since a zone may have all of a name in one field."""
_MONTHS = (
    "JAN GEN ENE", "FEB FEV FEBR", "MAR MRZ MAER MAAR", "APR AVR ABR", "MAY MAI MAG MEI MAJ", "JUN JUIN GIU",
    "JUL JUIL LUG", "AUG AOU AGO", "SEP SET", "OCT OKT OTT OUT", "NOV", "DEC DEZ DIC DES",
)  # fmt: skip
"""How the months' names begin in the languages that passports print beside English, in Latin letters."""


def differs(reading: DocumentReading, zone: Holder) -> list[str]:
    """Which of ``document_number``, ``family_name``, ``birth_date`` are not printed as the zone has them."""
    shown = {
        "document_number": _shows_number(reading, zone.number),
        "family_name": _shows_name(reading, zone.family_name or zone.given_names),
        "birth_date": zone.birth_date is None or _shows_date(reading, zone.birth_date),
    }
    return [field for field, found in shown.items() if not found]


def is_missing(reading: DocumentReading) -> bool:
    """Whether nothing was read but the zone."""
    return not reading.lines and not reading.fields


def _shows_number(reading: DocumentReading, number: str) -> bool:
    text = reading.fields.get("document_number") or " ".join(reading.lines)
    return _compact(number) in _compact(text)


def _shows_name(reading: DocumentReading, name: str) -> bool:
    fields = (reading.fields.get(field, "") for field in _NAMES)
    words = to_latin(" ".join(fields if reading.fields.get("family_name") else reading.lines)).split()
    parts = to_latin(name).split()
    return all(process.extractOne(part, words, scorer=fuzz.ratio, score_cutoff=_ALIKE) for part in parts)


def _shows_date(reading: DocumentReading, day: date) -> bool:
    if "birth_date" in reading.fields:
        return reading.fields["birth_date"] == day.isoformat()
    return any(_line_shows_date(line, day) for line in reading.lines)


def _line_shows_date(line: str, day: date) -> bool:
    """Day, month as number or name, and year with two or four digits, in one line, apart or run together."""
    latin = to_latin(line)
    numbers, words = re.findall(r"\d+", latin), re.findall(r"[A-Z]+", latin)
    d, m, y = f"{day.day:02}", f"{day.month:02}", str(day.year)
    if {d + m + y, d + m + y[2:], y + m + d, m + d + y, y[2:] + m + d} & set(numbers):
        return True
    plain = [number.zfill(2) for number in numbers]
    if d not in plain or not {y, y[2:]} & set(plain):
        return False
    rest = list(plain)
    rest.remove(d)
    return m in rest or any(word.startswith(tuple(_MONTHS[day.month - 1].split())) for word in words)


def _compact(text: str) -> str:
    return to_latin(text).replace(" ", "")
