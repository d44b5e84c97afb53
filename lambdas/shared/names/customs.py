"""What a clerk knows of names: words that are no names, and the spellings that one name has.

Each custom is a *fold*: it writes a part (capital Latin letters) so that its spellings come out equal. A fold
joins what is another name elsewhere (MEYER and MEIER are one name in Cyrillic and two in Germany), so
``customs_of`` says which of them a name is under.

Sources: ICAO 9303-3 section 6, BGN/PCGN, ISO 9, ISO 843, Duden, the Library of Congress's pinyin conversion,
"A Guide to Names and Naming Practices" (UK, 2006).
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from rapidfuzz import fuzz

Fold = Callable[[str], frozenset[str]]
_Rules = tuple[tuple[bool, str, str], ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _rules(*pairs: str) -> _Rules:
    """Of "PATTERN>REPLACEMENT": whether it is only letters, the pattern, the replacement; in the order they apply."""
    return tuple(
        (letters.isalpha(), letters, replacement)
        for pattern, _, replacement in (pair.partition(">") for pair in pairs)
        for letters in (pattern.split("|") if pattern.replace("|", "").isalpha() else [pattern])
    )


def _apply(rules: _Rules, part: str) -> str:
    for only_letters, pattern, replacement in rules:
        part = part.replace(pattern, replacement) if only_letters else _compiled(pattern).sub(replacement, part)
    return part


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """When first used: a cold start compiles none."""
    return re.compile(pattern)


TITLES = _words("DR PROF ING DIPL MAG MR MRS MS MISS SIR HERR FRAU DON DONA FREIHERR FREIFRAU GRAF GRAEFIN")
SUFFIXES = _words("JR SR JUNIOR SENIOR FILHO NETO SOBRINHO II III IV")
"""Who of a family it is. Often left out; two different ones are two persons."""
PARTICLES = SUFFIXES | _words(
    "A AF AL AP AS BEN BEY BIN BINT BINTE BINTI D DA DAS DE DEL DELLA DEN DER DES DI DO DOS DU E EL HAJ IBN LA LAS"
    " HAJJI LE LES LO LOS MC O OF OULD TEN TER THE UL VAN VD VOM VON WAL Y ZU ZUM ZUR"
)
"""Words that are left out, joined to the next part and put in again: alone they tell no names apart."""
CONTRADICTIONS = tuple(map(frozenset, (("VAN", "THI"), ("BIN", "BINTI"), ("BIN", "BINT"), ("BIN", "BINTE"))))
"""Particles that say son and daughter, or man and woman."""
FAMILIES = (
    SUFFIXES, _words("AL EL UL AS"), _words("BIN IBN BEN OULD"), _words("VAN VON VOM VD DE DEN DER TEN TER ZU ZUM ZUR"),
    _words("A D DA DAS DE DEL DELLA DI DO DOS DU E EL LA LAS LE LES LO LOS Y"),
)  # fmt: skip
"""Particles that are written for each other. Others may be names: NGUYEN VAN AN is not NGUYEN LE AN."""
ABBREVIATIONS = {
    "MOHD": "MOHAMMED", "MUHD": "MOHAMMED", "MD": "MOHAMMED", "FCO": "FRANCISCO", "JOS": "JOSE",
    "GPE": "GUADALUPE", "ANT": "ANTONIO", "SOUZA": "SOUSA", "LUIZ": "LUIS", "THEREZA": "TERESA", "TEREZA": "TERESA",
    "QUEIROZ": "QUEIROS", "MANOEL": "MANUEL", "THIAGO": "TIAGO", "MATHEUS": "MATEUS",
}  # fmt: skip
"""How documents shorten a name, and Brazilian spellings of Portuguese ones."""
FEMININE = (
    ("", "A"), ("", "E"), ("", "OVA"), ("SKI", "SKA"), ("SKI", "SKAIA"), ("SKI", "SKAYA"), ("SKII", "SKAIA"),
    ("SKIY", "SKAYA"), ("OS", "OU"), ("O", "A"), ("Y", "A"), ("IS", "I"), ("IS", "IENE"), ("AS", "IENE"),
)  # fmt: skip
"""Endings of a man's name, and of his sister's or wife's."""


