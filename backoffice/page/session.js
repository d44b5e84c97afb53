/**
 * Who is signed in: OpenID Connect's code flow with PKCE. The token is in this page's memory alone and goes with it; what
 * is kept over the way to the issuer and back is the flow's own secret, once.
 */

import { signIn } from "./api.js";

const ISSUER = JSON.parse(document.querySelector("meta[name=sign-in]").content || "{}");
const KEPT = "kyc-sign-in";
const LEFT = "kyc-left";
const RENEW = "#/renew";
const NOTICE = 300_000;
const channel = new BroadcastChannel("kyc-session");
const here = () => `${location.origin}${location.pathname}`;
let current = null;
let timers = [];
let notify = () => {};

export const canSignIn = Boolean(ISSUER.authorize);
/** A link with a token may be of anybody, who would then be who decides: none counts where the bank's issuer is asked. */
const takesLinks = !canSignIn || ISSUER.authorize.startsWith("/");

/** `told("soon", moment)` five minutes before the token ends, `told("ended")` then, `told("renewed")` with a new one. */
export function watch(told) {
  notify = told;
}

/** Whether somebody is signed in: by a code from the issuer, or by `kyc login --open`. Raises Error. */
export async function begin() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (fragment.has("token")) {
    history.replaceState(null, "", here());
    return takesLinks && take(fragment.get("token"));
  }
  const query = new URLSearchParams(location.search);
  if (query.has("code") || query.has("error")) return returned(query);
  if (location.hash === RENEW) await leave();
  return false;
}

/** To the issuer's page, and back to where the reader is. */
export async function leave() {
  const verifier = random();
  const state = random();
  sessionStorage.setItem(KEPT, JSON.stringify({ verifier, state, back: location.hash }));
  const asked = new URL(ISSUER.authorize, location.origin);
  const values = {
    response_type: "code",
    client_id: ISSUER.client,
    redirect_uri: here(),
    scope: ISSUER.scope,
    state,
    code_challenge: base64(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))),
    code_challenge_method: "S256",
    // Whoever signs in after somebody has left is asked who they are, however long the issuer's own session lasts.
    ...(sessionStorage.getItem(LEFT) ? { prompt: "login" } : {}),
  };
  sessionStorage.removeItem(LEFT);
  for (const [name, value] of Object.entries(values)) asked.searchParams.set(name, value);
  location.assign(asked);
  await new Promise(() => {}); // the page is left
}

/** Sign in again in a window of its own, so that nothing which is typed here is lost. */
export function renew() {
  window.open(`${here()}${RENEW}`, "_blank", "width=520,height=640");
}

/** In every window of this person. */
export function end() {
  channel.postMessage({ left: current.sub });
  sessionStorage.setItem(LEFT, "1");
  location.assign(location.pathname);
}

async function returned(query) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  sessionStorage.removeItem(KEPT);
  history.replaceState(null, "", `${here()}${kept.back ?? ""}`);
  if (!kept.state || query.get("state") !== kept.state || !query.has("code")) throw new Error("refused");
  const answer = await fetch(new URL(ISSUER.token, location.origin), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: ISSUER.client,
      code: query.get("code"),
      redirect_uri: here(),
      code_verifier: kept.verifier,
    }),
    signal: AbortSignal.timeout(20_000),
    credentials: "omit",
  });
  if (!answer.ok) throw new Error("refused");
  const { access_token: token } = await answer.json();
  if (kept.back === RENEW) {
    channel.postMessage(token);
    window.close();
  }
  return take(token);
}

channel.addEventListener("message", ({ data }) => {
  if (current && data.left === current.sub) location.assign(location.pathname);
  else if (current && claims(data)?.sub === current.sub) {
    take(data);
    notify("renewed");
  }
});

function take(token) {
  const found = claims(token);
  if (!found || found.exp * 1000 <= Date.now()) throw new Error("ended");
  current = found;
  signIn(token);
  timers.forEach(clearTimeout);
  const left = found.exp * 1000 - Date.now();
  timers = [
    setTimeout(() => notify("soon", new Date(found.exp * 1000)), Math.min(Math.max(left - NOTICE, 0), 2 ** 31 - 1)),
    setTimeout(() => notify("ended"), Math.min(left, 2 ** 31 - 1)),
  ];
  return true;
}

function claims(token) {
  try {
    const text = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (one) => one.charCodeAt(0))));
  } catch {
    return null;
  }
}

const random = () => base64(crypto.getRandomValues(new Uint8Array(32)));

function base64(bytes) {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
