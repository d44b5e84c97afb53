"""Names in Arabic script, which writes consonants and long vowels: read into Latin letters, and compared with them."""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.customs.rewriting import compiled, rewrite, rules

LATIN_NAMES = {
    "محمد": "MOHAMMED", "أحمد": "AHMED", "احمد": "AHMED", "محمود": "MAHMOUD", "حامد": "HAMID", "حميد": "HAMEED",
    "علي": "ALI", "حسن": "HASSAN", "حسين": "HUSSEIN", "عمر": "OMAR", "عمرو": "AMR", "عامر": "AMER", "أمير": "AMIR",
    "عثمان": "OTHMAN", "خالد": "KHALID", "خليل": "KHALIL", "إبراهيم": "IBRAHIM", "ابراهيم": "IBRAHIM",
    "إسماعيل": "ISMAIL", "يوسف": "YUSUF", "يعقوب": "YAQUB", "موسى": "MUSA", "عيسى": "ISA", "داود": "DAWUD",
    "سليمان": "SULAIMAN", "سعيد": "SAID", "سعد": "SAAD", "سعود": "SAUD", "مسعود": "MASUD", "رشيد": "RASHID",
    "راشد": "RASHED", "كريم": "KARIM", "كريمة": "KARIMA", "رحيم": "RAHIM", "رحمن": "RAHMAN", "قادر": "QADIR",
    "عزيز": "AZIZ", "جمال": "JAMAL", "جميل": "JAMIL", "كمال": "KAMAL", "كامل": "KAMIL", "ناصر": "NASIR",
    "منصور": "MANSUR", "طارق": "TARIQ", "فيصل": "FAISAL", "فهد": "FAHD", "سلمان": "SALMAN", "سالم": "SALIM",
    "سلام": "SALAM", "صالح": "SALIH", "صلاح": "SALAH", "نور": "NUR", "مصطفى": "MUSTAFA", "وليد": "WALID",
    "زياد": "ZIYAD", "ياسين": "YASIN", "ياسر": "YASIR", "هشام": "HISHAM", "بلال": "BILAL", "قاسم": "QASIM",
    "حمزة": "HAMZA", "طه": "TAHA", "مالك": "MALIK", "ماجد": "MAJID", "فاطمة": "FATIMA", "عائشة": "AISHA",
    "خديجة": "KHADIJA", "مريم": "MARYAM", "زينب": "ZAINAB", "ليلى": "LAYLA", "سارة": "SARA", "أمينة": "AMINA",
    "نادية": "NADIA", "سمير": "SAMIR", "سميرة": "SAMIRA", "شريف": "SHARIF", "مهدي": "MAHDI", "جابر": "JABIR",
    "الله": "ALLAH", "بن": "BIN", "ابن": "IBN", "بنت": "BINT", "عبد": "ABD", "أبو": "ABU", "ابو": "ABU", "الدين": "DIN",
    "عماد": "IMAD", "حداد": "HADDAD", "خوري": "KHOURY", "ياسمين": "YASMIN", "هاني": "HANI", "سامي": "SAMI",
    "رامي": "RAMI", "عادل": "ADIL", "نبيل": "NABIL", "رياض": "RIYAD", "أنس": "ANAS", "أسامة": "USAMA",
    "جعفر": "JAFAR", "حيدر": "HAIDAR", "عباس": "ABBAS", "رضا": "RIDA", "زكريا": "ZAKARIYA", "يحيى": "YAHYA",
    "آمنة": "AMNA", "رانيا": "RANIA", "هدى": "HUDA", "منى": "MUNA", "سلمى": "SALMA", "زهراء": "ZAHRA",
    "صفية": "SAFIYA", "بشير": "BASHIR", "نجيب": "NAJIB", "حبيب": "HABIB",
}  # fmt: skip
"""Common names in Arabic script, which leaves out their short vowels, and in Latin letters."""
_ARTICLE = r"^(?:[AE]L(?=.{4})|[AE](?=([SRNDTZ])\1.{3}))"
"""The article joined to a part in Latin letters: AL, or A and E before a doubled consonant (ASSAD)."""
_STRONG = dict(zip("بپتثجچحخدذرزسشصضطظغفقكکگلمنه", "BBTTG$HKDDRZS$SDTZGFKKKGLMNH", strict=True))
"""Consonants in Arabic script, and the Latin letter that stands for their sound."""
_HEARD = {letter: letter for letter in _STRONG.values()}
_LONG = {letter: frozenset(sounds) for letter, sounds in {
    "ا": "AEO", "آ": "AEO", "أ": "AEOUI", "إ": "EI", "و": "OUWV", "ؤ": "OUW", "ي": "IYEJ", "ی": "IYEJ", "ى": "AEIY",
    "ئ": "IEY", "ع": "AEOUI", "ة": "AE",
}.items()}  # fmt: skip
"""Letters for long vowels, and the Latin vowels that may stand for them."""
_ARABIC_LETTER = re.compile("[ء-يٱپچژکگی]")
_SPOKEN = rules(
    "SCH|SH|CH>$", "TH>T", "DH>D", "KH>K", "GH>G", "PH>F", "DJ>G", "J>G", "Q|C(?![EI])>K", "C>S", "X>KS", "P>B",
    r"([B-DF-HJ-NP-TZ$])\1+>\1", "(?<=[AE])H$>",
)  # fmt: skip
"""Latin spellings of the consonants, in the letters of ``_STRONG``."""
_WRITTEN_ALIKE = str.maketrans(dict(zip("أإآٱؤئىیةک", "ااااويييهك", strict=True)))
"""Letters whose marks are often left out, and their Persian shapes."""


