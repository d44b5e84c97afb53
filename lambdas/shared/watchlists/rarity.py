"""How much a part of a name says: rare ones much, those that many people have little.

In nats: the logarithm of how many names there are for one with that part. Counted in the list itself; what the
list cannot know, because it is short or of other people, is in tables of what is common in the world.
"""

import math

from lambdas.shared.names.customs import PARTICLES, TITLES
from lambdas.shared.watchlists.spelling import skeleton


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LARGEST = 8.0
"""What a part says that is in no list."""
PARTICLE = 0.3
"""What a title, an article or the form of a firm says: next to nothing, and its absence too."""
COMMON = 4.0
"""What one of the world's common names says at most."""
_A_LETTER = 1.7
"""What a part says at most for each of its letters: short ones are alike by chance."""
_NAMES = 30_000
"""Names of a large list: a part of a short one is not common because the list is short."""

_NO_NAMES = PARTICLES | TITLES | _words("""
SHEIKH SHAYKH SHAIKH SHEIK HAJI HADJI HAJJ MULLAH MAULAVI MAWLAWI SAYYID SEYED COL GEN ENG CAPT ABU UMM AND FOR CO
COMPANY LTD LIMITED LLC INC CORP CORPORATION GMBH SA SRL SARL SPA BV NV AG AO OOO OAO ZAO PAO JSC JOINT STOCK LIABILITY
OBSHCHESTVO AKTSIONERNOE OTVETSTVENNOSTYU OGRANICHENNOI
""")  # fmt: skip
_COMMON = frozenset(map(skeleton, _words("""
MOHAMMED AHMED ALI HASSAN HUSSEIN IBRAHIM ABDULLAH MAHMOUD OMAR KHALID MUSTAFA YOUSSEF SAID KHAN SINGH KUMAR WANG LI
ZHANG LIU CHEN YANG HUANG ZHAO WU ZHOU KIM LEE PARK NGUYEN TRAN GARCIA RODRIGUEZ HERNANDEZ MARTINEZ LOPEZ GONZALEZ PEREZ
SANCHEZ RAMIREZ JOSE JUAN CARLOS LUIS MARIA ANA JOHN DAVID MICHAEL JAMES SMITH JOHNSON IVANOV ALEXANDER SERGEI VLADIMIR
ANDREI ALEXEI DMITRI IVAN NIKOLAI MIKHAIL ELENA OLGA TATIANA NATALIA SILVA SANTOS MARTIN PETER THOMAS ANNA FATIMA REZA
""")))  # fmt: skip


def said_by(part: str, names: int, having: float) -> float:
    """What a part says that so many of the list's names have, in any spelling."""
    if part in _NO_NAMES:
        return PARTICLE
    most = min(LARGEST, _A_LETTER * len(part), COMMON if skeleton(part) in _COMMON else LARGEST)
    return min(most, math.log(max(names, _NAMES) / max(having, 1)))
