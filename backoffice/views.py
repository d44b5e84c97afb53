"""What the ``kyc`` command shows in a terminal."""

import sys
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from lambdas.shared.runtime.characters import visible
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.policies import policy

POLL_SECONDS = 0.3


class _Console(Console):
    """Rich's console, in which no text from a file or a store moves the cursor or hides a part of another.

    It leaves it to the command what a closed pipe means.
    """

    def render_str(self, text: str, **how: Any) -> Text:
        """Every text that is no ``Text`` yet comes through here, so make none of what was read."""
        return super().render_str(visible(text, lines=True), **how)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


# What is not a terminal gets wide lines, so that nothing in them is cut. Square brackets in a text are no markup.
console = _Console(width=None if sys.stdout and sys.stdout.isatty() else 160, markup=False, emoji=False)

_COLOURS = {
    **dict.fromkeys(("onboarded", "cleared", "pass", "verified", "approved", "low", "medium"), "green"),
    **dict.fromkeys(("awaiting_documents", "awaiting_review", "review", "unavailable", "resubmit", "high"), "yellow"),
    **dict.fromkeys(("declined", "confirmed", "failed", "fail", "prohibited"), "red"),
    "running": "cyan",
}
_NEXT = {
    "awaiting_review": "kyc show {id}   (its last lines say how it is decided)",
    "awaiting_documents": "kyc resubmit FILE.json   (the application with what was asked for; pictures: kyc upload)",
    "failed": "kyc show {id}   (the error; when it is mended: kyc restart {id} --reason TEXT, by two operators)",
    "onboarded": "kyc show {id}   (why, and by which lists and rules: kyc explain {id}, kyc audit {id})",
    "declined": "kyc show {id}",
    "cleared": "kyc show {id}",
    "confirmed": "kyc show {id}   (then: kyc reported {id} --reference TEXT)",
}


def applications(rows: list[Row]) -> Table | str:
    if not rows:
        return "No applications. Submit one: kyc submit FILE.json"
    table = _table("Application", "Status", "Risk", "Submitted", "Reasons")
    for row in rows:
        # A submitter is not told of rating and reasons.
        status, risk = _coloured(row["status"]), _coloured(row.get("risk_rating"))
        reasons = ", ".join(row.get("reasons", []))
        table.add_row(row["application_id"], status, risk, _time(row["submitted_at"]), reasons)
    return table


def reviews(rows: list[Row]) -> Table | str:
    """The cases that wait for a decision."""
    if not rows:
        return "No case waits for a decision there."
    table = _table("Application", "Queue", "Risk", "Asked", "Due", "Claimed", "Reasons")
    for row in rows:
        times, claimed = (_time(row["asked_at"]), _time(row["due_at"])), "yes" if row["claimed"] else ""
        reasons = ", ".join(row["reasons"])
        table.add_row(row["application_id"], row["queue"], _coloured(row["rating"]), *times, claimed, reasons)
    return table


def timeline(rows: list[Row]) -> Table:
    """What happened, in order."""
    table = _table("#", "At", "Entry", "Result", "Reasons")
    for row in rows:
        reasons = ", ".join(row["reasons"])
        table.add_row(str(row["number"]), _time(row["at"]), row["what"], _coloured(row["result"]), reasons)
    return table


def application(found: Row) -> Group:
    if "steps" not in found:
        return Group(applications([found]), asked(found["asked"]))  # all that a submitter is told
    account = found["account"]
    facts = {
        "Status": found["status"],
        "Outcome": found["outcome"],
        "Risk": found["risk_rating"],
        "Reasons": ", ".join(found["reasons"]),
        **_alert(found["alert"]),
        "IBAN": account and f"{account.get('iban', 'see --details')} ({account['status']})",
        "Blocked by": ", ".join(found["blocks"]),
        "Submitted": _time(found["submitted_at"]),
        "Taken": f"{found['seconds']:.1f} s in {found['attempts']} attempt(s)",
        "Execution": f"{found['execution_arn']} ({found['execution_status']})",
    }
    table = Table(show_header=False, box=None, title=found["application_id"], title_justify="left")
    for name, value in facts.items():
        if value:
            table.add_row(name, _coloured(value) if name in ("Status", "Outcome", "Risk") else value)
    return Group(table, _steps(found["steps"]), *_notes(found))


def _alert(alert: Row | None) -> Row:
    """What a monitoring case has besides."""
    if not alert:
        return {}
    hits = [f"{one['entry_id']} ({one['list_name']}, {one['score']:.2f})" for one in alert["hits"]]
    reported = alert["reported_at"] and f", reported {_time(alert['reported_at'])}"
    return {
        "Customer": alert["customer_id"],
        "Found on": ", ".join(hits),
        "Report due": alert["report_due_on"] and f"{alert['report_due_on']}{reported or ', not reported yet'}",
    }


def _steps(steps: list[Row]) -> Table:
    table = _table("Step", "Verdict", "Seconds", "At", "Reasons")
    for step in steps:
        reasons = "\n".join(": ".join(filter(None, [one["code"], one.get("sentence")])) for one in step["reasons"])
        seconds = f"{step['seconds']:.2f}"
        table.add_row(step["step"], _coloured(step["verdict"]), seconds, _time(step["at"])[11:], reasons)
    return table


