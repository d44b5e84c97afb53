"""A drawing as SVG, for pages that show pictures: light or dark as the reader's screen is."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from workflows.drawing.layout import Drawing, Edge, Node
from workflows.drawing.lines import Point

_MARGIN = 12
_STYLE = """
svg { --ground: #fff; --ink: #1c2430; --line: #5b6675; --box: #eef2f7; --inside: #f8fafc; --bad: #b3261e }
@media (prefers-color-scheme: dark) {
  svg { --ground: #12161c; --ink: #e6eaf0; --line: #98a3b3; --box: #232b36; --inside: #191f27; --bad: #ff8a80 }
}
.ground { fill: var(--ground) } .box { fill: var(--box); stroke: var(--line) } .inside { fill: var(--inside) }
.bad { stroke: var(--bad) } path.way { fill: none; stroke: var(--line); stroke-width: 1.4 }
path.catch { stroke-dasharray: 4 3 } .head { fill: var(--line) }
text { font: 13px system-ui, sans-serif; fill: var(--ink); text-anchor: middle }
text.label { font-size: 11px; paint-order: stroke; stroke: var(--ground); stroke-width: 4px }
"""


def svg(title: str, drawing: Drawing) -> str:
    """The whole picture, with ``title`` as its name."""
    left, width, height = -_MARGIN, drawing.width + 2 * _MARGIN, drawing.height + 2 * _MARGIN
    boxes = [line for node in drawing.nodes for line in _box(node)]
    lines = [line for edge in drawing.edges for line in _way(edge)]
    labels = [line for edge in drawing.edges for line in _label(edge)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
            f'viewBox="{left} {left} {width} {height}">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path class="head" d="M0 0L8 4L0 8z"/></marker>',
            f'<rect class="ground" x="{left}" y="{left}" width="{width}" height="{height}"/>',
            *boxes,
            *lines,
            *labels,
            "</svg>\n",
        ]
    )


def _box(node: Node) -> Iterator[str]:
    x, y, width, height = node.x, node.y, node.width, node.height
    kind = "box bad" if node.kind == "Fail" else "box"
    if node.kind in ("Parallel", "Map"):
        yield f'<rect class="box inside" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'
        yield f'<text x="{x + width // 2}" y="{y + 20}">{escape(node.name)}</text>'
        return
    if node.kind == "Choice":
        middle, right, bottom = y + height // 2, x + width, y + height
        corners = [(x, middle), (x + 10, y), (right - 10, y), (right, middle), (right - 10, bottom), (x + 10, bottom)]
        yield f'<polygon class="box" points="{" ".join(f"{one},{two}" for one, two in corners)}"/>'
    else:
        round_ = height // 2 if node.kind in ("Wait", "Succeed", "Fail") else 4
        yield f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round_}"/>'
    yield from _text(node.lines, (x + width // 2, y + height // 2), 18, "")


def _way(edge: Edge) -> Iterator[str]:
    kind = "way catch" if edge.kind == "catch" else "way"
    yield f'<path class="{kind}" marker-end="url(#head)" d="{path(edge.points)}"/>'


def path(points: Sequence[Point]) -> str:
    """The line through these points, as SVG writes it."""
    x, y = points[0]
    found = [f"M{x} {y}"]
    for to_x, to_y in points[1:]:
        middle = (y + to_y) // 2
        found.append(f"L{to_x} {to_y}" if x == to_x or y == to_y else f"C{x} {middle} {to_x} {middle} {to_x} {to_y}")
        x, y = to_x, to_y
    return "".join(found)


def _label(edge: Edge) -> Iterator[str]:
    if edge.at:
        yield from _text(edge.lines, edge.at, 14, ' class="label"')


def _text(lines: Sequence[str], middle: Point, height: int, more: str) -> Iterator[str]:
    top = middle[1] - (len(lines) - 1) * height // 2 + 4
    for number, line in enumerate(lines):
        yield f'<text{more} x="{middle[0]}" y="{top + number * height}">{escape(line)}</text>'
