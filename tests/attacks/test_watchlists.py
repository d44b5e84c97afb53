"""Lists that shrink, vanish or are exchanged, and manifests that say what is not so: nobody is passed by any."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from backoffice.watchlists import Watchlists
from infrastructure import watchlists
from lambdas.refresh_watchlists import counts, refresh
from lambdas.refresh_watchlists.gathered import Gathered
from lambdas.refresh_watchlists.reading import Reading
from lambdas.refresh_watchlists.sources import Source
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.runtime.clock import moment, timestamp
from lambdas.shared.runtime.errors import InternalError, InvalidInput, StaleWatchlist
from lambdas.shared.watchlists import loaded
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import WatchlistIndex
from lambdas.shared.watchlists.versions import CURRENT, index_key, manifest_key
from tests.buckets import NOW, MemoryBucket, Stored, published

Row = dict[str, Any]
DAY = timedelta(days=1)
OFAC = Source("ofac", "sanctions", "ofac_sdn_csv", {"sdn.csv": "s3://bank/sdn.csv"}, may_be_absent=True)


def word(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def sdn(entries: int, kind: str = "individual") -> bytes:
    return "".join(
        f'{number},"LISTED, Person {word(number)}","{kind}","EX",{"-0- ," * 7}"DOB 1960."\n'
        for number in range(100, 100 + entries)
    ).encode()


class Bank:
    """A bank with one list, which its publisher changes as it likes."""

    def __init__(self) -> None:
        self.bucket, self.now = MemoryBucket(), NOW

    def publish(self, content: bytes | None) -> None:
        self.bucket.objects.pop("sdn.csv", None)
        if content:
            self.bucket.objects["sdn.csv"] = Stored(content, modified=self.now)

    def refresh(self, content: bytes | None, *, days: int = 1, accept: tuple[str, ...] = ()) -> Row:
        self.now += days * DAY
        self.publish(content)
        event = {"run": "run-1", "asked_by": "eva", "principal": "", "accept": list(accept)}
        others = Source("pep", "pep", "opensanctions_csv", {"peps.csv": "s3://bank/peps.csv"}, may_be_absent=True)
        self.bucket.objects["peps.csv"] = Stored((watchlists.SAMPLE / "peps.csv").read_bytes(), modified=self.now)
        return refresh.run(event, [OFAC, others], self.bucket, "bucket", self.now)

    @property
    def entries(self) -> int:
        rows = json.loads(self.bucket.objects[CURRENT].content)["sources"]
        return next((int(row["entries"]) for row in rows if row["name"] == "ofac"), 0)


def refused(report: Row) -> bool:
    """Whether OFAC's list is not in force as it came."""
    return bool(next(one for one in report["sources"] if one["name"] == "ofac")["state"] == "refused")


def accept(report: Row) -> tuple[str, ...]:
    """What people say who looked at the files that this report refuses."""
    return tuple(f"{one['name']}:{one['content']}" for one in report["sources"] if one["content"])


def codes(report: Row) -> list[str]:
    return [problem["code"] for problem in report["problems"]]


