"""The checks that a new version must pass before it replaces the one in force."""

from collections.abc import Iterator, Mapping

from lambdas.refresh_watchlists.counts import DAYS, counted
from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.refresh_watchlists.problems import Problem
from lambdas.shared.names.folding import folded
from lambdas.shared.watchlists.entries import ListKind
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.versions import CountRow


def check(gathered: Gathered, most: CountRow, policy: Mapping[str, float], *, accepted: bool) -> Iterator[Problem]:
    """The problems of this source, where it was read anew.

    ``most``: how many entries it had lately, and how full they were; ``accepted``: people have seen that the list has
    less, and accept it.
    """
    if gathered.reading is None:
        return
    name, entries = gathered.source.name, gathered.reading.entries
    if not accepted:
        yield from _less(name, counted(entries, most["on"]), most, policy["most_fewer_percent"])
    unreadable, rows = (sum(file[part] for file in gathered.files) for part in ("unreadable", "rows"))
    if unreadable * 100 > policy["most_unreadable_percent"] * (unreadable + rows):
        first = next(row for file in gathered.files for row in file["unreadable_rows"])
        yield Problem(name, "ROWS_UNREADABLE", f"{unreadable:,} of {unreadable + rows:,} rows, the first: {first}")
    if gathered.source.must_find:
        index = WatchlistIndex.build(entries, gathered.source.kind)
        for wanted in gathered.source.must_find:
            if not _finds(index, gathered.source.kind, wanted):
                yield Problem(name, "NAME_NOT_FOUND", f"a search for {wanted} finds nobody in it")


def _finds(index: WatchlistIndex, kind: ListKind, name: str) -> bool:
    """Whether a search for this name finds an entry of which a name has all its parts."""
    hits = index.search(Query((name,)), possible_match(kind).score)
    return any({*folded(name)} <= {*folded(hit.name_matched)} for hit in hits)


def _less(name: str, now: CountRow, most: CountRow, taken: float) -> Iterator[Problem]:
    """What the list has less of than lately, by more percent than are ``taken`` unasked."""
    number, before = now["entries"], most["entries"]
    if (fewer := _percent(number, before)) > taken:
        yield Problem(
            name,
            "FEWER_ENTRIES",
            f"{number:,} entries, {before:,} at most in the last {DAYS} days: {fewer:.1f} % fewer, "
            f"of which {taken} % are taken unasked",
        )
    said = {
        "names": "{:.1%} of entries with another name",
        "birth_dates": "{:.1%} of persons with a birth date",
        "countries": "{:.1%} of persons with a country",
    }
    for field, sentence in said.items():
        full, fuller = float(now.get(field, 0)), float(most.get(field, 0))  # type: ignore[arg-type]
        # New entries without it make the share smaller too: then nothing was lost.
        if (less := _percent(full, fuller)) > taken and _percent(full * number, fuller * before) > taken:
            yield Problem(
                name,
                "FIELDS_EMPTIER",
                f"{sentence.format(full)}, {sentence.format(fuller)} at most in the last {DAYS} days: {less:.1f} % "
                f"less, of which {taken} % are taken unasked",
            )


def _percent(now: float, before: float) -> float:
    """How many percent less than before."""
    return (before - now) * 100 / before if before else 0
