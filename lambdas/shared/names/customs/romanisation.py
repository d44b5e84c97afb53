"""How languages write the sounds of foreign names in Latin letters: ШОЙГУ is SHOIGU, SCHOIGU, CHOIGOU, SZOJGU, SOJGU.

A *system* is the table of one of them; it rewrites a part as English does, which most lists follow. A *sound* is
what such spellings have in common. A part says not in which system it is written, so it has the sounds of all.

Sources: Duden and the transcription tables of the German, French, Polish, Hungarian, Dutch and Turkish press agencies
and academies for Cyrillic and Arabic; BGN/PCGN; the Latin alphabets of Turkey (1928), Azerbaijan (1991) and Somalia
(1972); the endings of Latvian and Lithuanian nominatives.
"""

from collections.abc import Iterator
from functools import lru_cache

from lambdas.shared.names.config import CONFIG
from lambdas.shared.names.customs.rewriting import Rules, compiled, rewrite, rules

# What a rule writes is in small letters, so that no later rule reads it again.
_SYSTEMS: tuple[tuple[str, Rules], ...] = (
    ("SCH|TSCH|W|J|CH|TZ", rules(  # German
        "SCHTSCH>shch", "TSCH>ch", "DSCH>j", "SCH>sh", "CH>kh", "W>v", "TZ>ts", "SS>s", "^S(?=[AEIOUJY])>z",
        "(?<=[AEIOU])S(?=[AEIOUJ])>z", "(?<=[B-DF-HK-NP-TV-Z])J(?=E)>", "J>y", "IE>i",
    )),
    ("SCH", rules("SCHTSCH>shch", "TSCH>ch", "SCH>zh", "CH>kh", "W>v", "J>y")),  # German, where it writes Ж as Ш
    ("OU|CH|J|GU|AI|E$|C|QU", rules(  # French
        "CHTCH>shch", "TCH>ch", "DJ>j", "CH>sh", "J>zh", "GU(?=[EI])>g", "QU>k", "IOU>yu", "OU(?=[AEIY])>w", "OU>u",
        "C(?=[EIY])>s", "SS>s", "I?NE$>in", "(?<=[A-Z]{3})E$>",
    )),
    ("CZ|SZ|RZ|DZ|W|J|C|IE|CH", rules(  # Polish
        "SZCZ>shch", "DZ(?=[IE])>j", "CZ>ch", "SZ>sh", "RZ>zh", "CH>kh", "W>v", "C(?=I)>ch", "C>ts",
        "J>y",
    )),
    ("SZ|CS|ZS|GY|J|S|TY|C", rules(  # Hungarian
        "DZS>j", "ZS>zh", "CS>ch", "SZ>x", "GY>d", "TY>t", "NY>n", "LY>y", "C>ts", "S>sh", "x>s", "J>y",
    )),
    ("C|X|V|Q|J", rules("C>j", "X>kh", "Q>g", "J>zh", "EV(?![AEIOU])>av")),  # Turkish, Azeri
    ("X|C|DH", rules("X>h", "C>", "DH>d", "KH>kh")),  # Somali
    ("S$|J|DZ", rules(  # Latvian, Lithuanian
        "(?<=[A-Z]{3})(?:IJUS|JUS|IUS|IAS|JS|AS|IS|US|S)$>", "DZ(?=[EI])>j", "J>y", "C>ts",
    )),
    ("SJ|TJ|ZJ|J|OE|W|C", rules(  # Dutch, Scandinavian, Indonesian until 1972, and what is common to Slavic and Baltic
        "SJTSJ>shch", "TSJ|TJ>ch", "DZJ|DJ>j", "SJ>sh", "ZJ>zh", "CH>kh", "OE>u", "J>y", "W>v", "C>ts",
    )),
    ("GH|CH|C|GI|Z|LL|QU|J|GU|H", rules(  # Italian, Spanish, Portuguese, Romanian
        "GH>g", "CH(?=[EI])>k", "SC(?=[EI])>sh", "C(?=[EI])>ch", "G(?=I[AOU])>j", "GU(?=[EI])>g", "QU>k", "LL>y",
        "C>k", "J>h",
    )),
)  # fmt: skip
"""Of each system the letters that it reads otherwise than English (parts without them read the same), and its rules."""

