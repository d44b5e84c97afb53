/** A new application: what is wrong stands at its field, and the same one twice is one onboarding. */

import { post } from "./api.js";
import { form } from "./application_form.js";
import { add, button, field, h, problem } from "./dom.js";
import { done } from "./notices.js";
import { t } from "./text.js";

export async function show(main, _, context) {
  const id = h("input", { name: "application_id", required: true, autocomplete: "off" });
  const fields = form(context.words);
  const wrong = h("p", { class: "bad", role: "alert" });
  const key = crypto.randomUUID();
  let sent = null;

  async function send() {
    wrong.textContent = "";
    problem(id, "");
    const application = { application_id: id.value.trim(), ...fields.read() };
    const text = JSON.stringify(application);
    // Another application under the same key would be refused: it gets one of its own.
    const [before, number] = sent ?? [text, 0];
    sent = [text, before === text ? number : number + 1];
    try {
      const { body } = await post("applications", application, { key: `${key}-${sent[1]}` });
      done(t("form.submitted", { id: body.application_id }));
      context.go(`applications/${encodeURIComponent(body.application_id)}`);
    } catch (error) {
      const own = error.errors?.filter((one) => one.field === "application_id") ?? [];
      if (own.length) problem(id, own[0].rule);
      const rest = fields.show(error.errors?.filter((one) => one.field !== "application_id") ?? []);
      const said = error.status === 422 && error.errors?.length ? t("form.wrong") : error.message;
      wrong.textContent = [said, ...rest].join(" ");
    }
  }

  const node = h(
    "form",
    { novalidate: true },
    section(id),
    fields.node,
    wrong,
    h("p", { class: "actions" }, button(t("form.submit"), send, { class: "primary" })),
  );
  node.addEventListener("submit", (event) => event.preventDefault());
  add(main, h("h1", {}, t("view.new_application")), node);
}

const section = (id) => h("fieldset", {}, h("legend", {}, t("form.id")), field(t("applications.id"), id, t("form.id_hint")));
