/** The watchlists: versions, ages, what changed; and for operators the refresh, with what two accept. */

import { get, post } from "./api.js";
import { add, button, facts, h, section, table } from "./dom.js";
import { duration, moment, number } from "./format.js";
import { asked, done } from "./notices.js";
import { mark } from "./tags.js";
import { listName, t, word } from "./text.js";

export async function show(main, _, context) {
  const { body } = await get("watchlists");
  const isOperator = context.me.roles.includes("operator");
  add(
    main,
    h("h1", {}, t("view.lists")),
    inForce(body.current),
    isOperator ? refresh(body, context) : null,
    last(body.last_refresh),
    versions(body.versions),
  );
}

function inForce(current) {
  if (!current) return section(t("lists.in_force"), {}, h("p", { class: "bad" }, t("lists.none")));
  const cells = current.sources.map((one) => [
    listName(one.list_name),
    word("kind", one.kind),
    number(one.entries),
    duration(3600 * one.age_hours),
    one.too_old ? mark("bad", t("lists.too_old")) : mark("good", t("lists.fresh")),
    h("code", {}, one.version),
  ]);
  return section(
    t("lists.in_force"),
    {},
    facts([
      [t("lists.version"), h("code", {}, current.version)],
      [t("lists.built"), moment(current.built_at)],
    ]),
    table(t("lists.in_force"), [t("lists.list"), t("lists.kind"), t("lists.entries"), t("lists.age"), t("lists.state"), t("lists.version")], cells),
  );
}

function refresh(body, context) {
  const lists = new Map((body.current?.sources ?? []).map((one) => [one.name, listName(one.list_name)]));
  const boxes = [...lists.keys()].map((name) => h("input", { type: "checkbox", value: name }));
  const run = async (accept) => {
    const answer = await post("watchlists/refresh", accept.length ? { accept } : {});
    done(answer.body.run ? t("lists.begun", { run: answer.body.run }) : t("lists.second", { who: answer.body.asked_by.join(", ") }));
    return answer;
  };
  const smaller = () =>
    asked(
      t("lists.accept"),
      [h("p", {}, t("lists.accept_hint")), h("fieldset", {}, h("legend", {}, t("lists.list")), ...boxes.map((box) => h("label", { class: "line" }, box, lists.get(box.value))))],
      t("lists.accept"),
      () => run(boxes.filter((one) => one.checked).map((one) => one.value)),
    );
  return section(
    t("lists.refresh"),
    {},
    h("p", { class: "row" }, button(t("lists.refresh"), () => run([]), { class: "primary" }), button(t("lists.accept_smaller"), smaller), button(t("reload"), context.reload)),
  );
}

function last(report) {
  if (!report) return null;
  const rows = Object.entries(report).filter(([, value]) => value !== null && typeof value !== "object");
  const refused = [...(report.refused ?? []), ...(report.problems ?? [])];
  return section(
    t("lists.last"),
    {},
    facts(rows.map(([name, value]) => [word("field", name), /^\d{4}-\d\d-\d\dT/.test(value) ? moment(value) : String(value)])),
    refused.length ? h("ul", { class: "bad" }, ...refused.map((one) => h("li", {}, typeof one === "string" ? one : Object.values(one).join(" ")))) : null,
  );
}

function versions(rows) {
  const cells = rows.map((one) => [h("code", {}, one.version), moment(one.built_at), ...["added", "changed", "removed"].map((what) => number(sum(one.changes, what)))]);
  return section(t("lists.versions"), {}, table(t("lists.versions"), [t("lists.version"), t("lists.built"), t("lists.added"), t("lists.changed"), t("lists.removed")], cells));
}

const sum = (changes, what) => Object.values(changes ?? {}).reduce((all, one) => all + (one?.[what] ?? 0), 0);