_SOUND = rules(
    "SHCH|SHTCH|SCHTSCH>q", "SCH|SH>š", "TCH|CH>č", "DZH|DJ|ZH|J>ž", "KH>h", "GH>g", "TH>t", "DH>d", "PH>f",
    "TS|TZ>c", "CK|QU?>k", "C(?=[EIY])>s", "C>k", "X>ks", "A[UW](?![AEIOUY])>u", "W(?![AEIOUY])>u", "OU(?=[AEI])>w",
    "OO|OU>u", "EE>i", "[AE][IY](?![AEOU])>i", "^Y?E>e", "^[IY](?=[AOU])>y",
    "(?<=[B-DF-HJ-NP-TV-Zščžqhtdfck])[IY](?=[AEOU])>", "[IY]+>i", "W>v", "AH$>a", "E>e", "(?<=[šžčq])O>e",
)  # fmt: skip
"""English spelling, and what is written in several ways in it."""
_REPEATED = r"(.)\1+"
_VOWELS = str.maketrans("", "", "aeiou")
_SAME_NAME = """
ALEKSANDR ALEXANDER ALEKSANDER ALEXANDR ALEXANDRE OLEKSANDR ALYAKSANDR ALIAKSANDR; ALEKSEI ALEXEI ALEXEY ALEKSEY
OLEKSII OLEKSIY OLEXIY ALIAKSEI ALYAKSEY; ANDREI ANDREY ANDRII ANDRIY; ANNA HANNA GANNA; DMITRI DMITRY DMITRII DMITRIY
DMYTRO DZMITRY DZMITRYI; EKATERINA YEKATERINA KATERYNA KATSIARYNA; ELENA YELENA OLENA ALENA; EVGENI EVGENY EVGENII
EVGENIY YEVGENY YEVGENI YEVGENIY YEVHEN YEVHENII YAUHEN YAUHENI; FEDOR FYODOR FEDIR; GRIGORI GRIGORY GRIGORII GRIGORIY
HRYHORII HRYHORIY RYHOR; IGOR IHOR IHAR; KONSTANTIN KOSTIANTYN KOSTYANTYN KANSTANTSIN; MIKHAIL MYKHAILO MYKHAYLO
MIHAIL; NATALIA NATALYA NATALIIA NATALIYA NATALLIA; NIKOLAI NIKOLAY MYKOLA MIKALAI MIKALAY; OLEG OLEH ALEH; OLGA OLHA
VOLHA; PAVEL PAVLO PAVAL; PETR PYOTR PETRO PIOTR; SERGEI SERGEY SERHII SERHIY SIARHEI SIARHEY; STEPAN STSIAPAN;
TATIANA TATYANA TETIANA TETYANA TATSIANA; VASILI VASILY VASILII VASILIY VASYL VASIL; VIKTOR VICTOR VIKTAR; VLADIMIR
VOLODYMYR ULADZIMIR; VLADISLAV VLADYSLAV ULADZISLAU; YURI YURY YURII YURIY IURII
"""
"""Given names that Russian, Ukrainian and Belarusian documents of one person write each in its own form."""
_FROM_ARABIC = """
ABDULLAH ABDALLAH ABDULLAHI ABDOULAYE CABDULLAAHI CABDULLAAH; AHMED AHMAD AHMET AMADOU AXMED; ALI CALI ALIOU ALIYU;
DAWUD DAOUD DAWOOD DAVUT DAAUUD; HAMID HAMEED HAMIT XAAMID; HASSAN HASAN XASAN ASSANE; HUSSEIN HUSAYN HUSAIN HUSSAIN
HOSSEIN HOSEIN HUSEYIN XUSEEN; IBRAHIM EBRAHIM IBRAHIMA IBRAAHIM; IDRIS DRISS IDRISSA IIDRIIS; ISA ISSA EISSA CIISE;
ISMAIL ESMAIL ISMAEL ISMAILA ISMAACIIL; JAMAL GAMAL DJAMEL CEMAL JAAMAC; KHALID KHALED HALIT KHAALID; MAHMUD MAHMOUD
MAHMUT MAMOUDOU MAXAMUUD; MOHAMMED MUHAMMAD MOHAMED MOHAMMAD MEHMET MAMADOU MAGOMED MAXAMED; MURAD MOURAD MURAT;
MUSA MOUSSA MUUSE; MUSTAFA MOSTAFA MUSTAPHA MUSTAFE; OMAR UMAR OMER OUMAR CUMAR; OTHMAN OSMAN USMAN OUSMANE CUSMAAN;
SAID SAEED SAIT SEYDOU SICIID; SULAYMAN SULEIMAN SOLEIMAN SOULEYMANE SALEEBAAN; YAHYA YEHIA YAXYE; YAQUB YACOUB YAKUP
YACQUUB; YUSUF YOUSSEF YOUSSOUF YUUSUF
"""
"""Given names from Arabic in the forms of Persia, Turkey, the Caucasus, Somalia, the Maghreb and West Africa."""
_FORMS = {
    form: (f"={forms[0]}",)
    for forms in (group.split() for group in f"{_SAME_NAME};{_FROM_ARABIC}".split(";"))
    for form in forms
}


@lru_cache(65536)
def respelled(part: str) -> tuple[str, ...]:
    """The part as English would spell it, were it written in other systems; without the part itself."""
    found = (rewrite(table, part).upper() for letters, table in _SYSTEMS if compiled(letters).search(part))
    return tuple(one for one in dict.fromkeys(found) if one and one != part)


@lru_cache(65536)
def sounds(part: str) -> tuple[frozenset[str], frozenset[str]]:
    """What the part sounds like in English, and what else in other systems; nothing where it is too short to tell."""
    english, *others = (frozenset([*_sounds(one), *_FORMS.get(one, ())]) for one in (part, *respelled(part)))
    return english, frozenset().union(*others) - english


def _sounds(spelling: str) -> Iterator[str]:
    """Many consonants say enough without vowels; to few of them the vowels belong, of which some are akin."""
    sound = compiled(_REPEATED).sub(r"\1", rewrite(_SOUND, spelling).lower())
    bare = sound[:1].replace("o", "u") + sound[1:].translate(_VOWELS).replace("y", "").replace("w", "v")
    if len(bare) >= CONFIG.enough_consonants:
        yield f"{bare}i" if sound.endswith("i") else bare
    elif len(bare) > 1 and len(sound) >= CONFIG.enough_sound:
        vowels = sound.replace("o", "u")
        yield vowels.replace("e", "a")
        yield vowels.replace("e", "i")