def _notes(found: Row) -> list[str]:
    notes = [f"Failure at {_time(one['at'])}: {one['error']}: {one['said']}" for one in found["failures"]]
    notes += [_picture(one) for one in found["pictures"]]
    for one in found["messages"]:
        notes += [f"Message to the applicant at {_time(one['at'])}: {one['subject']} ({one['template']})"]
        notes += [f"  {line}" for line in one.get("body", "").splitlines() if line.startswith("- ")]
    return [*notes, *_review(found["review"]), f"Evidence {found['evidence'][:12]}", *_ways(found)]


def _ways(found: Row) -> list[str]:
    """How the case is decided, where it waits for a decision."""
    if not found["review"] or found["review"]["status"] != "pending":
        return []
    decide = f"kyc review {found['application_id']} --evidence {found['evidence'][:12]} --reason CODE"
    decisions = policy("review")["decisions"]
    reasons = [f"  --{option}: {', '.join(decisions[decision])}" for option, decision in _OPTIONS.items()]
    return [f"To decide it: {decide}, with one of these and a code of it", *reasons]


_OPTIONS = {"approve": "approved", "decline": "declined", "ask PART": "request_information"}


def _review(review: Row | None) -> list[str]:
    """Who said what, and what is still needed."""
    if not review:
        return []
    notes = [
        f"{one['reviewer']}{' (senior)' if one['senior'] else ''}: {one['decision']}: {one['reason']}"
        f"{': ' if one.get('note') else ''}{one.get('note', '')}{'' if one['counts'] else ' (on other evidence)'}"
        for one in review["decisions"]
    ]
    if review["status"] == "pending":
        who = "two reviewers, one of them senior" if review["two_people"] else "a reviewer"
        notes.append(f"Waits for {who} in the queue {review['queue']} until {_time(review['due_at'])}")
    return notes


def _picture(one: Row) -> str:
    what = f"{one['media_type'] or 'no picture'}, {one['bytes']:,} bytes"
    pixels = f", {one['width']} x {one['height']}" if one["width"] else ""
    came_of_it = f"unusable: {', '.join(one['reasons'])}" if one["reasons"] else "usable"
    return f"Picture at {_time(one['at'])}: {one['picture']} of attempt {one['attempt']} ({what}{pixels}): {came_of_it}"


def asked(found: Row) -> str:
    """What the applicant reads."""
    needed = [*found["pictures"], *found["parts"]]
    if not needed:
        return f"{found['application_id']}: the applicant is asked for nothing"
    question = [found["question"]] if found["question"] else []
    lines = [f"{found['application_id']}: {', '.join(needed)}", *question]
    return "\n".join([*lines, f"by {_time(found['due_at'])}"] if found["due_at"] else lines)


def queues(rows: list[Row]) -> Table:
    table = _table("Queue", "Waiting", "In flight", "Dead letters", "What is in it")
    for row in rows:
        dead = Text(str(row["dead"]), style="red" if row["dead"] else "")
        table.add_row(row["name"], str(row["waiting"]), str(row["in_flight"]), dead, row["description"])
    return table


def findings(report: Row) -> Group:
    if report.get("note"):
        return Group(f"Nothing was looked at: {report['note']}.")
    found = [
        f"  {one['application_id']}: {one['code']}{' (repaired)' if one['repaired'] else ''}"
        + (f": {one['to_do']}" if "to_do" in one else "")
        for one in report["findings"]
    ]
    left = f", and {report['left']} are left for the next run" if report["left"] else ""
    alerted = [] if report["alerted"] else ["The alert could not be published: look at the topic of alerts."]
    return Group(f"Looked at {report['looked_at']} open applications{left}: {report['stuck']} stuck", *found, *alerted)


def claimed(row: Row | None) -> Table | str:
    """The case that is the caller's to work on now."""
    return reviews([row]) if row else "No case waits that you may decide and nobody else works on."


def next_steps(rows: list[Row]) -> Group:
    lines = [f"  {_NEXT[row['status']].format(id=row['application_id'])}" for row in rows if row["status"] in _NEXT]
    return Group(applications(rows), "What to type next:", *dict.fromkeys(lines))


def watch(find: Callable[[], list[Row]], *, quiet: bool) -> list[Row]:
    """Show the applications as they move, until none is running; then return them."""
    rows = find()
    with Live(console=console, transient=True, auto_refresh=False) as live:
        while any(row["status"] == "running" for row in rows):
            if not quiet:
                live.update(applications(rows), refresh=True)
            time.sleep(POLL_SECONDS)
            rows = find()
    return rows


def _table(*columns: str) -> Table:
    """A table whose last column takes the room that is left, and folds."""
    table = Table()
    for column in columns[:-1]:
        table.add_column(column, no_wrap=True)
    table.add_column(columns[-1], overflow="fold")
    return table


def _coloured(value: str | None) -> Text:
    return console.render_str(value or "", style=_COLOURS.get(value or "", ""))


def _time(text: str | None) -> str:
    return (text or "")[:19].replace("T", " ")