def is_in_arabic(word: str) -> bool:
    """Whether the word has a letter in Arabic script."""
    return bool(_ARABIC_LETTER.search(word))


def words_of(name: str) -> Iterator[str]:
    """The words of a name in Arabic script: common names in Latin letters, the others as they are.

    Compounds with ABD are separated, articles and the marks of vowels left out.
    """
    letters = filter(_is_written, unicodedata.normalize("NFKC", name))
    for word in re.sub(r"[\W\d_]+", " ", "".join(letters)).split():
        if word.startswith("عبدال"):
            yield from ("ABD", LATIN_NAMES.get(word[5:], LATIN_NAMES.get(word[3:], word[5:])))
        else:
            yield LATIN_NAMES.get(word) or LATIN_NAMES.get(word.removeprefix("ال"), word.removeprefix("ال"))


def _is_written(letter: str) -> bool:
    """Whether it is neither a vowel's mark nor a letter that only makes a word longer."""
    return unicodedata.category(letter) not in ("Mn", "Lm")


def without_article(part: str) -> str:
    """A part in Latin letters without the article that is joined to it."""
    return compiled(_ARTICLE).sub("", part)


@lru_cache(8192)
def is_one_name(one: str, two: str) -> bool:
    """Whether two words, one of them at least in Arabic script, may be one: same consonants, same long vowels."""
    if is_in_arabic(one) and is_in_arabic(two):
        return one.translate(_WRITTEN_ALIKE) == two.translate(_WRITTEN_ALIKE)
    (strong, gaps), (read, vowels) = _consonants_and_gaps(one, two)
    return len(strong) > 1 and strong == read and all(map(_fits, gaps, vowels))


@lru_cache(8192)
def is_nearly_one_name(one: str, two: str) -> bool:
    """Whether most consonants of such words are the same, so that a person who reads Arabic must tell."""
    if is_in_arabic(one) and is_in_arabic(two):
        return False
    (strong, _), (read, _) = _consonants_and_gaps(one, two)
    return fuzz.ratio(strong, read) >= CONFIG.arabic_consonants


def _consonants_and_gaps(one: str, two: str) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    """First of the word in Arabic script, then of the word in Latin letters."""
    latin, arabic = sorted((one, two), key=is_in_arabic)
    return _split(arabic, _STRONG), _split(rewrite(_SPOKEN, without_article(latin)), _HEARD)


def _split(word: str, letters: dict[str, str]) -> tuple[list[str], list[str]]:
    """The consonants of a word, and what stands before, between and after them."""
    strong, gaps = [], [""]
    for letter in word:
        if letter in letters:
            strong.append(letters[letter])
            gaps.append("")
        else:
            gaps[-1] += letter
    return strong, gaps


def _fits(written: str, read: str) -> bool:
    """Whether the Latin vowels have every long vowel that is written; where none is, they may have one short vowel."""
    if not written:
        return len(read) <= 1
    return all(letter in _LONG and not _LONG[letter].isdisjoint(read) for letter in written)