@pytest.mark.parametrize("hours", [0, 1])
def test_a_list_that_loses_a_little_with_each_refresh_is_refused(hours: int) -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    for _ in range(23):
        bank.refresh(sdn(max(1, bank.entries * 91 // 100)), days=hours)
    assert bank.entries >= 180
    report = bank.refresh(sdn(179))
    assert (refused(report), codes(report)) == (True, ["FEWER_ENTRIES"])
    assert "179 entries, 200 at most in the last 30 days" in report["problems"][0]["said"]


BARE = {
    "birth dates": (b"DOB 1960", b"Male"),
    "names": (b'a.k.a. "Person Alias"; ', b""),
    "countries": (b"nationality Iran", b"Male"),
}


@pytest.mark.parametrize("field", BARE)
def test_a_list_that_loses_a_field_with_each_refresh_is_refused(field: str) -> None:
    bank, full = Bank(), sdn(100).replace(b'"DOB', b'"a.k.a. "Person Alias"; nationality Iran; DOB')
    full = full.replace(b'"a.k.a. "Person Alias"', b'"a.k.a. ""Person Alias""')
    there, instead = BARE[field]
    there = there.replace(b'"', b'""')
    bank.refresh(full)
    reports = [bank.refresh(full.replace(there, instead, lost)) for lost in (4, 8, 50, 100)]
    assert reports[0]["outcome"] == "published"
    assert [refused(report) for report in reports] == [False, False, True, True]
    report = bank.refresh(full.replace(there, instead))
    assert codes(report) == ["FIELDS_EMPTIER"]
    assert bank.refresh(full.replace(there, instead), accept=accept(report))["outcome"] == "published"


def test_a_list_that_grows_by_entries_with_less_is_taken() -> None:
    bank = Bank()
    bank.refresh(sdn(100))
    bare = sdn(200)[len(sdn(100)) :].replace(b"DOB 1960", b"Male")
    assert bank.refresh(sdn(100) + bare)["outcome"] == "published"


def test_a_list_that_was_away_is_compared_with_what_it_was() -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    bank.refresh(None)
    assert bank.entries == 0
    report = bank.refresh(sdn(20), days=60)
    assert (refused(report), codes(report)) == (True, ["FEWER_ENTRIES"])


def test_a_list_whose_persons_become_ships_is_refused() -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    report = bank.refresh(sdn(190, "vessel") + sdn(200)[-2000:])
    assert (refused(report), codes(report)) == (True, ["FEWER_ENTRIES"])


def test_after_thirty_days_a_smaller_list_is_what_it_is() -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    assert bank.refresh(sdn(185), days=1)["outcome"] == "published"
    assert refused(bank.refresh(sdn(170), days=29))
    assert bank.refresh(sdn(170), days=1)["outcome"] == "published"  # the first is 31 days old now


def test_what_a_person_accepted_is_the_new_measure() -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    assert bank.refresh(sdn(100), accept=accept(bank.refresh(sdn(100))))["outcome"] == "published"
    assert bank.refresh(sdn(95))["outcome"] == "published"
    assert refused(bank.refresh(sdn(80)))


def test_a_manifest_without_counts_is_compared_by_its_entries() -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    manifest = json.loads(bank.bucket.objects[CURRENT].content)
    del manifest["counts"]
    bank.bucket.objects[CURRENT] = Stored(json.dumps(manifest).encode())
    assert refused(bank.refresh(sdn(20)))


def lost(bank: Bank) -> None:
    del bank.bucket.objects[CURRENT]


def emptied(bank: Bank) -> None:
    bank.bucket.objects[CURRENT] = Stored(b"{}")


def garbled(bank: Bank) -> None:
    bank.bucket.objects[CURRENT] = Stored(b"\xff")


@pytest.mark.parametrize("damage", [lost, emptied, garbled])
def test_a_manifest_that_is_gone_makes_no_smaller_list_the_first(damage: Callable[[Bank], None]) -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    bank.refresh(sdn(190))
    damage(bank)
    report = bank.refresh(sdn(20))
    assert (refused(report), codes(report)) == (True, ["FEWER_ENTRIES"])
    assert "20 entries, 200 at most in the last 30 days" in report["problems"][0]["said"]
    assert bank.refresh(sdn(190))["outcome"] == "unchanged"  # and the manifest is whole again
    assert bank.entries == 190


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"version": "old", "refreshed_at": "2026-01-01T00:00:00Z"}'])
def test_a_manifest_that_nobody_can_read_is_not_a_first_publication(content: bytes) -> None:
    bank = Bank()
    bank.bucket.objects[CURRENT] = Stored(content)
    with pytest.raises(InternalError, match=r"watchlists/current\.json is no manifest"):
        bank.refresh(sdn(20))
    bank = Bank()
    version = bank.refresh(sdn(200))["version"]
    bank.bucket.objects[manifest_key(version)] = Stored(content)
    lost(bank)
    with pytest.raises(InternalError, match=f"{version}/manifest.json is no manifest"):
        bank.refresh(sdn(20))
    assert CURRENT not in bank.bucket.objects


def test_a_manifest_that_may_not_be_read_is_not_a_first_publication() -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    lost(bank)
    bank.bucket.refused = "AccessDenied"
    with pytest.raises(ClientError, match="AccessDenied"):
        bank.refresh(sdn(20))


def reading(entries: int) -> Gathered:
    one = Entry("1", "OFAC", "sanctions", "individual", ("A B",))
    return Gathered(OFAC, "fetched", Reading([one] * entries, {}))


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 50)), min_size=1, max_size=20))
def test_the_measure_is_the_most_of_thirty_days(refreshes: list[tuple[int, int]]) -> None:
    kept: counts.Counts = {}
    seen: list[tuple[datetime, int]] = []
    at = NOW
    for days, entries in refreshes:
        at += days * DAY
        kept = counts.updated(kept, [reading(entries)], (), at)
        seen.append((at, entries))
        most = max(number for when, number in seen if at - when <= 30 * DAY)
        assert counts.largest(kept["ofac"], at)["entries"] == most
        assert len(kept["ofac"]) <= 31


