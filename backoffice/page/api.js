/** The bank's API: JSON, with the token of whoever is signed in; what goes wrong is a Problem (RFC 9457). */

import { t } from "./text.js";

const BASE = new URL("../../", import.meta.url);
const WAITS = [500, 1000, 2000, 4000, 8000, 8000];
const LIMIT = 30_000;
const listeners = { away: () => {}, ended: () => {} };
let token = null;

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? t("problem.unknown"));
    this.status = status;
    this.kind = body.type ?? "";
    this.errors = body.errors ?? [];
  }
}

/** What went wrong, with what is wrong in each field. */
export const inWords = (error) => [error.message, ...(error.errors ?? []).map((one) => `${one.field}: ${one.rule}`)].join(" ");

/** Whose token goes with each request. */
export function signIn(given) {
  token = given;
}

/** `away(true)`: the API does not answer; `ended()`: the token no longer counts. */
export function listen(given) {
  Object.assign(listeners, given);
}

/** Resolves to `{body, etag}`; while the API is away it is asked again. Raises Problem. */
export async function get(path, query = {}) {
  const url = at(path);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  for (const wait of WAITS) {
    try {
      return await send("GET", url);
    } catch (error) {
      if (!isAway(error)) throw error;
      listeners.away(true);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return send("GET", url);
}

/**
 * `match`: the ETag of what was seen; `key`: the Idempotency-Key. What changes something is sent once: where no answer
 * comes, nobody knows whether it was done, and the problem says so. With a key it is sent again.
 */
export async function post(path, body, { match = null, key = null } = {}) {
  return change("POST", path, body, match, key);
}

export async function put(path, body, { match = null } = {}) {
  return change("PUT", path, body, match, null);
}

export async function del(path) {
  return change("DELETE", path, undefined, null, null);
}

async function change(method, path, body, match, key) {
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (match) headers["If-Match"] = match;
  if (key) headers["Idempotency-Key"] = key;
  const request = () => send(method, at(path), headers, body);
  try {
    return await request();
  } catch (error) {
    if (!isAway(error)) throw error;
    listeners.away(true);
    if (key) return request();
    throw new Problem(0, { detail: t("problem.no_answer") });
  }
}

async function send(method, url, headers = {}, body = undefined) {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(LIMIT),
    credentials: "omit",
  });
  const text = await answer.text();
  const found = read(text);
  if (!answer.ok) {
    if (answer.status === 401) listeners.ended();
    else if (!AWAY.has(answer.status)) listeners.away(false);
    throw new Problem(answer.status, found);
  }
  listeners.away(false);
  return { body: found, etag: answer.headers.get("ETag") };
}

const AWAY = new Set([502, 503, 504]);
const isAway = (error) => !(error instanceof Problem) || AWAY.has(error.status);

function read(text) {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}

/** Each part of the path is one segment, whatever stands in it; one of dots would lead to another route. */
function at(path) {
  const parts = Array.isArray(path) ? path : path.split("/");
  if (parts.some((one) => /^\.{1,2}$/.test(one))) throw new Problem(404, { detail: t("problem.nothing_there") });
  return new URL(parts.map(encodeURIComponent).join("/"), BASE);
}
