/** What happened, entry by entry; time in which nothing happened is folded. */

import { h, section } from "./dom.js";
import { duration, moment } from "./format.js";
import { tag } from "./tags.js";
import { t, word } from "./text.js";

const IDLE = 3600;
const LOOK = "LOOK#";

export function timeline(entries) {
  const rows = [];
  let before = null;
  for (const one of entries.filter((each) => !each.what.startsWith(LOOK))) {
    const gap = before ? (Date.parse(one.at) - Date.parse(before)) / 1000 : 0;
    if (gap > IDLE) rows.push(h("li", { class: "idle" }, t("timeline.idle", { time: duration(gap) })));
    rows.push(entry(one));
    before = one.at;
  }
  const looks = entries.filter((each) => each.what.startsWith(LOOK)).length;
  return section(
    t("timeline.title"),
    { class: "timeline" },
    h("ol", { class: "plain" }, ...rows),
    looks ? h("p", { class: "muted" }, t("timeline.looks", { n: looks })) : null,
  );
}

/** What made an entry: a step, or an item such as `APPLICATION#002`, of which the number is the attempt. */
export function named(what) {
  const [name, number] = what.split("#");
  return `${word("step", name)}${/^0\d\d$/.test(number ?? "") ? ` ${Number(number)}` : ""}`;
}

function entry(one) {
  const versions = Object.entries(one.versions ?? {}).map(([name, value]) => `${word("version", name)} ${value}`);
  return h(
    "li",
    { id: `entry-${one.number}` },
    h("span", { class: "row" }, h("strong", {}, named(one.what)), one.result && tag("verdict", one.result)),
    one.reasons.length ? h("span", { class: "line" }, one.reasons.map((code) => word("reason", code)).join(", ")) : null,
    h("span", { class: "muted line" }, moment(one.at), versions.length ? ` · ${versions.join(", ")}` : ""),
  );
}
