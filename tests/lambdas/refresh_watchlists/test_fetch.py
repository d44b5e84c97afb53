"""Fetching: asked for only when it changed, limited in size and time, never from where it should not come."""

import socket
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from lambdas.refresh_watchlists.fetch import Absent, Fetched, Limits, Mark, NotAnswered, _redirected, fetch
from lambdas.shared.watchlists.entries import WatchlistError
from tests.buckets import NOW, MemoryBucket, Stored
from tests.lambdas.refresh_watchlists.conftest import Publisher
from tests.lambdas.shared.providers.loopback import TRICKLES, Reply

QUICK = Limits(connect=1.0, read=0.3, total=0.6, again=0.0)
"""For answers that never come whole. A busy machine may take longer for one that does come, so those get PATIENT."""
PATIENT = Limits(connect=30.0, read=30.0, total=30.0, again=0.0)
LIST = b"1,a list\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def got(
    address: str, path: Path, known: Mark | None = None, most_bytes: int = 1000, limits: Limits = PATIENT
) -> Fetched:
    return fetch(address, path, known or Mark(), most_bytes, NOW, limits=limits)


def test_a_file_comes_with_what_to_ask_with_next(publisher: Publisher, path: Path) -> None:
    publisher.files["list.csv"] = LIST
    first = got(f"{publisher.url}/list.csv", path)
    assert (first.changed, first.at, path.read_bytes()) == (True, NOW, LIST)
    path.unlink()
    again = got(f"{publisher.url}/list.csv", path, first.mark)
    assert (again.changed, again.at, path.exists()) == (False, NOW, False)
    asked = publisher.requests[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == (first.mark.etag, first.mark.modified)
    assert asked["accept-encoding"] == "identity"


def test_a_changed_file_is_fetched_again(publisher: Publisher, path: Path) -> None:
    publisher.files["list.csv"] = LIST
    mark = got(f"{publisher.url}/list.csv", path).mark
    publisher.files["list.csv"] = LIST * 2
    assert got(f"{publisher.url}/list.csv", path, mark).changed
    assert path.read_bytes() == LIST * 2


def test_a_redirect_is_followed_and_the_condition_with_it(publisher: Publisher, path: Path) -> None:
    publisher.files["blob"] = LIST
    publisher.instead["list.csv"] = Reply(302, b"", {"Location": "/blob?signed=1"})
    publisher.instead["blob?signed=1"] = Reply(307, b"", {"Location": f"{publisher.url}/blob"})
    mark = got(f"{publisher.url}/list.csv", path).mark
    assert path.read_bytes() == LIST
    assert not got(f"{publisher.url}/list.csv", path, mark).changed


@pytest.mark.parametrize(
    "location",
    [
        "http://publisher.example/list",
        "ftp://127.0.0.1/list",
        "file:///etc/hostname",
        "//user:x@127.0.0.1/a",
        "http://[::1",
        "https://[bad]/",
        "https://publisher.example:port/",
    ],
)
def test_a_redirect_to_where_no_list_is_is_refused(publisher: Publisher, path: Path, location: str) -> None:
    publisher.instead["list.csv"] = Reply(302, b"", {"Location": location})
    with pytest.raises(WatchlistError, match="redirects to an address that is malformed or not https"):
        got(f"{publisher.url}/list.csv", path)


@given(st.text() | st.from_regex(r"(https?:)?//\[?[0-9a-z:.@%]*\]?(:[0-9]*)?[/?#]?", fullmatch=True))
def test_whatever_a_redirect_says_is_an_encrypted_address_or_refused(location: str) -> None:
    with suppress(WatchlistError):
        assert _redirected(parse_url("https://publisher.example/list"), location).scheme == "https"


def test_a_redirect_in_a_circle_ends(publisher: Publisher, path: Path) -> None:
    publisher.instead["list.csv"] = Reply(302, b"", {"Location": "/list.csv"})
    with pytest.raises(NotAnswered, match="more than 3 redirects"):
        got(f"{publisher.url}/list.csv", path)
    assert len(publisher.requests) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 500, 503])
def test_what_is_no_file_is_not_answered(publisher: Publisher, path: Path, status: int) -> None:
    publisher.instead["list.csv"] = Reply(status, b"sorry")
    with pytest.raises(NotAnswered):
        got(f"{publisher.url}/list.csv", path)
    assert len(publisher.requests) == (3 if status >= 500 else 1)  # who is busy is asked again


def test_not_modified_without_having_been_asked_is_no_answer(publisher: Publisher, path: Path) -> None:
    publisher.instead["list.csv"] = Reply(304, b"")
    with pytest.raises(NotAnswered, match="304"):
        got(f"{publisher.url}/list.csv", path)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=LIST, silent=True),
        Reply(body=b"x", headers={}, drips=True),
    ],
    ids=["silent", "dripping"],
)
def test_what_does_not_come_whole_in_time_is_not_answered(publisher: Publisher, path: Path, reply: Reply) -> None:
    publisher.instead["list.csv"] = reply
    started = time.monotonic()
    with pytest.raises(NotAnswered):
        got(f"{publisher.url}/list.csv", path, limits=QUICK)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("answer", TRICKLES.values(), ids=TRICKLES)
