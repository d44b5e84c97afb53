"""Keyed fingerprints: whether two applications share a document or a person, without keeping either.

An HMAC rather than a plain hash: names and birth dates are few enough to be tried out by whoever has no key.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from lambdas.shared.cases.application import Application
from lambdas.shared.names.readings import comparable_parts
from lambdas.shared.names.transliteration import to_latin


def fingerprints(application: Application, key: bytes) -> dict[str, str]:
    """HMAC-SHA256 in hex of the ``document`` (issuer and number) and of the ``person`` (names, birth date).

    Spelling does not matter: case, accents (MÜLLER, MUELLER, MULLER), spaces, and the order of the names.
    """
    document, applicant = application["document"], application["applicant"]
    names = _name_parts(f"{applicant.get('given_names', '')} {applicant['family_name']}")
    number = to_latin(document["number"]).replace(" ", "")
    return {
        "document": _mark(key, "document", document["issuing_country"], number),
        "person": _mark(key, "person", *names, applicant["birth_date"]),
    }


def searched(query: Mapping[str, Any], key: bytes) -> str:
    """HMAC-SHA256 in hex of all that a search in the watchlists goes by: another one as soon as any of it changes."""
    return _mark(key, "search", json.dumps(query, sort_keys=True))


def _name_parts(name: str) -> list[str]:
    """The sorted parts; of a name without any Latin or Cyrillic letter, the name as it is written."""
    return sorted(comparable_parts(name)) or sorted(name.casefold().split())


def _mark(key: bytes, *fields: str) -> str:
    """Of the fields, apart by a character that none of them has."""
    return hmac.new(key, "\0".join(fields).encode(), hashlib.sha256).hexdigest()
