/** What the page says beside the view: notices that stay until they no longer hold, dialogs, and what was done. */

import { button, h, replace } from "./dom.js";
import { t } from "./text.js";

const place = document.getElementById("notices");
const notices = new Map();

/** A notice under this name, in place of the one before; null takes it away. */
export function notice(name, text, action = null) {
  if (text === null) notices.delete(name);
  else notices.set(name, h("div", { class: `notice ${name}`, role: "alert" }, h("p", {}, text), action));
  replace(place, ...notices.values());
}

/** Whether the API does not answer. */
export function away(isAway) {
  if (isAway !== notices.has("away")) notice("away", isAway ? t("problem.away") : null);
}

/** What was done, for a while. */
export function done(text) {
  notice("done", text);
  clearTimeout(timer);
  timer = setTimeout(() => notice("done", null), 6000);
}

let timer = 0;

/** A dialog that says something; resolves when it is closed. */
export function shown(title, ...content) {
  return dialog(title, content, (close) => [button(t("close"), () => close(null), { class: "primary" })]);
}

/**
 * A dialog that asks. `act` is done once the reader agrees; what it raises is said in the dialog, which stays. Resolves to
 * what `act` gave, or to null.
 */
export function asked(title, content, label, act) {
  const wrong = h("p", { class: "bad", role: "alert" });
  return dialog(title, [...content, wrong], (close) => [
    button(label, async () => {
      wrong.textContent = "";
      try {
        close((await act()) ?? true);
      } catch (error) {
        wrong.textContent = error.message;
      }
    }, { class: "primary" }),
    button(t("cancel"), () => close(null)),
  ]);
}

function dialog(title, content, actions) {
  const before = document.activeElement;
  return new Promise((resolve) => {
    const node = h("dialog", { "aria-labelledby": "dialog-title" });
    const close = (value) => {
      node.close();
      node.remove();
      before?.focus?.();
      resolve(value);
    };
    node.append(
      h("h2", { id: "dialog-title" }, title),
      h("div", { class: "content" }, ...content),
      h("div", { class: "actions" }, ...actions(close)),
    );
    node.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(null);
    });
    document.body.append(node);
    node.showModal();
  });
}
