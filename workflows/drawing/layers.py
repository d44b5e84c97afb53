"""In which layer a box is drawn, and in which order what a layer holds: so that few lines cross."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Item = tuple[str, ...]
"""What takes room in a layer: a box, a label, or a place that a line passes."""
Weights = Mapping[tuple[Item, Item], int]
"""How straight it should be from an item to one in the next layer."""
Links = Mapping[Item, Sequence[Item]]
Way = tuple[str, str]
"""From one box to another."""

SWEEPS = 8
"""How often an order is improved: more of them changed nothing in the largest definition."""
ASIDE = "aside"
"""The group of lines that run down at the right of everything else."""


def leading_back(boxes: Iterable[str], ways: Sequence[Way], first: str) -> set[int]:
    """The numbers of the ways that close a circle, for whoever goes from ``first`` as far as possible, way by way."""
    leaving = defaultdict[str, list[int]](list)
    for number, (source, _) in enumerate(ways):
        leaving[source].append(number)
    back, open_, done = set[int](), set[str](), set[str]()

    def visit(name: str) -> None:
        open_.add(name)
        for number in leaving[name]:
            target = ways[number][1]
            if target in open_:
                back.add(number)
            elif target not in done:
                visit(target)
        open_.discard(name)
        done.add(name)

    for name in (first, *boxes):
        if name not in done:
            visit(name)
    return back


def layers(boxes: Sequence[str], downwards: Iterable[Way]) -> dict[str, int]:
    """Each box's layer: as many boxes as are above it at most, twice, since labels have layers of their own."""
    layer, ways = dict.fromkeys(boxes, 0), list(downwards)
    for _ in boxes:
        for source, target in ways:
            layer[target] = max(layer[target], layer[source] + 2)
    return layer


def ordered(rows: list[list[Item]], weights: Weights) -> list[list[Item]]:
    """The rows, each in the best order that was found."""
    above, below = defaultdict[Item, list[Item]](list), defaultdict[Item, list[Item]](list)
    for upper, lower in weights:
        above[lower].append(upper)
        below[upper].append(lower)
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(SWEEPS):
        rows = [list(row) for row in rows]
        for number in range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1):
            towards, beside = (above, rows[number - 1]) if sweep % 2 == 0 else (below, rows[number + 1])
            _sort(rows[number], towards, _places(beside))
        for over, row, under in zip([[], *rows], rows, [*rows[1:], []], strict=False):
            _swap(row, [(above, _places(over)), (below, _places(under))])
        if (found := _crossings(rows, below)) < fewest:
            best, fewest = rows, found
    return best


def _places(row: Sequence[Item]) -> dict[Item, int]:
    return {item: place for place, item in enumerate(row)}


def _sort(row: list[Item], towards: Links, places: Mapping[Item, int]) -> None:
    """By the mean of what each is linked with in the next row; what is linked with nothing stays where it is."""
    now = _places(row)

    def key(item: Item) -> tuple[bool, float]:
        linked = [places[each] for each in towards[item]] or [now[item]]
        return item[1:2] == (ASIDE,), sum(linked) / len(linked)

    row.sort(key=key)


def _swap(row: list[Item], sides: Sequence[tuple[Links, Mapping[Item, int]]]) -> None:
    """Change two neighbours where fewer lines cross then. ``sides``: links, and places in the row there."""
    for at in range(len(row) - 1):
        if any(item[1:2] == (ASIDE,) for item in row[at : at + 2]):
            continue
        ends = [[[places[each] for each in links[item]] for item in row[at : at + 2]] for links, places in sides]
        if sum(_crossing(*end[::-1]) for end in ends) < sum(_crossing(*end) for end in ends):
            row[at : at + 2] = row[at : at + 2][::-1]


def _crossing(left: Sequence[int], right: Sequence[int]) -> int:
    return sum(one > other for one in left for other in right)


def _crossings(rows: Iterable[Sequence[Item]], below: Links) -> int:
    place = {item: at for row in rows for at, item in enumerate(row)}
    ends = ([[place[each] for each in below[item]] for item in row] for row in rows)
    return sum(_crossing(left, right) for row in ends for at, left in enumerate(row) for right in row[at + 1 :])
