/** The queue beside the case: the right case first, and nobody else works on it. */

import { get, post } from "./api.js";
import { openCase } from "./case.js";
import { add, button, choice, h, replace } from "./dom.js";
import { since, standing } from "./format.js";
import { bind } from "./keys.js";
import { done } from "./notices.js";
import { prefer, preferred } from "./prefs.js";
import { rolling } from "./rolling.js";
import { tag } from "./tags.js";
import { t, word } from "./text.js";
import { address } from "./views.js";

const [PAGE, ROW, EVERY] = [100, 88, 20_000];
const FILTERS = "work.filters";
const WHOSE = ["anyone", "nobody", "mine"];

export async function show(main, { id }, context) {
  const queue = queueOf(context, id);
  const pane = h("div", { class: "pane" });
  add(main, h("h1", { class: "unseen" }, t("view.work")), queue.node, pane);
  main.classList.add(id ? "with-case" : "without-case");
  bind({
    n: [t("key.next"), () => queue.next()],
    j: [t("key.down"), () => queue.move(1)],
    k: [t("key.up"), () => queue.move(-1)],
    o: [t("key.open"), () => queue.open()],
  });
  await queue.load();
  const timer = setInterval(() => document.hidden || queue.load(true), EVERY);
  const leave = id ? await openCase(pane, id, { ...context, inWork: true }) : void welcome(pane, queue);
  return () => {
    clearInterval(timer);
    leave?.();
  };
}

function welcome(pane, queue) {
  replace(
    pane,
    h(
      "div",
      { class: "panel choose" },
      h("p", {}, t("work.choose")),
      button([t("work.next"), h("kbd", {}, "n")], () => queue.next(), { class: "primary" }),
    ),
  );
}

function queueOf(context, chosen) {
  const filters = { queue: "", claimed: "anyone", ...preferred(FILTERS, {}) };
  let items = [];
  let following = null;
  let at = -1;
  let isLoading = false;
  const counts = h("p", { class: "counts", role: "status" });
  const list = rolling(t("work.list"), ROW, (one, place) => row(one, place, chosen, at), () => more());

  async function load(isQuiet = false) {
    const wanted = isQuiet ? Math.max(1, Math.ceil(items.length / PAGE)) : 1;
    const found = [];
    let cursor = null;
    for (let page = 0; page < wanted; page += 1) {
      const answer = await get("reviews", { ...asked(filters), limit: String(PAGE), cursor });
      found.push(...answer.body.reviews);
      cursor = answer.body.next;
      if (!cursor) break;
    }
    following = cursor;
    set(found);
    if (!isQuiet && at >= 0) list.show(at);
  }

  async function more() {
    if (!following || isLoading) return;
    isLoading = true;
    try {
      const answer = await get("reviews", { ...asked(filters), limit: String(PAGE), cursor: following });
      following = answer.body.next;
      set([...items, ...answer.body.reviews]);
    } finally {
      isLoading = false;
    }
  }

  /** The reader stays where they are: the case that the keys are at, and the one that has the focus. */
  function set(found) {
    const reader = items[at]?.application_id ?? chosen;
    const held = list.node.contains(document.activeElement) && document.activeElement.hash;
    items = found.sort(byUrgency);
    at = items.findIndex((one) => one.application_id === reader);
    const late = items.filter((one) => standing(one.asked_at, one.due_at) === "breached").length;
    const n = following ? `${items.length}+` : items.length;
    counts.textContent = items.length ? t("work.counts", { n, late }) : t("work.empty");
    list.set(items);
    const place = items.findIndex((one) => beneath(one) === held);
    if (place >= 0) list.show(place).querySelector("a").focus({ preventScroll: true });
  }

  /** What is claimed is opened; where none is left, it is said. */
  async function next() {
    const answer = await post("reviews/next", filters.queue ? { queue: filters.queue } : {});
    if (answer.body.review) context.go(`work/${answer.body.review.application_id}`);
    else done(t("work.none_left"));
  }

  function move(by) {
    if (!items.length) return;
    at = Math.min(Math.max(at + by, 0), items.length - 1);
    list.set(items);
    list.show(at)?.querySelector("a")?.focus({ preventScroll: true });
  }

  function filter(name, options) {
    const node = choice(options, filters[name], { "aria-label": t(`work.${name}`) });
    node.addEventListener("change", () => {
      filters[name] = node.value;
      prefer(FILTERS, filters);
      load();
    });
    return node;
  }

  const node = h(
    "section",
    { class: "queue", "aria-label": t("work.queue") },
    button([t("work.next"), h("kbd", {}, "n")], next, { class: "primary wide", "aria-keyshortcuts": "n" }),
    h(
      "div",
      { class: "row" },
      filter("queue", [["", t("work.all_queues")], ...context.words.queues.map((one) => [one, word("queue", one)])]),
      filter("claimed", WHOSE.map((one) => [one, t(`work.whose.${one}`)])),
    ),
    counts,
    list.node,
  );
  return { node, load, next, move, open: () => items[at] && context.go(`work/${items[at].application_id}`) };
}

const asked = ({ queue, claimed }) => ({ queue, claimed: claimed === "anyone" ? "" : claimed });

const beneath = (one) => address("work", one.application_id);

const GRAVEST = ["prohibited", "high", "medium", "low"];

/** Due first, and of the same hour the riskier one. */
function byUrgency(one, other) {
  const hours = (due) => Math.floor(Date.parse(due ?? "2999-01-01") / 3_600_000);
  const risk = (rating) => (GRAVEST.indexOf(rating) + 5) % 5;
  return hours(one.due_at) - hours(other.due_at) || risk(one.rating) - risk(other.rating);
}

function row(one, place, chosen, at) {
  const stands = standing(one.asked_at, one.due_at);
  const who = one.mine ? t("work.mine") : one.claimed && t("work.claimed_by", { who: one.claimed_by ?? t("unknown") });
  return h(
    "a",
    {
      href: beneath(one),
      class: `case-link${place === at ? " at" : ""}`,
      "aria-current": one.application_id === chosen ? "true" : null,
    },
    h("strong", {}, one.application_id),
    h("span", { class: "row" }, tag("standing", stands), tag("rating", one.rating)),
    h(
      "span",
      { class: "muted line" },
      [word("queue", one.queue), one.due_at && t("work.due", { when: since(one.due_at) }), who].filter(Boolean).join(" · "),
    ),
  );
}
