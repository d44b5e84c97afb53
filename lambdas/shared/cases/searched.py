"""Whom the screening looks for: the person under every name, as declared and as the document has it."""

from collections.abc import Mapping
from dataclasses import replace

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.names.folding import is_mixed
from lambdas.shared.names.transliteration import is_spelled, to_latin
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.function import Event
from lambdas.shared.watchlists.searches import Query

DOCUMENT_CHECK = "check_document"
"""The step that reads the names on the document."""
_GENDERS = ("F", "M")


def query(application: Application, on_document: Mapping[str, str] | None = None) -> Query:
    """All names, the birth date, every country in the application, and the gender where it is one that lists have.

    ``on_document``: ``given_names`` and ``family_name`` as the document check read them; none where it read no name.
    """
    applicant = application["applicant"]
    given, family_names = (
        applicant.get("given_names", ""),
        [applicant["family_name"], *applicant.get("former_names", [])],
    )
    names = [f"{given} {family_name}".strip() for family_name in family_names]
    if on_document:
        names.append(f"{on_document['given_names']} {on_document['family_name']}".strip())
    # A word in other letters that all look like Latin ones may be either: it is looked for as both.
    spelled = [to_latin(name) for name in names if is_mixed(name)]
    return Query(
        names=tuple(dict.fromkeys([*names, *spelled])),
        birth_date=applicant["birth_date"],
        countries=tuple(dict.fromkeys([*applicant["nationalities"], applicant["address"]["country"]])),
        gender=applicant["sex"] if applicant.get("sex") in _GENDERS else None,
    )


def is_searched_by_sound(asked: Query) -> bool:
    """Whether no name is in a script that the standards spell in Latin letters: the search may have missed someone."""
    return not any(map(is_spelled, asked.names))


def names_on_document(table: CaseTable, event: Event) -> Mapping[str, str]:
    """The names that the document check of this attempt read; empty where it read none, or there was no check."""
    run = numbered(event["identity_run"], event["attempt"])
    checked = table.kept(event["application_id"], DOCUMENT_CHECK, run)
    found: Mapping[str, str] = checked.details["holder"] if checked else {}
    return found


def of_customer(case: Case) -> Query:
    """Whom to look for once the applicant is a customer: as the last submission and its document check have it."""
    checked = case.last(DOCUMENT_CHECK)
    read = checked.details.get("holder") if checked and checked.attempt == case.meta.attempts else None
    return query(case.application, read)


def of_changed(application: Application, before: Query) -> Query:
    """Whom to look for once a customer's data are those of ``application``: under every name from before too."""
    found = query(application)
    return replace(found, names=tuple(dict.fromkeys([*found.names, *before.names])))
