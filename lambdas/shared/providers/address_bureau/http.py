"""The address bureau, asked over signed HTTP (``signed_http.py`` says how requests are signed and what a status means).

The contract, which the bureau or a gateway in front of it keeps::

    POST /v1/address-checks                          with Idempotency-Key: the reference
    {"reference": "…",                               made by this adapter: 64 hexadecimal digits
     "name": {"given_names": "…", "family_name": "…"},   given_names where the person has some
     "birth_date": "YYYY-MM-DD",
     "address": {"lines": ["…"], "city": "…", "postal_code": "…", "country": "DEU"}}   postal_code where there is one
    202 {"reference": "…", "retry_after_seconds": 60}    the same reference twice is one check

    GET /v1/address-checks/{reference}
    200 {"status": "pending", "retry_after_seconds": 60}
    200 {"status": "answered", "result": "confirmed"}    or "moved", or "unknown"

    400, 404, 422   the request is refused: ProviderRejected
    401, 403        the signature or the key is refused: NotConfigured
    429             later: Throttled
    5xx             not now: ProviderUnavailable

``ADDRESS_BUREAU_SECRET`` names the secret that says where it is and how to sign:
``{"url": "https://…", "key_id": "…", "key": "…"}``.
"""

import hashlib
import hmac
import json
from typing import NoReturn
from urllib.parse import quote

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.providers.signed_http import LIMITS, JsonObject, connected, retry_after
from lambdas.shared.runtime import secrets
from lambdas.shared.runtime.bounded_http import Limits
from lambdas.shared.runtime.errors import ProviderUnavailable

SETTING = "ADDRESS_BUREAU_SECRET"
ANSWERS = ("confirmed", "moved", "unknown")

_CHECKS = "/v1/address-checks"


class HttpAddressBureau:
    """Raises NotConfigured where the secret is not filled in, StoreUnavailable, and what SignedHttp raises."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits

    def request(self, application: Application) -> tuple[str, int]:
        connection = secrets.connection(SETTING)
        asked = _asked(application)
        reference = _reference(application["application_id"], asked, connection.key)
        answer = connected(SETTING, connection, self.limits).post(
            _CHECKS, {"reference": reference, **asked}, idempotency_key=reference
        )
        if answer.get("reference") != reference:
            _wrong("reference")
        return reference, retry_after(answer, "address bureau")

    def poll(self, application: Application, reference: str, polls: int) -> LateAnswer:  # noqa: ARG002 - the bureau counts
        answer = connected(SETTING, secrets.connection(SETTING), self.limits).get(
            f"{_CHECKS}/{quote(reference, safe='')}"
        )
        if answer.get("status") == "pending":
            return LateAnswer(None, retry_after(answer, "address bureau"))
        if answer.get("status") != "answered":
            _wrong("status")
        if answer.get("result") not in ANSWERS:
            _wrong("result")
        return LateAnswer(answer["result"], 0)


def _asked(application: Application) -> JsonObject:
    """The part of the application that the bureau needs, and no more."""
    applicant = application["applicant"]
    names = {part: applicant[part] for part in ("given_names", "family_name") if part in applicant}
    return {"name": names, "birth_date": applicant["birth_date"], "address": applicant["address"]}


def _reference(application_id: str, asked: JsonObject, key: str) -> str:
    """The same reference for the same data, another for a corrected address or name.

    It is a keyed hash because it is seen in the execution's history: by a plain hash, somebody who guesses the person
    could find out that the guess is right.
    """
    text = json.dumps([application_id, asked], sort_keys=True)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _wrong(field: str) -> NoReturn:
    raise ProviderUnavailable(f"address bureau: an answer outside the contract: {field}")
