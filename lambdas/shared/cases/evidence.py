"""What a step found, as it is given to the decision record and as it is read back."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from lambdas.shared.cases.record import WithEntry
from lambdas.shared.cases.verdicts import Finding, Verdict, codes, worst
from lambdas.shared.runtime.dynamodb import Row, json_text
from lambdas.shared.runtime.json_text import parse


@dataclass(frozen=True)
class Evidence:
    """What a step found: its small result, the findings behind it, and details that only staff may see.

    ``result`` has the form of the step's schema, ``details`` that of what was looked at, so neither is known here.
    ``writes``: what is written with it, all or nothing; one that needs the record's head once this is the last entry
    is a function of it. ``attempt`` and ``content_sha256``: which submission was looked at, and its hash.
    """

    result: dict[str, Any]
    findings: Sequence[Finding] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    writes: Sequence[WithEntry] = ()
    attempt: int | None = None
    content_sha256: str | None = None

    @classmethod
    def of(
        cls,
        findings: Sequence[Finding],
        details: Mapping[str, Any] | None = None,
        versions: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Self:
        """A check's evidence: its result is the gravest verdict, the codes as ``reasons``, and what else it reports."""
        result = {"verdict": worst(findings), "reasons": codes(findings), **more}
        return cls(result, findings, details or {}, versions or {})

    def row(self) -> Row:
        """The part of the item that this is kept in, with the versions of the code that runs."""
        return {
            "result": json_text(self.result),
            "findings": json_text([_shown(finding) for finding in self.findings]),
            "details": json_text(self.details),
            "versions": json_text(_code_version() | dict(self.versions)),
            "attempt": self.attempt,
            "content_sha256": self.content_sha256,
        }


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """An entry of the decision record that a step made. Times are timestamps, ``findings`` code, verdict, sentence.

    ``number`` and ``hash`` are the entry's; ``attempt`` and ``content_sha256`` as in ``Evidence``.
    """

    step: str
    run: str
    started_at: str
    at: str
    result: dict[str, Any]
    findings: list[dict[str, str]]
    details: dict[str, Any]
    versions: dict[str, str]
    number: int = 0
    hash: str = ""
    attempt: int | None = None
    content_sha256: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From an entry of the record. What an entry lacks is empty: it may come from a file that was changed."""
        step, run, started_at, at = (str(row.get(name, "")) for name in ("step", "run", "started_at", "at"))
        result, details, versions = (parse(row.get(name, "{}")) for name in ("result", "details", "versions"))
        more = {name: row[name] for name in ("number", "hash", "attempt", "content_sha256") if name in row}
        findings = parse(row.get("findings", "[]"))
        return cls(step, run, started_at, at, result, findings, details, versions, **more)

    @property
    def found(self) -> list[Finding]:
        """The findings as the step made them."""
        return [_finding(one) for one in self.findings]


def _finding(shown: Mapping[str, str]) -> Finding:
    return Finding(shown["code"], Verdict(shown["verdict"]), shown["sentence"])


def _shown(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "verdict": finding.verdict, "sentence": finding.sentence}


def _code_version() -> dict[str, str]:
    """Which published code is running."""
    names = {"function_version": "AWS_LAMBDA_FUNCTION_VERSION", "code_sha256": "CODE_SHA256"}
    return {key: os.environ[name] for key, name in names.items() if name in os.environ}
