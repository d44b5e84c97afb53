/** The page's texts in the reader's language, English where there is no other. */

import { EN } from "./texts_en.js";

const LANGUAGES = { en: EN };
const language = navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in LANGUAGES) ?? "en";
const texts = LANGUAGES[language];
const plural = new Intl.PluralRules(language);
document.documentElement.lang = language;

/** The text of this key; `{name}` in it is replaced. A text that counts is of two forms, chosen by `n`. */
export function t(key, values = {}) {
  const found = texts[key] ?? EN[key] ?? key;
  const text = typeof found === "string" ? found : (found[plural.select(values.n)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** The text of a code, such as a status or a step; where there is none, the code in words. */
export function word(kind, code) {
  if (code === null || code === undefined || code === "") return "";
  return texts[`${kind}.${code}`] ?? sentence(String(code));
}

/** The name of a watchlist, as its publisher is known. */
export const listName = (name) => texts[`list.${name}`] ?? name;

/** What was observed: a code in words, anything else as it is. */
export const observed = (value) => (/^[a-z]+(_[a-z]+)*$/.test(value) ? word("value", value) : value);

function sentence(code) {
  const words = code.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
