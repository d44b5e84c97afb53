"""Fillers (<) of a machine-readable zone that were read as letters, most often as K or C.

MARIAKKKKK has a run of letters that no name has. ROSAKULLA and ERIKSSON CROSA are the names of somebody else, unless a
letter is a filler: where it then is the applicant's name, the zone was misread.
"""

import re
from collections.abc import Iterable
from itertools import combinations

from lambdas.shared.names.folding import folded

_RUN = re.compile(r"([CKLSX])\1\1|[CK]{4}|E{4}")
_DOUBTFUL = "CK"
_MOST_SINGLE = 2
"""Fillers misread one by one, at most, in a zone whose other fillers were read well."""


def have_run(names: str) -> bool:
    """Whether there are more of such letters in a row than but few names have (Großschädl: GROSSSCHAEDL)."""
    return bool(_RUN.search(names))


def hide(names: str, name: str) -> bool:
    """Whether the names that were read have all parts of ``name``, or it has all of theirs, once letters are fillers.

    Two parts at least have to agree.
    """
    wanted = frozenset(folded(name))
    return any(
        len(parts & wanted) > 1 and (parts <= wanted or wanted <= parts)
        for parts in (frozenset(folded(reading)) for reading in _readings(names))
    )


def _readings(names: str) -> Iterable[str]:
    """The names with a blank for one or two of the doubtful letters."""
    doubtful = [place for place, letter in enumerate(names) if letter in _DOUBTFUL]
    return (
        "".join(" " if place in fillers else letter for place, letter in enumerate(names))
        for count in range(1, _MOST_SINGLE + 1)
        for fillers in combinations(doubtful, count)
    )
