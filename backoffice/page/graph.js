/** A workflow's graph as SVG, from the layout that is kept with its definition: nothing is worked out here. */

import { svg } from "./dom.js";
import { t, word } from "./text.js";

const MARGIN = 12;
const LINE = 18;
const LABEL_LINE = 14;
/** What is drawn beside a state's name, so that its status is not told by colour alone. */
export const SIGNS = { done: "✓", running: "▶", waiting: "…", failed: "✕", retried: "↻", not_taken: "" };

/**
 * `layout`: as the API answers it; `states`: what became of each state, by name; `ways`: the set of those taken, as
 * "from>to". `chosen(name)` is called at a click or Enter. The states stand in the order in which they ran, so that Tab
 * goes through them in it; those that did not run are reached by the arrow keys.
 */
export function graph(label, layout, states, ways, chosen) {
  const nodes = new Map(layout.nodes.map((node) => [node.name, node]));
  const drawn = new Map(inOrder(layout.nodes, states).map((node) => [node.name, state(node, states.get(node.name))]));
  const root = svg(
    "svg",
    {
      class: "graph",
      role: "group",
      "aria-label": label,
      width: layout.width + 2 * MARGIN,
      height: layout.height + 2 * MARGIN,
      viewBox: [-MARGIN, -MARGIN, layout.width + 2 * MARGIN, layout.height + 2 * MARGIN].join(" "),
      onclick: (event) => open(event.target.closest("[data-state]")),
      onkeydown: (event) => move(event),
    },
    svg("defs", {}, head("head"), head("head-taken")),
    svg("g", { "aria-hidden": "true" }, ...layout.edges.map((edge) => way(edge, ways.has(`${edge.source}>${edge.target}`)))),
    ...drawn.values(),
    svg("g", { "aria-hidden": "true" }, ...layout.edges.filter((edge) => edge.at).map((edge) => lines("label", edge.lines, edge.at, LABEL_LINE))),
  );

  function open(node) {
    if (node) chosen(node.dataset.state);
  }

  function move(event) {
    const name = event.target.dataset.state;
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") open(event.target);
    else if (!MOVES[event.key]) return;
    else drawn.get(MOVES[event.key](nodes.get(name), layout, nodes, ways))?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  return root;
}

/** The states as they ran, then the others as they are drawn; one that holds others before them, as they are beneath. */
export function inOrder(nodes, states) {
  const begun = (node) => states.get(node.name)?.entered_at ?? "~";
  const order = new Map(nodes.map((node, place) => [node.name, place]));
  const depth = (node) => (node.parent ? 1 : 0);
  const compare = (one, other) => (one < other ? -1 : Number(one > other));
  return [...nodes].sort(
    (one, other) =>
      compare(begun(one), begun(other)) || depth(one) - depth(other) || order.get(one.name) - order.get(other.name),
  );
}

/** Along a way down or up, one that was taken first; to what is beside; into what a state holds, and out. */
const MOVES = {
  ArrowDown: (node, layout, _, ways) => along(layout.edges.filter((edge) => edge.source === node.name), "target", ways),
  ArrowUp: (node, layout, _, ways) => along(layout.edges.filter((edge) => edge.target === node.name), "source", ways),
  ArrowRight: (node, layout) => first(layout, node) ?? beside(node, layout, 1),
  ArrowLeft: (node, layout) => beside(node, layout, -1) ?? node.parent,
};

function along(edges, end, ways) {
  const other = edges.filter((edge) => edge.source !== edge.target);
  return (other.find((edge) => ways.has(`${edge.source}>${edge.target}`)) ?? other[0])?.[end];
}

const first = (layout, node) => layout.nodes.find((one) => one.parent === node.name)?.name;

function beside(node, layout, side) {
  const distance = (one) => Math.abs(one.x - node.x) + 2 * Math.abs(one.y - node.y);
  const there = layout.nodes.filter((one) => one.parent === node.parent && (one.x - node.x) * side > 0);
  return there.sort((one, other) => distance(one) - distance(other))[0]?.name;
}

function state(node, became) {
  const status = became?.status ?? "";
  const said = [node.name, word("state_kind", node.kind), word("state_status", status)].filter(Boolean).join(", ");
  return svg(
    "g",
    { class: `state ${status}`, role: "button", tabindex: status === "not_taken" ? "-1" : "0", "aria-label": said, "data-state": node.name },
    shape(node),
    holds(node)
      ? lines("name", node.lines, [node.x + node.width / 2, node.y + 16], LINE)
      : lines("name", node.lines, [node.x + node.width / 2, node.y + node.height / 2], LINE),
    SIGNS[status] && svg("circle", { class: "badge", cx: node.x + node.width, cy: node.y, r: 10 }),
    SIGNS[status] && svg("text", { class: "sign", x: node.x + node.width, y: node.y + 4 }, SIGNS[status]),
  );
}

const holds = (node) => node.kind === "Parallel" || node.kind === "Map";

function shape({ kind, x, y, width, height }) {
  if (kind !== "Choice") {
    const rx = ["Wait", "Succeed", "Fail"].includes(kind) ? height / 2 : 5;
    return svg("rect", { class: `box ${kind}`, x, y, width, height, rx });
  }
  const [right, bottom, middle] = [x + width, y + height, y + height / 2];
  const corners = [[x, middle], [x + 10, y], [right - 10, y], [right, middle], [right - 10, bottom], [x + 10, bottom]];
  return svg("polygon", { class: "box", points: corners.map((one) => one.join(",")).join(" ") });
}

function way(edge, taken) {
  const kind = ["way", edge.kind, taken && "taken"].filter(Boolean).join(" ");
  return svg("path", { class: kind, d: path(edge.points), "marker-end": `url(#head${taken ? "-taken" : ""})` });
}

/** Straight where two points are above or beside one another, otherwise a curve that begins and ends upright. */
function path([[x, y], ...rest]) {
  let found = `M${x} ${y}`;
  for (const [toX, toY] of rest) {
    const middle = (y + toY) / 2;
    found += x === toX || y === toY ? `L${toX} ${toY}` : `C${x} ${middle} ${toX} ${middle} ${toX} ${toY}`;
    [x, y] = [toX, toY];
  }
  return found;
}

function lines(kind, texts, [x, y], height) {
  const top = y - ((texts.length - 1) * height) / 2 + 4;
  return svg("text", { class: kind }, ...texts.map((text, place) => svg("tspan", { x, y: top + place * height }, text)));
}

function head(id) {
  const box = { viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" };
  return svg("marker", { id, class: id, ...box }, svg("path", { d: "M0 0L8 4L0 8z" }));
}
