/** The form of an application: a table of its fields, and what the API says of each beside it. */

import { choice, field, h, problem } from "./dom.js";
import { t, word } from "./text.js";

/** Each: its place in the application, what is typed into it, and whether it has to be there. */
const FIELDS = [
  ["product", "choice", true],
  ["channel", "choice", true],
  ["applicant.given_names", "text", false],
  ["applicant.family_name", "text", true],
  ["applicant.birth_date", "date", true],
  ["applicant.birth_place", "text", true],
  ["applicant.nationalities", "list", true],
  ["applicant.sex", "choice", false],
  ["applicant.email", "email", true],
  ["applicant.phone", "tel", true],
  ["applicant.occupation", "choice", true],
  ["applicant.language", "text", false],
  ["applicant.address.lines", "lines", true],
  ["applicant.address.city", "text", true],
  ["applicant.address.postal_code", "text", false],
  ["applicant.address.country", "text", true],
  ["document.type", "choice", true],
  ["document.number", "text", true],
  ["document.issuing_country", "text", true],
  ["document.expires_on", "date", true],
  ["expected_activity.purpose", "choice", true],
  ["expected_activity.monthly_deposits_eur", "number", true],
];
const GROUPS = ["", "applicant", "applicant.address", "document", "expected_activity"];
const HINTS = { list: "form.countries", lines: "form.lines" };

/** `node` with the fields, `read()` the application (beneath what `whole` has beside them), `show(errors)`. */
export function form(words, whole = {}) {
  const inputs = new Map(FIELDS.map(([path, kind, isNeeded]) => [path, input(path, kind, isNeeded, words, at(whole, path))]));
  const group = (path) => path.split(".").slice(0, -1).join(".");
  const node = h(
    "div",
    {},
    ...GROUPS.map((name) =>
      h(
        "fieldset",
        {},
        h("legend", {}, t(`form.group.${name || "account"}`)),
        h("div", { class: "columns" }, ...FIELDS.filter(([path]) => group(path) === name).map(([path, kind, isNeeded]) => labelled(path, kind, isNeeded, inputs.get(path)))),
      ),
    ),
  );
  return { node, read: () => read(inputs, whole), show: (errors) => say(inputs, errors) };
}

function labelled(path, kind, isNeeded, one) {
  const name = path.split(".").at(-1);
  const hint = HINTS[kind] ?? (name === "country" || name === "issuing_country" ? "form.country" : null);
  return field(`${word("field", name)}${isNeeded ? "" : ` (${t("form.optional")})`}`, one, hint && t(hint));
}

function input(path, kind, isNeeded, words, value) {
  const common = { name: path, required: isNeeded, autocomplete: "off" };
  if (kind === "choice") {
    const known = words.application[path] ?? [];
    return choice([["", ""], ...known.map((one) => [one, word("value", one)])], value ?? "", common);
  }
  const text = Array.isArray(value) ? value.join(kind === "lines" ? "\n" : ", ") : (value ?? "");
  if (kind === "lines") {
    const node = h("textarea", { ...common, rows: "2" });
    node.value = text;
    return node;
  }
  const node = h("input", { ...common, type: kind === "list" ? "text" : kind });
  node.value = text;
  return node;
}

function read(inputs, whole) {
  const found = structuredClone(whole);
  for (const name of GROUPS) if (name && !at(found, name)) put(found, name, {}); // so that each field is asked for
  for (const [path, kind] of FIELDS) {
    const text = inputs.get(path).value.trim();
    if (kind === "list") put(found, path, text ? text.split(/[\s,]+/).map((one) => one.toUpperCase()) : undefined);
    else if (kind === "lines") put(found, path, text ? text.split("\n").map((one) => one.trim()).filter(Boolean) : undefined);
    else if (kind === "number") put(found, path, text ? Number(text) : undefined);
    else put(found, path, text || undefined);
  }
  return found;
}

/** Each error at its field; the focus goes to the first. Gives those that belong to no field. */
function say(inputs, errors) {
  const rest = [];
  let first = null;
  for (const one of inputs.values()) problem(one, "");
  for (const error of errors) {
    const path = [...inputs.keys()].findLast((one) => error.field === one || error.field.startsWith(`${one}.`) || error.field.startsWith(`${one}[`));
    if (path) {
      problem(inputs.get(path), error.rule);
      first ??= inputs.get(path);
    } else rest.push(`${error.field}: ${error.rule}`);
  }
  first?.focus();
  return rest;
}

const at = (whole, path) => path.split(".").reduce((part, name) => part?.[name], whole);

function put(whole, path, value) {
  const names = path.split(".");
  const last = names.pop();
  let part = whole;
  for (const name of names) {
    if (value === undefined && !(name in part)) return;
    part = part[name] ??= {};
  }
  if (value === undefined) delete part[last];
  else part[last] = value;
}
