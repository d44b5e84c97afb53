/** Statuses, ratings and the like: a word and a shape, and a colour besides. */

import { h } from "./dom.js";
import { word } from "./text.js";
import { address } from "./views.js";

const SHAPES = { good: "●", warn: "▲", bad: "■", plain: "○" };
const KINDS = {
  onboarded: "good",
  cleared: "good",
  declined: "bad",
  confirmed: "bad",
  failed: "bad",
  awaiting_review: "warn",
  awaiting_documents: "warn",
  low: "good",
  medium: "warn",
  high: "bad",
  prohibited: "bad",
  on_track: "good",
  at_risk: "warn",
  breached: "bad",
  pass: "good",
  verified: "good",
  review: "warn",
  resubmit: "warn",
  unavailable: "warn",
  fail: "bad",
  approved: "good",
};

/** An application's id, which leads to its case. */
export const link = (id) => h("a", { href: address("applications", id) }, id);

/** A tag of this kind of code (`status`, `rating`, `standing`, `verdict`). */
export function tag(kind, code, text = word(kind, code)) {
  return code ? mark(KINDS[code] ?? "plain", text) : null;
}

/** A tag with a text of its own: `good`, `warn`, `bad` or `plain`. */
export function mark(sort, text) {
  return h("span", { class: `tag ${sort}` }, h("span", { "aria-hidden": "true" }, SHAPES[sort]), text);
}