_FLAT = _rules(r"([AONU])XX>\1", "AE(?!L$)>A", "OE(?!L$)>O", "(?<![AEIOQXY])UE(?!$)|(?<=^[LN])UE$>U", "AA>A", "NXX>N")
"""Ä is AE, AXX or A; not the ending of MICHAEL and JOEL, nor BAUER and XUE, where no Ü can be."""
_SOUND = _rules(
    "CHS|CKS|X|QU>KS", "PH>F", "TH>T", "SCH>S", "CH>H", "CK|C|Q>K", "[EA][IY]>AI", "Y|J>I", "DT>T", "W>V", "TZ>Z",
    r"(.)\1+>\1", "(?<=[AEIOU])H(?![AEIOU])>",
)  # fmt: skip
"""What is heard alike in most of Europe: a likeness, not one name."""


@lru_cache(8192)
def flat(part: str) -> str:
    """With one of the ways to write Ä, Å, Ø, Ü and Ñ."""
    return _apply(_FLAT, part)


@lru_cache(8192)
def sound(part: str) -> str:
    return _apply(_SOUND, part)


# Cyrillic: each language writes the sounds in its own letters. Here ž is ZH, č CH, š SH, q SHCH and x KH.
_WRITERS = (
    _rules("SHCH|SHTCH>q", "ZH>ž", "KH>x", "TS|TZ>c", "TCH|CH>č", "SH>š"),  # ICAO, BGN/PCGN
    _rules("SCHTSCH>q", "TSCH>č", "SCH>š", "CH>x", "TZ|Z>c", "(?<=[AEIOU])S(?=[AEIOUN])>Z"),  # Duden
    _rules("SCHTSCH>q", "TSCH>č", "SCH>ž", "CH>x", "TZ|Z>c"),  # Duden's other SCH
    _rules("CHTCH>q", "TCH>č", "KH>x", "CH>š", "J>ž", "TS>c", "SS>S", "INE$>IN", "GU(?=[EI])>G"),  # French
    _rules("SZCZ>q", "CZ>č", "SZ>š", "CH>x", "RZ>ž", "C>c"),  # Polish
    _rules("SC>q", "C>č", "Z>ž"),  # ISO 9 and Serbian without their marks; S is S and Š
)
_CYRILLIC = _rules(
    "W>V", "FF$>V", "X>KS", "DJ|GJ>D", "KJ>C", "(?<!^)G>H", "OU>U", "(?<=[žčšq])O>E", "[IYJ][OE]>E",
    "[IYJ]+>I", "(?<=[AE])IE>E", r"([A-Z])\1+>\1",
)  # fmt: skip
_UNHUSHED = str.maketrans({"š": "S", "č": "C", "ž": "Z", "q": "SC", "x": "H", "c": "C"})
_SHORTEST_ACROSS = 5
"""Letters that a part has at least before spellings of two languages are taken for one name."""


@lru_cache(8192)
def cyrillic(part: str) -> frozenset[str]:
    """What Cyrillic letters the part may stand for, one key a language."""
    keys = [_apply(_CYRILLIC, _apply(rules, part)) for rules in _WRITERS]
    if len(part) < _SHORTEST_ACROSS:
        return frozenset(keys[:1])
    return frozenset([*keys, keys[0].translate(_UNHUSHED).lower(), keys[-1].translate(_UNHUSHED).lower()])


_GREEK = _rules(
    "PH>F", "KH|CH>H", "(?<=.)MP>B", "^MP>B", "NT|ND>D", "GK>G", "OU>U", "G(?=[IY][AEO])>", "[EO]I>I", "[YJ]>I", "AI>E",
    "([AEI])U>\\1V", "AF>AV", "EF>EV", "W>O", r"(.)\1+>\1",
)  # fmt: skip
"""As it sounds, whichever letters stand for it: ELOT 743, ISO 843 and older documents."""


