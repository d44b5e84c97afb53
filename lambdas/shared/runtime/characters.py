"""Characters that nobody can see or tell apart, and that therefore have no place in a name, an address or a reference.

With one of them in it, ``Eriksson`` is another text that looks the same: it is found by no comparison, no search and no
person.
"""

import re
import unicodedata

_NAMES = {"\0": "NULL", "\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN"}
"""What Unicode gives no name to. The others are named by their category."""
_CATEGORIES = {
    "Cc": "a control character",
    "Cf": "an invisible character",
    "Cn": "not assigned to any character",
    "Co": "a private-use character",
    "Cs": "half a character, an unpaired surrogate",
    "Zl": "a line break",
    "Zp": "a line break",
    "Zs": "a blank that is not the space bar's",
}
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters, marks and a symbol that show nothing: joiners, fillers, variation selectors, the blank of Braille."""
_PLAIN = re.compile("[ -~]*")
_NOT_PLAIN = re.compile("[^ -~]")


def fault(text: str, *, lines: bool = False) -> str | None:
    """The first character of ``text`` that has no place in it, such as ``U+200B ZERO WIDTH SPACE (an invisible …)``.

    None where there is none. ``lines``: line breaks and tabs may be in it.
    """
    if _PLAIN.fullmatch(text):
        return None
    return next((_described(one) for one in text if not (lines and one in "\n\r\t") and _category(one)), None)


def visible(text: str, *, lines: bool = False) -> str:
    r"""The text with each character that is not seen, or moves what is, as its number: ``\x1b`` or ``\u202e``.

    ``lines``: line breaks and tabs stay as they are.
    """
    kept = "\n\t" if lines else ""
    return _NOT_PLAIN.sub(lambda found: found[0] if found[0] in kept else _numbered(found[0]), text)


def is_hidden(character: str) -> bool:
    """Whether the character is not seen, or moves what is; a blank of any width is none."""
    return unicodedata.category(character) != "Zs" and _category(character) is not None


def _numbered(character: str) -> str:
    return character.encode("unicode_escape").decode() if is_hidden(character) else character


def _category(character: str) -> str | None:
    """Why the character has no place in a text; None where it has."""
    if character == " ":
        return None
    if _INVISIBLE.match(character):
        return _CATEGORIES["Cf"]
    return _CATEGORIES.get(unicodedata.category(character))


def _described(character: str) -> str:
    name = _NAMES.get(character) or unicodedata.name(character, "")
    return " ".join(filter(None, [f"U+{ord(character):04X}", name, f"({_category(character)})"]))
