/** Elements, made of names, attributes and children; text is always text, whatever stands in it. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. Attributes: a function under `on…` listens, true is an attribute without a value, null and false are left
 * out. Children: elements, texts and numbers; null and false are left out.
 */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same, of SVG. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Put these children after those that are there. */
export function add(node, ...children) {
  node.append(...known(children));
  return node;
}

/** Put these children where others are. */
export function replace(node, ...children) {
  node.replaceChildren(...known(children));
  return node;
}

/** A number for the stylesheet: `--name`. */
export function variable(node, name, value) {
  node.style.setProperty(`--${name}`, value);
  return node;
}

/** A region of its own, with a heading that names it. */
export function section(title, attributes, ...children) {
  const id = `s${(counter += 1)}`;
  return h("section", { "aria-labelledby": id, ...attributes }, h("h2", { id }, title), ...children);
}

/** Names with what they stand for; those without a value are left out. */
export function facts(rows) {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", { class: "facts" }, ...shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** A table with a caption for those who hear it; `rows`: of cells, each an element or a text. */
export function table(caption, heads, rows, attributes = {}) {
  return h(
    "div",
    { class: "scrolls", tabindex: "0", role: "group", "aria-label": caption },
    h(
      "table",
      attributes,
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, ...heads.map((one) => h("th", { scope: "col" }, one)))),
      h("tbody", {}, ...rows.map((cells) => h("tr", {}, ...cells.map((one) => h("td", {}, one))))),
    ),
  );
}

/** A button that does something, once at a time: while it does, it cannot be pressed again. */
export function button(label, act, attributes = {}) {
  const node = h("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-disabled") === "true") return;
    node.setAttribute("aria-disabled", "true");
    try {
      await act(node);
    } finally {
      node.removeAttribute("aria-disabled");
    }
  });
  return node;
}

/** A field with its label and, beneath it, what is wrong with it (`problem(node, text)`). */
export function field(label, input, hint = null) {
  const id = (input.id ||= `f${(counter += 1)}`);
  const wrong = h("span", { class: "wrong", id: `${id}-wrong` });
  input.setAttribute("aria-describedby", `${id}-wrong${hint ? ` ${id}-hint` : ""}`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    hint && h("span", { class: "hint", id: `${id}-hint` }, hint),
    input,
    wrong,
  );
}

/** Say what is wrong with a field; an empty text takes it back. */
export function problem(input, text) {
  document.getElementById(`${input.id}-wrong`).textContent = text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** A list to choose from; `options`: pairs of value and text. */
export function choice(options, chosen, attributes = {}) {
  return h(
    "select",
    attributes,
    ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  );
}

let counter = 0;

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...known(children));
  return node;
}

function known(children) {
  return children.flat().filter((one) => one !== null && one !== undefined && one !== false);
}
