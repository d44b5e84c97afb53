"""What a step found, as it is kept in the decision record."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lambdas.shared.cases.verdicts import Finding
from lambdas.shared.runtime.dynamodb import Row


@dataclass(frozen=True)
class Evidence:
    """What a step found: its small result, the findings behind it, and details that only staff may see.

    ``writes``: what is written with it, all or nothing, as ``Table.transact`` takes them.
    """

    result: Row
    findings: list[Finding] = field(default_factory=list)
    details: Row = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    writes: Sequence[Row] = ()


def found_as_row(finding: Finding) -> Row:
    return {"code": finding.code, "verdict": finding.verdict.value, "sentence": finding.sentence}


def code_version() -> dict[str, str]:
    """Which published code is running."""
    names = {"function_version": "AWS_LAMBDA_FUNCTION_VERSION", "code_sha256": "CODE_SHA256"}
    return {key: os.environ[name] for key, name in names.items() if name in os.environ}
