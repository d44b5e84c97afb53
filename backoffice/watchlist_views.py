"""What ``kyc watchlists`` shows in a terminal."""

from typing import Any

from rich.console import Group
from rich.table import Table

from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.watchlists.entries import KINDS


def watchlists(found: Row) -> Group | str:
    """The version in force by source, the earlier versions, and what the last refresh said."""
    current = found["current"]
    if current is None:
        return "No watchlists: screening sends each case to a person. Fetch them: kyc watchlists refresh"
    table = Table("Source", "List", "Version", "Entries", "Unreadable", "Refreshed", "Age")
    for source in current["sources"]:
        age = f"{source['age_hours']:.1f} h" + (
            f", not fresh: {source['oldest_hours']} h at most" if source["too_old"] else ""
        )
        name = source["name"] if source["required"] else f"{source['name']} (not required)"
        unreadable = f"{sum(file['unreadable'] for file in source['files']):,}"
        row = (name, source["list_name"], source["version"], f"{source['entries']:,}", unreadable, _time(source), age)
        table.add_row(*row)
    lines: list[Any] = [
        f"In force: {current['version']}, built {current['built_at'][:19]}, for {', '.join(current['kinds'])}",
        table,
    ]
    lines += [_refused(source) for source in current["sources"] if "refused" in source]
    lines += [f"Unreadable in {source['name']}: {one}" for source in current["sources"] for one in _unreadable(source)]
    lines += [f"Not understood in {source['name']}: {one}" for source in current["sources"] for one in _unknown(source)]
    lines += [f"Missing: {kind}: each case goes to a person" for kind in KINDS if kind not in current["kinds"]]
    lines += [
        f"Nobody is screened against {kind}, each case goes to a person: {'; '.join(faults)}"
        for kind, faults in current["unusable"].items()
        if faults
    ]
    versions = [f"  {one['version']}  {_counts(one['sources'])}{_changes(one['changes'])}" for one in found["versions"]]
    return Group(
        *lines, "The bank's own list: kyc watchlists own", "Versions:", *versions, *_last(found["last_refresh"])
    )


def own(found: Row) -> Group | str:
    """The bank's own list, and what the last refresh said."""
    lines = [line for row in found["parties"] for line in _own(row)]
    return Group(*(lines or ["Nobody is on the bank's own list."]), *_last(found["last_refresh"]))


def changed(found: Row) -> Group | str:
    """The ids of what the version in force added, changed and removed, by list."""
    changes = found["changes"]
    if changes is None:
        return "Nothing is known of what changed: no version was published since this is written down."
    if changes["before"] is None:
        return f"{changes['version']} is the first version: each of its entries is new."
    lines = [
        f"  {name}, {part}: {', '.join(ids)}"
        for name, row in changes["lists"].items()
        for part, ids in row.items()
        if ids
    ]
    return Group(f"From {changes['before']} to {changes['version']}:", *(lines or ["  no entry"]))


def refreshed(report: Row) -> Group:
    """What one refresh said."""
    sources = [f"  {one['name']}: {one['state'].replace('_', ' ')}, {_parts(one)}" for one in report["sources"]]
    problems = [f"  {one['source']}: {one['code']}: {one['said']}" for one in report["problems"]]
    accept = [f"  {_accept(one['name'], one['content'])}" for one in report["sources"] if one.get("content")]
    return Group(f"Refresh {report['outcome']}; in force: {report['version']}", *sources, *problems, *accept)


def decided(given: Row, done: str, report: Row | None) -> Group:
    """What came of an opinion on the bank's own list: ``done`` (added, removed), or to be by one person more."""
    by = " and ".join(given["by"])
    said = f"{done} by {by}" if given["decided"] else f"to be {done}: somebody else has to say so too; so far {by}"
    head = f"{given['id']} ({given['evidence'][:12]}) {said}"
    return Group(head, *([refreshed(report)] if report else []))


def _last(report: Row | None) -> list[Any]:
    if report is None:
        return ["No refresh yet; the lists are those that deploy.py published"]
    head = f"Last refresh: {report['at'][:19].replace('T', ' ')}, by {report['asked_by']}:"
    if report["outcome"] == "failed":
        return [f"{head} failed: {report['error']}"]
    return [head, refreshed(report)]


def _refused(source: Row) -> str:
    """That what came of a source is not in force, and what is instead."""
    why = source["refused"]
    said = f"Refused since {why['since'][:16].replace('T', ' ')}: {source['name']}: {', '.join(why['codes'])}"
    lines = [f"{said}; its copy of {source['age_hours']:.1f} h ago stays in force"]
    return "\n".join([*lines, *([_accept(source["name"], why["content"])] if why["content"] else [])])


def _accept(name: str, content: str) -> str:
    return f"Once two operators have looked at it: kyc watchlists refresh --accept {name}:{content}"


def _parts(source: Row) -> str:
    unreadable = f", {source['unreadable']:,} unreadable rows" if source["unreadable"] else ""
    return f"{source['entries']:,} entries{unreadable}"


def _unreadable(source: Row) -> list[str]:
    """The files of a source with the rows that nobody could read, as far as they are named."""
    lines = []
    for file in source["files"]:
        more = file["unreadable"] - len(file["unreadable_rows"])
        rows = [*file["unreadable_rows"], *([f"{more:,} more"] if more else [])]
        lines += [f"{file['file']}: {', '.join(rows)}"] if rows else []
    return lines


def _unknown(source: Row) -> list[str]:
    """How many fields of which kind nobody understood."""
    kinds = {kind: row for kind, row in source.get("fields", {}).items() if row["unknown"]}
    return [f"{row['unknown']:,} of {row['given']:,} fields of {kind.replace('_', ' ')}" for kind, row in kinds.items()]


def _own(row: Row) -> list[str]:
    """A party of the bank's own list: what is listed, and what somebody wants of it."""
    party, lines = row["party"], []
    if party:
        since = f"{row['at'][:10]}, by {' and '.join(row['by'])}: {row['reason']}"
        source = f"{party['source']} of {party['source_date']}"
        lines.append(f"The bank's own: {row['id']} ({row['evidence'][:12]}), {party['names'][0]}; {source}; {since}")
    return lines + [
        f"Wanted by one person, {one['by']}: {one['action']} {row['id']} ({one['evidence'][:12]}): {one['reason']}"
        for one in row["wanted"]
    ]


def _counts(sources: dict[str, int]) -> str:
    return ", ".join(f"{name} {entries:,}" for name, entries in sources.items())


def _changes(lists: dict[str, dict[str, int]]) -> str:
    """How many entries of which lists a version added, changed and removed; nothing where it did none of it."""
    said = [
        f"{name} {', '.join(f'{number:,} {part}' for part, number in row.items() if number)}"
        for name, row in lists.items()
        if any(row.values())
    ]
    return f"; {'; '.join(said)}" if said else ""


def _time(source: Row) -> str:
    return str(source["refreshed_at"])[:19].replace("T", " ")
