/** All applications: by status, rating and queue, by id, and by a document or a person. */

import { get, inWords, post } from "./api.js";
import { add, button, choice, field, h, replace, section, table } from "./dom.js";
import { duration, moment } from "./format.js";
import { bind } from "./keys.js";
import { link, tag } from "./tags.js";
import { t, word } from "./text.js";

const PAGE = "50";
const STAFF = ["reviewer", "senior_reviewer", "auditor"];

export async function show(main, _, context) {
  const isStaff = context.me.roles.some((one) => STAFF.includes(one));
  const filters = { status: "", rating: "", queue: "" };
  const place = h("div", { role: "region", "aria-live": "polite" });
  const id = h("input", { name: "id", autocomplete: "off", spellcheck: "false" });
  const find = h(
    "form",
    { class: "row", role: "search" },
    field(t("applications.id"), id),
    h("button", { class: "primary" }, t("applications.open")),
  );
  find.addEventListener("submit", (event) => {
    event.preventDefault();
    if (id.value.trim()) context.go(`applications/${encodeURIComponent(id.value.trim())}`);
  });
  bind({ "/": [t("key.search"), () => id.focus()] });

  const chosen = (name, values, kind) => {
    const node = choice([["", t(`applications.any_${name}`)], ...values.map((one) => [one, word(kind, one)])], "", { "aria-label": t(`applications.${name}`) });
    node.addEventListener("change", () => {
      filters[name] = node.value;
      load();
    });
    return node;
  };

  let rows = [];
  async function load(cursor = null) {
    const { body } = await get("applications", { ...filters, limit: PAGE, cursor });
    rows = cursor ? [...rows, ...body.applications] : body.applications;
    const more = body.next && button(t("more"), () => load(body.next));
    replace(place, rows.length ? listed(rows, isStaff) : h("p", {}, t("applications.none")), h("p", {}, more));
    context.announce(t("applications.n", { n: rows.length }));
  }

  await load();
  add(
    main,
    h("h1", {}, t("view.applications")),
    h("div", { class: "beside" }, section(t("applications.by_id"), {}, find), isStaff ? search(context) : null),
    section(
      t("applications.all"),
      {},
      h(
        "p",
        { class: "row" },
        chosen("status", context.words.statuses, "status"),
        isStaff && chosen("rating", context.words.ratings, "rating"),
        isStaff && chosen("queue", context.words.queues, "queue"),
      ),
      place,
    ),
  );
}

function listed(rows, isStaff) {
  const heads = [t("applications.one"), t("applications.status"), ...(isStaff ? [t("applications.rating"), t("applications.reasons")] : []), t("applications.submitted"), t("applications.age")];
  const cells = rows.map((one) => [
    link(one.application_id),
    tag("status", one.status),
    ...(isStaff ? [tag("rating", one.risk_rating) ?? "", reasons(one)] : []),
    moment(one.submitted_at),
    one.age_seconds === null ? "" : duration(one.age_seconds),
  ]);
  return table(t("applications.all"), heads, cells);
}

const reasons = (one) => (one.reasons ?? []).map((code) => word("reason", code)).join(", ");

/** The same document or the same person: what is looked for is compared as a keyed fingerprint, and is kept nowhere. */
function search(context) {
  const place = h("div", { role: "status" });
  const inputs = Object.fromEntries(["issuing_country", "number", "given_names", "family_name", "birth_date"].map((name) => [name, h("input", { name, autocomplete: "off", ...(name === "birth_date" ? { type: "date" } : {}) })]));
  const form = (names, kind) => {
    const node = h("form", {}, ...names.map((name) => field(word("field", name), inputs[name])), h("button", {}, t(`applications.by_${kind}`)));
    node.addEventListener("submit", async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(names.map((name) => [name, inputs[name].value.trim()]).filter(([, value]) => value));
      try {
        const { body } = await post("searches", { [kind]: values });
        const found = body.applications.map((one) => h("li", {}, link(one.application_id), " ", tag("status", one.status), " ", moment(one.submitted_at)));
        replace(place, found.length ? h("ul", { class: "plain" }, ...found) : h("p", {}, t("applications.nobody")));
        context.announce(t("applications.n", { n: found.length }));
      } catch (error) {
        replace(place, h("p", { class: "bad" }, inWords(error)));
      }
    });
    return node;
  };
  return section(
    t("applications.same"),
    {},
    h("p", { class: "hint" }, t("applications.recorded")),
    h("div", { class: "columns" }, form(["issuing_country", "number"], "document"), form(["given_names", "family_name", "birth_date"], "person")),
    place,
  );
}
