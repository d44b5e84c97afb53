"""The report as Markdown, for people; and the summary that is printed beside it."""

from collections.abc import Iterable, Iterator, Sequence

from backoffice.validation.measuring import LEAST, interval
from lambdas.shared.runtime.dynamodb import Row

_COLUMNS = ("people", "found", "share", "95 %", "by name alone", "mean score", "clean people", "alerted")
_HOW = f"""People are listed ones whose name or birth date is told otherwise than the list has it.
*Found*: their entry is a possible match by all that is known of them, and *by name alone*.
*Mean score*: of their entry, 0 where its score is below {LEAST}.
*95 %*: the interval of the share found (Wilson).
*Clean people* are made up, with common names, which are told otherwise alike.
*Alerted*: some entry is a possible match."""


def document(report: Row) -> str:
    """The whole report, line by line."""
    parts = [_head(report), *(_of_kind(kind, found) for kind, found in report["kinds"].items()), _parameters(report)]
    return "\n".join(line for part in parts for line in part)


def summary(report: Row, times: Row) -> str:
    """What a person reads first, with the times, which are in no report."""
    return "\n".join(line for kind, found in report["kinds"].items() for line in _summed(kind, found, times[kind]))


def _summed(kind: str, found: Row, times: Sequence[Row]) -> Iterator[str]:
    tables, listed = found["tables"], found["as_listed"]
    yield f"{kind}: possible match from {found['from']}"
    yield f"  names that do not find their own entry: {len(listed['lost'])} of {listed['names']:,}"
    for name in ("mutation", "spelling system", "birth date"):
        people, right = (sum(row[column] for row in tables[name]) for column in ("people", "found"))
        yield f"  found by {name}: {right:,} of {people:,} ({_share(right, people)})"
    clean = tables["culture of clean people"]
    people, alerted = (sum(row[column] for row in clean) for column in ("clean", "alerted"))
    yield f"  clean people alerted: {alerted:,} of {people:,} ({_share(alerted, people)})"
    for row in times:
        median, highest = row["search_ms"]
        yield (
            f"  {row['entries']:,} entries: loaded in {row['load_seconds']:.2f} s,"
            f" a search takes {median:.1f} ms, one in a hundred {highest:.1f} ms or more"
        )


def _head(report: Row) -> Iterator[str]:
    versions = report["versions"]
    yield from ("# Validation of the search of watchlists", "", "## What was validated", "")
    yield from _table(
        ("", ""),
        [
            ("lists and the code that reads them (the end of their version)", versions["lists"]),
            ("matcher, as certificates of coverage have it", versions["matcher"]),
            ("watchlist policy", versions["policy"]),
            ("this validation", versions["validation"]),
            ("seed", report["seed"]),
            ("people in each row's sample", report["sample"]),
        ],
    )
    rows = [
        (one["list_name"], one["kind"], f"{one['entries']:,}", file["file"], file["sha256"], file["unreadable"])
        for one in report["lists"]
        for file in one["files"]
    ]
    yield from _table(("list", "kind", "entries", "file", "SHA-256", "rows not read"), rows)
    unknown = [
        (one["list_name"], kind.replace("_", " "), f"{row['given']:,}", row["unknown"])
        for one in report["lists"]
        for kind, row in one["fields"].items()
    ]
    yield from _table(("list", "fields of", "given", "not understood"), unknown)
    yield from (f"- {said}" for said in report["problems"])
    yield from ("", _HOW, "")


def _of_kind(kind: str, found: Row) -> Iterator[str]:
    second = ", and only where birth date or country agree" if found["second_sign"] else ""
    yield from (
        f"## Lists of kind {kind}",
        "",
        f"A hit is a possible match from a score of {found['from']} on{second}.",
        "",
    )
    yield from _as_listed(found["as_listed"])
    for name, rows in ((name, rows) for name, rows in found["tables"].items() if rows):
        yield from (f"### By {name}", "", *_table((name, *_COLUMNS), map(_row, rows)))
    yield from ("### By threshold", "", "All of the people above; clean ones as they come.", "")
    yield from _table(("possible match from", *_COLUMNS), map(_row, found["thresholds"]))
    yield from _published(found["published"])
    yield from _missed(found["missed"])
    yield from _alerted(found["alerted"])
    columns = ("entries", "bytes of the index", "people", "found", "share", "clean people", "alerted", "share")
    yield from ("### Growth", "", "The same people, searched for in a part of the lists; names told otherwise.", "")
    yield from _table(columns, map(_grown, found["growth"]))


