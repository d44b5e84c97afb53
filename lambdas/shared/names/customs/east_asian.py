"""Chinese and Korean names in Latin letters: one written name is read in Mandarin, Cantonese or Korean.

Each syllable has one spelling to compare by. It is Wade-Giles for Chinese, since pinyin can be rewritten to it and not
the other way round; for Korean it is McCune-Reischauer without its marks.

Sources: Library of Congress, pinyin conversion; the spellings of Hong Kong's registers of persons (as in "A Glossary of
Street Names" and gazettes) for surnames and common given names; the Revised Romanisation of Korean (2000) and the
National Institute of the Korean Language's survey of surnames in passports.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product

from lambdas.shared.names.customs.chinese import is_wade_giles, syllables, wade_giles, without_silent
from lambdas.shared.names.customs.rewriting import compiled, rewrite, rules

_CANTONESE = """
AU=OU AUYEUNG=OUYANG BIK=BI BO=BAO BUN=BIN CHAK=ZE CHAM=ZHAN CHAN=CHEN CHAU=ZHOU CHEN=CHEN CHEUK=ZHUO CHEUNG=ZHANG
CHENG=ZHENG CHI=ZHI CHIK=ZHI CHIM=ZHAN CHIN=QIAN CHING=CHENG,ZHENG,QING CHIU=ZHAO,CHAO CHO=CAO CHOI=CAI CHONG=ZHUANG
CHOW=ZHOU CHOY=CAI CHU=ZHU CHUEN=QUAN CHUI=XU CHUK=ZHU CHUN=ZHEN,JUN,CHUN CHUNG=ZHONG,ZONG FAI=HUI FAN=FAN FAT=FA
FEI=FEI FOK=HUO FONG=FANG FU=FU FUK=FU FUNG=FENG HA=XIA HAK=KE HANG=HENG,XING HAU=HOU HEI=XI HIN=XIAN HING=XING,QING
HO=HE,HAO HOI=HAI HON=HAN,HANG HONG=KANG,HANG HUI=XU HUNG=HONG,XIONG IP=YE KA=JIA KAI=QI,JI KAM=JIN,GAN KAN=JIAN,QIN
KAR=JIA KAU=JIU KEI=JI,QI KEUNG=QIANG KI=QI,JI KIN=JIAN KING=JING KIT=JIE KIU=QIAO KO=GAO KOK=GUO KONG=JIANG,GUANG
KOON=GUAN KU=GU KUEN=QUAN,JUAN KUNG=GONG KWAI=GUI,KUI KWAN=GUAN,JUN KWOK=GUO KWONG=GUANG,KUANG LAI=LI LAM=LIN LAP=LI
LAU=LIU LAW=LUO LEE=LI LEI=LI LEUNG=LIANG LI=LI LIK=LI LIM=LIN LING=LING LIU=LIAO LO=LU,LUO LOK=LE LONG=LANG LOO=LU
LOU=LU LUI=LEI,LU LUK=LU LUN=LUN LUNG=LONG MA=MA MAK=MAI MAN=WEN,MIN MAU=MOU MEI=MEI MIN=MIAN MING=MING MIU=MIAO
MO=WU,MAO MOK=MO MUI=MEI MUK=MU NAM=NAN NG=WU NGA=YA NGAI=WEI NGAN=YAN NGO=AO NGOR=E NIN=NIAN NING=NING ON=AN
PAK=BAI,BO PANG=PENG PAT=BI PIK=BI PING=PING,BING PO=BAO,BU POON=PAN PUI=PEI,BEI PUN=PAN SAM=SEN,SAN SAN=XIN,SHAN
SANG=SHENG SAU=XIU SE=SHE SEE=SHI SEK=SHI SHAN=SHAN SHEK=SHI SHEUNG=SHANG SHING=CHENG SHIU=SHAO SHU=SHU SHUI=SHUI
SHUN=SHUN SHUK=SHU SHUM=SHEN,CEN SIK=XI SIN=XIAN SING=SHENG,XING SIT=XUE SIU=XIAO,SHAO SO=SU SUEN=SUN SUET=XUE
SUI=SHUI,RUI SUM=XIN,SHEN SUN=XIN,SUN SUNG=SONG SZE=SHI,SI SZETO=SITU TAI=DAI,TAI TAK=DE TAM=TAN TANG=DENG,TANG TAT=DA
TIM=TIAN TIN=TIAN TING=DING,TING TO=DU,TAO TONG=TANG,DONG TSANG=ZENG TSE=XIE,ZI TSO=CAO,ZUO TSOI=CAI TSUI=XU TSZ=ZI
TUEN=DUAN TUNG=DONG,TONG UI=HUI WAH=HUA WAI=WEI,HUI WAN=YUN,WEN,WAN WANG=HONG,WANG WING=YONG,RONG WO=HE
WONG=HUANG,WANG WOO=HU WU=HU WUN=HUAN YAM=REN,QIN YAN=REN,XIN,YIN YAT=RI,YI YAU=YOU,QIU YEE=YI YEUNG=YANG YICK=YI
YIK=YI YIM=YAN YIN=YAN,XIAN,RAN YING=YING YIP=YE YIU=YAO YU=YU YUEN=YUAN,RUAN YUET=YUE YUK=YU YUNG=RONG,YONG
"""
"""Hong Kong's spellings, and the syllables of pinyin that they may be."""
_SYLLABLE = (
    "(?:CH|KK|TT|PP|SS|SH|[GKNDTRLMBPSJHC])?(?:YEO|YOU|YAE|WAE|WEO|WOO|[YW]?(?:AE|EO|EU|OE|OO|EE|AI|OI|[AEIOU]))"
    "(?:NG|CK|RK|[KNLMPGTDBR])?H?"
)
_SOUTH = rules(
    "^PARK$>PAK", "^(?:LEE|YI|RHEE|I|LI|YEE)$>RI", "^(?:NOH|ROH|NO)$>RO", "^(?:LIM|YIM|IM)$>RIM",
    "^(?:YOO|YU|RYOO)$>RYU", "YEO|YOU>YO", "EO>O", "EU>U", "WOO|OO>U", "EE>I", "OI>OE", "AI>AE", "SHI>SI", "CK>K",
    "H$>",
)  # fmt: skip
"""South Korea's spellings, old and new, as McCune-Reischauer and North Korea write them, without marks."""
_BROAD = rules("^G>K", "^D>T", "^B>P", "^J>CH", "^L>R", "G$>K", "(?<=N)K$>G", "D$>T", "B$>P")
"""Letters for one consonant."""
_OPEN = rules("UNG$>ONG", "YUN$>YON")
"""South Korea often writes U for what is O in the north (JUNG, HYUN)."""


