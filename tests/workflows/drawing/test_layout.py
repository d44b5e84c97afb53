"""A drawing shows every state and way, and nothing lies on anything else."""

import json
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

import workflows
from lambdas.shared.runtime import graphs
from tests.workflows import bank
from workflows.build import build
from workflows.contracts import Contracts
from workflows.drawing.charts import svg
from workflows.drawing.layout import Drawing, Edge, Node, draw
from workflows.limits import LIMITS

DEFINITIONS = {
    **{f"bank's {name}": builder(LIMITS) for name, builder in bank.WORKFLOWS.items()},
    **build(workflows.WORKFLOWS, Contracts()),
}
EACH = pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=list(DEFINITIONS))
Box = tuple[float, float, float, float]


def box(node: Node) -> Box:
    return node.x, node.y, node.x + node.width, node.y + node.height


def label(edge: Edge) -> Box:
    assert edge.at
    width, height = max(map(len, edge.lines)) * 6, len(edge.lines) * 14
    return edge.at[0] - width / 2, edge.at[1] - height / 2, edge.at[0] + width / 2, edge.at[1] + height / 2


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def curve(edge: Edge) -> Iterator[tuple[float, float]]:
    """Places that the line passes, as whoever draws it draws it."""
    for (x, y), (to_x, to_y) in pairwise(edge.points):
        for step in range(1, 20):
            t = step / 20
            across = t if x == to_x or y == to_y else 3 * t**2 - 2 * t**3
            down = t if x == to_x or y == to_y else (1.5 * t * (1 - t) + t**3)
            yield x + (to_x - x) * across, y + (to_y - y) * down


def around(drawing: Drawing, name: str) -> set[str]:
    """The state and those that it is in."""
    parents = {node.name: node.parent for node in drawing.nodes}
    found, one = set[str](), parents.get(name)
    while one:
        found.add(one)
        one = parents[one]
    return found | {name}


@EACH
def test_every_state_and_every_way_is_drawn_once(definition: Mapping[str, Any]) -> None:
    drawing = draw(definition)
    states = dict(graphs.every(definition))
    assert sorted(node.name for node in drawing.nodes) == sorted(states)
    ways = sorted(way for name, state in states.items() for way in graphs.ways(name, state))
    assert sorted((one.source, one.target, one.kind, one.label) for one in drawing.edges) == ways
    assert all(edge.at for edge in drawing.edges if edge.label)


@EACH
def test_nothing_lies_on_anything_else(definition: Mapping[str, Any]) -> None:
    drawing = draw(definition)
    within = {node.name: around(drawing, node.name) for node in drawing.nodes}
    for one, other in combinations(drawing.nodes, 2):
        nested = one.name in within[other.name] or other.name in within[one.name]
        assert nested or not overlap(box(one), box(other)), (one.name, other.name)
    labels = [edge for edge in drawing.edges if edge.at]
    assert not [(a, b) for a, b in combinations(labels, 2) if overlap(label(a), label(b))]
    for edge in drawing.edges:
        others = [node for node in drawing.nodes if node.name not in within[edge.source] | within[edge.target]]
        assert not [node.name for node in others if edge.at and overlap(label(edge), box(node))]
        for x, y in curve(edge):
            assert not [node.name for node in others if overlap((x, y, x, y), box(node))], (edge.source, edge.target)


@EACH
def test_a_line_begins_and_ends_at_its_states_and_all_is_within_the_size(definition: Mapping[str, Any]) -> None:
    drawing = draw(definition)
    boxes = {node.name: box(node) for node in drawing.nodes}
    for edge in drawing.edges:
        for name, (x, y) in ((edge.source, edge.points[0]), (edge.target, edge.points[-1])):
            left, top, right, bottom = boxes[name]
            assert left <= x <= right
            assert y in (top, bottom) or x == right
    everything = [*boxes.values(), *(label(edge) for edge in drawing.edges if edge.at)]
    assert min(left for left, *_ in everything) >= 0
    assert max(right for *_, right, _ in everything) <= drawing.width
    assert max(bottom for *_, bottom in everything) <= drawing.height


@EACH
def test_the_order_in_which_states_stand_changes_nothing(
    definition: Mapping[str, Any],
) -> None:
    mixed = turned(json.loads(json.dumps(definition)))
    assert draw(mixed) == draw(definition)
    assert graphs.digest(mixed) == graphs.digest(definition)


def turned(definition: dict[str, Any]) -> dict[str, Any]:
    return definition | {"States": dict(sorted(definition["States"].items(), reverse=True))}


def test_the_digest_goes_by_what_is_drawn_and_by_nothing_else() -> None:
    definition = json.loads(json.dumps(DEFINITIONS["kyc-risk"]))
    before = graphs.digest(definition)
    definition["States"]["Score risk"]["Parameters"] = {"FunctionName": "arn:aws:lambda:another"}
    definition["Comment"] = "the same graph"
    assert graphs.digest(definition) == before
    definition["States"]["Score risk"]["Catch"][0]["ErrorEquals"] = ["States.Timeout"]
    assert graphs.digest(definition) != before


def test_an_unknown_condition_of_a_choice_has_a_label() -> None:
    rule = {"Not": {"Or": [{"Variable": "$.a", "IsNull": True}, {"Variable": "$.b", "StringEquals": "x_y"}]}}
    state = {"Type": "Choice", "Choices": [rule | {"Next": "B"}], "Default": "B"}
    assert [way.label for way in graphs.ways("A", state)] == ["not a or x y", "otherwise"]


@EACH
def test_a_chart_is_well_formed_and_names_every_state(definition: Mapping[str, Any]) -> None:
    drawing = draw(definition)
    chart = svg("a <title>", drawing)
    read = " ".join(ElementTree.fromstring(chart).itertext())  # noqa: S314 - our own
    assert all(line in read for node in drawing.nodes for line in node.lines)
    assert chart.count('class="way') == len(drawing.edges)
