/** What the rating rests on: every point, and the news. */

import { facts, h, section, table } from "./dom.js";
import { tag } from "./tags.js";
import { observed, t, word } from "./text.js";

export function risk(found, { context }) {
  const step = found.steps.findLast((one) => one.step === "score_risk");
  if (!step) return null;
  const { contributions = [], overrides = [], thresholds = {} } = step.details;
  const counted = contributions.filter((one) => one.points).sort((one, other) => other.points - one.points);
  const others = contributions.filter((one) => !one.points);
  return section(
    t("risk.title"),
    {},
    h("p", { class: "row" }, tag("rating", step.result.rating), t("risk.score", { n: step.result.score }), limits(thresholds)),
    ...overrides.map((one) => h("p", {}, t("risk.override", { rating: word("rating", one.rating), reason: word("reason", one.reason) }))),
    counted.length ? points(t("risk.points"), counted) : null,
    others.length ? h("details", {}, h("summary", {}, t("risk.without", { n: others.length })), points(t("risk.without", { n: others.length }), others)) : null,
    h("p", { class: "muted" }, t("risk.policy", { version: step.versions.risk_policy ?? "" }), " ", checks(found, context)),
  );
}

const limits = (given) =>
  h("span", { class: "muted" }, Object.entries(given).filter(([, from]) => from !== null).map(([rating, from]) => t("risk.from", { rating: word("rating", rating), n: from })).join(" · "));

function points(caption, rows) {
  const cells = rows.map((one) => [word("factor", one.factor), observed(one.observed), word("reason", one.reason), `${one.points > 0 ? "+" : ""}${one.points}`]);
  return table(caption, [t("risk.factor"), t("risk.observed"), t("risk.reason"), t("risk.n")], cells);
}

function checks(found) {
  const decided = found.steps.findLast((one) => one.step === "decide_identity");
  const rows = Object.entries(decided?.details.checks ?? {});
  if (!rows.length) return null;
  return h("span", { class: "row" }, ...rows.map(([name, one]) => h("span", {}, word("check", name), " ", tag("verdict", one.verdict))));
}

export function news(found) {
  const step = found.steps.findLast((one) => one.step === "search_adverse_media");
  if (!step) return null;
  const articles = step.details.articles ?? [];
  return section(
    t("news.title"),
    {},
    h("p", { class: "row" }, tag("verdict", step.verdict), t("news.articles", { n: step.result.articles ?? 0 })),
    facts(Object.entries(step.result.categories ?? {}).filter(([, n]) => n).map(([name, n]) => [word("category", name), n])),
    articles.length ? h("ul", {}, ...articles.map((one) => h("li", {}, one.title ?? one.url ?? "", " ", h("span", { class: "muted" }, one.source ?? one.domain ?? "")))) : null,
  );
}
