"""An application as its schema has it (``definitions/schemas/application.json``). Personal data."""

import hashlib
import json
from typing import Any, NotRequired, TypedDict


class Address(TypedDict):
    """Where the applicant lives; ``country`` is alpha-3, as everywhere in an application."""

    lines: list[str]
    city: str
    country: str
    postal_code: NotRequired[str]


class TaxNumber(TypedDict):
    country: str
    number: str


class Applicant(TypedDict):
    """Who applies. Dates are YYYY-MM-DD; ``language``: of messages, ISO 639-1."""

    family_name: str
    birth_date: str
    birth_place: str
    nationalities: list[str]
    email: str
    phone: str
    occupation: str
    address: Address
    given_names: NotRequired[str]
    former_names: NotRequired[list[str]]
    sex: NotRequired[str]
    national_id: NotRequired[str]
    tax_number: NotRequired[TaxNumber]
    language: NotRequired[str]


class Document(TypedDict):
    """The identity document, as the applicant declares it."""

    type: str
    number: str
    issuing_country: str
    expires_on: str


class ExpectedActivity(TypedDict):
    purpose: str
    monthly_deposits_eur: int


class Source(TypedDict):
    kind: str
    text: NotRequired[str]


class DueDiligence(TypedDict):
    """What the applicant says where enhanced due diligence is due."""

    source_of_funds: Source
    source_of_wealth: Source


class Application(TypedDict):
    """An application to become a customer, as submitted."""

    application_id: str
    product: str
    channel: str
    applicant: Applicant
    document: Document
    expected_activity: ExpectedActivity
    explanation: NotRequired[str]
    due_diligence: NotRequired[DueDiligence]
    sandbox: NotRequired[dict[str, Any]]  # test values, which each sandbox provider reads by its own schema


def fingerprint(content: Any) -> str:
    """SHA-256 in hex of an application, or of a part of it: another one as soon as anything in it changes."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
