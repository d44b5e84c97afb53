"""The checks that a new version must pass before it replaces the one in force."""

from collections.abc import Callable, Collection, Iterator, Mapping

from lambdas.refresh_watchlists.counts import DAYS, searched
from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.refresh_watchlists.problems import Problem

Search = Callable[[str], Collection[str]]
"""The ids of the entries that a search for this name finds."""


def check(
    gathered: Gathered, most: int, policy: Mapping[str, float], search: Search | None, *, accepted: bool
) -> Iterator[Problem]:
    """The problems of this source.

    ``most``: how many entries it had lately; ``search``: in the new index of its kind, None where there is none;
    ``accepted``: a person has seen that the list shrank, and accepts it.
    """
    if gathered.reading is None:
        return
    name, entries = gathered.source.name, gathered.reading.entries
    number = searched(entries)
    fewer = (most - number) * 100 / most if most else 0
    if fewer > policy["most_fewer_percent"] and not accepted:
        yield Problem(
            name,
            "FEWER_ENTRIES",
            f"{number:,} entries, {most:,} at most in the last {DAYS} days: {fewer:.1f} % fewer, "
            f"of which {policy['most_fewer_percent']} % are taken unasked",
        )
    unreadable, rows = (sum(file[part] for file in gathered.files) for part in ("unreadable", "rows"))
    if unreadable * 100 > policy["most_unreadable_percent"] * (unreadable + rows):
        first = next(row for file in gathered.files for row in file["unreadable_rows"])
        yield Problem(name, "ROWS_UNREADABLE", f"{unreadable:,} of {unreadable + rows:,} rows, the first: {first}")
    own = {entry.entry_id for entry in entries}
    for wanted in gathered.source.must_find if search else ():
        if search and own.isdisjoint(search(wanted)):
            yield Problem(name, "NAME_NOT_FOUND", f"a search for {wanted} finds nobody in it")
