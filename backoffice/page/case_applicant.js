/** The applicant beside the document: what differs is marked, in words too. */

import { facts, h, section, table } from "./dom.js";
import { moment } from "./format.js";
import { mark } from "./tags.js";
import { observed, t, word } from "./text.js";

export function applicant(found) {
  const said = found.application;
  if (!said) return monitored(found);
  const step = found.steps.findLast((one) => one.step === "check_document");
  const rows = step?.details.compared ?? [];
  const person = said.applicant;
  return section(
    t("case.applicant"),
    {},
    rows.length ? compared(rows) : h("p", { class: "muted" }, t("case.not_compared")),
    facts([
      ...rows.length ? [] : own(said),
      [word("field", "birth_place"), person.birth_place],
      [t("case.address"), person.address && address(person.address)],
      [word("field", "email"), person.email],
      [t("case.phone"), person.phone],
      [word("field", "occupation"), word("value", person.occupation)],
      [word("field", "product"), word("value", said.product)],
      [word("field", "channel"), word("value", said.channel)],
      [word("field", "purpose"), word("value", said.expected_activity?.purpose)],
      [word("field", "monthly_deposits_eur"), said.expected_activity?.monthly_deposits_eur],
    ]),
    stated(said),
    submissions(found.submissions ?? []),
  );
}

const own = ({ applicant: person, document }) => [
  [t("case.name"), `${person.given_names ?? ""} ${person.family_name}`.trim()],
  [word("field", "birth_date"), person.birth_date],
  [word("field", "number"), document?.number],
];

const address = (one) => [...(one.lines ?? []), one.postal_code, one.city, one.country].filter(Boolean).join(", ");

function compared(rows) {
  const cells = rows.map((one) => [
    word("field", one.field),
    one.same ? shown(one, one.applicant) : h("mark", {}, shown(one, one.applicant)),
    one.same ? shown(one, one.document) : h("mark", {}, shown(one, one.document) || t("case.not_read")),
    one.same ? mark("good", t("case.same")) : mark("bad", t("case.differs")),
  ]);
  return table(t("case.compared"), [t("case.field"), t("case.said"), t("case.document"), t("case.result")], cells);
}

const shown = ({ field }, value) => (field === "type" ? observed(value ?? "") : (value ?? ""));

/** What the applicant explained, or said of the money, in their own words. */
function stated(said) {
  const parts = Object.entries({ explanation: said.explanation, ...(said.due_diligence ?? {}) });
  const known = parts.filter(([, value]) => value);
  return known.length ? facts(known.map(([name, value]) => [word("field", name), inWords(value)])) : null;
}

function inWords(value) {
  if (Array.isArray(value)) return value.map(inWords).join(", ");
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value).map(([name, one]) => `${word("field", name)}: ${name === "kind" ? observed(one) : inWords(one)}`).join(" · ");
}

function submissions(rows) {
  const later = rows.filter((one) => one.attempt > 1);
  if (!later.length) return null;
  return h(
    "details",
    { open: true },
    h("summary", {}, t("case.submissions", { n: later.length })),
    ...later.map((one) =>
      h(
        "div",
        {},
        h("p", {}, t("case.attempt", { n: one.attempt }), " · ", moment(one.at), " ", one.by ?? ""),
        one.changed.length
          ? table(
              t("case.attempt", { n: one.attempt }),
              [t("case.field"), t("case.before"), t("case.now")],
              one.changed.map((row) => [row.field, inWords(row.before ?? ""), h("mark", {}, inWords(row.now ?? ""))]),
            )
          : h("p", { class: "muted" }, t("case.pictures_alone")),
      ),
    ),
  );
}

/** Of a customer who was found on a list. */
function monitored(found) {
  const { alert } = found;
  if (!alert) return null;
  return section(
    t("case.customer"),
    {},
    facts([
      [t("case.customer_id"), alert.customer_id],
      [t("case.kind"), word("kind", alert.kind)],
      [t("case.report_due"), alert.report_due_on],
      [t("case.reported_at"), alert.reported_at && moment(alert.reported_at)],
    ]),
  );
}
