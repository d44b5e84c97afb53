/** Every text of the page in English, by key; a text that counts has a form for one and one for others. */

import { CASE } from "./texts_en_case.js";
import { OTHERS } from "./texts_en_views.js";
import { WORDS } from "./texts_en_words.js";
import { WORKFLOW } from "./texts_en_workflow.js";

const PAGE = {
  title: "KYC cockpit",
  menu: "Views",
  welcome: "Where the bank's staff decide who becomes a customer.",
  loading: "Loading…",
  unknown: "unknown",
  again: "Try again",
  close: "Close",
  cancel: "Cancel",
  ago: "{time} ago",
  in_time: "in {time}",
  none: "None",
  yes: "yes",
  no: "no",
  more: "Show more",
  sign_in: "Sign in",
  sign_out: "Sign out",
  "sign_in.by_command": "This bank's issuer is not known to the page. Open it signed in:",
  "sign_in.refused": "Signing in did not succeed. Try again.",
  "sign_in.ended": "Your session has ended. What you typed is still here: sign in again to go on.",
  "sign_in.soon": "Your session ends at",
  "sign_in.again": "Sign in again",
  "key.help": "Keys",
  "problem.title": "This did not work",
  "problem.unknown": "Something unexpected happened. Try again; if it happens again, tell whoever runs the system.",
  "problem.away": "The API does not answer. It is asked again until it does.",
  "problem.no_answer": "No answer came, so nobody knows whether it was done. Reload and look before you do it again.",
  "unit.day": "{n} d",
  "unit.hour": "{n} h",
  "unit.minute": "{n} min",
  "unit.second": "{n} s",
  "view.work": "Work",
  "view.applications": "Applications",
  "view.new_application": "New application",
  "view.case": "Case",
  "view.workflow": "Workflow",
  "view.audit": "Audit",
  "view.lists": "Lists",
  "view.operations": "Operations",
  "view.figures": "Figures",
};

export const EN = { ...PAGE, ...WORDS, ...CASE, ...WORKFLOW, ...OTHERS };
