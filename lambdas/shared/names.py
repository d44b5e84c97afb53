"""Names of people, compared as a careful clerk would compare them.

"Müller, Anna-Maria" and "ANNA MARIA MUELLER" are one name; a missing middle name is a small difference,
another family name a large one.
"""

from rapidfuzz import fuzz

from lambdas.shared.transliteration import to_latin

_DIGRAPHS = (("AE", "A"), ("OE", "O"), ("UE", "U"), ("AA", "A"))
"""Ä is written AE or A, Ø is OE or O, and so on: comparing knows one of them."""
_SAME_PART = 0.6
"""Parts less alike than this are other names (VOLKOV and PETROV: 0.33; MOHAMMED and MUHAMMAD: 0.75)."""
_MISSING_PART = 0.05
"""What each part that only one of the two names has takes off, ..."""
_MOST_MISSING = 0.2
"""... and at most altogether."""


def normalise(name: str) -> tuple[str, ...]:
    """The parts of a name in capital Latin letters: hyphens separate, apostrophes vanish, particles stay."""
    return tuple(to_latin(name).split())


def similarity(left: str, right: str) -> float:
    """How alike two names are, 0 to 1, whatever the order of their parts and of the arguments.

    Each part of the shorter name is paired with the most alike part of the longer one; the pairs are
    averaged by length, so that an initial weighs little; parts left over take a little off. A name of
    one part says too little to be found inside a longer one: such names are compared whole.
    """
    shorter, longer = sorted((comparable_parts(left), comparable_parts(right)), key=lambda parts: (len(parts), parts))
    shorter, longer = _joined(shorter, longer), _joined(longer, shorter)
    shorter, longer = sorted((shorter, longer), key=lambda parts: (len(parts), parts))
    if not shorter:
        return 0.0
    if len(shorter) == 1:
        return fuzz.ratio(shorter[0], " ".join(sorted(longer))) / 100
    missing = min(_MISSING_PART * (len(longer) - len(shorter)), _MOST_MISSING)
    return _paired(shorter, longer) * (1 - missing)


def comparable_parts(name: str) -> list[str]:
    """The parts of a name as they are compared: normalised, and one of the ways to write Ä, Ø and Ü."""
    folded = to_latin(name)
    for digraph, letter in _DIGRAPHS:
        folded = folded.replace(digraph, letter)
    return folded.split()


def _joined(parts: list[str], other: list[str]) -> list[str]:
    """Neighbours that the other name writes as one, written as one: ANNE MARIE as ANNEMARIE."""
    for length in (3, 2):
        for start in range(len(parts) - length + 1):
            run = parts[start : start + length]
            if "".join(run) in other and not set(run) & set(other):
                return _joined([*parts[:start], "".join(run), *parts[start + length :]], other)
    return parts


def _paired(shorter: list[str], longer: list[str]) -> float:
    """The average likeness of the best pairs, each part in one pair at most, weighted by length."""
    pairs = sorted(
        (_pair(one, two, i, j) for i, one in enumerate(shorter) for j, two in enumerate(longer)), reverse=True
    )
    total, weights = 0.0, 0
    left, right = set(range(len(shorter))), set(range(len(longer)))
    for likeness, weight, i, j in pairs:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            total, weights = total + likeness * weight, weights + weight
    return total / weights


def _pair(one: str, two: str, i: int, j: int) -> tuple[float, int, int, int]:
    """How alike two parts are, the weight of that, and their places."""
    ratio = fuzz.ratio(one, two) / 100
    return (ratio if ratio >= _SAME_PART else 0.0), min(len(one), len(two)), i, j
