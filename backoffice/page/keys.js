/** Keys instead of the mouse: of the page and of the view that is open. They are off while somebody types. */

const bound = [new Map(), new Map()];
const [PAGE, VIEW] = [0, 1];
const MOVES = new Set(["ArrowDown", "ArrowUp", "j", "k"]);
const TYPED_INTO = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";

/** Bind keys for as long as this view is open: `{key: [what it does, action]}`. */
export function bind(keys) {
  for (const [key, named] of Object.entries(keys)) bound[VIEW].set(key, named);
}

/** Bind keys for the whole page. */
export function bindAlways(keys) {
  for (const [key, named] of Object.entries(keys)) bound[PAGE].set(key, named);
}

/** Forget the view's keys. */
export function unbind() {
  bound[VIEW].clear();
}

/** What is bound now: pairs of key and what it does, those of the view first. */
export function known() {
  return [...bound[VIEW], ...bound[PAGE]].map(([key, [what]]) => [key, what]);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.repeat && !MOVES.has(event.key)) return; // a key that is held acts once: what it does may not be taken back
  if (event.target.closest(TYPED_INTO) || document.querySelector("dialog[open]")) return;
  const found = bound[VIEW].get(event.key) ?? bound[PAGE].get(event.key);
  if (!found) return;
  event.preventDefault();
  found[1](event);
});
