"""The numbers by which two names are compared. They were chosen on half of ``tests/benchmarks/name_pairs.csv``."""

from dataclasses import dataclass

from lambdas.shared.runtime.tunables import Tunables, number


@dataclass(frozen=True)
class NamesConfig(Tunables):
    """A *score* is of two whole names, a *likeness* of two of their parts; both from 0 to 1.

    Scores lie in three bands: one name, names that a person must judge, and names of two persons.
    """

    one_name_from: float = number(
        0.9, "score", 0, 1, "One name: a missing or cut-off middle name or another transliteration scores this or more."
    )
    review_from: float = number(
        0.6, "score", 0, 1, "A person must judge: a shared given name with another family name scores less."
    )
    band_gap: float = number(0.01, "score", 0, 0.1, "Between the highest score of a band and the next band.")
    part_missing: float = number(0.02, "score", 0, 1, "Taken off for each part that only one of the names has.")
    one_part: float = number(0.75, "score", 0, 1, "Names that share one part and contradict in none.")
    other_romanisation: float = number(0.95, "score", 0, 1, "A Chinese name in pinyin and the same in Wade-Giles.")
    ambiguous_romanisation: float = number(
        0.8, "score", 0, 1, "The same, where the second spelling is another name in pinyin too (CHANG WEI)."
    )

    other_spelling: float = number(0.98, "likeness", 0, 1, "Two spellings of one part.")
    cut_off: float = number(
        0.95, "likeness", 0, 1, "A part and its initial, or as much of it as a machine-readable zone had room for."
    )
    arabic_script_alike: float = number(
        0.75, "likeness", 0, 1, "A word in Arabic script and a Latin spelling with most of its consonants."
    )

    arabic_consonants: int = number(60, "percent", 0, 100, "What such a word and spelling share of their consonants.")
    spelling_letters: int = number(
        40, "percent", 0, 100, "What spellings of one part share of their letters, at least (ZHUKOV and JOUKOV: 67)."
    )
    alike_letters: int = number(55, "percent", 0, 100, "What parts that are much alike share of their letters.")
    mistyped_letters: int = number(80, "percent", 0, 100, "Letters shared from which a longer part may be mistyped.")

    longest_exact: int = number(3, "letters", 1, 10, "A part up to this length may have no typing error.")
    mistyped_length: int = number(6, "letters", 1, 20, "From this length on, sharing mistyped_letters is enough.")
    two_errors: int = number(8, "letters", 1, 20, "From this length on a part may have two typing errors.")
    initials: int = number(2, "letters", 1, 5, "A part cut off to this length says as little as an initial.")
    spelling_lengths: int = number(
        4, "letters", 0, 10, "How much longer another spelling of a part may be (SCHTSCH is the longest letter)."
    )
    enough_consonants: int = number(
        5, "consonants", 2, 10, "From so many on a part is known by them, whatever its vowels in another spelling."
    )
    enough_sound: int = number(4, "sounds", 2, 10, "Shorter ones are too many parts' to be known by.")
    shortest_across: int = number(
        5, "letters", 1, 20, "From this length on spellings of two languages may be one Cyrillic name."
    )

    @property
    def review_to(self) -> float:
        """The highest score, and likeness, that a person must judge."""
        return self.one_name_from - self.band_gap

    @property
    def other_to(self) -> float:
        """The highest score of the names of two persons."""
        return self.review_from - self.band_gap


CONFIG = NamesConfig()
