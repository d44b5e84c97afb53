"""Core banking, asked over signed HTTP (``signed_http.py`` says how requests are signed and what a status means).

The contract, which core banking or a gateway in front of it keeps; every POST may come twice::

    POST /v1/accounts                                with Idempotency-Key: <account_id>
    {"account_id": "…", "iban": "…",                 an id of one account, never used for another
     "product": "current_account",                   or savings_account, premium_account
     "holder": {"given_names": "…", "family_name": "…"}, "birth_date": "YYYY-MM-DD", "address": {…}}
    200 {"account_id": "…", "status": "opened"}      or its status now, if it was opened before with this iban
    409                                              it was closed, or has another iban

    POST /v1/accounts/{account_id}/activation  {}    with Idempotency-Key: <account_id>-activation
    202 {"account_id": "…", "retry_after_seconds": 60}

    GET /v1/accounts/{account_id}
    200 {"account_id": "…", "status": "opened", "retry_after_seconds": 60}    not active yet
    200 {"account_id": "…", "status": "active"}      or "refused", or "closed"

    POST /v1/accounts/{account_id}/closure  {}       with Idempotency-Key: <account_id>-closure
    200 {"account_id": "…", "status": "closed"}      also if it was never opened; opening it later is refused (409)

    POST /v1/accounts/{account_id}/blocks/{block_id}  {}       with Idempotency-Key: <account_id>-block-<block_id>
    200 {"account_id": "…", "block_id": "…", "status": "blocked"}      nothing is paid while any block is in force
    409                                              this block was released before, or the account is closed

    POST /v1/accounts/{account_id}/blocks/{block_id}/release  {}      ... <account_id>-release-<block_id>
    200 {"account_id": "…", "block_id": "…", "status": "released"}     other blocks stay; 404: there was no such block

    400, 404, 409, 422   the request is refused: ProviderRejected
    401, 403             the signature or the key is refused: NotConfigured
    429                  later: Throttled
    5xx                  not now: ProviderUnavailable

``CORE_BANKING_SECRET`` names the secret that says where it is and how to sign:
``{"url": "https://…", "key_id": "…", "key": "…"}``.
"""

from typing import NoReturn
from urllib.parse import quote

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.providers.signed_http import LIMITS, JsonObject, SignedHttp, connected, retry_after
from lambdas.shared.runtime import secrets
from lambdas.shared.runtime.bounded_http import Limits
from lambdas.shared.runtime.errors import ProviderRejected, ProviderUnavailable

SETTING = "CORE_BANKING_SECRET"

_ACCOUNTS = "/v1/accounts"
_NEVER_ACTIVE = ("refused", "closed")


class HttpCoreBanking:
    """Raises NotConfigured where the secret is not filled in, StoreUnavailable, and what SignedHttp raises."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits

    def open(self, application: Application, account_id: str, iban: str) -> None:
        asked = {"account_id": account_id, "iban": iban, **_asked(application)}
        answer = self._http().post(_ACCOUNTS, asked, idempotency_key=account_id)
        _check(answer, account_id)
        if answer.get("status") not in ("opened", "active"):
            _wrong("status")

    def request_activation(self, application: Application, account_id: str) -> int:  # noqa: ARG002 - core banking knows it
        answer = self._post(account_id, "activation")
        return retry_after(answer, "core banking")

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:  # noqa: ARG002 - as above
        answer = self._http().get(_path(account_id))
        _check(answer, account_id)
        status = answer.get("status")
        if status == "opened":
            return LateAnswer(None, retry_after(answer, "core banking"))
        if status in _NEVER_ACTIVE:
            raise ProviderRejected(f"core banking: {account_id} is {status}")
        if status != "active":
            _wrong("status")
        return LateAnswer("active", 0)

    def close(self, application: Application, account_id: str) -> None:  # noqa: ARG002 - as above
        if self._post(account_id, "closure").get("status") != "closed":
            _wrong("status")

    def block(self, application: Application, account_id: str, block_id: str) -> None:  # noqa: ARG002 - as above
        self._blocks(account_id, block_id, "block", "", "blocked")

    def unblock(self, application: Application, account_id: str, block_id: str) -> None:  # noqa: ARG002 - as above
        self._blocks(account_id, block_id, "release", "/release", "released")

    def _blocks(self, account_id: str, block_id: str, what: str, path: str, status: str) -> None:
        where = f"{_path(account_id)}/blocks/{quote(block_id, safe='')}{path}"
        answer = self._http().post(where, {}, idempotency_key=f"{account_id}-{what}-{block_id}")
        _check(answer, account_id)
        for field, wanted in (("block_id", block_id), ("status", status)):
            if answer.get(field) != wanted:
                _wrong(field)

    def _post(self, account_id: str, what: str) -> JsonObject:
        answer = self._http().post(f"{_path(account_id)}/{what}", {}, idempotency_key=f"{account_id}-{what}")
        _check(answer, account_id)
        return answer

    def _http(self) -> SignedHttp:
        return connected(SETTING, secrets.connection(SETTING), self.limits)


def _asked(application: Application) -> JsonObject:
    """The part of the application that core banking needs, and no more."""
    applicant = application["applicant"]
    names = {part: applicant[part] for part in ("given_names", "family_name") if part in applicant}
    return {
        "product": application["product"],
        "holder": names,
        "birth_date": applicant["birth_date"],
        "address": applicant["address"],
    }


def _path(account_id: str) -> str:
    return f"{_ACCOUNTS}/{quote(account_id, safe='')}"


def _check(answer: JsonObject, account_id: str) -> None:
    """Raises ProviderUnavailable where the answer is about another account."""
    if answer.get("account_id") != account_id:
        _wrong("account_id")


def _wrong(field: str) -> NoReturn:
    raise ProviderUnavailable(f"core banking: an answer outside the contract: {field}")