@pytest.mark.parametrize("accept", ["OFAC", "ofac ", "un", ""])
def test_to_accept_a_list_that_there_is_not_is_refused(accept: str) -> None:
    bank = Bank()
    bank.refresh(sdn(200))
    with pytest.raises(InvalidInput, match=r"accept: there is no list .*; there are: ofac, pep"):
        bank.refresh(sdn(20), accept=("ofac", accept))
    assert bank.entries == 200


def test_to_accept_a_typo_asks_for_no_refresh() -> None:
    office = Watchlists(None, None, {"Stage": "local", "ArtifactsBucketName": "a", "RefreshWatchlistsFunctionArn": "f"})
    with pytest.raises(
        RequestRefused, match="there is no list ofca; there are: ofac, ofac_cons, un, eu, uk, supplement, pep"
    ):
        office.refresh("eva", ["un", "ofca"])


LISTS = watchlists.read()
AT = moment(LISTS.manifest["built_at"])


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryBucket]:
    yield from published(monkeypatch, LISTS)


def rewrite(bucket: MemoryBucket, **changes: Any) -> None:
    """Change every source of the manifest in force."""
    manifest = json.loads(bucket.objects[CURRENT].content)
    for source in manifest["sources"]:
        source.update(changes)
    bucket.objects[CURRENT] = Stored(json.dumps(manifest).encode())


LATE = AT + timedelta(hours=37)


@pytest.mark.parametrize(
    "changes",
    [{}, {"required": False}, {"oldest_hours": 1_000_000}, {"required": False, "oldest_hours": 1_000_000}],
)
def test_a_manifest_does_not_say_that_a_list_may_be_old(bucket: MemoryBucket, changes: Row) -> None:
    rewrite(bucket, **changes)
    assert loaded.current("sanctions", AT)
    with pytest.raises(StaleWatchlist, match="ofac was refreshed"):
        loaded.current("sanctions", LATE)


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(days=3650)])
def test_a_list_that_was_refreshed_in_the_future_is_not_believed(bucket: MemoryBucket, ahead: timedelta) -> None:
    rewrite(bucket, refreshed_at=timestamp(AT + ahead))
    with pytest.raises(StaleWatchlist, match="in the future"):
        loaded.current("sanctions", AT)


def test_clocks_may_differ_a_little(bucket: MemoryBucket) -> None:
    rewrite(bucket, refreshed_at=timestamp(AT + timedelta(minutes=4)))
    assert loaded.current("sanctions", AT)


def test_in_production_every_required_list_must_be_there(bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_STAGE", "production")
    with pytest.raises(
        StaleWatchlist, match="ofac_cons is missing; un is missing; eu is missing; uk is missing; supplement is missing"
    ):
        loaded.current("sanctions", AT)


@pytest.mark.parametrize("renamed", [{"name": "other"}, {"kind": "pep"}])
def test_a_list_under_another_name_is_missing(
    bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch, renamed: Row
) -> None:
    monkeypatch.setenv("KYC_STAGE", "production")
    rewrite(bucket, **renamed)
    with pytest.raises(StaleWatchlist, match=r"ofac is missing|there is no sanctions list"):
        loaded.current("sanctions", AT)


def put_index(bucket: MemoryBucket, content: bytes) -> None:
    """As the index of sanctions, with the right hash in the manifest."""
    import hashlib  # noqa: PLC0415

    manifest = json.loads(bucket.objects[CURRENT].content)
    key = index_key(manifest["version"], "sanctions")
    manifest["kinds"]["sanctions"] |= {"key": key, "sha256": hashlib.sha256(content).hexdigest()}
    bucket.objects[key] = Stored(content)
    bucket.objects[CURRENT] = Stored(json.dumps(manifest).encode())


def test_an_index_of_another_kind_is_not_believed(bucket: MemoryBucket) -> None:
    put_index(bucket, bucket.objects[index_key(LISTS.manifest["version"], "pep")].content)
    with pytest.raises(StaleWatchlist, match="3 entries of kind 'pep' as its sanctions list"):
        loaded.current("sanctions", AT)


def test_an_empty_index_is_not_believed(bucket: MemoryBucket) -> None:
    put_index(bucket, WatchlistIndex.build([], "sanctions").to_bytes())
    with pytest.raises(StaleWatchlist, match="0 entries of kind 'sanctions'"):
        loaded.current("sanctions", AT)


def test_an_index_of_another_version_is_not_taken(bucket: MemoryBucket) -> None:
    manifest = json.loads(bucket.objects[CURRENT].content)
    manifest["version"] = "2026-01-01-000000000000"
    bucket.objects[CURRENT] = Stored(json.dumps(manifest).encode())
    with pytest.raises(StaleWatchlist, match="there is no watchlists/versions/2026-01-01"):
        loaded.current("sanctions", AT)
