"""Fetch a list, unless it is known to be unchanged, and read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lambdas.refresh_watchlists import fetch
from lambdas.refresh_watchlists.copies import Copies
from lambdas.refresh_watchlists.fetch import Absent, Mark, NotAnswered
from lambdas.refresh_watchlists.files import file_rows
from lambdas.refresh_watchlists.gathered import Gathered, State
from lambdas.refresh_watchlists.lists import formats
from lambdas.refresh_watchlists.problems import Problem
from lambdas.refresh_watchlists.sources import RECORD, Source
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.watchlists.entries import WatchlistError
from lambdas.shared.watchlists.versions import SourceRow

Own = Callable[[], bytes]
"""Reads the bank's own list from its record. Raises Conflict where the record is not what was written."""


class Gathering:
    """Fetches and reads one source after the other. ``before``: the sources of the manifest in force, by name; ``own``:
    the bank's own list as its record has it, None where the record cannot be asked.
    """

    def __init__(
        self,
        now: datetime,
        before: dict[str, SourceRow],
        s3: Any = None,
        copies: Copies | None = None,
        own: Own | None = None,
    ) -> None:
        self._now, self._before, self._s3, self._copies, self._own = now, before, s3, copies, own

    def gather(self, source: Source) -> Gathered:
        # A folder for each: together the files are larger than what a function's disk holds.
        with TemporaryDirectory() as folder:
            try:
                fetched = self._fetch(source, Path(folder))
            except Absent as error:
                problems = () if source.may_be_absent else (Problem(source.name, "ABSENT", str(error)),)
                return Gathered(source, "absent", problems=problems)
            except NotAnswered as error:
                return Gathered(source, "absent", problems=(Problem(source.name, "NOT_ANSWERED", str(error)),))
            except WatchlistError as error:
                return Gathered(source, "unreadable", problems=(Problem(source.name, "UNREADABLE", str(error)),))
            return _read(source, fetched)

    def _fetch(self, source: Source, folder: Path) -> list["_File"]:
        main, *_ = source.files
        found = []
        for file, address in source.files.items():
            try:
                found.append(self._file(source, file, address, folder / file))
            except Absent:
                if file == main or not source.may_be_absent:
                    raise
        return found

    def _file(self, source: Source, file: str, address: str, path: Path) -> "_File":
        if address.startswith(RECORD):
            return self._recorded(path)
        copies = self._copies if address.startswith("http") else None
        known = copies.mark(source.name, file, address) if copies else None
        try:
            made = fetch.fetch(address, path, known or Mark(), source.most_bytes, self._now, self._s3)
        except NotAnswered as error:
            if not copies or not known:
                raise
            copied_at = copies.load(source.name, file, path)
            before = self._before.get(source.name)
            asked_at = moment(before["refreshed_at"]) if before else copied_at
            return _File(path, "kept", asked_at if asked_at <= self._now else copied_at, str(error))
        if copies and made.changed:
            copies.keep(source.name, file, address, made.mark, path)
        elif copies:
            copies.load(source.name, file, path)
        return _File(path, "fetched" if made.changed else "not_modified", made.at)

    def _recorded(self, path: Path) -> "_File":
        if self._own is None:
            raise Absent("it comes with the next refresh: kyc watchlists refresh")
        try:
            path.write_bytes(self._own())
        except Conflict as error:
            raise WatchlistError(str(error)) from None
        return _File(path, "fetched", self._now)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    state: State
    at: datetime
    problem: str = ""


def _read(source: Source, fetched: list[_File]) -> Gathered:
    try:
        reading = formats.read(source.format, {file.path.name: file.path for file in fetched})
    except WatchlistError as error:
        return Gathered(source, "unreadable", problems=(Problem(source.name, "UNREADABLE", str(error)),))
    return Gathered(
        source,
        _gravest(file.state for file in fetched),
        reading,
        min(file.at for file in fetched),
        file_rows(reading, [file.path for file in fetched]),
        tuple(Problem(source.name, "NOT_ANSWERED", file.problem) for file in fetched if file.problem),
    )


def _gravest(states: Iterable[State]) -> State:
    found = set(states)
    return next(state for state in ("kept", "fetched", "not_modified") if state in found)
