/** The decision record of a case: every entry with its hash, what does not follow from it, and the file of it. */

import { get } from "./api.js";
import { add, button, facts, field, h, section, table } from "./dom.js";
import { moment } from "./format.js";
import { mark } from "./tags.js";
import { t, word } from "./text.js";

export async function show(main, { id }, context) {
  if (!id) return ask(main, context);
  const { body } = await get(["applications", id, "decision-record"]);
  const { record, problems } = body;
  add(
    main,
    h("h1", {}, t("audit.of", { id })),
    section(
      t("audit.verification"),
      {},
      problems.length
        ? h("div", { role: "alert" }, mark("bad", t("audit.broken")), h("ul", {}, ...problems.map((one) => h("li", {}, one))))
        : h("p", {}, mark("good", t("audit.whole"))),
      facts([
        [t("audit.entries"), record.head.count],
        [t("audit.head"), h("span", { class: "hash" }, record.head.hash)],
        [t("audit.sealed"), record.seal ? t("yes") : t("audit.not_sealed")],
      ]),
      h("p", { class: "row no-print" }, button(t("audit.export"), () => save(record), { class: "primary" }), h("span", { class: "hint" }, t("audit.verify"), " ", h("code", {}, `kyc audit --verify ${id}.json`))),
    ),
    section(t("audit.record"), {}, entries(record.entries)),
  );
  return undefined;
}

function ask(main, context) {
  const id = h("input", { name: "id", autocomplete: "off", spellcheck: "false" });
  const node = h("form", { class: "row" }, field(t("applications.id"), id), h("button", { class: "primary" }, t("audit.open")));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (id.value.trim()) context.go(`audit/${encodeURIComponent(id.value.trim())}`);
  });
  add(main, h("h1", {}, t("view.audit")), section(t("audit.which"), {}, node, h("p", { class: "hint" }, t("audit.looked"))));
}

function entries(rows) {
  const cells = rows.map((one) => [
    String(one.number),
    moment(one.at),
    h("div", {}, h("strong", {}, word("step", one.step ?? one.item.split("#")[0])), details(one)),
    one.principal ?? one.submitted_by ?? "",
    h("span", { class: "hash", title: one.hash }, one.hash.slice(0, 12)),
  ]);
  return table(t("audit.record"), ["#", t("audit.at"), t("audit.what"), t("audit.by"), t("audit.hash")], cells);
}

const SHOWN_ELSEWHERE = new Set(["application_id", "number", "at", "hash", "previous", "item"]);

function details(one) {
  const rows = Object.entries(one).filter(([name]) => !SHOWN_ELSEWHERE.has(name));
  return h("details", {}, h("summary", {}, t("audit.details")), h("pre", {}, rows.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join("\n")));
}

/** The file as `kyc audit --out` writes it, byte for byte. */
function save(record) {
  const text = `${JSON.stringify(sorted(record), null, 1)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href: url, download: `${record.application_id}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}
