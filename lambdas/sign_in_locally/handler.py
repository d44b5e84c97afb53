"""Sign somebody in on the local cloud: OpenID Connect's code flow with PKCE, by a page that asks who it is.

It is deployed to the local cloud alone, where anybody may be anybody; on AWS the bank's issuer does it. A code is a
token of its own kind, for a minute, so nothing is kept between the requests.
"""

import base64
import hashlib
import hmac
import html
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

import jwt

from lambdas.shared.access.roles import STAFF
from lambdas.shared.access.unverified import SUBJECT
from lambdas.sign_in_locally import form

_CODE_SECONDS, _TOKEN_SECONDS = 60, 8 * 3600
_COCKPIT = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d{1,5})?/[A-Za-z0-9/_-]*/cockpit")
"""Where somebody may be sent to with a code: to the page, on this machine."""
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
Values = Mapping[str, str]


class Refused(Exception):
    """What is wrong with a request, in the words of RFC 6749, section 5.2."""


def handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Takes API Gateway's event of a REST API's proxy integration, returns its answer."""
    answer = _ROUTES.get((event["httpMethod"], str((event.get("pathParameters") or {}).get("proxy"))))
    if answer is None:
        return form.page(404, "<p>There is no such page.</p>")
    given = event.get("multiValueQueryStringParameters") or {}
    query = {name: values[0] for name, values in given.items()}
    sent = {name: values[0] for name, values in _sent(event).items()}
    try:
        return answer(query, sent)
    except Refused as error:
        if event["httpMethod"] == "GET":
            return form.page(400, f"<p>This is no request to sign in: {html.escape(str(error))}</p>")
        return _json(400, {"error": str(error)})


def _ask(query: Values, _sent: Values) -> dict[str, Any]:
    """The page that asks who signs in."""
    _check(query)
    return form.page(200, form.sign_in(query, [role.value for role in STAFF]))


def _send_back(query: Values, sent: Values) -> dict[str, Any]:
    """To the page that asked, with a code for the name and the roles that were chosen."""
    _check(query)
    user, roles = sent.get("user", ""), [role.value for role in STAFF if sent.get(role.value) == "on"]
    if not SUBJECT.fullmatch(user) or not roles:
        problem = "Give a name of 1 to 255 ASCII characters without spaces, and at least one role."
        return form.page(422, form.sign_in(query, [role.value for role in STAFF], problem))
    claims = {
        "aud": "code",
        "sub": user,
        os.environ["ROLES_CLAIM"]: roles,
        "challenge": query["code_challenge"],
        "back": query["redirect_uri"],
        "exp": int(time.time()) + _CODE_SECONDS,
    }
    back = urlencode({"code": _signed(claims, "code+jwt"), "state": query.get("state", "")})
    return {"statusCode": 303, "headers": {"Location": f"{query['redirect_uri']}?{back}"} | form.NOT_KEPT, "body": ""}


def _exchange(_query: Values, sent: Values) -> dict[str, Any]:
    """A token for a code, to whoever has what the code was asked for with (RFC 7636)."""
    try:
        found = jwt.decode(sent.get("code", ""), _key().public_key(), [os.environ["ALGORITHM"]], audience="code")
    except jwt.PyJWTError:
        raise Refused("invalid_grant") from None
    verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
    given = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
    is_same = hmac.compare_digest(given, found["challenge"]) and sent.get("redirect_uri") == found["back"]
    if not is_same or sent.get("grant_type") != "authorization_code":
        raise Refused("invalid_grant")
    now, claim = int(time.time()), os.environ["ROLES_CLAIM"]
    claims = {
        "iss": os.environ["ISSUER"],
        "aud": os.environ["AUDIENCE"],
        "sub": found["sub"],
        claim: found[claim],
        "iat": now,
        "exp": now + _TOKEN_SECONDS,
    }
    token = _signed(claims, "at+jwt")
    return _json(200, {"access_token": token, "token_type": "Bearer", "expires_in": _TOKEN_SECONDS})


_ROUTES: Mapping[tuple[str, str], Callable[[Values, Values], dict[str, Any]]] = {
    ("GET", "authorize"): _ask,
    ("POST", "authorize"): _send_back,
    ("POST", "token"): _exchange,
}


def _check(query: Values) -> None:
    if not _COCKPIT.fullmatch(query.get("redirect_uri", "")):
        raise Refused("redirect_uri")
    if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
        raise Refused("unsupported_response_type")
    if not _CHALLENGE.fullmatch(query.get("code_challenge", "")):
        raise Refused("code_challenge")


def _sent(event: Mapping[str, Any]) -> dict[str, list[str]]:
    body = event.get("body") or ""
    try:
        text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
        return parse_qs(text, max_num_fields=20)
    except ValueError:
        return {}


def _key() -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    return load_pem_private_key(os.environ["ISSUER_KEY"].encode(), None)


def _signed(claims: Mapping[str, Any], kind: str) -> str:
    return jwt.encode(dict(claims), _key(), os.environ["ALGORITHM"], headers={"kid": os.environ["KEY_ID"], "typ": kind})


def _json(status: int, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": form.NOT_KEPT | {"Content-Type": "application/json"},
        "body": json.dumps(body),
    }
