"""Keyed fingerprints: whether two applications share a document or a person, without keeping either.

An HMAC rather than a plain hash: names and birth dates are few enough to be tried out by whoever has no key.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from lambdas.shared.cases.application import Application
from lambdas.shared.names.folding import folded, readable
from lambdas.shared.names.transliteration import to_latin


def fingerprints(application: Application, key: bytes) -> dict[str, str]:
    """HMAC-SHA256 in hex of the ``document`` (issuer and number) and of the ``person`` (names, birth date).

    Spelling does not matter: what ``folded`` folds, the order of the names, and where they are separated.
    """
    return {"document": of_document(application["document"], key), "person": of_person(application["applicant"], key)}


def of_document(document: Mapping[str, Any], key: bytes) -> str:
    """By its ``issuing_country`` and ``number``."""
    number = to_latin(document["number"]).replace(" ", "")
    return _mark(key, "document", document["issuing_country"], number)


def of_person(applicant: Mapping[str, Any], key: bytes) -> str:
    """By ``given_names``, which may be missing, ``family_name`` and ``birth_date``."""
    return _mark(key, "person", _letters(applicant), applicant["birth_date"])


def searched(query: Mapping[str, Any], key: bytes) -> str:
    """HMAC-SHA256 in hex of all that a search in the watchlists goes by: another one as soon as any of it changes."""
    return _mark(key, "search", json.dumps(query, sort_keys=True))


def _letters(applicant: Mapping[str, Any]) -> str:
    """The letters of all names, sorted, without E, which may belong to an umlaut: ANNA EVA is ANNAEVA.

    Others of that birth date whose names have the same letters are so few that a person can look at them. Of a name
    without letters and digits, it is the name as people read it.
    """
    name = f"{applicant.get('given_names', '')} {applicant['family_name']}"
    return "".join(sorted("".join(folded(name)).replace("E", ""))) or " ".join(readable(name).casefold().split())


def _mark(key: bytes, *fields: str) -> str:
    """Of the fields, apart by a character that none of them has."""
    return hmac.new(key, "\0".join(fields).encode(), hashlib.sha256).hexdigest()
