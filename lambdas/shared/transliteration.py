"""Names in capital Latin letters, as the machine-readable zone of a travel document prints them.

Source: ICAO 9303-3 section 6 (transliteration of Latin and Cyrillic national characters). Where the
standard leaves a choice, the first it names is taken. Other scripts have no letters here.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import unicodedata

_LATIN = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "Ĳ": "IJ", "ĸ": "Q", "Ł": "L", "Ŋ": "N",
    "Ö": "OE", "Ø": "OE", "Œ": "OE", "Þ": "TH", "Ŧ": "T", "Ü": "UE", "ß": "SS", "ẞ": "SS", "ı": "I", "Ñ": "N",
}  # fmt: skip
_CYRILLIC = {
    "А": "A", "Б": "B", "В": "V", "Г": "G", "Ґ": "G", "Д": "D", "Ђ": "D", "Е": "E", "Ё": "E", "Є": "IE",
    "Ж": "ZH", "З": "Z", "Ѕ": "DZ", "И": "I", "І": "I", "Ї": "I", "Й": "I", "Ј": "J", "К": "K", "Л": "L",
    "Љ": "LJ", "М": "M", "Н": "N", "Њ": "NJ", "О": "O", "П": "P", "Р": "R", "С": "S", "Т": "T", "Ћ": "C",
    "У": "U", "Ў": "U", "Ф": "F", "Х": "KH", "Ц": "TS", "Ч": "CH", "Џ": "DZ", "Ш": "SH", "Щ": "SHCH",
    "Ъ": "IE", "Ы": "Y", "Ь": "", "Э": "E", "Ю": "IU", "Я": "IA",
}  # fmt: skip
_TABLE = str.maketrans(_LATIN | _CYRILLIC)
_APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’ʻʼʽʾʿ′"))


def to_latin(text: str) -> str:
    """The text in A-Z, 0-9 and single spaces: apostrophes vanish, everything else separates words."""
    # Before composing, because that makes a space and an accent of an acute accent; and after, because of ŉ.
    composed = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).upper()
    decomposed = unicodedata.normalize("NFKD", composed.translate(_APOSTROPHES).translate(_TABLE))
    # Once more, for letters of the table under an accent: Ѓ is Г with one, Ǿ is Ø with one.
    letters = decomposed.translate(_TABLE)
    base = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if _is_plain(letter) else " " for letter in base).split())


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
