"""Whom the screening looks for: the applicant under every name, as declared and as the document has it."""

import json
from collections.abc import Mapping
from typing import Any

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.documents import mrz
from lambdas.shared.names.transliteration import is_spelled
from lambdas.shared.watchlists.matching import Query

Application = dict[str, Any]
_GENDERS = ("F", "M")


def query(application: Application, reading: Mapping[str, Any] | None = None) -> Query:
    """All names, with the birth date, every country the application tells, and the gender where lists have it.

    ``reading``: what was read off the document, its ``zone`` or ``fields``.
    """
    applicant = application["applicant"]
    given, family_names = (
        applicant.get("given_names", ""),
        [applicant["family_name"], *applicant.get("former_names", [])],
    )
    declared = [f"{given} {name}".strip() for name in family_names]
    return Query(
        names=tuple(dict.fromkeys([*declared, *_on_document(reading or {})])),
        birth_date=applicant["birth_date"],
        countries=tuple(dict.fromkeys([*applicant["nationalities"], applicant["address"]["country"]])),
        gender=applicant["sex"] if applicant.get("sex") in _GENDERS else None,
    )


def is_searched_by_sound(asked: Query) -> bool:
    """Whether no name is in a script that the standards spell in Latin letters: the search may have missed someone."""
    return not any(map(is_spelled, asked.names))


def last_reading(table: CaseTable, application_id: str) -> Mapping[str, Any]:
    """What was last read off the applicant's document; empty where nothing was."""
    checks = table.starting(application_id, "EVIDENCE#check_document#")
    newest = max(checks, key=lambda row: str(row["at"]), default=None)
    found: Mapping[str, Any] = json.loads(newest["details"]).get("reading", {}) if newest else {}
    return found


def _on_document(reading: Mapping[str, Any]) -> list[str]:
    """The name in the zone, or in the labelled fields; none where neither can be read."""
    if not reading.get("zone"):
        fields = reading.get("fields") or {}
        return _name(fields.get("given_names", ""), fields.get("family_name", ""))
    try:
        read = mrz.read_mrz(reading["zone"])
    except mrz.MrzError:
        return []
    return _name(read.given_names, read.family_name)


def _name(given_names: str, family_name: str) -> list[str]:
    name = f"{given_names} {family_name}".strip()
    return [name] if name else []
