/** The decision: with its reason, on the evidence that is shown, and who has decided so far. */

import { post } from "./api.js";
import { changed } from "./case.js";
import { button, choice, field, h, problem, replace, section } from "./dom.js";
import { moment } from "./format.js";
import { bind } from "./keys.js";
import { done } from "./notices.js";
import { mark, tag } from "./tags.js";
import { t, word } from "./text.js";

const ASK = "request_information";
const KEYS = { approved: "a", declined: "d", [ASK]: "i" };

export function decision(state) {
  const { found } = state;
  const { review } = found;
  if (!review) return null;
  const isOpen = found.status === "awaiting_review" && review.status === "pending";
  const node = section(
    t("decision.title"),
    { class: "decision", id: "decision" },
    eyes(review),
    isOpen && state.mayReview ? form(state) : null,
    h("p", { class: "muted" }, t("decision.evidence"), " ", h("span", { class: "hash" }, found.evidence)),
  );
  node.match = () => node.choose?.("declined", "TRUE_MATCH");
  node.choose = node.querySelector("form")?.choose;
  return node;
}

/** Who decided what, on which evidence; and whether another person has to. */
function eyes(review) {
  const counted = review.decisions.filter((one) => one.counts).length;
  const rows = review.decisions.map((one) =>
    h(
      "li",
      {},
      h("strong", {}, one.reviewer),
      one.senior ? ` (${word("role", "senior_reviewer")})` : "",
      " ",
      tag("verdict", one.decision),
      " ",
      word("reason", one.reason),
      " · ",
      moment(one.at),
      one.note ? h("q", { class: "note" }, one.note) : null,
      one.counts ? null : mark("warn", t("decision.other_evidence")),
    ),
  );
  const need = review.two_people ? t("decision.two", { n: counted }) : t("decision.one");
  return h("div", {}, h("p", {}, need), rows.length ? h("ul", { class: "plain" }, ...rows) : null);
}

function form(state) {
  const { words } = state.context;
  const choices = state.found.alert ? words.alert_decisions : words.decisions;
  let chosen = null;
  const reason = h("select", { required: true });
  const note = h("textarea", { maxlength: "2000" });
  const wrong = h("p", { class: "bad", role: "alert" });
  const parts = h("fieldset", { hidden: true }, h("legend", {}, t("decision.parts")), ...words.parts.map((one) => h("label", {}, h("input", { type: "checkbox", name: "part", value: one }), named(one))));
  const rest = h("div", { hidden: true }, field(t("decision.reason"), reason), parts, field(t("decision.note"), note, t("decision.note_hint")));
  const buttons = Object.keys(choices).map((one) =>
    button([t(`decision.${one}`), h("kbd", {}, KEYS[one])], () => choose(one), { "aria-pressed": "false", "data-choice": one }),
  );
  const submit = button(t("decision.submit"), send, { class: "primary" });
  const node = h("form", { class: "no-print" }, h("div", { class: "row" }, ...buttons), rest, wrong);
  rest.append(h("p", { class: "actions" }, submit));
  node.addEventListener("submit", (event) => event.preventDefault());
  node.choose = choose;
  bind(Object.fromEntries(Object.keys(choices).map((one) => [KEYS[one], [t(`decision.${one}`), () => choose(one)]])));

  function choose(one, why = null) {
    chosen = one;
    for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.choice === one));
    const options = Object.entries(choices[one]).map(([code, sentence]) => [code, `${word("reason", code)}: ${sentence}`]);
    replace(reason, ...choice([["", t("decision.choose")], ...options], why ?? "").children);
    reason.value = why ?? "";
    parts.hidden = one !== ASK;
    rest.hidden = false;
    (why ? note : reason).focus();
  }

  async function send() {
    wrong.textContent = "";
    problem(reason, reason.value ? "" : t("decision.no_reason"));
    if (!reason.value) return reason.focus();
    const asked = [...parts.querySelectorAll("input:checked")].map((one) => one.value);
    const body = { decision: chosen, reason: reason.value, note: note.value.trim(), ...(chosen === ASK ? { parts: asked } : {}) };
    if (!body.note) delete body.note;
    try {
      const answer = await post(["reviews", state.id, "decisions"], body, { match: state.etag });
      const isWhole = answer.body.status !== "pending";
      done(isWhole ? t("decision.done") : t("decision.first_of_two"));
      await state.redraw(isWhole ? t("decision.done") : t("decision.first_of_two"));
    } catch (error) {
      if (error.status === 412) replace(wrong, changed(state));
      else wrong.textContent = [error.message, ...error.errors.map((one) => one.rule)].join(" ");
    }
    return undefined;
  }
  return node;
}

const named = (part) => (part.startsWith("document") || part === "selfie" ? word("picture", part) : word("part", part));
