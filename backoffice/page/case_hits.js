/** Each hit beside the applicant, with the reasons of its score, and one key for each answer. */

import { post } from "./api.js";
import { button, facts, h, section, table } from "./dom.js";
import { percent } from "./format.js";
import { bind } from "./keys.js";
import { done } from "./notices.js";
import { mark, tag } from "./tags.js";
import { listName, t, word } from "./text.js";

export function hits(state) {
  const found = of(state.found);
  const searched = state.found.steps.filter((one) => one.step.startsWith("screen_"));
  if (!searched.length && !found.length) return null;
  const cards = found.map((one, place) => card(one, place, found.length, state));
  const open = cards.filter((one) => !one.classList.contains("cleared"));
  let at = 0;
  const current = () => open[at];
  const move = (by) => {
    at = Math.min(Math.max(at + by, 0), open.length - 1);
    current()?.focus();
  };
  if (found.length && state.mayReview) {
    bind({
      h: [t("key.hits"), () => move(0)],
      ArrowDown: [t("key.next_hit"), () => move(1)],
      ArrowUp: [t("key.previous_hit"), () => move(-1)],
      // A hit that the reader has not come to yet is shown first: an answer cannot be taken back.
      f: [t("key.false_positive"), async () => (current()?.contains(document.activeElement) ? (await current().clear()) && move(1) : move(0))],
      t: [t("key.true_match"), () => document.getElementById("decision")?.match?.()],
    });
  }
  for (const [place, one] of open.entries()) one.addEventListener("focusin", () => (at = place));
  return section(
    t("hits.title", { n: found.length }),
    { class: "hits" },
    h("p", { class: "muted" }, ...searched.map((one) => searchedIn(one))),
    found.length ? h("p", { class: "hint" }, t("hits.rule")) : null,
    h("ol", { class: "plain" }, ...cards.map((one) => h("li", {}, one))),
  );
}

function searchedIn(step) {
  const version = step.result.list_version ?? step.versions.watchlist;
  return h("span", { class: "searched" }, word("step", step.step), " ", tag("verdict", step.verdict), " ", h("code", {}, version ?? ""), " ");
}

/** The hits of the newest search of each kind, the highest score first, with who cleared each so far. */
function of(found) {
  const newest = new Map();
  for (const one of found.steps) {
    if ((one.step.startsWith("screen_") || one.step === "alert") && one.details.hits) newest.set(one.step, one);
  }
  const cleared = found.steps.filter((one) => one.step === "clearing" && one.details.hit);
  const rows = [...newest.values()].flatMap((step) => step.details.hits.map((hit) => ({ ...hit, step: step.step })));
  return rows
    .map((hit) => ({ ...hit, by: cleared.filter((one) => one.details.hit.entry_id === hit.entry_id).map((one) => one.details.reviewer) }))
    .sort((one, other) => other.score - one.score);
}

function card(hit, place, n, state) {
  const by = h("p", { class: "by", role: "status" }, said(hit.by));
  const isMine = hit.by.includes(state.context.me.subject);
  const isDone = hit.remembered || hit.by.length > 1;
  const node = h(
    "article",
    { class: `hit${isDone || isMine ? " cleared" : ""}`, tabindex: "0", "aria-label": t("hits.label", { n: place + 1, of: n, name: hit.name_matched }) },
    h("h3", {}, names(hit.name_matched, applicantName(state.found)), " ", isDone ? mark("good", t("hits.cleared")) : null),
    facts([
      [t("hits.score"), percent(hit.score)],
      [t("hits.list"), listName(hit.list_name)],
      [t("hits.entry"), h("code", {}, hit.entry_id)],
      [t("hits.version"), h("code", {}, hit.list_version ?? "")],
    ]),
    beside(hit, state.found.application?.applicant),
    points(hit.reasons ?? []),
    by,
  );
  if (state.mayReview && !isDone && !isMine) {
    node.clear = () => clear(hit, node, by, state);
    node.append(
      h(
        "p",
        { class: "row no-print" },
        button([t("hits.false_positive"), h("kbd", {}, "f")], node.clear),
        button([t("hits.true_match"), h("kbd", {}, "t")], () => document.getElementById("decision")?.match?.()),
      ),
    );
  }
  return node;
}

/** What the list says beside what the applicant does. */
function beside(hit, person) {
  if (!person) return null;
  const countries = [...new Set([...person.nationalities, person.address.country])];
  const rows = [
    [word("field", "birth_date"), hit.birth_dates ?? [], [person.birth_date]],
    [t("hits.countries"), hit.countries ?? [], countries],
    [word("field", "sex"), [hit.gender].filter(Boolean), [person.sex].filter(Boolean)],
  ];
  const shown = (own, others) => own.map((one, place) => [place ? ", " : "", others.includes(one) ? h("mark", {}, one) : one]).flat();
  const cells = rows.map(([name, listed, own]) => [name, listed.length ? h("span", {}, ...shown(listed, own)) : t("hits.not_said"), h("span", {}, ...shown(own, listed))]);
  return table(t("hits.beside"), [t("case.field"), t("hits.listed"), t("case.said")], cells);
}

const said = (people) => (people.length ? t("hits.by", { who: people.join(", ") }) : "");

function applicantName(found) {
  const person = found.application?.applicant;
  return person ? `${person.given_names ?? ""} ${person.family_name}` : "";
}

/** The parts of the listed name that the applicant's has too, marked; how alike they count is in the reasons. */
function names(listed, applicant) {
  const known = new Set(folded(applicant));
  return listed.split(/(\s+)/).map((part) => (folded(part).some((one) => known.has(one)) ? h("mark", {}, part) : part));
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function points(reasons) {
  if (!reasons.length) return null;
  return h(
    "ul",
    { class: "points" },
    ...reasons.map((one) => h("li", {}, h("b", {}, `${one.points > 0 ? "+" : "−"}${Math.abs(one.points).toFixed(2)}`), " ", word("reason", one.code))),
  );
}

async function clear(hit, node, by, state) {
  if (node.classList.contains("cleared") || node.ariaBusy === "true") return false;
  node.ariaBusy = "true";
  const [reason] = Object.keys(state.context.words.clearings);
  try {
    const path = ["applications", state.id, "hits", hit.entry_id, "clearing"];
    const { body } = await post(path, { reason }, { match: state.etag });
    by.textContent = body.cleared ? t("hits.cleared_by", { who: body.by.join(", ") }) : t("hits.second", { who: body.by.join(", ") });
    node.classList.add("cleared");
    state.context.announce(by.textContent);
    return true;
  } catch (error) {
    if (error.status === 412) {
      await state.redraw(t("case.reloaded"));
      done(t("case.changed"));
    } else by.textContent = error.message;
    return false;
  } finally {
    node.ariaBusy = "false";
  }
}
