"""How a name comes to be told otherwise than a list has it, in one spelling system: by slips, forms and disguises.

Each mutation takes a name and a source of chance, and gives the name as it is then told, or None where the name is no
such name: one with only two parts has no middle one to leave out.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import random
from collections.abc import Callable, Mapping
from string import ascii_lowercase

Mutation = Callable[[str, random.Random], str | None]
_Change = Callable[[str, random.Random], str]
_LONG = 4
"""Letters of a word in which one letter may go wrong."""
_ZONE = 30
"""Characters of the name field of the machine-readable zone of a small document (ICAO 9303, TD1)."""
_MISREAD = ("O>0", "I>1", "S>5", "B>8", "Z>2", "G>6", "RN>M", "M>RN", "CL>D")
_LOOK_ALIKE = ("A>А", "E>Е", "O>О", "P>Р", "C>С", "X>Х", "H>Н", "K>К", "M>М", "T>Т", "B>В", "I>І")
_MARKED = ("A>Á", "E>É", "I>Í", "O>Ö", "U>Ü", "C>Č", "S>Š", "N>Ñ", "Z>Ž", "L>Ł")
_BEFORE = ("Dr", "Mr", "Prof.", "Sheikh", "Sayyid", "General", "FNU", "NMN")
_FATHERS = (
    "Ahmad",
    "Ali",
    "Ibrahim",
    "Ivanovich",
    "Sergeyevich",
    "Jose",
    "Maria",
    "John",
    "Min",
    "Hassan",
    "Petrovich",
)


def _in_a_word(change: _Change) -> Mutation:
    """The mutation that changes one of the long words."""

    def mutated(name: str, chance: random.Random) -> str | None:
        words = name.split()
        long = [place for place, word in enumerate(words) if len(word) >= _LONG]
        if not long:
            return None
        place = chance.choice(long)
        return " ".join([*words[:place], change(words[place], chance), *words[place + 1 :]])

    return mutated


def _of_table(table: tuple[str, ...]) -> Mutation:
    """The mutation that writes one of the letters of the table, where the name has any, as the table says."""

    def mutated(name: str, chance: random.Random) -> str | None:
        capitals = name.upper()
        fitting = [pair.split(">") for pair in table if pair.partition(">")[0] in capitals]
        if not fitting:
            return None
        letters, instead = chance.choice(fitting)
        return capitals.replace(letters, instead, 1)

    return mutated


def _without_letter(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _doubled_letter(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + word[place] + word[place:]


def _exchanged_letters(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _another_letter(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice(ascii_lowercase) + word[place + 1 :]


def _without_vowels(word: str, _: random.Random) -> str:
    return word[0] + "".join(letter for letter in word[1:] if letter.lower() not in "aeiou")


def _apart(word: str, chance: random.Random) -> str:
    place = chance.randrange(2, len(word) - 1)
    return f"{word[:place]} {word[place:]}"


def _as_listed(name: str, _: random.Random) -> str:
    return name


def _family_name_first(name: str, _: random.Random) -> str:
    *others, last = name.split()
    return " ".join([last, *others])


def _part_left_out(name: str, chance: random.Random) -> str | None:
    words = name.split()
    if len(words) <= 2:  # noqa: PLR2004 - given and family name
        return None
    place = chance.randrange(len(words))
    return " ".join([*words[:place], *words[place + 1 :]])


def _initial(name: str, _: random.Random) -> str | None:
    first, *others = name.split()
    return " ".join([f"{first[0]}.", *others]) if others and len(first) > 1 else None


def _part_added(name: str, chance: random.Random) -> str | None:
    first, *others = name.split()
    return " ".join([first, chance.choice(_FATHERS), *others]) if others else None


def _part_repeated(name: str, _: random.Random) -> str:
    return f"{name} {name.rsplit(maxsplit=1)[-1]}"


def _title_before(name: str, chance: random.Random) -> str:
    return f"{chance.choice(_BEFORE)} {name}"


def _written_as_one(name: str, chance: random.Random) -> str | None:
    words = name.split()
    if len(words) == 1:
        return None
    place = chance.randrange(len(words) - 1)
    return " ".join([*words[:place], words[place] + words[place + 1].lower(), *words[place + 2 :]])


def _cut_off(name: str, _: random.Random) -> str | None:
    return name[:_ZONE] if len(name) > _ZONE + 1 else None


def _letters_apart(name: str, _: random.Random) -> str:
    return "  ".join(" ".join(word) for word in name.split())


def _turned_round(name: str, _: random.Random) -> str:
    return name[::-1]


MUTATIONS: Mapping[str, Mutation] = {
    "as listed": _as_listed,
    "a letter left out": _in_a_word(_without_letter),
    "a letter doubled": _in_a_word(_doubled_letter),
    "two letters exchanged": _in_a_word(_exchanged_letters),
    "another letter": _in_a_word(_another_letter),
    "a letter misread by a machine": _of_table(_MISREAD),
    "a letter with a mark": _of_table(_MARKED),
    "a Cyrillic letter that looks Latin": _of_table(_LOOK_ALIKE),
    "a word without its vowels": _in_a_word(_without_vowels),
    "a word in two": _in_a_word(_apart),
    "two words as one": _written_as_one,
    "the family name first": _family_name_first,
    "the given name as an initial": _initial,
    "one of several parts left out": _part_left_out,
    "a father's or middle name added": _part_added,
    "the last part repeated": _part_repeated,
    "a title or placeholder before it": _title_before,
    "cut off after 30 characters": _cut_off,
    "letters set apart": _letters_apart,
    "turned round": _turned_round,
}


def mutated(name: str, chance: random.Random) -> str | None:
    """By any of the mutations."""
    return chance.choice(list(MUTATIONS.values()))(name, chance)
