/** The pictures of the document and the face: shown once they are asked for, since each look is recorded. */

import { get } from "./api.js";
import { button, h, replace, section, variable } from "./dom.js";
import { t, word } from "./text.js";

const ZOOMS = [1, 1.5, 2, 3, 4];

export function pictures(state) {
  const newest = new Map();
  for (const one of state.found.pictures) newest.set(one.picture, one);
  if (!newest.size) return null;
  const place = h("div", { class: "pictures" });
  const open = async () => {
    const shown = await Promise.all([...newest.keys()].map((name) => picture(state.id, newest.get(name))));
    replace(place, ...shown);
  };
  return section(
    t("pictures.title"),
    {},
    h("p", { class: "row no-print" }, button(t("pictures.show", { n: newest.size }), open), h("span", { class: "hint" }, t("pictures.recorded"))),
    ...[...newest.values()].filter((one) => one.reasons.length).map((one) => h("p", { class: "bad" }, word("picture", one.picture), ": ", one.reasons.map((code) => word("reason", code)).join(", "))),
    place,
  );
}

async function picture(id, kept) {
  const name = word("picture", kept.picture);
  const { body } = await get(["applications", id, "documents", kept.picture]);
  if (kept.media_type === "application/pdf") {
    return h("figure", {}, h("figcaption", {}, name), h("a", { href: body.url, download: "", rel: "noopener" }, t("pictures.pdf")));
  }
  const image = h("img", { src: body.url, alt: name, referrerpolicy: "no-referrer" });
  let [zoom, turns] = [0, 0];
  const draw = () => variable(variable(image, "zoom", ZOOMS[zoom]), "turn", `${90 * turns}deg`);
  const act = (label, change) =>
    button(label, () => {
      change();
      draw();
    });
  image.addEventListener("error", () => replace(frame, h("p", { class: "bad" }, t("pictures.failed"))));
  const frame = h("div", { class: "frame", tabindex: "0", role: "group", "aria-label": name }, image);
  return h(
    "figure",
    {},
    h("figcaption", {}, name, h("span", { class: "muted" }, kept.width ? ` ${kept.width} × ${kept.height}` : "")),
    frame,
    h(
      "p",
      { class: "row no-print" },
      act(t("pictures.in"), () => (zoom = Math.min(zoom + 1, ZOOMS.length - 1))),
      act(t("pictures.out"), () => (zoom = Math.max(zoom - 1, 0))),
      act(t("pictures.turn"), () => (turns += 1)),
    ),
  );
}
