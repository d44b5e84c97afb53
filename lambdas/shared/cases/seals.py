"""The daily seal: one signed root over the heads of all records, in a bucket where nothing can be replaced.

An object ``seals/<day>.json`` has ``statement`` (``format``, ``day``, ``sealed_at``, ``previous``: day and SHA-256 of
the statement before, ``count``, ``root``, ``findings``: how many), its ``signature`` (ECDSA over P-256 and SHA-256, DER
in base64) with ``key_id`` and ``public_key`` (SubjectPublicKeyInfo, DER in base64), ``findings`` (id and code each) and
``leaves``: id, count and hash of each head, in order of id. The parts of the register are records too. Nothing in it is
personal data. The leaves of the tree (``merkle.py``) and the statement are hashed as ``json_text.compact`` writes them.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from botocore.exceptions import ClientError

from lambdas.shared.cases import merkle
from lambdas.shared.cases.record import Head
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.errors import InternalError
from lambdas.shared.runtime.json_text import compact, own

FORMAT = "kyc-seal/1"
_FOLDER, _END = "seals/", ".json"
_DAY = re.compile(rf"{_FOLDER}\d{{4}}-\d\d-\d\d{re.escape(_END)}", re.ASCII)

Heads = Mapping[str, Head]
"""The head of each record, by application id or part of the register."""
Statement = dict[str, Any]
"""What is signed: JSON, of which a file that was changed may hold anything."""


@dataclass(frozen=True)
class Seal:
    """The seal of one day. ``findings``: id and code of what was not as it was sealed or registered before."""

    statement: Statement
    heads: Heads
    findings: Sequence[tuple[str, str]]
    signature: str = ""
    key_id: str = ""
    public_key: str = ""

    @classmethod
    def over(
        cls, heads: Heads, findings: Sequence[tuple[str, str]], day: date, sealed_at: str, previous: Self | None
    ) -> Self:
        """The seal of these heads, which is not signed yet."""
        before = {"day": previous.day.isoformat(), "sha256": digest(previous.statement).hex()} if previous else None
        statement = {
            "format": FORMAT,
            "day": day.isoformat(),
            "sealed_at": sealed_at,
            "previous": before,
            "count": len(heads),
            "root": merkle.root(_leaves(heads)),
            "findings": len(findings),
        }
        return cls(statement, heads, findings)

    @classmethod
    def of(cls, content: bytes) -> Self:
        """From an object of the bucket. Raises InternalError where its leaves do not give its root."""
        try:
            found = own(content)
            heads = {str(one): Head(int(count), str(last)) for one, count, last in found["leaves"]}
            findings = [(str(one), str(code)) for one, code in found["findings"]]
            statement = dict(found["statement"])
            whole = (statement["format"], statement["root"]) == (FORMAT, merkle.root(_leaves(heads)))
            made = cls(statement, heads, findings, found["signature"], found["key_id"], found["public_key"])
        except (KeyError, TypeError, ValueError):
            whole = False
        if not whole:
            raise InternalError("a seal is not what was sealed")
        return made

    @property
    def day(self) -> date:
        return date.fromisoformat(self.statement["day"])

    def content(self) -> bytes:
        """The object in the bucket."""
        signed = {"statement": self.statement, "signature": self.signature}
        key = {"key_id": self.key_id, "public_key": self.public_key}
        leaves = [[one, head.count, head.hash] for one, head in sorted(self.heads.items())]
        return json.dumps(signed | key | {"findings": self.findings, "leaves": leaves}, separators=(",", ":")).encode()

    def proof(self, one: str) -> dict[str, Any] | None:
        """What proves to anybody that this record was sealed with its head, None where it was not in the seal."""
        if one not in self.heads:
            return None
        index = sorted(self.heads).index(one)
        head = self.heads[one]
        return {
            "statement": self.statement,
            "signature": self.signature,
            "key_id": self.key_id,
            "public_key": self.public_key,
            "head": head.shown(),
            "index": index,
            "path": merkle.proof(_leaves(self.heads), index),
        }


def digest(statement: Statement) -> bytes:
    """SHA-256 of the statement: what is signed, and what the next day's seal names."""
    return hashlib.sha256(compact(statement).encode()).digest()


def leaf(one: str, head: Head) -> bytes:
    """A record's leaf in the tree."""
    return compact([one, head.count, head.hash]).encode()


def _leaves(heads: Heads) -> list[bytes]:
    return [leaf(one, head) for one, head in sorted(heads.items())]


class SealBucket:
    """The bucket of seals. Errors are botocore's."""

    def __init__(self, s3: Any, name: str) -> None:
        self._s3, self._name = s3, name

    def latest(self, until: date) -> Seal | None:
        """The last seal of a day up to ``until``. Raises InternalError where it is not what was sealed."""
        return self.last(until)[0]

    def last(self, until: date) -> tuple[Seal | None, list[str]]:
        """The same, and the keys of objects that should be seals of their day, and are of another one.

        Somebody who may add objects could hide later seals behind an earlier one.
        """
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=_FOLDER)
        keys = [row["Key"] for page in pages for row in page.get("Contents", [])]
        misplaced: list[str] = []
        for key in sorted((key for key in keys if _DAY.fullmatch(key) and key <= _key(until)), reverse=True):
            found = self._read(key)
            if _key(found.day) == key:
                return found, misplaced
            misplaced.append(key)
        return None, misplaced

    def add(self, seal: Seal) -> Seal:
        """Keep the seal, unless there is one of its day; returns the one that is kept."""
        try:
            self._s3.put_object(
                Bucket=self._name,
                Key=_key(seal.day),
                Body=seal.content(),
                ContentType="application/json",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if not aws.is_not_as_expected(error):
                raise
            kept = self._read(_key(seal.day))
            if kept.day != seal.day:
                raise InternalError(f"the seal of {seal.day} is one of {kept.day}") from None
            return kept
        return seal

    def _read(self, key: str) -> Seal:
        return Seal.of(self._s3.get_object(Bucket=self._name, Key=key)["Body"].read())


def _key(day: date) -> str:
    return f"{_FOLDER}{day}{_END}"