def _as_listed(found: Row) -> Iterator[str]:
    yield from (
        "### Listed names",
        "",
        f"{len(found['lost'])} of {found['names']:,} names do not find their own entry.",
        "",
    )
    if found["lost"]:
        yield from _table(("entry", "name"), [(one["entry_id"], one["name"]) for one in found["lost"]])


def _published(found: Row) -> Iterator[str]:
    said = f"{found['found']} of {found['people']} are found ({_share(found['found'], found['people'])})."
    yield from ("### Published spellings of well-known people", "", said, "")
    rows = [(one["class"], one["name"], " ".join(one["entry_ids"])) for one in found["missed"]]
    yield from _table(("not found", "name", "entries"), rows)


def _missed(found: Row) -> Iterator[str]:
    said = (
        f"{found['people']:,} listed people are no possible match."
        f" The score of {found['without_score']:,} is below {LEAST}."
        f" {found['cut_off']:,} have a score that is enough, but are found only where lower ones are looked for too."
    )
    yield from ("### Just below the threshold", "", said, "", *_reasons(found), *_sample(found))


def _alerted(found: Row) -> Iterator[str]:
    said = f"{found['people']:,} clean people are a possible match."
    yield from ("### Clean people above the threshold", "", said, "", *_reasons(found), *_sample(found))


def _reasons(found: Row) -> Iterator[str]:
    rows = sorted(found["reasons"].items(), key=lambda item: (-item[1], item[0]))
    yield from _table(("reason", "people"), rows)


def _sample(found: Row) -> Iterator[str]:
    yield from _table(
        ("row", "asked", "born", "country", "entry", "name", "score", "reasons"), map(_person, found["sample"])
    )


def _person(row: Row) -> Sequence[object]:
    reasons = ", ".join(f"{code} {points:+.2f}" for code, points in row["reasons"].items())
    asked = (row["row"], row["asked"], row["birth_date"], " ".join(row["countries"]))
    return (*asked, row["entry_id"], row["name"], f"{row['score']:.3f}", reasons)


def _parameters(report: Row) -> Iterator[str]:
    rows = [(one["name"], one["value"], one["unit"], one["description"]) for one in report["parameters"]]
    yield from ("## Parameters", "", *_table(("parameter", "value", "unit", "what it means"), rows))


def _row(row: Row) -> Sequence[object]:
    people, found, named, clean = row["people"], row["found"], row["by_name"], row["clean"]
    low, high = interval(found, people)
    return (
        row["row"],
        *((f"{people:,}", f"{found:,}", _share(found, people), f"{low:.3f} to {high:.3f}") if people else [""] * 4),
        "" if named is None else _share(named, people),
        f"{row['score']:.3f}" if row.get("score") is not None else "",
        *((f"{clean:,}", f"{row['alerted']:,} ({row['alerted'] / clean:.2%})") if clean else ("", "")),
    )


def _grown(row: Row) -> Sequence[object]:
    numbers = [f"{row[name]:,}" for name in ("entries", "index_bytes", "people", "found")]
    clean = (f"{row['clean']:,}", f"{row['alerted']:,}", _share(row["alerted"], row["clean"]))
    return (*numbers, _share(row["found"], row["people"]), *clean)


def _share(part: int, of: int) -> str:
    return f"{part / of:.4f}" if of else ""


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Without the columns in which no row says anything; nothing where there is no row."""
    lines = [[str(cell).replace("|", r"\|") for cell in row] for row in rows]
    told = [place for place in range(len(columns)) if any(line[place] for line in lines)]
    if lines:
        yield f"| {' | '.join(columns[place] for place in told)} |"
        yield f"|{'---|' * len(told)}"
        yield from (f"| {' | '.join(line[place] for place in told)} |" for line in lines)
        yield ""
