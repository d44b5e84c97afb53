"""What the field's validators find in the template and the definitions, and what of it is accepted, with a reason."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self

ACCEPTED = Path(__file__).with_name("accepted.toml")


@dataclass(frozen=True, order=True)
class Finding:
    """``rule``: of the tool; ``where``: the resource's logical id; ``detail``: what of it, beside the rule."""

    tool: str
    rule: str
    where: str
    detail: str = ""


@dataclass(frozen=True)
class Accepted:
    """Findings that stay, and the ``reason`` why they may. ``where`` and ``detail`` are patterns, as file names have
    them; ``[*]`` is a star itself.
    """

    tool: str
    rule: str
    reason: str
    where: str = "*"
    detail: str = "*"

    @classmethod
    def read(cls, file: Path = ACCEPTED) -> list[Self]:
        return [cls(**one) for one in tomllib.loads(file.read_text(encoding="utf-8"))["accepted"]]

    def is_of(self, finding: Finding) -> bool:
        return (
            (self.tool, self.rule) == (finding.tool, finding.rule)
            and fnmatchcase(finding.where, self.where)
            and fnmatchcase(finding.detail, self.detail)
        )


def unexplained(findings: Iterable[Finding], accepted: Sequence[Accepted]) -> list[Finding]:
    """What nobody has accepted."""
    return sorted({one for one in findings if not any(each.is_of(one) for each in accepted)})


def outdated(findings: Sequence[Finding], accepted: Iterable[Accepted], tools: set[str]) -> list[Accepted]:
    """What was accepted and is found no more, of the tools that have run."""
    return [each for each in accepted if each.tool in tools and not any(each.is_of(one) for one in findings)]
