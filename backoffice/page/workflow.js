/** The workflow of a case as it ran: each execution's graph, what became of its states, and what they found. */

import * as api from "./api.js";
import { button, facts, h, replace, table } from "./dom.js";
import { duration, moment } from "./format.js";
import { SIGNS, graph, inOrder } from "./graph.js";
import { mark, tag } from "./tags.js";
import { t, word } from "./text.js";
import { address } from "./views.js";

const AGAIN = 5000;
const TAGS = { done: "good", retried: "good", running: "warn", waiting: "warn", failed: "bad" };
const ENDS = { SUCCEEDED: "good", RUNNING: "warn" };

export async function show(main, params, context) {
  const path = ["applications", params.id, "workflow"];
  let found = (await api.get(path)).body;
  let open = found.machines[0]?.name;
  let chosen = null;
  const runs = h("div", { class: "row", role: "group", "aria-label": t("workflow.executions") });
  const place = h("div", { class: "place" });
  const did = h("section", { class: "did", tabindex: "-1", "aria-label": t("workflow.did"), onkeydown: back });
  replace(
    main,
    h("h1", {}, t("workflow.title", { id: params.id })),
    h("p", {}, h("a", { href: address("applications", params.id) }, t("workflow.case"))),
    found.machines.length ? [runs, place] : h("p", {}, t(found.execution === "NOT_STARTED" ? "workflow.not_started" : "workflow.expired")),
  );
  if (!found.machines.length) return undefined;

  const at = (name) => place.querySelector(`[data-state="${CSS.escape(name)}"]`);
  const machine = () => found.machines.find((one) => one.name === open) ?? found.machines[0];

  function choose(name) {
    if (!machine().states.length) return;
    chosen = name;
    for (const node of place.querySelectorAll("[data-state]")) node.classList.toggle("chosen", node.dataset.state === name);
    replace(did, ...what(machine(), name, found.machines, go));
    did.focus({ preventScroll: true });
    did.scrollIntoView({ block: "nearest" });
  }

  function back(event) {
    if (event.key === "Escape") place.querySelector(".chosen")?.focus();
  }

  function go(name) {
    open = name;
    chosen = null;
    draw();
    centre();
    runs.querySelector('[aria-pressed="true"]').focus();
    context.announce(title(machine()));
  }

  function draw() {
    const one = machine();
    replace(runs, ...found.machines.map((run) => entry(run, run === one, go)));
    if (!chosen) replace(did, h("p", { class: "muted" }, t("workflow.nothing_chosen")));
    replace(place, ...drawn(one, did, choose));
    if (chosen) at(chosen)?.classList.add("chosen");
  }

  /** The graph is wider than a small screen: what goes on there, or went on last, is in the middle of it. */
  function centre() {
    const { states } = machine();
    const node = at((states.find((state) => state.entered_at && !state.left_at) ?? states[0])?.name ?? "");
    const scrolled = place.querySelector(".scrolls");
    if (!node || !scrolled) return;
    const [box, around] = [node.getBoundingClientRect(), scrolled.getBoundingClientRect()];
    scrolled.scrollLeft += box.left + box.width / 2 - around.left - around.width / 2;
  }

  async function look() {
    const before = found;
    try {
      found = (await api.get(path)).body;
    } catch {
      return; // the bar at the top says that the API is away
    }
    const changed = changes(before, found);
    if (!changed.length || !context.isOpen()) return;
    const focused = place.contains(document.activeElement) && document.activeElement.dataset.state;
    draw();
    if (focused) at(focused)?.focus();
    context.announce(changed.join(". "));
  }

  draw();
  requestAnimationFrame(centre); // once the view is in its place
  if (found.execution !== "RUNNING") return undefined;
  const timer = setInterval(() => (found.execution === "RUNNING" ? look() : clearInterval(timer)), AGAIN);
  return () => clearInterval(timer);
}

const title = (run) => run.workflow;

function entry(run, isOpen, go) {
  const by = run.parent && h("span", { class: "muted" }, t("workflow.run_by", { state: run.parent }));
  const status = mark(ENDS[run.execution] ?? "bad", word("execution", run.execution));
  return button([h("span", {}, title(run)), status, by], () => go(run.name), { "aria-pressed": String(isOpen) });
}

