"""Where boxes and the lines between them lie: a layered drawing from top to bottom.

The steps are those of Sugiyama, Tagawa and Toda (1981): turn the lines that lead back, give each box a layer, order
each layer so that few lines cross, then place it so that lines are straight. Lines to one box join on their way.
Labels are boxes on a line, in layers of their own between those of the boxes, so that nothing lies on another.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workflows.drawing.columns import GAP, middles
from workflows.drawing.layers import Item, layers, leading_back, ordered

Point = tuple[int, int]
Size = tuple[int, int]
Spans = Mapping[Item, tuple[int, int]]

_BETWEEN, _PORT, _LINE = 24, 14, 2
"""Pixels between layers, between lines at a box, and that a line takes in a layer."""
_NONE = (0, 0)


@dataclass(frozen=True)
class Line:
    """``label``: the size of its label, (0, 0) for none; lines to one box join where their ``group`` is the same.

    ``weight``: the more, the straighter.
    """

    source: str
    target: str
    label: Size = _NONE
    group: str = ""
    weight: int = 1


@dataclass(frozen=True)
class Placed:
    """Left upper corners by box; of each line its points, and the middle of its label; the size of all."""

    boxes: Mapping[str, Point]
    lines: Sequence[Sequence[Point]]
    labels: Sequence[Point | None]
    size: Size


def place(boxes: Mapping[str, Size], lines: Sequence[Line], first: str) -> Placed:
    """``boxes``: sizes by name; ``first``: the one to begin with. The same input always gives the same drawing."""
    ways = [(line.source, line.target) for line in lines]
    back = leading_back(boxes, ways, first)
    layer = layers([*boxes], (way for number, way in enumerate(ways) if number not in back))
    chains = [_chain(number, line, layer, number in back) for number, line in enumerate(lines)]
    rows: dict[int, dict[Item, None]] = defaultdict(dict)
    weights: dict[tuple[Item, Item], int] = {}
    for name in boxes:
        rows[layer[name]][(name,)] = None
    for number, chain in enumerate(chains):
        for at, item in enumerate(chain, start=layer[chain[0][0]]):
            rows[at][item] = None
        for link in pairwise(chain):
            straight = 8 if len(link[0]) > 1 and len(link[1]) > 1 else 1
            weights[link] = max(weights.get(link, 0), straight * (1 if number in back else lines[number].weight))
    order = ordered([list(rows[number]) for number in sorted(rows)], weights)
    widths = {item: _width(item, boxes, lines) for row in order for item in row}
    found = middles(order, widths, weights)
    left = round(min(found[item] - widths[item] / 2 for item in widths))
    x = {item: round(middle) - left for item, middle in found.items()}
    return _drawn(boxes, lines, chains, x, _spans(order, boxes, lines), max(x[one] + widths[one] // 2 for one in x))


def _chain(number: int, line: Line, layer: Mapping[str, int], is_back: bool) -> list[Item]:
    """What the line passes, from the upper box to the lower; of a box to itself, the box alone."""
    upper, lower = (line.target, line.source) if is_back else (line.source, line.target)
    if upper == lower:
        return [(upper,)]
    labelled = (layer[lower] - 1 if is_back else layer[upper] + 1) if line.label != _NONE else None
    passed: list[Item] = [
        ("label", str(number)) if at == labelled else (line.target, line.group, "back" if is_back else "", str(at))
        for at in range(layer[upper] + 1, layer[lower])
    ]
    return [(upper,), *passed, (lower,)]


def _width(item: Item, boxes: Mapping[str, Size], lines: Sequence[Line]) -> int:
    match item:
        case (name,):  # a line to itself, with its label, takes room on both sides, so that the box is in the middle
            to_itself = [line.label[0] + GAP for line in lines if line.source == line.target == name]
            return boxes[name][0] + 2 * max(to_itself, default=0)
        case ("label", number):
            return lines[int(number)].label[0]
    return _LINE


def _height(item: Item, boxes: Mapping[str, Size], lines: Sequence[Line]) -> int:
    match item:
        case (name,):
            return boxes[name][1]
        case ("label", number):
            return lines[int(number)].label[1]
    return 0


def _spans(rows: Sequence[Sequence[Item]], boxes: Mapping[str, Size], lines: Sequence[Line]) -> dict[Item, Point]:
    """Where each item's layer begins and ends, from above."""
    spans, top = dict[Item, Point](), 0
    for row in rows:
        bottom = top + max(_height(item, boxes, lines) for item in row)
        spans |= dict.fromkeys(row, (top, bottom))
        top = bottom + _BETWEEN
    return spans


def _drawn(
    boxes: Mapping[str, Size],
    lines: Sequence[Line],
    chains: Sequence[Sequence[Item]],
    x: Mapping[Item, int],
    spans: Spans,
    width: int,
) -> Placed:
    corners = {name: (x[(name,)] - boxes[name][0] // 2, spans[(name,)][0]) for name in boxes}
    ports = _ports(chains, x, boxes)
    points: list[list[Point]] = []
    labels: list[Point | None] = []
    for number, (line, chain) in enumerate(zip(lines, chains, strict=True)):
        if len(chain) == 1:
            drawn, middle = _to_itself(corners[line.source], boxes[line.source], line.label)
            points.append(drawn)
            labels.append(middle)
            continue
        upper, *passed, lower = chain
        begin, end = x[upper] + ports[chain[1], upper], x[lower] + ports[chain[-2], lower]
        found = [(begin, spans[upper][0] + boxes[upper[0]][1]), (begin, spans[upper][1])]
        found += [(x[item], at) for item in passed for at in spans[item]]
        found += [(end, spans[lower][0])]
        points.append(_corners(found if line.target == lower[0] else found[::-1]))
        label = ("label", str(number))
        labels.append((x[label], sum(spans[label]) // 2) if label in spans else None)
    return Placed(corners, points, labels, (width, max(bottom for _, bottom in spans.values())))


def _ports(
    chains: Sequence[Sequence[Item]], x: Mapping[Item, int], boxes: Mapping[str, Size]
) -> dict[tuple[Item, Item], int]:
    """How far from a box's middle a line meets it, by what it comes from: the straightest one in the middle."""
    sides: dict[tuple[Item, bool], dict[Item, None]] = defaultdict(dict)
    for chain in chains:
        if len(chain) > 1:
            sides[chain[0], True][chain[1]] = None
            sides[chain[-1], False][chain[-2]] = None
    ports: dict[tuple[Item, Item], int] = {}
    for (box, _), others in sides.items():
        order = sorted(others, key=lambda other: x[other])
        away = [abs(x[other] - x[box]) for other in order]
        middle, most = away.index(min(away)), boxes[box[0]][0] // 2 - GAP // 2
        ports |= {(other, box): max(-most, min(most, (at - middle) * _PORT)) for at, other in enumerate(order)}
    return ports


def _to_itself(corner: Point, size: Size, label: Size) -> tuple[list[Point], Point | None]:
    right, top, out = corner[0] + size[0], corner[1] + size[1] // 4, GAP // 2
    bottom = corner[1] + size[1] - size[1] // 4
    middle = (right + out + 4 + label[0] // 2, (top + bottom) // 2) if label != _NONE else None
    return [(right, top), (right + out, top), (right + out, bottom), (right, bottom)], middle


def _corners(points: Sequence[Point]) -> list[Point]:
    """Without the points at which a straight line goes on straight."""
    found: list[Point] = []
    for point in points:
        if len(found) > 1 and found[-2][0] == found[-1][0] == point[0]:
            found.pop()
        if not found or found[-1] != point:
            found.append(point)
    return found
