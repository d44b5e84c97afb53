"""A request as the handlers take it: read within limits, by its schema, and nothing of it is believed before."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.answer_request.problems import Problem
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.routes import Route
from lambdas.shared.runtime import json_text, schemas
from lambdas.shared.runtime.json_text import InvalidJson

SCHEMA = "answer_request"
MOST_BYTES = 200_000
"""Of a body: several times the largest application that its schema allows."""
PAGE = 25
"""Entries of a list's page where the request does not say how many."""
_JSON = re.compile(r"\s*application/json\s*(;\s*charset=(utf-8|\"utf-8\")\s*)?", re.IGNORECASE)
KEY = re.compile(r"[!-~]{8,64}")
MATCH = re.compile(r'"[0-9a-f]{64}"')
"""Of the headers Idempotency-Key and If-Match, as a whole."""
_REPLACEMENT = "\ufffd"
"""What stands where the gateway read bytes that are no UTF-8."""


@dataclass(frozen=True, slots=True)
class Request:
    """``parameters``: of the path; ``key``: the Idempotency-Key; ``match``: the hash that If-Match names."""

    caller: Caller
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    key: str = ""
    match: str = ""

    @property
    def id(self) -> str:
        """The application's, of the path."""
        return self.parameters["id"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers.

    ``evidence``: the hash that becomes the answer's ETag. ``location``: where what was made is read, beside the path
    that was called (RFC 3986, section 4.2): what stands before that path, a stage or a domain's part, is the gateway's.
    """

    body: Any = None
    evidence: str = ""
    location: str = ""


def read(route: Route, caller: Caller, event: Mapping[str, Any], parameters: Mapping[str, str]) -> Request:
    """Raises Problem where the request is not as the route takes it."""
    return Request(
        caller,
        parameters,
        _query(route, event),
        _body(route, event) if route.request else None,
        _key(event) if route.keyed else "",
        _match(event) if route.matched else "",
    )


def _query(route: Route, event: Mapping[str, Any]) -> Mapping[str, str]:
    given = event.get("multiValueQueryStringParameters") or {}
    if any(len(values) > 1 for values in given.values()):
        raise Problem(400, "a parameter of the query is given twice")
    found = {name: values[0] for name, values in given.items()}
    if not route.query:
        if found:
            raise Problem(400, "this route takes no parameters in its query")
        return {}
    _keep(found, route.query, "the query's parameters do not keep their schema")
    return found


def _body(route: Route, event: Mapping[str, Any]) -> Any:
    if not _JSON.fullmatch(header(event, "content-type") or ""):
        raise Problem(415, "send JSON in UTF-8, with the header Content-Type: application/json")
    try:
        found = json_text.parse(_content(event), MOST_BYTES)
    except InvalidJson as error:
        raise Problem(400, f"the body is no JSON that is read here: {error}") from None
    _keep(found, route.request, "the body does not keep its schema")
    return found


def _content(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    if len(text) > 2 * MOST_BYTES:  # base64 is longer by a third
        raise Problem(413, f"the body has more than {MOST_BYTES:,} bytes")
    try:
        content = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, UnicodeEncodeError):
        raise Problem(400, "the body is not UTF-8") from None
    if len(content) > MOST_BYTES:
        raise Problem(413, f"the body has more than {MOST_BYTES:,} bytes")
    if _REPLACEMENT in text:
        raise Problem(400, "the body is not UTF-8")
    return content


def _keep(value: Any, part: str, what: str) -> None:
    problems = schemas.problems(value, schemas.validator(SCHEMA, part), echo=False)
    if problems:
        raise Problem(422, what, problems)


def _key(event: Mapping[str, Any]) -> str:
    found = header(event, "idempotency-key")
    if found is None or not KEY.fullmatch(found):
        raise Problem(400, "give an Idempotency-Key of 8 to 64 visible ASCII characters, another one for each request")
    return found


def _match(event: Mapping[str, Any]) -> str:
    found = header(event, "if-match")
    if found is None:
        raise Problem(428, "say in If-Match which evidence you saw: the ETag of the application's answer")
    if not MATCH.fullmatch(found):
        raise Problem(400, "If-Match is one ETag as it was given: 64 digits from 0 to f in quotation marks")
    return found[1:-1]


def header(event: Mapping[str, Any], name: str) -> str | None:
    """The one header of this name. Raises Problem where it is given twice."""
    given = event.get("multiValueHeaders") or {}
    found = [value for one, values in given.items() if one.lower() == name for value in values]
    if len(found) > 1:
        raise Problem(400, f"the header {name} is given twice")
    return found[0] if found else None
