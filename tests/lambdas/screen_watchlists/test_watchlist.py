"""A list that is missing, unreadable or stale screens nobody."""

import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infrastructure.watchlists import SAMPLE
from lambdas.screen_watchlists import lists, watchlist
from lambdas.shared import aws
from lambdas.shared.errors import StaleWatchlist

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
INDEX, MANIFEST = lists.build(SAMPLE, NOW)


class Bucket:
    """S3 as far as it is read."""

    def __init__(self, refused: str = "NoSuchKey") -> None:
        self.refused = refused
        self.objects = {
            watchlist.POINTER: json.dumps(MANIFEST).encode(),
            f"watchlists/{MANIFEST['version']}.json.gz": INDEX,
        }

    def get_object(self, Bucket: str, Key: str) -> Any:  # noqa: N803
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": self.refused}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Key])}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    made = Bucket()
    monkeypatch.setattr(aws, "client", lambda _: made)
    monkeypatch.setenv("ARTIFACTS_BUCKET", "artifacts")
    watchlist._load.cache_clear()
    yield made
    watchlist._load.cache_clear()


def test_a_fresh_list_is_read_once_and_has_both_kinds(bucket: Bucket) -> None:
    found = watchlist.current(NOW)
    assert (found.version, set(found.indexes)) == (MANIFEST["version"], {"sanctions", "pep"})
    del bucket.objects[f"watchlists/{MANIFEST['version']}.json.gz"]
    assert watchlist.current(NOW) is found


def test_it_is_fresh_for_36_hours_and_no_longer(bucket: Bucket) -> None:
    watchlist.current(NOW + timedelta(hours=36))
    with pytest.raises(StaleWatchlist, match="refreshed 2026-11-24T09:30:00Z"):
        watchlist.current(NOW + timedelta(hours=36, seconds=1))


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchBucket", "AccessDenied"])
@pytest.mark.parametrize("key", [watchlist.POINTER, f"watchlists/{MANIFEST['version']}.json.gz"])
def test_what_is_missing_is_stale(bucket: Bucket, key: str, code: str) -> None:
    bucket.refused = code
    del bucket.objects[key]
    with pytest.raises(StaleWatchlist, match=key):
        watchlist.current(NOW)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\x1f\x8b garbage",
        b'{"version": "x", "refreshed_at": "soon"}',
        b'{"version": "x", "refreshed_at": "2026-11-24T09:00:00"}',
    ],
)
@pytest.mark.parametrize("key", [watchlist.POINTER, f"watchlists/{MANIFEST['version']}.json.gz"])
def test_what_cannot_be_read_is_stale(bucket: Bucket, key: str, content: bytes) -> None:
    bucket.objects[key] = content
    with pytest.raises(StaleWatchlist):
        watchlist.current(NOW)


def test_other_errors_of_s3_are_not_staleness(bucket: Bucket) -> None:
    bucket.refused = "SlowDown"
    bucket.objects.clear()
    with pytest.raises(ClientError):
        watchlist.current(NOW)


def test_a_kind_without_a_list_is_missing_not_empty(bucket: Bucket, tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "sdn.csv", tmp_path)
    index, manifest = lists.build(tmp_path, NOW)
    bucket.objects[watchlist.POINTER] = json.dumps(manifest).encode()
    bucket.objects[f"watchlists/{manifest['version']}.json.gz"] = index
    found = watchlist.current(NOW)
    assert found.index("sanctions")
    with pytest.raises(StaleWatchlist, match="has no pep list"):
        found.index("pep")
