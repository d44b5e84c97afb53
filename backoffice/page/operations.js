/** What operators look after: queues and their dead letters, the watchdog, and cases that failed. */

import { get, inWords, post } from "./api.js";
import { add, button, field, h, replace, section, table } from "./dom.js";
import { number } from "./format.js";
import { asked, done } from "./notices.js";
import { mark } from "./tags.js";
import { t, word } from "./text.js";

const [EVERY, TRIES] = [2000, 45];

export async function show(main, _, context) {
  const place = h("div", {});
  const load = async () => replace(place, queues((await get("queues")).body.queues, load));
  await load();
  add(
    main,
    h("h1", {}, t("view.operations")),
    section(t("operations.queues"), {}, h("p", {}, button(t("reload"), load)), place),
    watchdog(context),
    restart(),
  );
}

function queues(rows, load) {
  const cells = rows.map((one) => [
    one.name,
    one.description,
    number(one.waiting),
    number(one.in_flight),
    one.dead ? mark("bad", number(one.dead)) : number(0),
    one.dead ? button(t("operations.redrive"), () => redrive(one, load), { "aria-label": t("operations.redrive_of", { name: one.name }) }) : "",
  ]);
  return table(t("operations.queues"), [t("operations.queue"), t("operations.what"), t("operations.waiting"), t("operations.in_flight"), t("operations.dead"), t("operations.action")], cells);
}

async function redrive(queue, load) {
  const answer = await asked(t("operations.redrive"), [h("p", {}, t("operations.redrive_hint", { n: queue.dead, name: queue.name }))], t("operations.redrive"), () => post(["queues", queue.name, "redrive"]));
  if (!answer) return;
  const { sent, asked_by: people } = answer.body;
  done(sent === null ? t("operations.second", { who: people.join(", ") }) : t("operations.sent", { n: sent }));
  await load();
}

function watchdog(context) {
  const place = h("div", { role: "status" });
  const run = async () => {
    const { body } = await post("watchdog");
    replace(place, h("p", {}, t("operations.looking")));
    for (let number = 0; number < TRIES && context.isOpen(); number += 1) {
      await new Promise((resolve) => setTimeout(resolve, EVERY));
      try {
        const report = (await get(["watchdog", body.run])).body;
        return replace(place, found(report));
      } catch (error) {
        if (error.status !== 404) throw error;
      }
    }
    return replace(place, h("p", {}, t("operations.still_looking")));
  };
  return section(t("operations.watchdog"), {}, h("p", {}, button(t("operations.look"), run, { class: "primary" })), place);
}

function found({ report, error }) {
  if (error) return h("p", { class: "bad" }, error);
  if (report.note) return h("p", {}, report.note);
  const rows = report.findings.map((one) => [one.application_id, word("problem", one.code), one.repaired ? mark("good", t("operations.repaired")) : (one.to_do ?? "")]);
  return [
    h(
      "p",
      { class: "row" },
      report.stuck || report.left ? null : mark("good", t("operations.nothing")),
      report.alerted ? null : mark("bad", t("operations.not_alerted")),
      t("operations.looked_at", { n: report.looked_at }),
      report.left ? ` ${t("operations.left", { n: report.left })}` : "",
    ),
    rows.length ? table(t("operations.watchdog"), [t("applications.one"), t("operations.found"), t("operations.to_do")], rows) : null,
  ];
}

/** A case that failed, started again on what is live now: two operators ask for it. */
function restart() {
  const id = h("input", { name: "id", autocomplete: "off", required: true });
  const reason = h("input", { name: "reason", maxlength: "500", required: true });
  const said = h("p", { role: "status" });
  const wrong = h("p", { class: "bad", role: "alert" });
  const send = async () => {
    said.textContent = wrong.textContent = "";
    try {
      const { body } = await post(["applications", id.value.trim() || "-", "restart"], { reason: reason.value.trim() });
      said.textContent = body.execution ? t("operations.restarted", { execution: body.execution }) : t("operations.second", { who: body.asked_by.join(", ") });
    } catch (error) {
      wrong.textContent = inWords(error);
    }
  };
  return section(
    t("operations.restart"),
    {},
    h("p", { class: "hint" }, t("operations.restart_hint")),
    h("div", { class: "columns" }, field(t("applications.id"), id), field(t("operations.reason"), reason)),
    h("p", {}, button(t("operations.restart"), send, { class: "primary" })),
    said,
    wrong,
  );
}

