/** A list of very many rows, of which only those in sight are elements; all rows have one height. */

import { h, variable } from "./dom.js";

const BEYOND = 8;

/**
 * `row(item, place)` makes the element of one item, `height` pixels high; `onEnd` is called as the end comes into sight.
 * Gives `node`, `set(items)` and `show(place)`, which scrolls a row into sight.
 */
export function rolling(label, height, row, onEnd) {
  const space = h("div", { class: "rolling-space" });
  const node = h("div", { class: "rolling", role: "list", "aria-label": label }, space);
  let items = [];
  let drawn = new Map();
  let waiting = false;

  function draw() {
    waiting = false;
    const first = Math.max(0, Math.floor(node.scrollTop / height) - BEYOND);
    const last = Math.min(items.length, Math.ceil((node.scrollTop + node.clientHeight) / height) + BEYOND);
    const now = new Map();
    for (let place = first; place < last; place += 1) now.set(place, drawn.get(place) ?? placed(place));
    for (const [place, one] of drawn) if (!now.has(place)) one.remove();
    for (const [place, one] of now) if (!drawn.has(place)) space.append(one);
    drawn = now;
    if (last === items.length) onEnd();
  }

  function placed(place) {
    const one = h("div", {
      class: "rolling-row",
      role: "listitem",
      "aria-setsize": items.length,
      "aria-posinset": place + 1,
    }, row(items[place], place));
    return variable(one, "top", `${place * height}px`);
  }

  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  }

  node.addEventListener("scroll", later, { passive: true });
  const resized = new ResizeObserver(later);
  resized.observe(node);

  return {
    node,
    set(given) {
      items = given;
      variable(space, "height", `${items.length * height}px`);
      for (const one of drawn.values()) one.remove();
      drawn = new Map();
      later();
    },
    show(place) {
      if (place * height < node.scrollTop) node.scrollTop = place * height;
      const lowest = (place + 1) * height - node.clientHeight;
      if (lowest > node.scrollTop) node.scrollTop = lowest;
      draw();
      return drawn.get(place);
    },
  };
}
