"""The watchlists as staff see them: the version in force, earlier ones, what the last refresh said; and a refresh."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.onboardings.reports import begin, report_of
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.clock import moment, now
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.json_text import own
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy
from lambdas.shared.runtime.stage import PRODUCTION
from lambdas.shared.watchlists import freshness, manifests
from lambdas.shared.watchlists.versions import CURRENT, LAST_REFRESH, changes_key

_MOST_VERSIONS = 10
_LONGEST = 960
"""Seconds: longer than the function may take."""


class Watchlists:
    """The watchlists of one deployed onboarding."""

    def __init__(self, s3: Any, functions: Any, outputs: Mapping[str, str], principal: Callable[[], str] = str) -> None:
        self._s3, self._functions, self._principal = s3, functions, principal
        self._stage = outputs["Stage"]
        self._bucket, self._function = outputs["ArtifactsBucketName"], outputs["RefreshWatchlistsFunctionArn"]

    def show(self) -> Row:
        """``current`` (the manifest in force), ``versions``, ``changes`` and ``last_refresh``.

        Of ``current``: the ages of its sources, and under ``unusable``, by kind, why nobody is screened against it.
        ``changes``: the ids of what the version in force added, changed and removed, as ``changes.py`` has it.

        The newest versions come first, each with the numbers of its ``changes``. What there is not yet is None.
        """
        current: Row | None = self._manifest(CURRENT)
        if current:
            by_policy = {source["name"]: source for source in policy("watchlist")["sources"]}
            for source in current["sources"]:
                wanted = by_policy.get(source["name"], source)
                source |= {"required": wanted["required"], "oldest_hours": wanted["oldest_hours"]}
                source["age_hours"] = _hours(source["refreshed_at"], now())
                source["too_old"] = source["required"] and bool(freshness.too_old(source, wanted, now()))
            current["unusable"] = {kind: self._faults(current, kind) for kind in current["kinds"]}
        return {
            "current": current,
            "versions": self._versions(),
            "changes": self._json(changes_key(current["version"])) if current else None,
            "last_refresh": self.last_refresh(),
        }

    def last_refresh(self) -> Row | None:
        """What the last refresh reported; None before the first."""
        return self._json(LAST_REFRESH)

    def refresh(self, asked_by: str, accept: Sequence[str] = ()) -> Row:
        """Run the refresh and wait for its report. Raises InvalidName, and RequestRefused where it does not end well.

        ``accept``: lists of which somebody has seen that they have less, as ``check`` takes them.
        """
        report = report_of(
            self._functions,
            self._function,
            self._event(asked_by, accept),
            self._last_refresh,
            _LONGEST,
            late="the refresh has not ended; look at its log, and again with: kyc watchlists",
        )
        if report["outcome"] == "failed":
            raise RequestRefused(f"the refresh failed with {report['error']}; the lists are as they were")
        return report

    def begin_refresh(self, asked_by: str, accept: Sequence[str] = ()) -> str:
        """Run the refresh, and do not wait for it; returns the run's name, as its report has it. Raises InvalidName."""
        return begin(self._functions, self._function, self._event(asked_by, accept))

    def check(self, accept: Sequence[str]) -> None:
        """Raises RequestRefused where one is no list of the policy with the hash of the files that were looked at."""
        names = [source["name"] for source in policy("watchlist")["sources"]]
        if unknown := [name for one in accept if (name := one.partition(":")[0]) not in names]:
            known = ", ".join(names)
            said = f"there is no list {', '.join(unknown)}; there are: {known}"
            raise RequestRefused(said, [f"accept: must be lists among {known}"])
        if bare := [one for one in accept if schemas.problems(one, schemas.validator("common", "accepted_list"))]:
            said = f"{', '.join(bare)}: say which files you looked at, as NAME:DIGITS, as kyc watchlists shows it"
            raise RequestRefused(said, ["accept: must be a list's name, a colon and the hash of its files"])

    def _event(self, asked_by: str, accept: Sequence[str]) -> Row:
        self.check(accept)
        by = Person(asked_by, self._principal()).checked()
        return {"asked_by": by.name, "principal": by.principal, "accept": list(accept)}

    def _last_refresh(self, run: str) -> Row | None:
        """The report of the last refresh, where it is that of this run."""
        found = self.last_refresh()
        return found if found and found.get("run") == run else None

    def _faults(self, current: Row, kind: str) -> list[str]:
        return freshness.faults(current["sources"], kind, now(), sandbox=self._stage != PRODUCTION)

    def _versions(self) -> list[Row]:
        newest = manifests.published(self._s3, self._bucket)[:_MOST_VERSIONS]
        found = [one for key in newest if (one := self._manifest(key))]
        return [_summary(one, self._json(changes_key(one["version"]))) for one in found]

    def _manifest(self, key: str) -> Row | None:
        """The manifest in this object. Raises RequestRefused where that is no manifest."""
        content, _ = manifests.read(self._s3, self._bucket, key)
        found = manifests.manifest(content) if content is not None else None
        if content is not None and found is None:
            raise RequestRefused(f"{key} is no manifest of watchlists; fetch them anew: kyc watchlists refresh")
        return dict(found) if found else None

    def _json(self, key: str) -> Row | None:
        content, _ = manifests.read(self._s3, self._bucket, key)
        found: Row | None = own(content) if content is not None else None
        return found


def _summary(manifest: Row, changes: Row | None) -> Row:
    lists = changes["lists"] if changes else {}
    return {
        "version": manifest["version"],
        "built_at": manifest["built_at"],
        "kinds": list(manifest["kinds"]),
        "sources": {source["name"]: source["entries"] for source in manifest["sources"]},
        "changes": {name: {part: len(ids) for part, ids in row.items()} for name, row in lists.items()},
    }


def _hours(at: str, moment_now: datetime) -> float:
    return round((moment_now - moment(at)).total_seconds() / 3600, 1)