@lru_cache(8192)
def greek(part: str) -> frozenset[str]:
    return frozenset((_apply(_GREEK, part),))


# Arabic: consonants in capitals; vowels in small letters, y and w for AI and AU.
_ARABIC = _rules(
    "^OU(?=[AEI])>W", "OU|OO>u", "AEE|AII>AI", "EE>i", "SCH|SH|CH>$", "TH>T", "DH>D", "KH>X", "PH>F", "DJ>J", "Q>K",
    "C(?=[EIY])>S", "C>K", "GH>R", r"([A-Z$])\1+>\1", "(?<=[AEIOUaiu])H$>", "(?<=[AI]N)E$>", "[AE][IY](?![AEIOU])>y",
    "A[UW](?![AEIOU])>w", "Y(?![AEIOUaiu])>i", "A>a", "E>e", "I>i", "[OU]>u", r"(.)\1+>\1",
)  # fmt: skip
_VOWELS = {frozenset(pair) for pair in ("ae", "ei", "yi", "ye", "wu")}
"""Written for each other. A and I, A and U are not: HASSAN and HUSSEIN, JAMAL and JAMIL are two names; A and E
at the start neither (ANAS and ENAS)."""
_ARTICLE = r"^(?:[AE]L(?=.{4})|[AE](?=([SRNDTZ])\1.{3}))"
_ABD = r"^ABD[EUAO]?U?(?:L(?=.)|(?=([RSNDTZ])\1))?"
_IRREGULAR = {
    "YuSeF": "YuSuF", "YuSiF": "YuSuF", "uSMaN": "uTMaN", "uSMeN": "uTMaN", "FaHaD": "FaHD", "FaHeD": "FaHD",
    "BaDeR": "BaDR", "BaDaR": "BaDR", "FaTMa": "FaTiMa",
}  # fmt: skip
"""YOUSSEF, OSMAN, FAHAD ..., whose letters differ more than the rules allow."""
_ABD_WORDS = _words("ABD ABDEL ABDUL ABDAL ABDOL ABDOUL ABDU ABDER ABDUR ABDES ABDUS ABDEN ABDUN")
_ABDALLAH = "ABD[AEUO]U?L{1,2}AH?"
_DIN = "(...+?)(?:[AEUI]?DDINE?|[AEU]LDINE?)"
_ARTICLES = _words("AL EL UL UD ED AD UR ER AR US ES AS ASH ESH ECH ACH AN EN UN AZ EZ AT ET")


def arabic_words(parts: Iterable[str]) -> list[str]:
    """ABD with what it belongs to, and DIN with what belongs to it, each as one part without the article."""
    words: list[str] = []
    held: list[str] = []
    for part in parts:
        if words and words[-1] == "ABD" and part in _ARTICLES:
            continue
        if part in _ARTICLES:
            held.append(part)
        elif words and words[-1] == "ABD":
            words[-1] = "ABDALLAH" if part in ("ALLAH", "ALLA", "LLAH") else f"ABD{part}"
        elif words and part in ("DIN", "DINE", "DDIN", "EDDINE", "EDDIN", "UDDIN", "ADDIN", "ELDIN", "ALDIN"):
            words[-1], held = f"{words[-1]}DIN", []
        else:
            words, held = [*words, *held, _arabic_word(part)], []
    return [*words, *held]


def _arabic_word(part: str) -> str:
    if part in _ABD_WORDS:
        return "ABD"
    if re.fullmatch(_ABDALLAH, part):
        return "ABDALLAH"
    if part.startswith("ABD") and (rest := re.sub(_ABD, "", part)):
        return f"ABD{rest}"
    found = re.fullmatch(_DIN, part)
    return f"{found[1]}DIN" if found else part