@cache
def _mandarin() -> dict[str, tuple[str, ...]]:
    pairs = (pair.split("=") for pair in _CANTONESE.split())
    return {cantonese: tuple(pinyin.split(",")) for cantonese, pinyin in pairs}


@lru_cache(16384)
def is_syllabic(part: str) -> bool:
    """Whether the part may be a syllable of Korean, or one or two of Chinese in pinyin, Wade-Giles or Cantonese."""
    return bool(readings(part))


@lru_cache(65536)
def readings(part: str) -> frozenset[str]:
    """The part as Mandarin (``c:``) and Korean (``k:``) have it; one that is in neither has none."""
    chinese = [*(syllables(part)[:1] if len(syllables(part)) == 1 else ()), *_mandarin().get(part, ())]
    found = {f"c:{wade_giles(one)}" for one in chinese}
    if len(syllables(part)) == 2:  # noqa: PLR2004 - syllables
        found.add(f"c:{''.join(map(wade_giles, syllables(part)))}")
    if is_wade_giles(without_silent(part)):
        found.add(f"c:{without_silent(part)}")
    if compiled(f"^{_SYLLABLE}$").search(part):
        korean = rewrite(_BROAD, rewrite(_SOUTH, part))
        found |= {f"k:{korean}", f"k:{rewrite(_OPEN, korean)}"}
    return frozenset(found)


def run_readings(parts: Sequence[str]) -> frozenset[str]:
    """Neighbouring syllables, read as one part in Mandarin."""
    each = ([one[2:] for one in readings(part) if one.startswith("c:")] for part in parts)
    return frozenset(f"c:{''.join(run)}" for run in product(*each))
