"""Where the states of a definition lie when it is drawn, and the ways between them: worked out when it is built.

Whoever draws needs no rules of its own: a line goes straight between two points that are above or beside one another,
and otherwise in a curve that begins and ends upright.
"""

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from typing import Any

from lambdas.shared.runtime import graphs
from workflows.drawing.layers import ASIDE
from workflows.drawing.lines import Line, Point, place

_LINE, _LETTER, _ACROSS = 18, 7, 22
"""Of a state's name: pixels of a line and of a letter, and letters of a line."""
_LABEL_LINE, _LABEL_LETTER, _LABEL_ACROSS = 14, 6, 28
_WIDTH, _PAD, _TITLE = 176, 8, 30
"""Pixels: of a state, around what is in it, and of the name above what a state runs."""
_LIGHT, _HEAVY = 1, 4
_MANY = 3


@dataclass(frozen=True)
class Node:
    """A state: ``kind`` is its type, ``lines`` its name as it is written; ``parent``: the state that runs it.

    ``branch``: in which of its parent's branches it is; pixels from the left upper corner of the whole.
    """

    name: str
    kind: str
    lines: Sequence[str]
    x: int
    y: int
    width: int
    height: int
    parent: str | None = None
    branch: int = 0


@dataclass(frozen=True)
class Edge:
    """A way: its points from ``source`` to ``target``, its label's lines, and where the middle of the label is."""

    source: str
    target: str
    kind: str
    label: str
    lines: Sequence[str]
    points: Sequence[Point]
    at: Point | None = None


@dataclass(frozen=True)
class Drawing:
    """A definition as it is drawn; sizes in pixels."""

    width: int
    height: int
    nodes: Sequence[Node]
    edges: Sequence[Edge]

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    def moved(self, by: Point, parent: str, branch: int) -> "Drawing":
        """The same inside ``parent``, whose branch of this number it is."""
        return replace(
            self,
            nodes=[
                replace(one, x=one.x + by[0], y=one.y + by[1])
                if one.parent
                else replace(one, x=one.x + by[0], y=one.y + by[1], parent=parent, branch=branch)
                for one in self.nodes
            ],
            edges=[
                replace(one, points=[_moved(point, by) for point in one.points], at=one.at and _moved(one.at, by))
                for one in self.edges
            ],
        )


def _moved(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]


def draw(definition: Mapping[str, Any]) -> Drawing:
    """The drawing of a definition with what its states run inside them; the same for the same graph."""
    states = {name: definition["States"][name] for name in graphs.walked(definition)}
    inner = {name: [draw(part) for part in graphs.parts(state)] for name, state in states.items()}
    sizes = {name: _size(name, inner[name]) for name in states}
    ways = [way for name, state in states.items() for way in graphs.ways(name, state)]
    labels = [textwrap.wrap(way.label, _LABEL_ACROSS, break_long_words=False) for way in ways]
    lines = [
        Line(way.source, way.target, _label_size(label), _group(way, ways), _weight(way))
        for way, label in zip(ways, labels, strict=True)
    ]
    placed = place(sizes, lines, definition["StartAt"])
    nodes, edges = list[Node](), list[Edge]()
    for name, (x, y) in placed.boxes.items():
        nodes.append(Node(name, states[name]["Type"], _lines(name, inner[name]), x, y, *sizes[name]))
        lefts = accumulate((one.width + _PAD * 2 for one in inner[name]), initial=x + _PAD)
        for branch, (one, left) in enumerate(zip(inner[name], lefts, strict=False)):
            within = one.moved((left, y + _TITLE + _PAD), name, branch)
            nodes += within.nodes
            edges += within.edges
    for way, label, points, at in zip(ways, labels, placed.lines, placed.labels, strict=True):
        edges.append(Edge(*way, label, points, at))
    return Drawing(*placed.size, nodes, edges)


def _weight(way: graphs.Way) -> int:
    return _LIGHT if way.kind == "catch" else _HEAVY


def _group(way: graphs.Way, ways: Sequence[graphs.Way]) -> str:
    """Where the errors of most states lead to one, that is drawn aside: it does not hide the process."""
    if way.kind != "catch" or way.label:
        return "catch" if way.kind == "catch" else ""
    return ASIDE if sum(one[1:] == way[1:] for one in ways) >= _MANY else "catch"


def _lines(name: str, inner: Sequence[Drawing]) -> list[str]:
    return [name] if inner else textwrap.wrap(name, _ACROSS)


def _size(name: str, inner: Sequence[Drawing]) -> Point:
    if not inner:
        return _WIDTH, len(_lines(name, inner)) * _LINE + _PAD * 2
    width = max(sum(one.width + _PAD * 2 for one in inner), len(name) * _LETTER + _PAD * 2)
    return width + width % 2, _TITLE + max(one.height for one in inner) + _PAD * 2


def _label_size(lines: Sequence[str]) -> Point:
    return (max(map(len, lines)) * _LABEL_LETTER, len(lines) * _LABEL_LINE) if lines else (0, 0)
