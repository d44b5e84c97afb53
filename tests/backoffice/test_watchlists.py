"""What staff see of the watchlists, and how a refresh is asked for."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backoffice import views, watchlist_views
from backoffice.watchlists import Watchlists
from infrastructure import watchlists as deployed
from infrastructure.target import Target
from lambdas.shared.onboardings import reports
from lambdas.shared.onboardings import watchlists as module
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.runtime.clock import now, timestamp
from lambdas.shared.runtime.people import InvalidName
from lambdas.shared.watchlists.versions import CURRENT, LAST_REFRESH
from tests.buckets import MemoryBucket, Stored

OUTPUTS = {"Stage": "local", "ArtifactsBucketName": "artifacts", "RefreshWatchlistsFunctionArn": "arn:refresh:1"}
REPORT = {
    "outcome": "refused",
    "asked_by": "eva",
    "at": "2026-11-24T09:30:00.000Z",
    "version": "2026-11-23-abc",
    "kinds": ["sanctions"],
    "problems": [{"source": "un", "code": "FEWER_ENTRIES", "said": "900 entries, 1,003 before"}],
    "sources": [{"name": "un", "state": "refused", "entries": 1003, "unreadable": 2, "content": "0a" * 16}],
}


class Functions:
    """Lambda with the refresh function, which answers ``report`` at once."""

    def __init__(self, bucket: MemoryBucket, report: dict[str, Any] | None) -> None:
        self.bucket, self.report, self.called = bucket, report, list[dict[str, Any]]()

    def invoke(self, FunctionName: str, InvocationType: str, Payload: bytes) -> None:  # noqa: N803
        event = json.loads(Payload)
        self.called.append({"function": FunctionName, "type": InvocationType, **event})
        if self.report:
            self.bucket.put_object("artifacts", LAST_REFRESH, json.dumps(event | self.report).encode())


def office(report: dict[str, Any] | None = None, bucket: MemoryBucket | None = None) -> tuple[Watchlists, Functions]:
    made = bucket or MemoryBucket()
    functions = Functions(made, report)
    return Watchlists(made, functions, OUTPUTS, lambda: "arn:aws:iam::1:user/eva"), functions


def told(view: Any) -> str:
    with views.console.capture() as captured:
        views.console.print(view)
    return captured.get()


def test_a_refresh_is_called_once_and_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    lists, functions = office(REPORT)
    report = lists.refresh("eva", [f"un:{'0a' * 16}"])
    assert report["outcome"] == "refused"
    (call,) = functions.called
    assert (call["function"], call["type"]) == ("arn:refresh:1", "Event")
    assert (call["asked_by"], call["accept"], call["run"]) == ("eva", [f"un:{'0a' * 16}"], report["run"])
    assert call["principal"] == "arn:aws:iam::1:user/eva"
    shown = told(watchlist_views.refreshed(report))
    assert "un: FEWER_ENTRIES: 900 entries" in shown
    assert f"kyc watchlists refresh --accept un:{'0a' * 16}" in " ".join(shown.split())


@pytest.mark.parametrize("accept", ["un", "un:", "un:0a0a", f"un:{'0A' * 16}"])
def test_what_is_accepted_is_named_by_the_files_that_were_looked_at(accept: str) -> None:
    lists, functions = office(REPORT)
    with pytest.raises(RequestRefused, match="say which files you looked at, as NAME:DIGITS"):
        lists.refresh("eva", [accept])
    assert functions.called == []


@pytest.mark.parametrize("name", ["", "  ", "an\u200bna", "\u0435va", "eva\n"])
def test_nobody_refreshes_under_a_name_that_is_none(name: str) -> None:
    lists, functions = office(REPORT)
    with pytest.raises(InvalidName):
        lists.refresh(name)
    assert functions.called == []


def test_a_refresh_that_fails_or_never_ends_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST", 0.05)
    monkeypatch.setattr(reports, "POLL_SECONDS", 0.01)
    with pytest.raises(RequestRefused, match="failed with Conflict; the lists are as they were"):
        office({"outcome": "failed", "error": "Conflict"})[0].refresh("eva")
    with pytest.raises(RequestRefused, match="has not ended"):
        office()[0].refresh("eva")


def test_nothing_yet() -> None:
    found = office()[0].show()
    assert found == {"current": None, "versions": [], "changes": None, "last_refresh": None}
    assert "Nothing is known" in told(watchlist_views.changed(found))
    assert "kyc watchlists refresh" in told(watchlist_views.watchlists(found))


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> MemoryBucket:
    made = MemoryBucket()
    monkeypatch.setattr(Target, "client", lambda _self, _service: made)
    deployed.publish(Target(), deployed.read(), "artifacts")
    return made


def test_what_is_in_force_how_old_and_what_nobody_could_read(bucket: MemoryBucket) -> None:
    manifest = json.loads(bucket.objects[CURRENT].content)
    ofac, pep = manifest["sources"]
    ofac["refreshed_at"] = timestamp(now() - timedelta(hours=40))
    ofac["files"][0] |= {"unreadable": 52, "unreadable_rows": ["line 7", "line 9"]}
    ofac["fields"]["country"]["unknown"] = 2
    refused = {"since": "2026-11-24T08:00:00.000Z", "codes": ["FEWER_ENTRIES"], "content": "0b" * 16}
    ofac["refused"] = refused
    pep["refreshed_at"] = timestamp(now() + timedelta(hours=1))
    del manifest["kinds"]["pep"]
    bucket.objects[CURRENT] = Stored(json.dumps(manifest).encode())
    bucket.objects[LAST_REFRESH] = Stored(json.dumps({"run": "r", **REPORT}).encode())
    found = office(bucket=bucket)[0].show()
    assert [source["too_old"] for source in found["current"]["sources"]] == [True, True]
    assert [one["sources"] for one in found["versions"]] == [{"ofac": 12, "pep": 3}]
    shown = told(watchlist_views.watchlists(found))
    for said in (
        "40.0 h, not fresh: 36 h at most",
        "-1.0 h, not fresh: 36 h at most",
        "Nobody is screened against sanctions, each case goes to a person: ofac was refreshed",
        "Unreadable in ofac: sdn.csv: line 7, line 9, 50 more",
        "Not understood in ofac: 2 of ",
        "Missing: pep: each case goes to a person",
        "Last refresh: 2026-11-24 09:30:00, by eva:",
        "Refresh refused; in force: 2026-11-23-abc",
        "un: refused, 1,003 entries, 2 unreadable rows",
        "Refused since 2026-11-24 08:00: ofac: FEWER_ENTRIES; its copy of 40.0 h ago stays in force",
        f"--accept ofac:{'0b' * 16}",
        manifest["version"],
    ):
        assert said in shown, shown


def test_what_a_version_changed_is_shown_in_numbers_and_by_id(bucket: MemoryBucket, tmp_path: Path) -> None:
    assert "is the first version" in told(watchlist_views.changed(office(bucket=bucket)[0].show()))
    shutil.copytree(deployed.SAMPLE, tmp_path, dirs_exist_ok=True)
    rows = (deployed.SAMPLE / "sdn.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "sdn.csv").write_text("\n".join(rows[1:]), encoding="utf-8")
    deployed.publish(Target(), deployed.read(tmp_path), "artifacts")
    found = office(bucket=bucket)[0].show()
    removed = f"ofac-{rows[0].partition(',')[0]}"
    assert found["changes"]["lists"]["ofac"] == {"added": [], "changed": [], "removed": [removed]}
    assert "ofac 11, pep 3; ofac 1 removed" in told(watchlist_views.watchlists(found))
    assert f"ofac, removed: {removed}" in told(watchlist_views.changed(found))


@pytest.mark.parametrize("content", [b"{}", b"[]", b"\xff", b'{"version": NaN}'])
def test_a_manifest_that_cannot_be_read_is_one_message(bucket: MemoryBucket, content: bytes) -> None:
    bucket.objects[CURRENT] = Stored(content)
    with pytest.raises(RequestRefused, match=r"current\.json is no manifest of watchlists; .* kyc watchlists refresh"):
        office(bucket=bucket)[0].show()


def test_a_refresh_that_failed_is_shown(bucket: MemoryBucket) -> None:
    failed = {"outcome": "failed", "error": "Conflict", "at": "2026-11-24T09:30:00.000Z", "asked_by": "schedule"}
    bucket.objects[LAST_REFRESH] = Stored(json.dumps(failed).encode())
    assert "by schedule: failed: Conflict" in told(watchlist_views.watchlists(office(bucket=bucket)[0].show()))
