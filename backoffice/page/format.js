/** Times, durations and numbers as the reader has them. */

import { h } from "./dom.js";
import { t } from "./text.js";

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const NUMBER = new Intl.NumberFormat();
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** A moment in the reader's zone; UTC is its title. */
export function moment(text) {
  if (!text) return t("unknown");
  const at = new Date(text);
  return h("time", { datetime: text, title: `${text.replace("T", " ").slice(0, 19)} UTC` }, MOMENT.format(at));
}

/** Seconds in the two largest units: 1 d 4 h. */
export function duration(seconds) {
  const parts = [];
  let rest = Math.round(Math.abs(seconds));
  for (const [unit, length] of UNITS) {
    const n = Math.floor(rest / length);
    rest -= n * length;
    if (n && parts.length < 2) parts.push(t(`unit.${unit}`, { n }));
    else if (parts.length) break;
  }
  return parts.join(" ") || t("unit.second", { n: 0 });
}

/** How long ago, or until when. */
export function since(text, now = Date.now()) {
  const seconds = (now - Date.parse(text)) / 1000;
  return t(seconds < 0 ? "in_time" : "ago", { time: duration(seconds) });
}

export const number = (value) => NUMBER.format(value);

export const percent = (value) => `${(100 * value).toFixed(1)} %`;

const RISK_PART = 0.25;

/** Whether a case is decided in time: `on_track`, `at_risk` (the last quarter of its time) or `breached`. */
export function standing(asked, due, now = Date.now()) {
  if (!due) return null;
  const left = Date.parse(due) - now;
  if (left <= 0) return "breached";
  return left < RISK_PART * (Date.parse(due) - Date.parse(asked)) ? "at_risk" : "on_track";
}
