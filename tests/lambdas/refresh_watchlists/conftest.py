"""A publisher on loopback, and a bucket in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.buckets import MemoryBucket
from tests.lambdas.shared.providers.loopback import Loopback, Reply, Request, serving


@dataclass
class Publisher:
    """Publishes ``files`` by path, with an ETag each; ``instead``: what it answers in place of a file."""

    server: Loopback
    files: dict[str, bytes] = field(default_factory=dict)
    instead: dict[str, Reply] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def requests(self) -> list[Request]:
        return self.server.requests

    def __call__(self, request: Request) -> Reply:
        path = request.path.lstrip("/")
        if path in self.instead:
            return self.instead[path]
        if path not in self.files:
            return Reply(404, b"no such list")
        etag = f'"{len(self.files[path])}-{sum(self.files[path])}"'
        if request.headers.get("if-none-match") == etag:
            return Reply(304, b"", {"ETag": etag})
        return Reply(200, self.files[path], {"ETag": etag, "Last-Modified": "Fri, 20 Nov 2026 10:00:00 GMT"})


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with serving() as server:
        made = Publisher(server)
        server.answer = made
        yield made


@pytest.fixture
def bucket() -> MemoryBucket:
    return MemoryBucket()
