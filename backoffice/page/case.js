/** A case on one screen: who applies, what was found, and the decision. */

import { del, get, post } from "./api.js";
import { applicant } from "./case_applicant.js";
import { decision } from "./case_decision.js";
import { hits } from "./case_hits.js";
import { pictures } from "./case_pictures.js";
import { news, risk } from "./case_risk.js";
import { named, timeline } from "./case_timeline.js";
import { button, facts, h, replace } from "./dom.js";
import { moment, since, standing } from "./format.js";
import { bind } from "./keys.js";
import { done } from "./notices.js";
import { link, tag } from "./tags.js";
import { t, word } from "./text.js";
import { address } from "./views.js";

const EVERY = 20_000;
const STAFF = ["reviewer", "senior_reviewer", "auditor"];
const REVIEWERS = ["reviewer", "senior_reviewer"];

export async function show(main, { id }, context) {
  if (context.me.roles.some((one) => STAFF.includes(one))) return openCase(main, id, context);
  const { showOwn } = await import("./case_submitter.js");
  return showOwn(main, id, context);
}

/** Fill a place with the case; what is given back ends the looking for changes. */
export async function openCase(place, id, context) {
  const known = await load(id);
  const state = { ...known, id, context, mayReview: context.me.roles.some((one) => REVIEWERS.includes(one)) };
  draw(place, state);
  bind({
    w: [t("key.workflow"), () => context.go(`applications/${id}/workflow`)],
    ...(state.mayReview ? { c: [t("key.claim"), () => claim(state)], r: [t("key.release"), () => release(state)] } : {}),
  });
  const timer = setInterval(() => document.hidden || look(place, state), EVERY);
  return () => clearInterval(timer);
}

/** All that is kept of the case, personal data too: that it was looked at is recorded. */
async function load(id) {
  const [whole, entries] = await Promise.all([
    get(["applications", id], { details: "true" }),
    get(["applications", id, "timeline"]),
  ]);
  return { found: whole.body, etag: whole.etag, entries: entries.body.entries };
}

function draw(place, state) {
  const { found } = state;
  state.redraw = async (say) => {
    Object.assign(state, await load(state.id));
    draw(place, state);
    if (say) state.context.announce(say);
  };
  replace(
    place,
    header(state),
    h("div", { class: "changed", role: "status" }),
    h(
      "div",
      { class: "case-grid" },
      h("div", { class: "question" }, applicant(found), hits(state), pictures(state), news(found), risk(found, state)),
      h("div", { class: "answer" }, decision(state), told(found), earlier(found), timeline(state.entries)),
    ),
  );
}

function header(state) {
  const { found, context, mayReview } = state;
  const review = found.review;
  const isOpen = found.status === "awaiting_review";
  return h(
    "header",
    { class: "case-head" },
    h("h1", { tabindex: "-1" }, found.application_id),
    h(
      "p",
      { class: "row" },
      tag("status", found.status),
      tag("rating", found.risk_rating),
      isOpen && review && tag("standing", standing(review.asked_at, review.due_at)),
      isOpen && review?.due_at && h("span", { class: "muted" }, t("work.due", { when: since(review.due_at) })),
    ),
    h(
      "p",
      { class: "row no-print" },
      isOpen && mayReview && button([t("case.claim"), h("kbd", {}, "c")], () => claim(state)),
      isOpen && mayReview && button([t("case.release"), h("kbd", {}, "r")], () => release(state)),
      h("a", { class: "button", href: address("applications", state.id, "workflow") }, t("view.workflow")),
      context.me.roles.includes("auditor") &&
        h("a", { class: "button", href: address("audit", state.id) }, t("case.record")),
      button(t("case.print"), () => print()),
    ),
    facts([
      [t("case.submitted"), found.submitted_at && moment(found.submitted_at)],
      [t("case.submitted_by"), found.submitted_by],
      [t("case.attempts"), found.attempts],
      [t("case.queue"), found.queue && word("queue", found.queue)],
      [t("case.account"), found.account?.iban],
      [t("case.outcome"), found.outcome && word("status", found.outcome)],
    ]),
  );
}

async function claim(state) {
  const { body } = await post("reviews/next", { application_id: state.id });
  done(body.review ? t("case.claimed", { until: new Date(body.until).toLocaleTimeString() }) : t("work.none_left"));
}

async function release(state) {
  await del(["reviews", state.id, "claim"]);
  done(t("case.released"));
  state.context.go("work");
}

/** Whether the evidence is another now: then it is said, and nothing that is typed is lost. */
async function look(place, state) {
  const { body } = await get(["applications", state.id]);
  const isSame = body.evidence === state.found.evidence && body.status === state.found.status;
  if (isSame) return;
  const bar = place.querySelector(".changed");
  if (bar && !bar.hasChildNodes()) bar.append(changed(state));
}

/** What came since the reader looked, once it is asked for. */
export function changed(state) {
  return h(
    "div",
    { class: "notice" },
    h("p", {}, t("case.changed")),
    button(
      t("case.see_changes"),
      async () => {
        const last = state.entries.at(-1)?.number ?? 0;
        await state.redraw(t("case.reloaded"));
        const fresh = state.entries.filter((one) => one.number > last);
        for (const one of fresh) document.getElementById(`entry-${one.number}`)?.classList.add("fresh");
        done(t("case.new_entries", { n: fresh.length, what: fresh.map((one) => named(one.what)).join(", ") }));
      },
      { class: "primary" },
    ),
  );
}

function told(found) {
  const rows = [...found.requests, ...found.messages];
  if (!rows.length && !found.asked.question && !found.asked.pictures.length) return null;
  const asked = [...found.asked.pictures.map((one) => word("picture", one)), ...found.asked.parts.map((one) => word("part", one))];
  return h(
    "section",
    { "aria-labelledby": "told" },
    h("h2", { id: "told" }, t("case.told")),
    facts([
      [t("case.asked"), asked.join(", ")],
      [t("case.question"), found.asked.question],
      [t("case.answer_due"), found.asked.due_at && moment(found.asked.due_at)],
    ]),
    h("ul", {}, ...found.messages.map((one) => h("li", {}, one.subject ?? one.kind ?? t("case.message"), " ", one.at && moment(one.at)))),
  );
}

function earlier(found) {
  const rows = found.earlier ?? [];
  if (!rows.length && !found.blocks.length) return null;
  const shares = (one) => one.shares.map((part) => t(`case.shares.${part}`)).join(", ");
  return h(
    "section",
    { "aria-labelledby": "earlier" },
    h("h2", { id: "earlier" }, t("case.earlier")),
    h(
      "ul",
      { class: "plain" },
      ...rows.map((one) => h("li", {}, link(one.application_id), " ", tag("status", one.status), " ", shares(one))),
      ...found.blocks.map((one) => h("li", {}, link(one), " ", t("case.blocks"))),
    ),
  );
}