function drawn(run, did, choose) {
  const states = new Map(run.states.map((state) => [state.name, state]));
  const ways = new Set(run.ways.map(([from, to]) => `${from}>${to}`));
  const picture = run.layout
    ? h("div", { class: "scrolls" }, graph(t("workflow.graph", { name: title(run) }), run.layout, states, ways, choose))
    : h("p", {}, t("workflow.no_layout"));
  const order = run.layout ? inOrder(run.layout.nodes, states).map((node) => states.get(node.name)) : run.states;
  if (!run.states.length) return [h("p", {}, t("workflow.unseen")), h("div", { class: "panel" }, picture)];
  return [
    h("div", { class: "drawn" }, h("div", { class: "panel" }, picture, run.layout && legend()), did),
    h("details", { open: !run.layout || innerWidth < 640 }, h("summary", {}, t("workflow.list")), list(order.filter(Boolean), choose)),
  ];
}

function legend() {
  const signs = Object.entries(SIGNS).filter(([, sign]) => sign);
  return h(
    "ul",
    { class: "legend", "aria-label": t("workflow.legend") },
    ...signs.map(([status, sign]) => h("li", {}, `${sign} ${word("state_status", status)}`)),
    h("li", {}, t("way.dashed")),
  );
}

function list(states, choose) {
  const heads = ["state", "status", "tries", "entered", "took"].map((one) => t(`workflow.${one}`));
  const rows = states.map((state) => [
    button(state.name, () => choose(state.name), { class: "quiet" }),
    sign(state.status),
    state.tries ? String(state.tries) : "",
    state.entered_at ? moment(state.entered_at) : "",
    took(state),
  ]);
  return table(t("workflow.list"), heads, rows);
}

function sign(status) {
  return h("span", { class: `tag ${TAGS[status] ?? ""}` }, `${SIGNS[status]} ${word("state_status", status)}`.trim());
}

function took(state) {
  return state.left_at ? duration((Date.parse(state.left_at) - Date.parse(state.entered_at)) / 1000) : "";
}

/** What a state did: its times and tries, what it found, and what it ran. */
function what(run, name, runs, go) {
  const state = run.states.find((one) => one.name === name);
  const kind = run.layout?.nodes.find((one) => one.name === name)?.kind;
  const children = runs.filter((one) => one.parent === name && one !== run);
  return [
    h("h2", {}, name),
    h("p", {}, sign(state.status)),
    facts([
      [t("workflow.kind"), kind && word("state_kind", kind)],
      [t("workflow.tries"), state.tries || null],
      [t("workflow.entered"), state.entered_at && moment(state.entered_at)],
      [t("workflow.left"), state.left_at && moment(state.left_at)],
      [t("workflow.took"), took(state)],
      [t("workflow.error"), state.error && h("code", {}, state.error)],
    ]),
    state.steps.map(finding),
    !state.steps.length && kind === "Task" && state.status !== "not_taken" && h("p", { class: "muted" }, t("workflow.kept_nothing")),
    ...children.map((one) => button(t("workflow.open_child", { name: title(one) }), () => go(one.name))),
  ].flat(2);
}

/** What one step found, with its name where the state did several. */
function finding(step, _place, { length }) {
  const several = length > 1;
  return [
    several && h("h3", {}, word("step", step.step)),
    facts([[t("workflow.verdict"), tag("verdict", step.verdict)]]),
    step.reasons.length ? [h(several ? "h4" : "h3", {}, t("workflow.reasons")), h("ul", {}, ...step.reasons.map(reason))] : null,
    h("details", {}, h("summary", {}, t("workflow.result")), h("pre", {}, JSON.stringify(step.result, null, 2))),
  ].flat();
}

function reason(one) {
  return h("li", {}, h("code", {}, one.code), one.sentence ? ` ${one.sentence}` : "");
}

/** The states whose status is another one than before, each in a sentence. */
function changes(before, now) {
  const known = new Map(before.machines.flatMap((run) => run.states.map((state) => [`${run.name} ${state.name}`, state.status])));
  const said = [];
  for (const run of now.machines) {
    for (const state of run.states) {
      if (state.status === "not_taken" || known.get(`${run.name} ${state.name}`) === state.status) continue;
      said.push(t("workflow.changed", { state: state.name, status: word("state_status", state.status) }));
    }
  }
  return said;
}
