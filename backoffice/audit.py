"""The decision record as auditors take it: one file that proves by itself that nothing in it was changed.

The file is JSON with sorted keys: ``format``, ``application_id``, ``head`` (how many entries, and the hash of the last)
and ``entries`` in order, each as ``lambdas/shared/cases/record.py`` describes it. It holds personal data. Who rewrote
all of it could make a record that fits in itself, so ``--head`` looks for the hash that left the bank with the
outcome's event.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from backoffice import files
from backoffice.errors import UnusableFile
from lambdas.shared.cases import record
from lambdas.shared.runtime import json_text

Row = dict[str, Any]
FORMAT = "kyc-decision-record/1"
_PARTS = {"format", "application_id", "head", "entries"}
_OWNER_ONLY = 0o600
_MOST_BYTES = 50_000_000
"""Of a file: far more than the entries of one application, each at most a DynamoDB item of 400 KB, come to."""


def export(application_id: str, rows: Iterable[Row]) -> Row:
    """The record among all items of an application."""
    found = list(rows)
    head = next((row for row in found if row["item"] == "CHAIN"), record.EMPTY)
    return {
        "format": FORMAT,
        "application_id": application_id,
        "head": {name: head[name] for name in record.EMPTY},
        "entries": record.entries(found),
    }


def text(exported: Row) -> str:
    """The only way in which the file is written, so that no byte of it may be another."""
    return json.dumps(exported, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(exported: Row, path: Path) -> None:
    """Raises UnusableFile."""
    try:
        path.touch(_OWNER_ONLY)
        path.write_text(text(exported), encoding="utf-8")
    except OSError as error:
        raise UnusableFile(f"{path} cannot be written: {error.strerror}") from None


def read(path: Path) -> tuple[Row, list[str]]:
    """The record in the file, and what is wrong with the file itself. Raises UnusableFile where it is none."""
    content = files.content(path, _MOST_BYTES)
    try:
        found = json_text.parse(content, _MOST_BYTES)
    except json_text.InvalidJson as error:
        raise UnusableFile(f"{path} is not a decision record any more, for it is not JSON: {error}") from None
    if not (_is_export(found) and _is_readable(found)):
        raise UnusableFile(f"{path} is not a decision record that `kyc audit ID --out FILE` wrote")
    return found, list(_written_otherwise(content.decode(), found))


def problems(exported: Row, head: str | None = None) -> list[str]:
    """What is not as it was written, empty where nothing is. ``head``: the hash of an entry, known from elsewhere."""
    found = list(record.problems(exported["entries"], exported["head"]))
    strangers = [entry for entry in exported["entries"] if entry.get("application_id") != exported["application_id"]]
    found += [f"entry {entry['number']} is of another application" for entry in strangers]
    if head and not any(str(entry.get("hash")).startswith(head) for entry in exported["entries"]):
        found.append(f"no entry has the hash {head}")
    return found


def answer(exported: Row) -> Row:
    """Why it was decided so: the outcome, who decided, and by which lists, policies, definitions and code."""
    steps = [entry for entry in exported["entries"] if "result" in entry]
    outcome = next((_parsed(entry, "details") for entry in reversed(steps) if entry["step"] == "record_outcome"), {})
    versions: dict[str, set[str]] = {}
    for entry in steps:
        for name, version in _parsed(entry, "versions").items():
            versions.setdefault(name, set()).add(str(version))
    return {
        "outcome": outcome.get("outcome"),
        "rating": outcome.get("rating"),
        "reasons": list(map(str, json.loads(outcome.get("reasons", "[]")))),
        "people": [
            _parsed(entry, "result") | _parsed(entry, "details") for entry in steps if entry["step"] == "review"
        ],
        "versions": {name: sorted(found) for name, found in sorted(versions.items()) if name not in _OF_EACH_FUNCTION},
    }


def _person(opinion: Row) -> Row:
    return _parsed(opinion, "details") | {"decision": _parsed(opinion, "result")["decision"]}


_OF_EACH_FUNCTION = ("code_sha256", "function_version")


def lines(exported: Row) -> Iterator[Row]:
    """Each entry in short: ``number``, ``at``, ``what``, ``result``, ``reasons``, ``versions``, ``code``, ``hash``."""
    for entry in exported["entries"]:
        result, versions = _parsed(entry, "result"), _parsed(entry, "versions")
        reasons = [one["code"] for one in json.loads(entry.get("findings", "[]"))] or result.get("reasons", [])
        yield {
            "number": entry["number"],
            "at": str(entry.get("at", "")),
            "what": str(entry.get("step") or entry["item"]),
            "result": next((str(result[name]) for name in _RESULTS if name in result), str(entry.get("error", ""))),
            "reasons": list(map(str, reasons)),
            "versions": {name: found for name, found in versions.items() if name not in _OF_EACH_FUNCTION},
            "code": str(versions.get("code_sha256", "")),
            "hash": str(entry["hash"]),
        }


_RESULTS = ("verdict", "decision", "rating", "event")


def _parsed(entry: Row, name: str) -> Row:
    found: Row = json.loads(entry.get(name, "{}"))
    return found


def _is_export(found: Any) -> bool:
    if not (isinstance(found, dict) and set(found) == _PARTS and found["format"] == FORMAT):
        return False
    entries, head = found["entries"], found["head"]
    return (
        isinstance(entries, list)
        and all(isinstance(entry, dict) and "number" in entry for entry in entries)
        and isinstance(head, dict)
        and set(head) == set(record.EMPTY)
    )


def _is_readable(found: Row) -> bool:
    """Whether each entry has what an entry has, in the types in which it is looked at."""
    try:
        problems(found)
        answer(found)
        for _ in lines(found):
            pass
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return False
    return True


def _written_otherwise(content: str, found: Row) -> Iterator[str]:
    wanted = text(found)
    if content != wanted:
        pairs = zip_longest(content.split("\n"), wanted.split("\n"))
        line = next(number for number, (one, other) in enumerate(pairs, start=1) if one != other)
        yield f"line {line} of the file is not as it was written"
