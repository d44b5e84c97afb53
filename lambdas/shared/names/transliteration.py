"""Names in capital Latin letters, as the machine-readable zone of a travel document prints them.

Sources: ICAO 9303-3 section 6 (Latin, Cyrillic and Arabic national characters), and for Greek, which the
standard leaves out, ELOT 743, as Greek passports print it; for Georgian the national system of 2002, for Armenian
BGN/PCGN 1981. Where the standard offers a choice, its first spelling
is taken. Marked short vowels are left out of Arabic names, which are usually written without them. Other scripts
(Han, Hebrew, Thai ...) are written by their sound, as anyascii has it. That is a guess, because a sign is read
differently in Japan and in China; ``is_spelled`` says whether a text has an agreed spelling instead.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

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
_ARABIC = {
    "ء": "XE", "آ": "XAA", "أ": "XAE", "ؤ": "U", "إ": "I", "ئ": "XI", "ا": "A", "ب": "B", "ة": "XAH", "ت": "T",
    "ث": "XTH", "ج": "J", "ح": "XH", "خ": "XKH", "د": "D", "ذ": "XDH", "ر": "R", "ز": "Z", "س": "S", "ش": "XSH",
    "ص": "XSS", "ض": "XDZ", "ط": "XTT", "ظ": "XZZ", "ع": "E", "غ": "G", "ـ": "", "ف": "F", "ق": "Q", "ك": "K",
    "ل": "L", "م": "M", "ن": "N", "ه": "H", "و": "W", "ى": "XAY", "ي": "Y", "ٱ": "XXA", "پ": "P", "چ": "XC",
    "ژ": "XJ", "ک": "XKK", "گ": "XG", "ی": "Y",
}  # fmt: skip
_GREEK = {
    "Α": "A", "Β": "V", "Γ": "G", "Δ": "D", "Ε": "E", "Ζ": "Z", "Η": "I", "Θ": "TH", "Ι": "I", "Κ": "K", "Λ": "L",
    "Μ": "M", "Ν": "N", "Ξ": "X", "Ο": "O", "Π": "P", "Ρ": "R", "Σ": "S", "Τ": "T", "Υ": "Y", "Φ": "F", "Χ": "CH",
    "Ψ": "PS", "Ω": "O",
}  # fmt: skip
_GEORGIAN = {
    "Ა": "A", "Ბ": "B", "Გ": "G", "Დ": "D", "Ე": "E", "Ვ": "V", "Ზ": "Z", "Თ": "T", "Ი": "I", "Კ": "K", "Ლ": "L",
    "Მ": "M", "Ნ": "N", "Ო": "O", "Პ": "P", "Ჟ": "ZH", "Რ": "R", "Ს": "S", "Ტ": "T", "Უ": "U", "Ფ": "P", "Ქ": "K",
    "Ღ": "GH", "Ყ": "Q", "Შ": "SH", "Ჩ": "CH", "Ც": "TS", "Ძ": "DZ", "Წ": "TS", "Ჭ": "CH", "Ხ": "KH", "Ჯ": "J",
    "Ჰ": "H",
}  # fmt: skip
_ARMENIAN = {
    "Ա": "A", "Բ": "B", "Գ": "G", "Դ": "D", "Ե": "E", "Զ": "Z", "Է": "E", "Ը": "Y", "Թ": "T", "Ժ": "ZH", "Ի": "I",
    "Լ": "L", "Խ": "KH", "Ծ": "TS", "Կ": "K", "Հ": "H", "Ձ": "DZ", "Ղ": "GH", "Ճ": "CH", "Մ": "M", "Յ": "Y",
    "Ն": "N", "Շ": "SH", "Ո": "O", "Չ": "CH", "Պ": "P", "Ջ": "J", "Ռ": "R", "Ս": "S", "Վ": "V", "Տ": "T", "Ր": "R",
    "Ց": "TS", "Ւ": "V", "Փ": "P", "Ք": "K", "Օ": "O", "Ֆ": "F",
}  # fmt: skip
_PAIRS = (
    ("([ΑΕΗ])[ΥΎ](?=[ΘΚΞΠΣΤΦΧΨ]|\\W|\\Z)(?!\u0308)", r"\1F"),  # before a voiceless sound, and at the end
    ("([ΑΕΗ])[ΥΎ](?!\u0308)", r"\1V"),
    ("([ΟΌ])[ΥΎ](?!\u0308)", r"\1U"),
    ("Γ(?=[ΓΞΧ])", "N"),
    ("(?<!\\w)ΜΠ|ΜΠ(?!\\w)", "B"),
    ("ՈՒ", "U"),
    ("ԵՒ", "EV"),
    ("(?<!\\w)Ո(?!Վ)", "VO"),
    ("(?<!\\w)Ե", "YE"),
)
"""Letters of Greek and Armenian that are read together, or otherwise at the start; a diaeresis (Ϋ, U+0308) says that
they are not."""
_TABLE = str.maketrans(_LATIN | _CYRILLIC | _ARABIC | _GREEK | _GEORGIAN | _ARMENIAN)
_APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’‛ʹʻʼʽʾʿ′՚ꞌ"))
_CONTROLS = dict.fromkeys(code for code in range(128) if not (chr(code).isprintable() or chr(code).isspace()))
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_UNSEEN = re.compile(f"[{_FILLERS}]")
"""What is invisible beside characters of control and format: fillers of Hangul, and selectors of variants."""
_PLAIN = re.compile("[A-Z0-9]+")
_HAS_PAIRS = re.compile("[Α-ΩԱ-Ֆ]")


def to_latin(text: str) -> str:
    """The text in A-Z, 0-9 and single spaces: apostrophes and what nobody sees vanish, everything else separates."""
    text = visible(text)
    if text.isascii():
        return " ".join(_PLAIN.findall(text.translate(_APOSTROPHES).upper()))
    # Before composing, because that makes a space and an accent of an acute accent; and after, because of ŉ.
    composed = _paired(unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).upper())
    composed = "".join(letter if _is_spelled(letter) else _by_sound(letter) for letter in composed)
    decomposed = unicodedata.normalize("NFKD", composed.translate(_APOSTROPHES).translate(_TABLE))
    # Once more, for letters of the table under an accent: Ѓ is Г with one, Ǿ is Ø with one.
    letters = decomposed.translate(_TABLE)
    base = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if _is_plain(letter) else " " for letter in base).split())


def visible(text: str) -> str:
    """The text without characters that nobody sees: of control and format, private, unassigned, and the like."""
    if text.isascii():
        return text if text.isprintable() else text.translate(_CONTROLS)
    return "".join(letter for letter in _UNSEEN.sub("", text) if letter.isspace() or not _is_other(letter))


def is_spelled(text: str) -> bool:
    """Whether all of its letters have a spelling that the standards agree on; without letters it has none."""
    letters = unicodedata.normalize("NFKC", text)
    return any(map(str.isalpha, letters)) and all(map(_is_spelled, letters))


@lru_cache(4096)
def _is_other(letter: str) -> bool:
    """Whether Unicode calls it "other" (Cc, Cf, Cs, Co, Cn)."""
    return unicodedata.category(letter).startswith("C")


@lru_cache(4096)
def _is_spelled(letter: str) -> bool:
    spelled = unicodedata.normalize("NFKD", letter.upper().translate(_TABLE)).translate(_TABLE)
    return all(_is_plain(one) or not _is_read(one) for one in (spelled if _is_read(letter) else ""))


def _is_read(letter: str) -> bool:
    """Vowels of Thai or Devanagari are marks, which do not combine as accents do."""
    return letter.isalpha() or (unicodedata.category(letter)[0] == "M" and not unicodedata.combining(letter))


def _by_sound(letter: str) -> str:
    """A syllable of Han or Hangul is a word of its own."""
    sound = "".join(filter(str.isalnum, anyascii(letter)))
    return f" {sound.upper()} " if sound[1:] and sound[0].isupper() else sound.upper()


def _paired(text: str) -> str:
    if _HAS_PAIRS.search(text):
        for letters, latin in _PAIRS:
            text = re.sub(letters, latin, text)
    return text


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
