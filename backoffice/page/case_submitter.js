/** A case as whoever submitted it sees it: its status, and what the applicant is asked for, to send it. */

import { get, inWords, put } from "./api.js";
import { add, button, facts, h, replace, section } from "./dom.js";
import { duration, moment } from "./format.js";
import { done } from "./notices.js";
import { tag } from "./tags.js";
import { t, word } from "./text.js";
import { uploads } from "./uploads.js";

const EVERY = 5000;

export async function showOwn(main, id, context) {
  const place = h("div", {});
  add(main, place);
  let state = null;

  async function load() {
    const { body, etag } = await get(["applications", id]);
    if (state && state.body.evidence === body.evidence && state.body.status === body.status) return;
    state = { body, etag };
    replace(place, ...drawn(id, state, load));
    context.announce(`${id}: ${word("status", body.status)}`);
  }

  await load();
  const timer = setInterval(() => document.hidden || load(), EVERY);
  return () => clearInterval(timer);
}

function drawn(id, { body, etag }, load) {
  const { asked } = body;
  const wanted = asked.pictures.length || asked.parts.length || asked.question;
  return [
    h("h1", { tabindex: "-1" }, id),
    h("p", { class: "row" }, tag("status", body.status), body.age_seconds === null ? null : h("span", { class: "muted" }, t("ago", { time: duration(body.age_seconds) }))),
    facts([
      [t("case.submitted"), moment(body.submitted_at)],
      [t("case.updated"), moment(body.updated_at)],
    ]),
    wanted
      ? section(
          t("case.asked"),
          {},
          asked.question && h("p", {}, asked.question),
          asked.due_at && h("p", { class: "muted" }, t("case.answer_due"), " ", moment(asked.due_at)),
          asked.pictures.length ? uploads(id, asked.pictures, load) : null,
          h("p", { class: "hint" }, t("case.correct_hint")),
          corrected(id, etag, asked, load),
        )
      : null,
  ];
}

/** The application with what was asked for, as the file that the bank's system made. */
function corrected(id, etag, asked, load) {
  const wrong = h("p", { class: "bad", role: "alert" });
  const file = h("input", { type: "file", accept: "application/json", "aria-label": t("case.file") });
  const send = button(t("case.send_file"), async () => {
    wrong.textContent = "";
    if (!file.files.length) {
      wrong.textContent = t("case.no_file");
      return;
    }
    try {
      await put(["applications", id], JSON.parse(await file.files[0].text()), { match: etag });
      done(t("form.submitted", { id }));
      await load();
    } catch (error) {
      wrong.textContent = error instanceof SyntaxError ? t("case.no_json") : inWords(error);
    }
  });
  return h("div", {}, asked.parts.length ? h("p", {}, asked.parts.map((one) => word("part", one)).join(", ")) : null, h("p", { class: "row" }, file, send), wrong);
}
