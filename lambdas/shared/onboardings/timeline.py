"""The entries of a decision record in short, in order: what was done, found and decided."""

from collections.abc import Iterable, Iterator

from lambdas.shared.cases import record
from lambdas.shared.cases.evidence import KeptEvidence
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.runtime.people import DIRECT

OF_EACH_FUNCTION = ("code_sha256", "function_version")
"""The versions that say which code made an entry."""


def lines(entries: Iterable[record.Entry]) -> Iterator[Shown]:
    """Each entry in short: ``number``, ``at``, ``what``, ``result``, ``reasons``, ``versions``, ``code``, ``hash``."""
    for entry in entries:
        kept = readable(entry)
        reasons = [str(one.get("code")) for one in kept.findings] or texts(kept.result.get("reasons"))
        results = (str(kept.result[name]) for name in _RESULTS if name in kept.result)
        yield {
            "number": entry["number"],
            "at": str(kept.at),
            "what": str(kept.step or entry.get("item", "")),
            "result": next(results, str(entry.get("error", ""))),
            "reasons": reasons,
            "versions": {name: found for name, found in kept.versions.items() if name not in OF_EACH_FUNCTION},
            "code": str(kept.versions.get("code_sha256", "")),
            "hash": str(entry.get("hash", "")),
        }


_RESULTS = ("verdict", "decision", "rating", "event", "execution")


def readable(entry: record.Entry) -> KeptEvidence:
    """What a step found, as far as it can be read: an entry that was changed may hold anything."""
    try:
        found = KeptEvidence.of(entry)
    except (TypeError, ValueError):
        found = KeptEvidence.of({})
    findings = found.findings if isinstance(found.findings, list) else [None]
    whole = all(isinstance(part, dict) for part in (found.result, found.details, found.versions, *findings))
    return found if whole else KeptEvidence.of({})


def is_direct(entry: record.Entry) -> bool:
    """Whether somebody made it with AWS credentials, not through the API; nobody did where a step made it."""
    return str(entry.get("principal") or readable(entry).details.get("principal")).startswith(DIRECT)


def texts(found: object) -> list[str]:
    """A list of texts, where it is a list."""
    return list(map(str, found)) if isinstance(found, list) else []
