"""The numbers by which names are searched in watchlists, and hits are scored.

They were chosen with the half of the cases of ``tests/benchmarks/screening.py`` that is for choosing. From which score
on a hit is a possible match is not among them: the watchlist policy says that.

A *weight* is what a name or part says of who it is: the natural logarithm (nats) of how many people there are for each
one who has it. *Points* make the score: 0 points are a score of 0.5, 3 points are 0.95.
"""

from dataclasses import dataclass

from lambdas.shared.runtime.tunables import Tunables, number


@dataclass(frozen=True)
class ScreeningConfig(Tunables):
    # How much a part of a name says.
    unknown_part: float = number(8.0, "nats", 0, 20, "A part that is in no list; no part says more.")
    particle: float = number(0.3, "nats", 0, 20, "A title, an article or the form of a firm: next to nothing.")
    common_part: float = number(4.0, "nats", 0, 20, "One of the world's common names says this at most.")
    each_letter: float = number(1.7, "nats", 0, 20, "A part says this for each letter at most: short ones vary little.")
    large_list: int = number(
        30_000, "names", 1, 10_000_000, "Parts are counted as if the list had so many: a short list makes none common."
    )

    # Which names are compared with care.
    one_part_from: float = number(0.85, "likeness", 0, 1, "Two words are counted as one part from here on.")
    alike_from: float = number(0.62, "likeness", 0, 1, "A part may be a spelling of a word from here on.")
    kept_names: int = number(12, "names", 1, 1000, "Names compared with care beside those that may be a match.")
    common_word: int = number(
        20_000,
        "names",
        1,
        10_000_000,
        "Of so many names that share a word, those that share little else are no nearest.",
    )
    kept_share: float = number(0.4, "share", 0, 1, "What a name has in common at least, of what the best one has.")
    short_name: float = number(4.0, "nats", 0, 20, "Added to the weight of names, lest short ones are the nearest.")
    most_hits: int = number(
        100,
        "hits",
        1,
        300,
        "Hits that evidence keeps whole, each up to 1 KB of its 400; the others are kept as one group.",
    )

    # How alike two parts are.
    no_vowels: float = number(0.97, "likeness", 0, 1, "A part and itself without its vowels, or misread by a machine.")
    other_spelling: float = number(0.93, "likeness", 0, 1, "A part and itself in another spelling system.")
    spelling_letters: int = number(30, "percent", 0, 100, "Letters that two such spellings share at least.")
    descent: float = number(0.78, "likeness", 0, 1, "A name and one derived from it, at most (AHMAD and AHMADI).")
    same_syllable: float = number(0.95, "likeness", 0, 1, "A Chinese syllable in pinyin and in Wade-Giles.")
    same_reading: float = number(0.9, "likeness", 0, 1, "A syllable in Mandarin, Cantonese or Korean spellings.")
    other_syllable: float = number(0.66, "likeness", 0, 1, "Two Chinese syllables (ZHANG and HUANG), at most.")
    own_names: int = number(6, "names", 1, 1000, "If so many have a word, letter for letter, it is a name of its own.")
    other_name: float = number(0.5, "share", 0, 1, "What two such names keep of a likeness that is no spelling.")
    least_letters: int = number(50, "percent", 0, 100, "Letters shared at least, however alike two parts sound.")
    sound_share: float = number(0.12, "share", 0, 1, "What the sound counts, for each consonant of the shorter part.")
    most_sound: float = number(0.6, "share", 0, 1, "What the sound counts at most; the letters count the rest.")
    wrong_consonant: int = number(4, "consonants", 1, 20, "From this many on one of them may be wrong.")
    wrong_letter: int = number(3, "letters", 1, 20, "From this many on one of them may be wrong.")

    # What the name says.
    same_name: float = number(1.35, "points", -10, 10, "A name that is the same.")
    nothing_shared: float = number(8.0, "points", 0, 20, "What a name loses that shares nothing.")
    altered: float = number(0.6, "factor", 0, 10, "Share of the weight lost by a part that is spelled otherwise.")
    differing: float = number(2.5, "factor", 0, 10, "Share of the weight lost by parts that contradict.")
    added: float = number(0.6, "factor", 0, 10, "Share of the weight lost by a part that the listed name lacks.")
    middle_name: float = number(
        0.35, "share", 0, 1, "Of that, where it stands between shared parts, or is a patronymic."
    )
    repeated: float = number(0.04, "share", 0, 1, "Of that, where it repeats a part.")
    left_out: float = number(0.25, "factor", 0, 10, "Share of the weight lost by a part only the listed name has.")
    left_out_between: float = number(0.6, "share", 0, 1, "Of that, where it stands between shared parts.")
    says_nothing: float = number(2.0, "points", 0, 10, "What a name loses that says nothing.")
    says_enough: float = number(5.0, "nats", 0.1, 20, "What a name must say to keep most of those points.")
    rare_name: float = number(1.5, "points", 0, 10, "What a rare name gains that is nearly the same.")
    rare_from: float = number(12.0, "nats", 0, 50, "A name that says more begins to gain these points.")
    rare_to: float = number(15.0, "nats", 0, 50, "A name that says so much gains all of these points.")
    nearly_same: float = number(0.02, "share", 0, 1, "What such a name may have lost of what it shares.")

    # What a pair of parts counts.
    unlike: float = number(0.5, "likeness", 0, 0.99, "Parts no more alike than this count nothing.")
    credit_exponent: float = number(0.75, "exponent", 0.1, 10, "How a part's share rises from there to 1.")
    joined: float = number(0.9, "share", 0, 1, "A part that is written as one with its neighbour.")
    cut: float = number(0.9, "share", 0, 1, "What is left of a part that is cut off, times its share of letters.")
    initial_weight: float = number(1.0, "nats", 0, 20, "What an initial says.")
    initial: float = number(0.8, "share", 0, 1, "What an initial counts of that.")
    slip: float = number(0.6, "share", 0, 1, "A short part with one other letter.")
    slip_length: int = number(3, "letters", 1, 10, "Parts up to this length are too short to be found by likeness.")
    longest_run: int = number(3, "parts", 2, 5, "Neighbours that may be written as one.")
    run_lengths: int = number(2, "letters", 0, 10, "Letters more or fewer that they may then have.")
    shortest_whole: int = number(3, "letters", 1, 20, "A part that is written as one has this length at least.")
    letters_apart: int = number(4, "letters", 2, 20, "From so many single letters on they may be words set apart.")
    shortest_cut: int = number(3, "letters", 1, 20, "A part that is cut off elsewhere than at the end keeps so many.")
    shortest_title: int = number(5, "letters", 1, 20, "Titles and ranks from this length on may have a wrong letter.")

    # What is known beside the name.
    birth_date_same: float = number(3.0, "points", 0, 10, "The same birth date.")
    birth_date_swapped: float = number(2.5, "points", 0, 10, "The same with day and month in each other's place.")
    birth_year_same: float = number(1.25, "points", 0, 10, "The same year, where one side knows no more.")
    birth_year_near: float = number(-0.1, "points", -10, 10, "Another year close by, where one side knows no more.")
    birth_date_near: float = number(
        1.5, "points", 0, 10, "A few days off, one digit off, or the same day of another year."
    )
    days_near: int = number(3, "days", 0, 30, "Dates are a few days off up to here.")
    birth_day_differs: float = number(-1.2, "points", -10, 0, "Another day in the same year or one close by.")
    birth_year_differs: float = number(-1.6, "points", -10, 0, "A year that is not close by.")
    birth_year_far: float = number(-2.5, "points", -10, 0, "A year far away.")
    years_near: int = number(2, "years", 0, 10, "Years are close by up to here: listed years are often estimates.")
    years_far: int = number(10, "years", 1, 100, "Years are far away from here on.")
    country_same: float = number(0.8, "points", 0, 10, "One of the countries is listed.")
    country_differs: float = number(-0.5, "points", -10, 0, "None of the countries is listed.")
    gender_differs: float = number(-1.5, "points", -10, 0, "The list has the other gender.")
    listed_as_entity: float = number(-0.7, "points", -10, 0, "The list has a firm: its name is seldom an applicant's.")
    weak_name: float = number(-1.5, "points", -10, 0, "The list itself calls this name a weak alias.")

    @property
    def no_name(self) -> float:
        """Up to this weight (nats) a word is a particle; the 0.01 allows for weights that are kept in four bytes."""
        return self.particle + 0.01


CONFIG = ScreeningConfig()
