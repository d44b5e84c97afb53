"""The decision record as auditors take it: one file that proves by itself that nothing in it was changed.

The file is an export (``lambdas/shared/onboardings/records.py``) as JSON with sorted keys. Who rewrote all of it could
make a record that fits in itself, so three facts from elsewhere are compared with it where they are given: the hash of
the last entry, the hash in the event of the outcome, and the fingerprint of the bank's public key.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from backoffice import files
from lambdas.shared.cases import record, seal_proof, vouched
from lambdas.shared.cases.facts import OUTCOME
from lambdas.shared.cases.record import Head
from lambdas.shared.onboardings import timeline
from lambdas.shared.onboardings.errors import UnusableFile
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.onboardings.records import FORMAT, Export
from lambdas.shared.reviews import clearing, rules
from lambdas.shared.runtime import json_text

_PARTS = {"format", "application_id", "head", "entries", "vouched", "seal"}
_MOST_BYTES = 50_000_000
"""Of a file: far more than the entries of one application, each at most a DynamoDB item of 400 KB, come to."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known from elsewhere, each a SHA-256 in hex: of the record's last entry (``head``), of the decision's
    entry as the event of the outcome carries it (``outcome``), and of the bank's public key (``key``).
    """

    head: str | None = None
    outcome: str | None = None
    key: str | None = None


def text(exported: Export) -> str:
    """The only way in which the file is written, so that no byte of it may be another."""
    return json.dumps(exported, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(exported: Export, path: Path) -> None:
    """For its owner alone, in place of what was there. Raises UnusableFile."""
    files.write(path, text(exported))


def read(path: Path) -> tuple[Export, list[str]]:
    """The record in the file, and what is wrong with the file itself. Raises UnusableFile where it is none."""
    content = files.content(path, _MOST_BYTES)
    try:
        found = json_text.parse(content, _MOST_BYTES)
    except json_text.InvalidJson as error:
        raise UnusableFile(f"{path} is not a decision record any more, for it is not JSON: {error}") from None
    if not _is_export(found):
        raise UnusableFile(f"{path} is not a decision record that `kyc audit ID --out FILE` wrote")
    return found, list(_written_otherwise(content.decode(), found))


def problems(exported: Export, known: Known | None = None) -> list[str]:
    """What is not as it was written or sealed, or as it is ``known`` from elsewhere; empty where nothing is."""
    known, entries, one = known or Known(), exported["entries"], exported["application_id"]
    found = list(record.problems(entries, Head.of(exported["head"])))
    found += vouched.problems(entries, exported["vouched"])
    strangers = [entry for entry in entries if entry.get("application_id") != one]
    found += [f"entry {entry['number']} is of another application" for entry in strangers]
    if exported["seal"] is None and known.key:
        found.append("the file has no seal, so nothing is signed with that key: export it again after the next one")
    if exported["seal"] is not None:
        found += seal_proof.problems(exported["seal"], one, entries, known.key)
    decisions = [entry for entry in entries if entry.get("step") == OUTCOME]
    found += _other("last entry", known.head, entries)
    return found + _other("last decision", known.outcome, decisions)


def unchecked(exported: Export, known: Known | None = None) -> list[str]:
    """What ``problems`` could not check, and what would let it, each as a sentence."""
    known, seal = known or Known(), exported["seal"]
    found = []
    if seal is None:
        found.append("root and signature: the file has no seal; export it again after the next one")
    else:
        later = len(exported["entries"]) - Head.of(seal["head"]).count
        if later > 0:
            found.append(f"root and signature of the last {later} entries: they came after the seal")
        if not known.key:
            found.append(f"whose key it is: compare {seal_proof.fingerprint(seal)} with the bank's, or give --key")
    if not known.head:
        found.append("whether entries were taken from the end since: give --head, the hash of the last entry")
    if not known.outcome:
        found.append("whether the decision is the one that was published: give --outcome, the hash in its event")
    return found


def _other(what: str, wanted: str | None, entries: list[record.Entry]) -> list[str]:
    last = entries[-1].get("hash") if entries else None
    return [f"the {what} has the hash {last}, not {wanted}"] if wanted and last != wanted else []


def answer(exported: Export) -> Shown:
    """Why it was decided so: the outcome, who decided, and by which lists, policies, definitions and code."""
    steps = [timeline.readable(entry) for entry in exported["entries"] if "result" in entry]
    recorded = (one.details for one in reversed(steps) if one.step == OUTCOME)
    outcome: Mapping[str, Any] = next(recorded, {})
    versions: dict[str, set[str]] = {}
    for name, version in (pair for one in steps for pair in one.versions.items()):
        versions.setdefault(name, set()).add(str(version))
    return {
        "outcome": outcome.get("outcome"),
        "rating": outcome.get("rating"),
        "reasons": _codes(outcome.get("reasons")),
        "people": [one.result | one.details for one in steps if one.step in (rules.STEP, clearing.STEP)],
        "versions": {
            name: sorted(found) for name, found in sorted(versions.items()) if name not in timeline.OF_EACH_FUNCTION
        },
    }


def _codes(text: object) -> list[str]:
    try:
        return timeline.texts(json_text.parse(str(text)))
    except json_text.InvalidJson:
        return []


def _is_export(found: Any) -> bool:
    if not (isinstance(found, dict) and set(found) == _PARTS and found["format"] == FORMAT):
        return False
    entries, head = found["entries"], found["head"]
    return (
        isinstance(entries, list)
        and all(isinstance(entry, dict) and "number" in entry for entry in entries)
        and isinstance(head, dict)
        and set(head) == {*Head.__slots__}
        and isinstance(found["vouched"], dict)
        and (found["seal"] is None or isinstance(found["seal"], dict))
    )


def _written_otherwise(content: str, found: Export) -> Iterator[str]:
    wanted = text(found)
    if content != wanted:
        pairs = zip_longest(content.split("\n"), wanted.split("\n"))
        line = next(number for number, (one, other) in enumerate(pairs, start=1) if one != other)
        yield f"line {line} of the file is not as it was written"