@lru_cache(8192)
def arabic(part: str) -> frozenset[str]:
    """The part with and without the article joined to it."""
    folded = (_apply(_ARABIC, word) for word in {part, _compiled(_ARTICLE).sub("", part)})
    return frozenset(_IRREGULAR.get(one, one) for one in folded)


def arabic_alike(one: str, two: str) -> bool | None:
    """Whether two folded parts are one name; None where their consonants differ already."""
    if _consonants(one) != _consonants(two):
        return None
    if len(one) != len(two) or {one[0], two[0]} == {"a", "e"}:
        return False
    return all(left == right or frozenset((left, right)) in _VOWELS for left, right in zip(one, two, strict=True))


def _consonants(folded: str) -> str:
    return "".join(letter for letter in folded if letter.isupper() or letter == "$")


ARABIC_NAMES = {
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
"""Common names as they are written in Arabic, whose vowels cannot be seen, and in Latin letters."""
_ELSEWHERE = _words(
    "SARA NADIA LAYLA NUR ISA ALI DIN AMR SAMIRA HAMID RAMI SAMI HANI ADIL RANIA MUNA HUDA RIDA SALMA AMNA"
)
"""Those that say nothing of whose custom a name is under."""

# Arabic script: strong consonants, and what is written between them.
_STRONG = dict(zip("بپتثجچحخدذرزسشصضطظغفقكکگلمنه", "BBTTG$HKDDRZS$SDTZGFKKKGLMNH", strict=True))
_MOST_CONSONANTS = 60
"""Percent."""
_HEARD = {letter: letter for letter in _STRONG.values()}
_LONG = {letter: frozenset(sounds) for letter, sounds in {
    "ا": "AEO", "آ": "AEO", "أ": "AEOUI", "إ": "EI", "و": "OUWV", "ؤ": "OUW", "ي": "IYEJ", "ی": "IYEJ", "ى": "AEIY",
    "ئ": "IEY", "ع": "AEOUI", "ة": "AE",
}.items()}  # fmt: skip
_ARABIC_LETTER = re.compile("[ء-يٱپچژکگی]")
_SPOKEN = _rules(
    "SCH|SH|CH>$", "TH>T", "DH>D", "KH>K", "GH>G", "PH>F", "DJ>G", "J>G", "Q|C(?![EI])>K", "C>S", "X>KS", "P>B",
    r"([B-DF-HJ-NP-TZ$])\1+>\1", "(?<=[AE])H$>",
)  # fmt: skip


def in_arabic(word: str) -> bool:
    """Whether the word is in Arabic script."""
    return bool(_ARABIC_LETTER.search(word))


def arabic_readings(name: str) -> Iterator[str]:
    """The words of a name in Arabic script: in Latin letters where common, as they are otherwise."""
    for word in name.split():
        if word.startswith("عبدال"):
            yield from ("ABD", ARABIC_NAMES.get(word[5:], ARABIC_NAMES.get(word[3:], word[5:])))
        else:
            yield ARABIC_NAMES.get(word) or ARABIC_NAMES.get(word.removeprefix("ال"), word.removeprefix("ال"))


_WRITTEN_ALIKE = str.maketrans(dict(zip("أإآٱؤئىیةک", "ااااويييهك", strict=True)))
"""Letters whose marks are often left out, and their Persian shapes."""


@lru_cache(8192)
def spells(one: str, two: str) -> bool:
    """Whether a word in Arabic script, and one in Latin letters or in it too, may be one: the consonants, with the
    long vowels between.
    """
    if in_arabic(one) and in_arabic(two):
        return one.translate(_WRITTEN_ALIKE) == two.translate(_WRITTEN_ALIKE)
    (strong, gaps), (read, vowels) = _written(one, two)
    return len(strong) > 1 and strong == read and all(map(_fits, gaps, vowels))


@lru_cache(8192)
def almost_spells(one: str, two: str) -> bool:
    """Whether most of their consonants are the same, so that only who reads Arabic can tell."""
    if in_arabic(one) and in_arabic(two):
        return False
    (strong, _), (read, _) = _written(one, two)
    return fuzz.ratio(strong, read) >= _MOST_CONSONANTS


def _written(one: str, two: str) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    """Consonants and gaps of the word in Arabic script, then those heard in Latin letters."""
    latin, arabic_word = sorted((one, two), key=in_arabic)
    return _split(arabic_word, _STRONG), _split(_apply(_SPOKEN, _compiled(_ARTICLE).sub("", latin)), _HEARD)


def _split(word: str, letters: dict[str, str]) -> tuple[list[str], list[str]]:
    """The consonants of a word, and what is before, between and after them."""
    strong, gaps = [], [""]
    for letter in word:
        if letter in letters:
            strong.append(letters[letter])
            gaps.append("")
        else:
            gaps[-1] += letter
    return strong, gaps


def _fits(written: str, read: str) -> bool:
    """Long vowels are heard; where none is written, a short one is at most."""
    if not written:
        return len(read) < 2  # noqa: PLR2004
    return all(letter in _LONG and not _LONG[letter].isdisjoint(read) for letter in written)


# Chinese: Wade-Giles can be made from pinyin, not the other way round.
_PINYIN = """
A AI AN ANG AO E EN ER OU; B A AI AN ANG AO EI EN ENG I IAN IAO IE IN ING O U; P A AI AN ANG AO EI EN ENG I IAN IAO IE
IN ING O OU U; M A AI AN ANG AO E EI EN ENG I IAN IAO IE IN ING IU O OU U; F A AN ANG EI EN ENG O OU U; D A AI AN ANG
AO E EI EN ENG I IA IAN IAO IE ING IU ONG OU U UAN UI UN UO; T A AI AN ANG AO E ENG I IAN IAO IE ING ONG OU U UAN UI
UN UO; N A AI AN ANG AO E EI EN ENG I IAN IANG IAO IE IN ING IU ONG OU U UAN UE UN UO YU; L A AI AN ANG AO E EI ENG I
IA IAN IANG IAO IE IN ING IU ONG OU U UAN UE UN UO YU; G A AI AN ANG AO E EI EN ENG ONG OU U UA UAI UAN UANG UI UN UO;
K A AI AN ANG AO E EN ENG ONG OU U UA UAI UAN UANG UI UN UO; H A AI AN ANG AO E EI EN ENG ONG OU U UA UAI UAN UANG UI
UN UO; J I IA IAN IANG IAO IE IN ING IONG IU U UAN UE UN; Q I IA IAN IANG IAO IE IN ING IONG IU U UAN UE UN; X I IA
IAN IANG IAO IE IN ING IONG IU U UAN UE UN; ZH A AI AN ANG AO E EI EN ENG I ONG OU U UA UAI UAN UANG UI UN UO; CH A AI
AN ANG AO E EN ENG I ONG OU U UA UAI UAN UANG UI UN UO; SH A AI AN ANG AO E EI EN ENG I OU U UA UAI UAN UANG UI UN UO;
R AN ANG AO E EN ENG I ONG OU U UA UAN UI UN UO; Z A AI AN ANG AO E EI EN ENG I ONG OU U UAN UI UN UO; C A AI AN ANG
AO E EN ENG I ONG OU U UAN UI UN UO; S A AI AN ANG AO E EN ENG I ONG OU U UAN UI UN UO; Y A AN ANG AO E I IN ING ONG
OU U UAN UE UN; W A AI AN ANG EI EN ENG O U
"""
"""An initial, but for the first line, and the finals that follow it."""


@cache
def _pinyin() -> frozenset[str]:
    alone, *others = (line.split() for line in _PINYIN.split(";"))
    return frozenset([*alone, *(f"{initial}{final}" for initial, *finals in others for final in finals)])


_WADE_GILES = _rules(
    "^ER$>ERH", "^([ZC])I$>TZU", "^SI$>SZU", "^(ZH|CH|SH|R)I$>\\1IH", "^([JQXY])U(?=E|AN|N|$)>\\1Ü", "^XI?>HSI",
    "^HSIÜ>HSÜ", "^[JQ]>CH", "^ZH>CH", "^R>J", "^[ZC](?!H)>TS", "^B>P", "^D>T", "^G>K", "IAN$>IEN", "^YAN$>YEN",
    "([IYÜ])E$>\\1EH", "ONG$>UNG", "^([KH])E$>\\1O", "^KUI$>KUEI", "^(?!KUO|HUO|SHUO)(.+)UO$>\\1O", "^YOU$>YU", "Ü>U",
)  # fmt: skip


@lru_cache(8192)
def syllables(part: str) -> tuple[str, ...]:
    """The one or two syllables of a part in pinyin; none where it cannot be pinyin."""
    if part in _pinyin():
        return (part,)
    cuts = ((part[:place], part[place:]) for place in range(len(part) - 1, 0, -1))
    return next((cut for cut in cuts if set(cut) <= _pinyin() and len(cut[1]) > 1), ())


@lru_cache(8192)
def wade_giles(syllable: str) -> str:
    """A syllable of pinyin as Wade-Giles writes it, without its apostrophes and marks."""
    return relaxed(_apply(_WADE_GILES, syllable))


def relaxed(syllable: str) -> str:
    """Wade-Giles as passports of Taiwan have it, which leave the silent H of CHIH out."""
    return syllable.removesuffix("H") if syllable.endswith("IH") else syllable


_CYRILLIC_NAMES = (
    "..(?:[OE](?:V|W|FF)A?|ENKO|[AO][IYJ]A|OI|[SC]K[IY][IYJ]?|SK[AY]?[IYJ]?A|[UY]K|[IY]TS?CH|VI?TS?CH|[KPUYTSV]INE?A?|KO|LJ.*|CHUK)$"
    "|^(?:I[GH]OR|OLE[GHK]|SERH?GE?[IYJ]*|DM[IY]TR.*|ALE(?:KS|X)[ADE].*|[IYJ]U?[RL][IYJ].*|VLADIM.*|VOLODY.*|EVGEN.*"
    "|[MN]I[CK]H?A.*|[KC]H?R?USC.*|ANDRE[IYJ]|NATAL.*|SVETLANA|NIKITA|TARAS|P[IYJ]?[OE]TR|F[IYJ]?[OE]DOR)$"
)
_GREEK_NAMES = "(?:[AIT]OS|OULOS|OULOU|I[DT]IS|AKIS|IOU|IADIS|IADOU|TZIS)$"
_ARABIC_WORDS = _words("AL EL BIN IBN BINT ABU ABOU OULD DIN EDDIN EDDINE UDDIN ALDIN ELDIN")


def customs_of(parts: Iterable[str]) -> frozenset[Fold]:
    """The folds under which a name with these parts is compared."""
    return frozenset(custom for part in parts for custom in _customs(part))


@lru_cache(8192)
def _customs(part: str) -> tuple[Fold, ...]:
    slavic, hellenic = _compiled(_CYRILLIC_NAMES).search(part), _compiled(_GREEK_NAMES).search(part)
    checks = ((cyrillic, slavic), (greek, hellenic), (arabic, _is_arabic(part)))
    return tuple(custom for custom, found in checks if found)


def _is_arabic(part: str) -> bool:
    """A common name, also in the form that says of whom or where one is (MANSOURI)."""
    if part in _ARABIC_WORDS or part.startswith("ABD") or part.endswith(("DDIN", "DDINE")):
        return True
    forms = {form for folded in arabic(part) for form in (folded, folded.removesuffix("i"))}
    return any(arabic_alike(form, known) for form in forms for known in _known_arabic().get(_consonants(form), ()))


@cache
def _known_arabic() -> dict[str, list[str]]:
    """Common names, folded, by their consonants."""
    known: dict[str, list[str]] = {}
    for name in frozenset(ARABIC_NAMES.values()) - _ELSEWHERE:
        for folded in arabic(name):
            known.setdefault(_consonants(folded), []).append(folded)
    return known
