/** Pictures sent to the bank's store, each with how far it is. */

import { Problem, post } from "./api.js";
import { button, field, h } from "./dom.js";
import { done } from "./notices.js";
import { t, word } from "./text.js";

const TYPES = "image/jpeg,image/png,application/pdf";

export function uploads(id, names, after) {
  const wrong = h("p", { class: "bad", role: "alert" });
  const files = new Map(names.map((name) => [name, h("input", { type: "file", accept: TYPES, name })]));
  const bars = new Map(names.map((name) => [name, h("progress", { max: "1", value: "0", hidden: true, "aria-label": word("picture", name) })]));
  const send = async () => {
    wrong.textContent = "";
    const chosen = [...files].filter(([, input]) => input.files.length).map(([name, input]) => [name, input.files[0]]);
    if (!chosen.length) {
      wrong.textContent = t("uploads.none");
      return;
    }
    try {
      const asked = Object.fromEntries(chosen.map(([name, file]) => [name, { media_type: file.type, bytes: file.size }]));
      const { body } = await post(["applications", id, "documents"], asked);
      await Promise.all(chosen.map(([name, file]) => put(body[name], file, bars.get(name))));
      done(t("uploads.done"));
      await after();
    } catch (error) {
      wrong.textContent = [error.message, ...(error.errors ?? []).map((one) => one.rule)].join(" ");
    }
  };
  return h(
    "div",
    {},
    h("div", { class: "columns" }, ...names.map((name) => h("div", {}, field(word("picture", name), files.get(name)), bars.get(name)))),
    h("p", {}, button(t("uploads.send"), send, { class: "primary" })),
    wrong,
  );
}

/** XMLHttpRequest, since fetch does not say how much is sent. */
function put({ method, url, headers }, file, bar) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) if (name !== "Content-Length") request.setRequestHeader(name, value);
    bar.hidden = false;
    request.upload.addEventListener("progress", (event) => (bar.value = event.loaded / Math.max(event.total, 1)));
    const refused = () => reject(new Problem(request.status, { detail: t("uploads.refused") }));
    request.addEventListener("load", () => (request.status < 300 ? resolve() : refused()));
    request.addEventListener("error", refused);
    request.send(file);
  });
}
