"""Where in its layer what is drawn lies: nothing on its neighbour, and lines as straight as there is room for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import fsum, inf

from workflows.drawing.layers import SWEEPS, Item, Weights

GAP = 20
"""Pixels between neighbours."""
Rows = Sequence[Sequence[Item]]
Widths = Mapping[Item, int]


def middles(rows: Rows, widths: Widths, weights: Weights) -> dict[Item, float]:
    """The middle of each item, from left to right, as near as possible to those that it is linked with."""
    linked = defaultdict[Item, list[tuple[Item, int]]](list)
    for (upper, lower), weight in weights.items():
        linked[upper].append((lower, weight))
        linked[lower].append((upper, weight))
    found: dict[Item, float] = {}
    for row in rows:
        found |= dict(zip(row, _apart(row, widths, [0.0] * len(row), [1] * len(row)), strict=True))
    for _ in range(SWEEPS * 4):
        for row in (*rows, *reversed(rows)):
            heavy = [sum(weight for _, weight in linked[item]) or 1 for item in row]
            wanted = [
                fsum(found[other] * weight for other, weight in linked[item]) / total if linked[item] else found[item]
                for item, total in zip(row, heavy, strict=True)
            ]
            found |= dict(zip(row, _apart(row, widths, wanted, heavy), strict=True))
    for _ in range(3):
        _straighten(rows, widths, weights, found)
    return found


def _straighten(rows: Rows, widths: Widths, weights: Weights, middles: dict[Item, float]) -> None:
    """Put what belongs together beneath one another at one place, as far as what is beside it leaves room."""
    beside: dict[Item, tuple[Item | None, Item | None]] = {}
    for row in rows:
        beside |= {item: (left, right) for left, item, right in zip([None, *row], row, [*row[1:], None], strict=False)}

    def room(item: Item) -> tuple[float, float]:
        left, right = beside[item]
        least = middles[left] + (widths[left] + widths[item]) / 2 + GAP if left else -inf
        most = middles[right] - (widths[item] + widths[right]) / 2 - GAP if right else inf
        return least, most

    for column in _columns(weights, middles):
        run: list[Item] = []
        low, high = -inf, inf
        for item in column:
            least, most = room(item)
            if max(low, least) > min(high, most):
                _move(run, (low, high), middles)
                run, low, high = [], -inf, inf
            run, low, high = [*run, item], max(low, least), min(high, most)
        _move(run, (low, high), middles)


def _move(run: Sequence[Item], within: tuple[float, float], middles: dict[Item, float]) -> None:
    wanted = fsum(middles[one] for one in run) / len(run)
    middles |= dict.fromkeys(run, min(max(wanted, within[0]), within[1]))


def _columns(weights: Weights, middles: Mapping[Item, float]) -> list[list[Item]]:
    """Paths downwards of which each item is the heaviest, then the nearest, that the one before and after it has."""
    below: dict[Item, Item] = {}
    above: dict[Item, Item] = {}
    order = sorted(weights, key=lambda link: (-weights[link], abs(middles[link[0]] - middles[link[1]]), link))
    for upper, lower in order:
        if upper not in below and lower not in above:
            below[upper], above[lower] = lower, upper
    columns = []
    for first in below:
        if first not in above:
            column = [first]
            while column[-1] in below:
                column.append(below[column[-1]])
            columns.append(column)
    return sorted(columns, key=len, reverse=True)


def _apart(row: Sequence[Item], widths: Widths, wanted: Sequence[float], heavy: Sequence[int]) -> Iterator[float]:
    """The places nearest to those that are wanted, by weighted squares, at which nothing lies on its neighbour."""
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + (widths[left] + widths[right]) / 2 + GAP)
    groups: list[tuple[float, int, int]] = []  # where it begins, weight, number of items
    for want, offset, weight in zip(wanted, offsets, heavy, strict=True):
        at, total, many = want - offset, weight, 1
        while groups and groups[-1][0] > at:
            before, other, more = groups.pop()
            at, total, many = (before * other + at * total) / (other + total), other + total, many + more
        groups.append((at, total, many))
    starts = (at for at, _, many in groups for _ in range(many))
    return (start + offset for start, offset in zip(starts, offsets, strict=True))
