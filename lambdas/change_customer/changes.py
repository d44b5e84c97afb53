"""What a message of core banking writes: all in one transaction, with an entry in the record of the application."""

from typing import Any

from lambdas.shared.accounts import claims, fingerprints
from lambdas.shared.accounts.customers import CUSTOMER, AccountStatus, customer_table
from lambdas.shared.cases.application import Application, fingerprint
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.searched import of_changed
from lambdas.shared.cases.status import META, Status
from lambdas.shared.cases.table import case_table
from lambdas.shared.monitoring import roster
from lambdas.shared.names.countries import is_country
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row, Write, json_text
from lambdas.shared.runtime.errors import InvalidInput, Throttled
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.secrets import identity_key

CHANGED, CLOSED, OVERTAKEN = "changed", "closed", "overtaken"
"""Verdicts."""
_CLOSING = "account_closed"


def evidence(case: Case, message: Event) -> Evidence:
    """The entry about this message, with what it writes. Raises InvalidInput where it says what cannot be.

    Whoever writes it finds a Conflict where anything that was read here was changed meanwhile.
    """
    customers, customer = customer_table(), message["customer_id"]
    epoch = roster.epoch(customers, customer)
    row = customers.get(customer, CUSTOMER) or {}
    _check(case, row, message)
    about = {"customer_id": customer, "number": message["number"], "message_sha256": fingerprint(message)}
    if message["number"] < row.get("number", 0) or "closed_at" in row:
        return Evidence({"verdict": OVERTAKEN}, details=about)
    writes = [case_table().check(case.id, META, {"status": Status.ONBOARDED})]
    if message["type"] == _CLOSING:
        return Evidence({"verdict": CLOSED}, details=about, writes=[*writes, *_closing(case, message)])
    others, changing = _changing(case, message, epoch)
    told = {name: message[name] for name in ("applicant", "document") if name in message}
    met = {kind: found for kind, found in others.items() if found}
    reasons = [f"DUPLICATE_{kind.upper()}" for kind in met]
    return Evidence(
        {"verdict": CHANGED, "reasons": reasons},
        details=about | told | {"claimed_by": met},
        writes=[*writes, *changing],
    )


def _check(case: Case, row: Row, message: Event) -> None:
    customer, number = message["customer_id"], message["number"]
    if case.meta.status is not Status.ONBOARDED or not row:
        raise InvalidInput(f"{customer} is no customer: the application is {case.meta.status}")
    if number == row.get("number"):
        raise InvalidInput(f"{customer}: another message had the number {number} before")
    if "closed_at" in row and number > row["number"] and message["type"] != _CLOSING:
        raise InvalidInput(f"{customer}: the account was closed, and the message came after that")
    if unknown := [code for code in _countries(message) if not is_country(code)]:
        raise InvalidInput(f"{customer}: {len(unknown)} country codes name no country")


def _countries(message: Event) -> list[str]:
    if "applicant" not in message:
        return []
    applicant = message["applicant"]
    issuer = [message["document"]["issuing_country"]] if "document" in message else []
    return [*applicant["nationalities"], applicant["address"]["country"], *issuer]


def _changing(case: Case, message: Event, epoch: int) -> tuple[claims.Claimants, list[Write]]:
    """Who else has one of the new fingerprints, and the writes of the customer's new data."""
    customers, customer = customer_table(), message["customer_id"]
    found = roster.found_searched(customers, customer)
    if found is None:  # closed just now
        raise Throttled(f"{customer} was closed while it was changed")
    member, before = found
    changed: Any = case.application | {name: message[name] for name in ("applicant", "document") if name in message}
    query = of_changed(changed, before)
    others, claimed = claims.added(case.id, _marks(changed, message))
    row = {"body": json_text(message["applicant"]), "changed_at": timestamp()}
    named = {"document": json_text(message["document"])} if "document" in message else {}
    return others, [
        customers.customer_becomes(customer, case.id, message["number"], row | named),
        *roster.change(customers, member, query, epoch),
        *claimed,
    ]


def _marks(changed: Application, message: Event) -> dict[str, str]:
    """The fingerprints of what the message says: of the document only where it names one."""
    marks = fingerprints.fingerprints(changed, identity_key())
    return {kind: mark for kind, mark in marks.items() if kind != "document" or "document" in message}


def _closing(case: Case, message: Event) -> list[Write]:
    customers, customer = customer_table(), message["customer_id"]
    account = customers.account(customer)
    is_open = account is not None and account.status is not AccountStatus.CLOSED
    return [
        customers.customer_becomes(customer, case.id, message["number"], {"closed_at": timestamp()}),
        roster.closing(customers, customer),
        *([customers.account_becomes(customer, account, AccountStatus.CLOSED)] if account and is_open else []),
    ]
