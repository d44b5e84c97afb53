"""How the press and the passports of other languages write the names that lists have in English spelling.

Each system rewrites names of the peoples whose names it is known to write otherwise. Sources: Duden and the rules of
the German, French, Polish, Hungarian and Dutch press agencies for Cyrillic and Arabic; ISO 9; the Latin alphabets of
Turkey (1928) and Somalia (1972); the endings of Latvian; BGN/PCGN, read from Latin to Cyrillic, Georgian and Greek;
Wade-Giles; the South Korean spellings of family names in passports.
"""

# ruff: noqa: RUF001 - letters that look like others are what the tables are about
import random
from dataclasses import dataclass

from lambdas.shared.names.customs.chinese import syllables
from lambdas.shared.names.customs.rewriting import Rules, rewrite, rules, words
from lambdas.shared.names.transliteration import to_latin


@dataclass(frozen=True, slots=True)
class System:
    """``countries``: whose people's names it writes (alpha-3); ``rules``: from English spelling, in capitals, to its
    own, in small letters; ``by_syllable``: whether it writes the syllables of a Chinese word apart.
    """

    name: str
    countries: frozenset[str]
    rules: Rules
    by_syllable: bool = False

    def spelled(self, name: str, _: random.Random) -> str | None:
        """The name as this system writes it; None where it writes it no otherwise, or the name is in no Latin script.

        It takes a source of chance as mutations do, and needs none.
        """
        if not to_latin(name) or any(letter.isalpha() and letter > "ɏ" for letter in name):
            return None
        parts = to_latin(name).split()
        if self.by_syllable:
            parts = [syllable for part in parts for syllable in syllables(part) or (part,)]
        written = [rewrite(self.rules, part) for part in parts]
        changed = any(one.upper() != part for one, part in zip(written, parts, strict=True))
        return " ".join(written).title() if changed else None


