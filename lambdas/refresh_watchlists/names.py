"""The names in what a publisher wrote as one.

Several names stand in one field, separated by semicolons or counted ``a)``, ``b)``. What is in brackets is a note
("birth name", "previously listed as"), the name in another script, another name, or another spelling of the word before
it. Behind a name there may be when somebody was born, or a passport.
"""

import re
import unicodedata
from collections.abc import Iterator

_BORN = re.compile(r",?\s*\b(?:born|DP?OB|passport)\b(?=.*\d)", re.IGNORECASE)
"""Where a name ends, and what follows says of a birth or a passport."""
_SEPARATORS = ";؛"
_COUNTED = re.compile(r"(?:(?<=\s)|^)[a-z]\)\s")
_BRACKET = re.compile(r"\(([^()]*)\)")
_LABEL = re.compile(r"(?:original script|in [a-z]+|d[eé]nomm[eé]|a\.?k\.?a\.?)\s*:?\s+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f]")
_NUMBER = re.compile(r"\d{4}")
_NOTES = frozenset((
    "alias", "birth", "born", "combat", "deceased", "fka", "formerly", "identity", "known", "listed",
    "name", "nom", "passport", "previously", "retd", "rtd", "script", "the", "unknown",
))  # fmt: skip
"""A text in brackets with one of these words says something of the name, and is none."""
_LONGEST = 5_000
"""Characters of a field; the longest that is published has 600."""
_ROUND = ' ,:"“”„«»'
"""What stands around a name and belongs to none."""


def read(text: str, *, of_person: bool = True) -> list[str]:
    """The names in ``text``, none for a text that names nobody or is too long for a list of names.

    ``of_person``: not of an organisation, whose brackets hold a branch or an abbreviation and stay where they are.
    """
    if len(text) > _LONGEST:
        return []
    listed = _COUNTED.sub(";", _CONTROL.sub(" ", text))
    written = [name for part in _parts(_paired(listed)) for name in _variants(part, of_person=of_person)]
    found = [_BORN.split(" ".join(name.split()), maxsplit=1)[0].strip(_ROUND) for name in written]
    return [name for name in dict.fromkeys(found) if any(map(str.isalnum, name))]


def in_note(text: str) -> list[str]:
    """The names in a note that stands beside a name: those in other scripts, and lists of several."""
    text = text[:_LONGEST]
    lists = [inside for inside in _BRACKET.findall(text) if ";" in inside]
    lists += [text] if ";" in text and not re.search(r"[\d:()]", text) else []
    latin = [name for one in lists for name in read(one)]
    return list(dict.fromkeys([*latin, *_of_other_scripts(text)]))


def is_odd(name: str) -> bool:
    """Whether this may be more than one name, or more than a name."""
    return bool(_BORN.search(name)) or any(sign in name for sign in _SEPARATORS)


def _paired(text: str) -> str:
    """The text with spaces for the brackets that have no other half."""
    letters, opened = [*text], list[int]()
    for place, letter in enumerate(text):
        if letter == "(":
            opened.append(place)
        elif letter == ")" and opened:
            opened.pop()
        elif letter == ")":
            letters[place] = " "
    for place in opened:
        letters[place] = " "
    return "".join(letters)


def _parts(text: str) -> Iterator[str]:
    """The text cut at its separators, but not within brackets."""
    depth, start = 0, 0
    for place, letter in enumerate(text):
        if depth == 0 and letter in _SEPARATORS:
            yield text[start:place]
            start = place + 1
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
    yield text[start:]


def _variants(text: str, *, of_person: bool) -> list[str]:
    """The name without what is in brackets, and the names in them."""
    names: list[str] = []
    while match := _BRACKET.search(text):
        before, inside, after = text[: match.start()], match[1], text[match.end() :]
        outer = f"{before} {after}"
        items = [_LABEL.sub("", item.strip(), count=1).strip(_ROUND) for item in inside.split(";")]
        if not of_person and len(items) == 1 and _script(items[0]) == _script(outer):
            text = f"{before}\0{inside}\1{after}"  # stays as it is
            continue
        for item in filter(_is_name, items):
            is_word = "(" not in before and len(items) == 1 and " " not in item
            is_spelling = of_person and is_word and _script(item) == _script(outer)
            names.append(f"{before.rstrip().rpartition(' ')[0]} {item} {_without(after)}" if is_spelling else item)
        text = outer
    return [_restored(name) for name in (text, *names)]


def _without(text: str) -> str:
    """Without all that is in brackets."""
    while _BRACKET.search(text):
        text = _BRACKET.sub(" ", text)
    return text


def _restored(text: str) -> str:
    """With the brackets again that stay; no published text has these two characters here."""
    return text.replace("\0", "(").replace("\1", ")")


def _is_name(item: str) -> bool:
    """Whether a text in brackets is a name: it is no note, and where its letters have capitals it has one."""
    words = {word.strip(".,").casefold() for word in item.split()}
    return bool(item) and not words & _NOTES and not _NUMBER.search(item) and (item != item.lower() or not _cased(item))


def _cased(item: str) -> bool:
    return item.lower() != item.upper()


def _script(text: str) -> str:
    """The script of the first letter, as Unicode names it (LATIN, ARABIC); empty without a letter."""
    letter = next(filter(str.isalpha, text), None)
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


def _of_other_scripts(text: str) -> list[str]:
    """The runs of words that are in another script than Latin."""
    runs = re.split(r"[^\w\s'\u2019-]|\d", text)
    words = [[word for word in run.split() if _script(word) not in ("LATIN", "")] for run in runs]
    return [" ".join(found) for found in words if sum(map(len, found)) > 1]
