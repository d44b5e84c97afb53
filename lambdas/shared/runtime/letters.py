"""Letters: which alphabet each is of, and which of them people cannot tell apart."""

# ruff: noqa: RUF001 - letters that look like others are what is listed

ALPHABETS = {
    "Latin": "abcdefghijklmnopqrstuvwxyz",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "Cyrillic": "абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ",
}
"""The letters of each without case and accents."""
SPELLED = {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "ς": "σ"} | dict(zip("øđðłħ\u0131ŧŋə", "oddlhitne", strict=True))
"""Small letters that are no other letter with an accent, as they are spelled without them."""
LOOKS_LIKE = {
    "a": "αΑаА",
    "b": "βΒвВьЬ",
    "c": "сС",
    "e": "εΕеЕ",
    "h": "ΗнН",
    "i": "ιΙіІl1",
    "j": "јЈ",
    "k": "κΚкК",
    "l": "ΙІI1",
    "m": "ΜмМ",
    "n": "ηΝ",
    "o": "οΟоО0",
    "p": "ρΡрР",
    "r": "г",
    "s": "ѕЅ",
    "t": "τΤтТ",
    "u": "μυ",
    "v": "ν",
    "x": "χΧхХ",
    "y": "γΥуУ",
    "z": "Ζ",
}
"""By Latin letter: the letters and digits that look like the small or the capital one."""


def alphabet(letter: str) -> str | None:
    """The alphabet of a small letter without an accent; None where it is of none of them."""
    return next((name for name, letters in ALPHABETS.items() if letter in letters), None)
