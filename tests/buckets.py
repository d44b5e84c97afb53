"""S3 in memory: objects with ETags, metadata and conditional writes."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infrastructure import watchlists
from infrastructure.target import Target
from lambdas.shared.runtime import aws
from lambdas.shared.watchlists import loaded

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@dataclass
class Stored:
    content: bytes
    metadata: dict[str, str] = field(default_factory=dict)
    modified: datetime = NOW

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


class MemoryBucket:
    """One bucket. ``refused``: the code that S3 answers with for what is not there."""

    def __init__(self, refused: str = "NoSuchKey") -> None:
        self.refused = refused
        self.objects: dict[str, Stored] = {}
        self.written: list[str] = []

    def get_object(self, Bucket: str, Key: str) -> Any:  # noqa: N803
        found = self._there(Key)
        return {"Body": io.BytesIO(found.content), "ETag": found.etag, "LastModified": found.modified}

    def head_object(self, Bucket: str, Key: str) -> Any:  # noqa: N803
        return {"Metadata": self._there(Key).metadata}

    def put_object(self, Bucket: str, Key: str, Body: Any, **more: Any) -> None:  # noqa: N803
        there = self.objects.get(Key)
        if there if "IfNoneMatch" in more else ("IfMatch" in more and (not there or there.etag != more["IfMatch"])):
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "PutObject")
        content = Body if isinstance(Body, bytes) else Body.read()
        self.objects[Key] = Stored(content, more.get("Metadata", {}))
        self.written.append(Key)

    def delete_object(self, Bucket: str, Key: str) -> None:  # noqa: N803
        self.objects.pop(Key, None)

    def get_paginator(self, _operation: str) -> "MemoryBucket":
        return self

    def paginate(self, Bucket: str, Prefix: str) -> Iterator[Any]:  # noqa: N803
        found = [key for key in sorted(self.objects) if key.startswith(Prefix)]
        yield {"Contents": [{"Key": key, "LastModified": self.objects[key].modified} for key in found]}
        yield {}

    def _there(self, key: str) -> Stored:
        if key not in self.objects:
            raise ClientError({"Error": {"Code": self.refused}}, "GetObject")
        return self.objects[key]


def published(monkeypatch: pytest.MonkeyPatch, lists: watchlists.Lists) -> Iterator[MemoryBucket]:
    """The bucket of a local deployment with these watchlists in force; for a fixture."""
    made = MemoryBucket()
    monkeypatch.setattr(aws, "client", lambda _: made)
    monkeypatch.setattr(Target, "client", lambda _self, _service: made)
    monkeypatch.setenv("ARTIFACTS_BUCKET", "artifacts")
    monkeypatch.setenv("KYC_STAGE", "local")
    watchlists.publish(Target(), lists, "artifacts")
    loaded._load.cache_clear()
    yield made
    loaded._load.cache_clear()
