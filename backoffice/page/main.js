/** The page: signs its reader in, and shows the view that the address names. */

import * as api from "./api.js";
import { button, h, replace, variable } from "./dom.js";
import * as keys from "./keys.js";
import * as session from "./session.js";
import { t, word } from "./text.js";
import { moment } from "./format.js";
import { away, notice, shown } from "./notices.js";
import { VIEWS, found } from "./views.js";

const main = document.getElementById("main");
const context = { me: null, words: {}, go, announce, reload: () => open() };
let left = () => {};
let turn = 0;

/** Go to a view by its address, such as `work/demo-1002`. */
function go(path) {
  location.hash = `#/${path}`;
}

/** Say what changed, to whoever does not see it. */
function announce(text) {
  document.getElementById("live").textContent = text;
}

async function begin() {
  api.listen({ away, ended: signedOut });
  session.watch(ending);
  try {
    if (!(await session.begin())) return signInView(null);
  } catch (error) {
    return signInView(t(error.message === "ended" ? "sign_in.too_late" : "sign_in.refused"));
  }
  try {
    const [me, words] = await Promise.all([api.get("me"), api.get("words")]);
    context.me = me.body;
    context.words = words.body;
  } catch (error) {
    return signInView(error.message);
  }
  top();
  keys.bindAlways({ "?": [t("key.help"), help] });
  addEventListener("hashchange", open);
  addEventListener("unhandledrejection", unexpected);
  return open();
}

/** The view that the address names, with the focus on it; the one before is left. */
async function open() {
  const mine = (turn += 1);
  const mayOpen = VIEWS.filter((view) => isFor(view, context.me.roles));
  const [view, params] = found(mayOpen, location.hash.slice(2)) ?? [mayOpen[0], {}];
  left();
  left = () => {};
  keys.unbind();
  notice("failed", null);
  document.title = `${t(`view.${view.name}`)} | ${t("title")}`;
  mark(view);
  const place = h("div", { class: `view ${view.name}` });
  replace(main, h("p", { class: "loading" }, t("loading")));
  try {
    const module = await import(view.module);
    const leave = await module.show(place, params, { ...context, isOpen: () => mine === turn });
    if (mine !== turn) return leave?.();
    left = leave ?? left;
    replace(main, place);
  } catch (error) {
    if (mine !== turn) return undefined;
    replace(main, failed(error));
  }
  focus();
  announce(document.title);
  return undefined;
}

/** What went wrong at a key or a button that says nothing of its own. */
function unexpected(event) {
  if (!(event.reason instanceof api.Problem)) return;
  event.preventDefault();
  notice("failed", event.reason.message);
}

function failed(error) {
  if (!(error instanceof api.Problem)) console.error(error);
  const known = error instanceof api.Problem || error instanceof TypeError;
  return h(
    "div",
    { class: "view failed" },
    h("h1", {}, t("problem.title")),
    h("p", { role: "alert" }, known ? error.message : t("problem.unknown")),
    button(t("again"), open),
  );
}

function focus() {
  const title = main.querySelector(".case-head h1") ?? main.querySelector("h1") ?? main;
  title.setAttribute("tabindex", "-1");
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}

const isFor = (view, roles) => view.roles.length === 0 || view.roles.some((one) => roles.includes(one));

function top() {
  const menu = VIEWS.filter((view) => view.inMenu && isFor(view, context.me.roles));
  replace(
    document.getElementById("top"),
    h("a", { class: "brand", href: "#/" }, t("title")),
    h(
      "nav",
      { "aria-label": t("menu") },
      ...menu.map((view) => h("a", { href: `#/${view.path}`, "data-view": view.name }, t(`view.${view.name}`))),
    ),
    h(
      "p",
      { class: "who" },
      h("strong", {}, context.me.subject),
      h("span", {}, context.me.roles.map((one) => word("role", one)).join(", ")),
    ),
    button(t("key.help"), help, { class: "quiet", "aria-keyshortcuts": "?" }),
    button(t("sign_out"), session.end, { class: "quiet" }),
  );
}

function mark(view) {
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === view.name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function help() {
  const rows = keys.known().map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)));
  shown(t("key.help"), h("dl", { class: "keys" }, ...rows));
}

function ending(what, at = null) {
  if (what === "soon") notice("session", [t("sign_in.soon"), " ", moment(at.toISOString())], renewal());
  else if (what === "ended") signedOut();
  else {
    notice("session", null);
    hidden(false);
  }
}

/** Nothing that is typed is lost: the view stays, hidden from whoever passes, and a window of its own signs in again. */
function signedOut() {
  if (!context.me) return;
  hidden(true);
  notice("session", [t("sign_in.ended")], renewal());
}

function hidden(isHidden) {
  main.classList.toggle("hidden", isHidden);
  main.inert = isHidden;
}

const renewal = () => session.canSignIn && button(t("sign_in.again"), session.renew, { class: "primary" });

function signInView(problem) {
  document.title = `${t("sign_in")} | ${t("title")}`;
  const way = session.canSignIn
    ? button(t("sign_in"), session.leave, { class: "primary" })
    : h("p", {}, t("sign_in.by_command"), " ", h("code", {}, "kyc login --open"));
  replace(
    main,
    h(
      "div",
      { class: "view welcome" },
      h("h1", { tabindex: "-1" }, t("title")),
      h("p", {}, t("welcome")),
      problem && h("p", { role: "alert", class: "bad" }, problem),
      way,
    ),
  );
  main.querySelector("h1").focus();
}

// What sticks beneath the bar at the top is beneath it, however many lines the menu takes.
const bar = new ResizeObserver(([{ target }]) => variable(document.documentElement, "bar", `${target.offsetHeight}px`));
bar.observe(document.getElementById("top"));
// The way back leads to no page that a reader has signed out of.
addEventListener("pageshow", (event) => event.persisted && location.reload());
begin();
