"""How much a part of a name says of who it is: a rare part much, one that many people have little.

The weight of a part, in nats, is the natural logarithm of how many names there are for each one with that part. It is
counted in the list itself; what a list cannot know, because it is short or of other peoples, is in tables of what is
common in the world.
"""

import math

from lambdas.shared.names.customs.rewriting import words
from lambdas.shared.names.customs.words import HONORIFICS, PARTICLES, TITLES
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.spelling import skeleton

_FIRMS = words("""
AND FOR CO COMPANY LTD LIMITED LLC INC CORP CORPORATION GMBH SA SRL SARL SPA BV NV AG AO OOO OAO ZAO PAO JSC JOINT STOCK
LIABILITY OBSHCHESTVO AKTSIONERNOE OTVETSTVENNOSTYU OGRANICHENNOI
""")
_NO_NAMES = PARTICLES | TITLES | HONORIFICS | _FIRMS | words("ABU ABOU UMM U")
_COMMON = frozenset(map(skeleton, words("""
MOHAMMED AHMED ALI HASSAN HUSSEIN IBRAHIM ABDULLAH MAHMOUD OMAR KHALID MUSTAFA YOUSSEF SAID KHAN SINGH KUMAR WANG LI
ZHANG LIU CHEN YANG HUANG ZHAO WU ZHOU KIM LEE PARK NGUYEN TRAN GARCIA RODRIGUEZ HERNANDEZ MARTINEZ LOPEZ GONZALEZ PEREZ
SANCHEZ RAMIREZ JOSE JUAN CARLOS LUIS MARIA ANA JOHN DAVID MICHAEL JAMES SMITH JOHNSON IVANOV ALEXANDER SERGEI VLADIMIR
ANDREI ALEXEI DMITRI IVAN NIKOLAI MIKHAIL ELENA OLGA TATIANA NATALIA SILVA SANTOS MARTIN PETER THOMAS ANNA FATIMA REZA
""")))  # fmt: skip


def weight(part: str, names: int, having: float) -> float:
    """The weight of a part in nats: of the list's ``names``, so many are ``having`` it, in any spelling."""
    if part in _NO_NAMES:
        return CONFIG.particle
    most = min(CONFIG.unknown_part, CONFIG.each_letter * len(part))
    if skeleton(part) in _COMMON:
        most = min(most, CONFIG.common_part)
    return min(most, math.log(max(names, CONFIG.large_list) / max(having, 1)))
