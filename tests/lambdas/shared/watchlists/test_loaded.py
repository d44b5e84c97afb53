"""A list that is missing, unreadable or stale screens nobody."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from infrastructure import watchlists
from infrastructure.target import Target
from infrastructure.watchlists import SAMPLE
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.errors import StaleWatchlist
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists import freshness, loaded
from lambdas.shared.watchlists.entries import KINDS
from lambdas.shared.watchlists.versions import CURRENT
from tests.buckets import MemoryBucket, Stored, published

LISTS = watchlists.read(SAMPLE)
AT = moment(LISTS.manifest["sources"][0]["refreshed_at"])
INDEXES = {kind: LISTS.manifest["kinds"][kind]["key"] for kind in KINDS}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryBucket]:
    yield from published(monkeypatch, LISTS)


def test_a_fresh_list_is_read_once_for_each_kind(bucket: MemoryBucket) -> None:
    found = loaded.current("sanctions", AT)
    assert (found.version, set(found.lists)) == (LISTS.manifest["version"], {"OFAC SDN"})
    assert set(loaded.current("pep", AT).lists) == {"PEP"}
    del bucket.objects[INDEXES["sanctions"]]
    assert loaded.current("sanctions", AT).index is found.index


def test_it_is_fresh_for_36_hours_and_no_longer(bucket: MemoryBucket) -> None:
    loaded.current("sanctions", AT + timedelta(hours=36))
    with pytest.raises(StaleWatchlist, match="ofac was refreshed 20"):
        loaded.current("sanctions", AT + timedelta(hours=36, seconds=1))


def decided(monkeypatch: pytest.MonkeyPatch, **pep: object) -> None:
    """The policy says something else of the PEPs."""
    made = policy("watchlist")
    sources = [source | (pep if source["kind"] == "pep" else {}) for source in made["sources"]]
    monkeypatch.setattr(freshness, "policy", lambda _: made | {"sources": sources})


def test_each_kind_has_the_age_of_its_own_sources_as_the_policy_has_it(
    bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, oldest_hours=1)
    later = AT + timedelta(hours=2)
    loaded.current("sanctions", later)
    with pytest.raises(StaleWatchlist, match="pep was refreshed"):
        loaded.current("pep", later)
    decided(monkeypatch, required=False)
    loaded.current("pep", later)


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchBucket", "AccessDenied"])
@pytest.mark.parametrize("key", [CURRENT, INDEXES["pep"]])
def test_what_is_missing_is_stale(bucket: MemoryBucket, key: str, code: str) -> None:
    bucket.refused = code
    del bucket.objects[key]
    with pytest.raises(StaleWatchlist, match=key):
        loaded.current("pep", AT)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"\x1f\x8b garbage",
        b'{"version": "x", "kinds": [], "sources": []}',
        b'{"version": "x", "kinds": {"pep": {}}, "sources": [{"kind": "pep"}]}',
        b'{"version": "x", "kinds": {"pep": {}}, "sources": [3]}',
        b'{"version": "x", "kinds": {}, "sources": [{"kind": "pep", "required": true, "refreshed_at": "soon"}]}',
        b'{"version": "x", "kinds": {}, "sources": [{"kind": "pep", "required": true, "refreshed_at": '
        b'"2026-11-24T09:00:00", "oldest_hours": 36}]}',
    ],
)
@pytest.mark.parametrize("key", [CURRENT, INDEXES["pep"]])
def test_what_cannot_be_read_is_stale(bucket: MemoryBucket, key: str, content: bytes) -> None:
    bucket.objects[key] = Stored(content)
    with pytest.raises(StaleWatchlist):
        loaded.current("pep", AT)


def test_other_errors_of_s3_are_not_staleness(bucket: MemoryBucket) -> None:
    bucket.refused = "SlowDown"
    bucket.objects.clear()
    with pytest.raises(ClientError):
        loaded.current("sanctions", AT)


def test_a_kind_without_a_list_is_missing_not_empty(bucket: MemoryBucket, tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "sdn.csv", tmp_path)
    lists = watchlists.read(tmp_path)
    watchlists.publish(Target(), lists, "artifacts", accept=["ofac"])
    at: datetime = moment(lists.manifest["built_at"])
    assert loaded.current("sanctions", at).index
    with pytest.raises(StaleWatchlist, match="has no pep list"):
        loaded.current("pep", at)