_CYRILLIC = words("RUS BLR UKR KAZ KGZ UZB TKM MDA BGR SRB MNE BIH MKD")
_ARABIC = frozenset(
    [
        "EGY",
        "SAU",
        "IRQ",
        "SYR",
        "JOR",
        "LBN",
        "YEM",
        "LBY",
        "SDN",
        "PSE",
        "KWT",
        "QAT",
        "ARE",
        "BHR",
        "OMN",
        "DZA",
        "TUN",
        "MAR",
        "MRT",
        "IRN",
        "AFG",
    ]
)
_AT_A_VOWEL = "(?<=[AEIOU])Y|Y(?=[AEIOU])"
SYSTEMS = (
    System("German, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>schtsch", "SH|ZH>sch", "CH>tsch", "KH>ch", "TS>z", "YU|IU>ju", "YA|IA>ja", "YE|IE>je", "V>w",
        "IY$|II$|Y$>i", f"{_AT_A_VOWEL}>j",
    )),
    System("French, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>chtch", "SH>ch", "CH>tch", "ZH>j", "G(?=[EIY])>gu", "YU|IU>iou", "U>ou", "YA>ia", "IN$>ine",
        "IY$|II$|Y$>i",
    )),
    System("Polish, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>szcz", "SH>sz", "CH>cz", "ZH>ż", "KH>ch", "TS>c", "YU|IU>ju", "YA|IA>ja", "V>w", "(?<=[AEOU])[IY]$>j",
        "IY$|II$|Y$>i", f"{_AT_A_VOWEL}>j",
    )),
    System("Hungarian, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>scs", "SH>s", "CH>cs", "ZH>zs", "KH>h", "TS>c", "YU|IU>ju", "YA|IA>ja", "S>sz", "(?<=[AEOU])[IY]$>j",
        "IY$|II$|Y$>ij", f"{_AT_A_VOWEL}>j",
    )),
    System("Dutch, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>sjtsj", "SH>sj", "CH>tsj", "ZH>zj", "KH>ch", "YU|IU>joe", "U>oe", "YA|IA>ja", "(?<=[AEOU])[IY]$>j",
        "IY$|II$|Y$>i", f"{_AT_A_VOWEL}>j",
    )),
    System("Latvian, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>šč", "SH>š", "CH>č", "ZH>ž", "KH>h", "TS>c", "YU|IU>ju", "YA|IA>ja", "(?<=[AEOU])[IY]$>js",
        "IY$|II$|Y$>ijs", r"(?<=[A-Z])([BDGKLMNPRTV])$>\1s", f"{_AT_A_VOWEL}>j",
    )),
    System("ISO 9, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>šč", "SH>š", "CH>č", "ZH>ž", "KH>h", "TS>c", "YU|IU>ju", "YA|IA>ja", "(?<=[AEOU])[IY]$>j",
        "IY$|II$|Y$>ij", f"{_AT_A_VOWEL}>j",
    )),
    System("Cyrillic letters, of Cyrillic names", _CYRILLIC, rules(
        "SHCH>щ", "SH>ш", "CH>ч", "ZH>ж", "KH>х", "TS>ц", "YU|IU>ю", "YA|IA>я", "YE>е", "(?<=[AEOU])[IY]>й",
        "IY$|II$|Y$>ий", "A>а", "B>б", "V|W>в", "G>г", "D>д", "E>е", "Z>з", "I>и", "J>дж", "Y>ы", "K|C|Q>к", "L>л",
        "M>м", "N>н", "O>о", "P>п", "R>р", "S>с", "T>т", "U>у", "F>ф", "H>х", "X>кс",
    )),
    System("Greek letters, of Greek names", frozenset(("GRC", "CYP")), rules(
        "TH>θ", "CH|KH>χ", "PH|F>φ", "PS>ψ", "OU>ου", "X|KS>ξ", "S$>ς", "A>α", "V>β", "B>μπ", "G>γ", "D>δ", "E>ε",
        "Z>ζ", "I|Y|J>ι", "K|C|Q>κ", "L>λ", "M>μ", "N>ν", "O|W>ο", "P>π", "R>ρ", "S>σ", "T>τ", "U>ου", "H>χ",
    )),
    System("Georgian letters, of Georgian names", frozenset(("GEO",)), rules(
        "SH>შ", "CH>ჩ", "ZH>ჟ", "KH>ხ", "GH>ღ", "TS>ც", "DZ>ძ", "A>ა", "B>ბ", "G>გ", "D>დ", "E>ე", "V|W>ვ", "Z>ზ",
        "T>თ", "I|Y>ი", "K|C>კ", "L>ლ", "M>მ", "N>ნ", "O>ო", "P|F>ფ", "J>ჯ", "R>რ", "S>ს", "U>უ", "Q>ყ", "H>ჰ", "X>ქს",
    )),
    System("German, of Arabic and Persian names", _ARABIC, rules(
        "SH>sch", "J>dsch", "KH>ch", "EE>i", "OO>u", "Q>k", f"{_AT_A_VOWEL}>j",
    )),
    System("French, of Arabic and Persian names", _ARABIC, rules(
        "SH>ch", "J>dj", "EE>i", "OU|OO|U>ou", "W(?=[AEI])>ou", "Q>k", "(?<=[A-Z]{2})N$>ne",
    )),
    System("Turkish, of Arabic and Persian names", _ARABIC, rules(
        "SH>ş", "KH>h", "GH>ğ", "DH>z", "TH>s", "J>c", "W>v", "Q>k", "EE>i", "OU|OO>u",
    )),
    System("Somali, of Arabic names", frozenset(("SOM", "KEN", "ETH", "DJI")), rules(
        "^AHM>axm", "^MUHAMM?[AE]D|^MOHAMM?[AE]D>maxamed", "^HASS?AN>xasan", "^HUSS?[AE]IN>xuseen", "^ABD>cabd",
        "^OMAR|^UMAR>cumar", "^ALI$>cali", "^OSMAN|^UTHMAN>cusmaan", "^ISSE|^ISSA>ciise", "^YUS[SU]*F>yuusuf",
        "^SAID|^SAEED>saciid", "^ISMAIL>ismaaciil", "^IBRAHIM>ibraahim", "^SALAH>salaax", "^HAJI>xaaji",
    )),
    System("Wade-Giles, of Chinese names", frozenset(("CHN", "TWN")), rules(
        "ZH|CH|Q|J>ch", "X>hs", "^B>p", "^D>t", "^G>k", "^Z|^C>ts", "^R>j", "ONG$>ung", "IAN$>ien", "IE$>ieh",
        "^YU$>yü", "SHI$>shih", "^SI$>ssu", "UI$>uei",
    ), by_syllable=True),
    System("South Korean, of Korean names", frozenset(("PRK", "KOR")), rules(
        "^RI$>lee", "^PAK$>park", "^CHOE$>choi", "^RO$>noh", "^RYU$>yoo", "^RIM$>lim", "^CHO$>jo", "^AN$>ahn",
        "^CHONG$>jeong", "^CHANG$>jang", "^SIN$>shin", "HYON>hyun", "^SONG$>sung", "^YONG$>young", "^CHOL$>chul",
        "^SU$>soo", "^UN$>eun", "^KYONG$>kyung", "^U$>woo", "^HUI$>hee",
    )),
)  # fmt: skip
