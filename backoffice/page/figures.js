/** How the last days went: outcomes, what waits, how long decisions take, and what the watchlists' alerts came to. */

import { get } from "./api.js";
import { add, choice, h, replace, section, table, variable } from "./dom.js";
import { duration, moment, number, percent } from "./format.js";
import { listName, t, word } from "./text.js";

const DAYS = ["1", "7", "30", "90"];

export async function show(main, _, context) {
  const place = h("div", { class: "figures" });
  const load = async (days) => {
    const { body } = await get("figures", { days });
    replace(place, ...drawn(body));
    context.announce(t("figures.shown", { days }));
  };
  const days = choice(DAYS.map((one) => [one, t("figures.days", { n: Number(one) })]), "30", { "aria-label": t("figures.span") });
  days.addEventListener("change", () => load(days.value));
  await load("30");
  add(main, h("h1", {}, t("view.figures")), h("p", { class: "row" }, days), place);
}

function drawn(body) {
  return [
    h("p", { class: "muted" }, t("figures.since"), " ", moment(body.since), " · ", t("figures.n", { n: number(body.applications) }), body.complete ? "" : ` · ${t("figures.bound")}`),
    section(t("figures.outcomes"), {}, bars(Object.entries(body.outcomes).map(([status, n]) => [word("status", status), n]))),
    section(
      t("figures.waiting"),
      {},
      numbers(t("figures.waiting"), [t("figures.queue"), t("figures.under_1"), t("figures.under_3"), t("figures.under_7"), t("figures.older")], body.waiting.map((one) => [word("queue", one.queue), one.under_1_day, one.under_3_days, one.under_7_days, one.older])),
    ),
    section(
      t("figures.decisions"),
      {},
      numbers(
        t("figures.decisions"),
        [t("figures.queue"), t("figures.decided"), t("figures.median"), t("figures.p90"), t("figures.in_time"), t("figures.late")],
        body.queues.map((one) => [word("queue", one.queue), one.decided, time(one.median_seconds), time(one.p90_seconds), one.in_time, one.late]),
      ),
    ),
    section(
      t("figures.alerts"),
      {},
      numbers(
        t("figures.alerts"),
        [t("figures.list"), t("figures.score"), t("figures.hits"), t("figures.false"), t("figures.true"), t("figures.share")],
        body.alerts.map((one) => [listName(one.list_name), `${percent(one.score_from)} +`, one.alerts, one.false_positives, one.true_matches, answered(one)]),
      ),
    ),
  ];
}

const time = (seconds) => (seconds === null ? "" : duration(seconds));

/** Of the alerts that people have answered, since of the others nobody knows yet. */
function answered({ false_positives: no, true_matches: yes }) {
  return no + yes ? percent(no / (no + yes)) : "";
}

const numbers = (caption, heads, rows) => (rows.length ? table(caption, heads, rows.map((row) => row.map((one) => (typeof one === "number" ? number(one) : one)))) : h("p", { class: "muted" }, t("none")));

function bars(rows) {
  const most = Math.max(1, ...rows.map(([, n]) => n));
  if (!rows.length) return h("p", { class: "muted" }, t("none"));
  return table(t("figures.outcomes"), [t("figures.outcome"), t("figures.count"), t("figures.compared")], rows.map(([name, n]) => [name, number(n), variable(h("span", { class: "bar", "aria-hidden": "true" }), "share", `${(100 * n) / most}%`)]));
}
