/** The page's views: each with its address, who sees it, and the module that shows it. */

const REVIEWERS = ["reviewer", "senior_reviewer"];
const READERS = [...REVIEWERS, "auditor", "submitter"];

/** `path`: its parts that begin with a colon are parameters. `roles`: any one of them. */
export const VIEWS = [
  view("work", "work", REVIEWERS, "./work.js", true),
  view("work", "work/:id", REVIEWERS, "./work.js"),
  view("applications", "applications", READERS, "./applications.js", true),
  view("new_application", "new", ["submitter"], "./new_application.js", true),
  view("case", "applications/:id", READERS, "./case.js"),
  view("workflow", "applications/:id/workflow", READERS, "./workflow.js"),
  view("audit", "audit", ["auditor"], "./audit.js", true),
  view("audit", "audit/:id", ["auditor"], "./audit.js"),
  view("lists", "lists", [...REVIEWERS, "auditor", "operator"], "./lists.js", true),
  view("operations", "operations", ["operator"], "./operations.js", true),
  view("figures", "figures", ["auditor", "operator"], "./figures.js", true),
];

/** The address of a view, of its parts, whatever stands in them. */
export const address = (...parts) => `#/${parts.map(encodeURIComponent).join("/")}`;

/** The view of this path and its parameters; undefined where there is none. */
export function found(views, path) {
  const parts = path.split("?")[0].split("/").filter(Boolean);
  for (const one of views) {
    const wanted = one.path.split("/");
    if (wanted.length !== parts.length) continue;
    if (!wanted.every((part, place) => part.startsWith(":") || part === parts[place])) continue;
    const named = wanted.map((part, place) => [part.slice(1), decoded(parts[place])]);
    return [one, Object.fromEntries(named.filter((_, place) => wanted[place].startsWith(":")))];
  }
  return undefined;
}

function view(name, path, roles, module, inMenu = false) {
  return { name, path, roles, module, inMenu };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
