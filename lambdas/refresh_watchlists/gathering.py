"""Fetch a list, unless it is known to be unchanged, and read it, unless it is the accepted one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lambdas.refresh_watchlists import build, fetch
from lambdas.refresh_watchlists.copies import Copies, CopyLost, Last
from lambdas.refresh_watchlists.fetch import Absent, Mark, NotAnswered
from lambdas.refresh_watchlists.files import file_rows, sha256_of
from lambdas.refresh_watchlists.gathered import Gathered, State
from lambdas.refresh_watchlists.lists import formats
from lambdas.refresh_watchlists.problems import Problem
from lambdas.refresh_watchlists.reading import Reading
from lambdas.refresh_watchlists.sources import RECORD, Source
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.watchlists.entries import WatchlistError
from lambdas.shared.watchlists.versions import FileRow, Manifest, SourceRow

Own = Callable[[], bytes]
"""Reads the bank's own list from its record. Raises Conflict where the record is not what was written."""


class Gathering:
    """Fetches and reads one source after the other. ``before``: the manifest in force; ``copies``: where all files are
    kept; ``own``: the bank's own list as its record has it, None where the record cannot be asked.
    """

    def __init__(
        self,
        now: datetime,
        before: Manifest | None,
        s3: Any = None,
        copies: Copies | None = None,
        own: Own | None = None,
    ) -> None:
        self._now, self._s3, self._copies, self._own = now, s3, copies, own
        self.before = {row["name"]: row for row in before["sources"]} if before else {}
        """The sources of the manifest in force, by name."""
        is_current = before is not None and copies is not None and build.is_current(before)
        self._read = {name: row for name, row in self.before.items() if is_current and "counted" in row}
        """Those that were read and checked by the code and the policy of today."""

    def gather(self, source: Source) -> Gathered:
        # A folder for each: together the files are larger than what a function's disk holds.
        with TemporaryDirectory() as folder:
            try:
                fetched = self._fetch(source, Path(folder))
                row = self._read.get(source.name)
                if row and _hashes(row["files"]) == {file.path.name: file.sha256 for file in fetched}:
                    return self._as_accepted(source, fetched, row)
                return self._newly(source, fetched)
            except Absent as error:
                problems = () if source.may_be_absent else (Problem(source.name, "ABSENT", str(error)),)
                return Gathered(source, "absent", problems=problems)
            except NotAnswered as error:
                return Gathered(source, "absent", problems=(Problem(source.name, "NOT_ANSWERED", str(error)),))
            except (WatchlistError, CopyLost) as error:
                return Gathered(source, "refused", problems=(Problem(source.name, "UNREADABLE", str(error)),))

    def accepted(self, source: Source) -> Gathered | None:
        """The accepted copy of a source; None where it is in no version yet. It is as old as it was.

        Its reading is there where the code or the policy is another than when it was accepted. Raises CopyLost, and
        WatchlistError where it cannot be read.
        """
        row = self.before.get(source.name)
        if row is None:
            return None
        at = moment(row["refreshed_at"])
        if source.name in self._read:
            return Gathered(source, "refused", at=at, files=row["files"], row=row)
        reading, files = self._copied(source, row["files"])
        return Gathered(source, "refused", reading, at, files)

    def read(self, gathered: Gathered) -> Reading:
        """What it has, from its copies where it was not read yet. Raises CopyLost, WatchlistError."""
        return gathered.reading or self._copied(gathered.source, gathered.files)[0]

    def _copied(self, source: Source, files: Iterable[FileRow]) -> tuple[Reading, list[FileRow]]:
        if self._copies is None:
            raise CopyLost("no copies are kept here")
        if unknown := {file["file"] for file in files} - {*source.files}:
            raise CopyLost(f"the policy has no file {', '.join(sorted(unknown))} any more")
        with TemporaryDirectory() as folder:
            paths = [Path(folder) / file["file"] for file in files]
            for path, file in zip(paths, files, strict=True):
                self._copies.load(source.name, path, file["sha256"])
            reading = formats.read(source.format, {path.name: path for path in paths})
            return reading, file_rows(reading, paths)

    def _fetch(self, source: Source, folder: Path) -> list["_File"]:
        main, *_ = source.files
        found = []
        for file, address in source.files.items():
            try:
                found.append(self._file(source, address, folder / file))
            except Absent:
                if file == main or not source.may_be_absent:
                    raise
        return found

    def _file(self, source: Source, address: str, path: Path) -> "_File":
        if address.startswith(RECORD):
            return self._recorded(source, path)
        copies = self._copies if address.startswith("http") else None
        last = copies.last(source.name, path.name, address) if copies else None
        try:
            made = fetch.fetch(address, path, last.mark if last else Mark(), source.most_bytes, self._now, self._s3)
        except NotAnswered as error:
            return self._kept(source, path, error)
        if last and not made.changed:
            return _File(path, "not_modified", made.at, last.sha256)
        sha256 = self._keep(source, path)
        if copies:
            copies.remember(source.name, path.name, address, Last(made.mark, sha256))
        return _File(path, "fetched", made.at, sha256)

    def _recorded(self, source: Source, path: Path) -> "_File":
        if self._own is None:
            raise Absent("it comes with the next refresh: kyc watchlists refresh")
        try:
            path.write_bytes(self._own())
        except Conflict as error:
            raise WatchlistError(str(error)) from None
        return _File(path, "fetched", self._now, self._keep(source, path))

    def _keep(self, source: Source, path: Path) -> str:
        sha256 = sha256_of(path)
        if self._copies:
            self._copies.keep(source.name, path, sha256)
        return sha256

    def _kept(self, source: Source, path: Path, error: NotAnswered) -> "_File":
        """The accepted copy of a file whose publisher does not answer. Raises NotAnswered where there is none."""
        row = self.before.get(source.name)
        accepted = _hashes(row["files"]).get(path.name) if row else None
        if row is None or accepted is None or self._copies is None:
            raise error
        return _File(path, "kept", moment(row["refreshed_at"]), accepted, str(error))

    def _as_accepted(self, source: Source, fetched: list["_File"], row: SourceRow) -> Gathered:
        return Gathered(source, _state(fetched), None, _at(fetched), row["files"], _unanswered(source, fetched), row)

    def _newly(self, source: Source, fetched: list["_File"]) -> Gathered:
        for file in fetched:
            if self._copies and not file.path.exists():
                self._copies.load(source.name, file.path, file.sha256)
        paths = [file.path for file in fetched]
        reading = formats.read(source.format, {path.name: path for path in paths})
        files, problems = file_rows(reading, paths), _unanswered(source, fetched)
        return Gathered(source, _state(fetched), reading, _at(fetched), files, problems)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a source; it is at ``path`` where it was written in this refresh, and its copy is kept."""

    path: Path
    state: State
    at: datetime
    sha256: str
    problem: str = ""


def _hashes(files: Iterable[FileRow]) -> dict[str, str]:
    return {file["file"]: file["sha256"] for file in files}


def _at(fetched: Iterable[_File]) -> datetime:
    return min(file.at for file in fetched)


def _unanswered(source: Source, fetched: Iterable[_File]) -> tuple[Problem, ...]:
    return tuple(Problem(source.name, "NOT_ANSWERED", file.problem) for file in fetched if file.problem)


def _state(fetched: Iterable[_File]) -> State:
    """The gravest of the files' states."""
    found = {file.state for file in fetched}
    return next(state for state in ("kept", "fetched", "not_modified") if state in found)