def test_a_file_that_trickles_in_is_not_waited_for(publisher: Publisher, path: Path, answer: Reply) -> None:
    publisher.instead["list.csv"] = answer
    with pytest.raises(NotAnswered, match=r"127\.0\.0\.1:[0-9]+: no answer in time$"):
        got(f"{publisher.url}/list.csv", path, limits=QUICK)


def test_the_time_is_for_all_redirects_together(publisher: Publisher, path: Path) -> None:
    """Each answer comes within the time, all of them together do not."""
    head = b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n"
    for hop in range(3):
        publisher.instead[str(hop)] = Reply(trickle=[b"HTTP/1.1 100 Continue\r\n\r\n"] * 4 + [head % (hop + 1)])
    publisher.files["3"] = LIST
    with pytest.raises(NotAnswered, match="no answer in time"):
        got(f"{publisher.url}/0", path, limits=Limits(connect=1.0, read=1.0, total=0.9, again=0.0))


def test_the_time_is_for_all_tries_together(publisher: Publisher, path: Path) -> None:
    publisher.instead["list.csv"] = Reply(503)
    with pytest.raises(NotAnswered, match="no answer in time"):
        got(f"{publisher.url}/list.csv", path, limits=Limits(connect=1.0, read=1.0, total=1.0, again=3.0))
    assert len(publisher.requests) <= 1


def test_half_a_file_is_not_answered(publisher: Publisher, path: Path) -> None:
    publisher.instead["list.csv"] = Reply(body=LIST, headers={}, promised=100)
    with pytest.raises(NotAnswered, match="ProtocolError"):
        got(f"{publisher.url}/list.csv", path)


@pytest.mark.usefixtures("this_machine")
def test_nobody_listens(path: Path) -> None:
    with socket.socket() as taken:  # so that nobody else listens there meanwhile
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotAnswered, match="NewConnectionError"):
            got(f"http://127.0.0.1:{taken.getsockname()[1]}/list.csv", path)


@pytest.mark.parametrize("drips", [False, True])
def test_too_large_a_file_is_refused(publisher: Publisher, path: Path, *, drips: bool) -> None:
    publisher.instead["list.csv"] = Reply(body=b"x" * 1001, headers={}, drips=drips)
    with pytest.raises(WatchlistError, match=r"list\.csv has over 1,000 bytes"):
        got(f"{publisher.url}/list.csv", path)


def test_a_file_may_be_as_large_as_allowed(publisher: Publisher, path: Path) -> None:
    publisher.files["list.csv"] = b"x" * 1000
    assert got(f"{publisher.url}/list.csv", path).changed


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(body=b"", headers={}), "is empty"),
        (Reply(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "compressed"),
    ],
)
def test_an_answer_that_was_not_asked_for_is_refused(publisher: Publisher, path: Path, reply: Reply, said: str) -> None:
    publisher.instead["list.csv"] = reply
    with pytest.raises(WatchlistError, match=said):
        got(f"{publisher.url}/list.csv", path)


@pytest.mark.parametrize(
    "address",
    [
        "http://publisher.example/list",
        "https://",
        "https://user:x@publisher.example/",
        "ftp://publisher.example",
        "list",
        "",
    ],
)
def test_only_encrypted_addresses_are_allowed(path: Path, address: str) -> None:
    with pytest.raises(WatchlistError, match="an address must be https"):
        got(address, path)


def test_a_file_of_this_machine_is_as_of_now(tmp_path: Path, path: Path) -> None:
    source = tmp_path / "a list, über all.csv"
    source.write_bytes(LIST)
    assert got(source.as_uri(), path) == Fetched(True, Mark(), NOW)
    assert path.read_bytes() == LIST
    with pytest.raises(Absent, match=r"none\.csv"):
        got((tmp_path / "none.csv").as_uri(), path)
    with pytest.raises(WatchlistError, match="over 3 bytes"):
        got(source.as_uri(), path, most_bytes=3)


def test_production_reads_no_file_of_its_own_machine(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYC_STAGE", "production")
    with pytest.raises(WatchlistError, match="outside production"):
        got((tmp_path / "list.csv").as_uri(), path)


def test_an_object_is_as_old_as_it_lies_there(bucket: MemoryBucket, path: Path) -> None:
    old = NOW - timedelta(days=3)
    bucket.objects["a/list.csv"] = Stored(LIST, modified=old)
    assert fetch("s3://bucket/a/list.csv", path, Mark(), 1000, NOW, bucket) == Fetched(True, Mark(), old)
    assert path.read_bytes() == LIST


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchBucket", "AccessDenied"])
def test_an_object_that_is_not_there(bucket: MemoryBucket, path: Path, code: str) -> None:
    bucket.refused = code
    with pytest.raises(Absent, match="there is no s3://bucket/a"):
        fetch("s3://bucket/a", path, Mark(), 1000, NOW, bucket)
