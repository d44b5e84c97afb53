"""The Customers table: customers, their accounts, the IBAN sequence, and fingerprints that find duplicates.

=========================  ============  ===============================================================
partition                  item          what it holds
=========================  ============  ===============================================================
customer-<application>     CUSTOMER      who the customer is (personal data), and since when; once core banking has said
                                         something of it, the ``number`` of its last message, the ``document`` that
                                         it named, and ``closed_at`` where the account was closed
customer-<application>     ACCOUNT       the account: its id, IBAN, product and status
customer-<application>     BLOCK#<case>  that a monitoring case had the account blocked, and whether it still is
IBAN#<iban>                IBAN          where this number went: application, account, status; how many it skipped
LEDGER#<account>           …             the embedded ledger (``providers/core_banking/ledger.py``)
FINGERPRINT#<kind>#<hash>  FINGERPRINT   which applications claim this document, or this name and birth date
SEQUENCE#IBAN              SEQUENCE      the number of the last IBAN
ROSTER#…                   …             which customers are monitored (``monitoring/roster.py``)
=========================  ============  ===============================================================

An account is ``reserved``, ``opened``, ``active``, and ``closed``: for good where core banking closed it, until it is
gone where it is undone. Its IBAN is ``reserved``, ``open``, or ``given_up`` for good: the sequence never goes back. A
number that makes no IBAN is counted once, as ``skipped`` by the next one that does.
Every write is safe to repeat: ids follow from the application's id.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Self

from lambdas.shared.cases.application import Application
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row, Table, Write, attributes, json_text
from lambdas.shared.runtime.json_text import parse

SEQUENCE = ("SEQUENCE#IBAN", "SEQUENCE")
CUSTOMER, ACCOUNT = "CUSTOMER", "ACCOUNT"
"""Items of a customer's partition."""
_PARTITION, _BLOCK = "customer-", "BLOCK#"


class AccountStatus(StrEnum):
    """How far an account is; one that is undone is closed until its item is gone."""

    RESERVED = "reserved"
    OPENED = "opened"
    ACTIVE = "active"
    CLOSED = "closed"


class BlockStatus(StrEnum):
    """Whether a block of an account is in force."""

    BLOCKED = "blocked"
    RELEASED = "released"


class IbanStatus(StrEnum):
    """Whether an IBAN is in use; one that was given up never is again."""

    RESERVED = "reserved"
    OPEN = "open"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account; ``opened_at`` is a timestamp."""

    application_id: str
    account_id: str
    iban: str
    product: str
    status: AccountStatus
    opened_at: str

    @classmethod
    def of(cls, row: Row) -> Self:
        known = {name: row[name] for name in cls.__slots__}
        return cls(**known | {"status": AccountStatus(row["status"])})


class CustomerTable(Table):
    """The Customers table, in the terms of its items."""

    def __init__(self, client: Any, name: str) -> None:
        super().__init__(client, name, "customer_id")

    def account(self, customer_id: str) -> Account | None:
        found = self.get(customer_id, ACCOUNT)
        return Account.of(found) if found else None

    def customer(self, customer_id: str, application: Application) -> Write:
        """The write that makes the customer, if there is none yet. Personal data."""
        applicant = json_text(application["applicant"])
        row = {"application_id": application["application_id"], "body": applicant, "created_at": timestamp()}
        return {"Put": self.new(customer_id, CUSTOMER, row)}

    def customer_becomes(self, customer_id: str, application_id: str, number: int, row: Row) -> Write:
        """The write by which core banking's message with this number says something of the customer.

        Refused where there is no such customer, or a message with this or a higher number came before. Personal data.
        """
        as_made = {"application_id": application_id}
        changed = self.change(customer_id, CUSTOMER, row | {"number": number}, only_if=as_made, rising="number")
        return {"Update": changed}

    def has_customer(self, customer_id: str) -> bool:
        return self.get(customer_id, CUSTOMER) is not None

    def no_customer(self, customer_id: str, application_id: str) -> Write:
        """The write that deletes the customer which this application made."""
        return self.deletion(customer_id, CUSTOMER, {"application_id": application_id})

    def claimants(self, kind: str, mark: str) -> list[str]:
        """The applications that claimed this fingerprint, the last first, whether or not their claims still hold."""
        found = self.get(_claims(kind, mark), "FINGERPRINT")
        return [found["application_id"], *parse(found["others"])] if found else []

    def claim(self, kind: str, mark: str, claimants: Sequence[str], before: Sequence[str]) -> Write:
        """The write by which these have a fingerprint, if the same have it as ``before``."""
        row = _claimed_by(claimants) | {"at": timestamp()}
        if not before:
            return {"Put": self.new(_claims(kind, mark), "FINGERPRINT", row)}
        return {"Update": self.change(_claims(kind, mark), "FINGERPRINT", row, only_if=_claimed_by(before))}

    def claimed(self, kind: str, mark: str, claimants: Sequence[str]) -> Write:
        """The condition that these have a fingerprint."""
        return self.check(_claims(kind, mark), "FINGERPRINT", only_if=_claimed_by(claimants))

    def forget(self, kind: str, mark: str, application_id: str) -> Write:
        """The write that deletes a fingerprint which only this application has."""
        return self.deletion(_claims(kind, mark), "FINGERPRINT", _claimed_by([application_id]))

    def last_number(self) -> int:
        """The number of the last IBAN; 0 before the first."""
        found = self.get(*SEQUENCE)
        return int(found["count"]) if found else 0

    def reservation(self, customer_id: str, last: int, number: int, account: Account) -> list[Write]:
        """The writes of an account, of its number of the sequence and of the record of its IBAN, all or none.

        The numbers between ``last`` and ``number``, which make no IBAN, are recorded with it as ``skipped``. One is
        refused when the account is there already, or another took a number after ``last`` meanwhile.
        """
        advance = {
            "TableName": self.name,
            "Key": self.key(*SEQUENCE),
            "UpdateExpression": "SET #count = :number",
            "ConditionExpression": "attribute_not_exists(#count) OR #count = :before",
            "ExpressionAttributeNames": {"#count": "count"},
            "ExpressionAttributeValues": attributes({":number": number, ":before": last}),
        }
        iban = {
            "application_id": account.application_id,
            "account_id": account.account_id,
            "number": number,
            "skipped": number - 1 - last,
            "status": IbanStatus.RESERVED,
            "at": timestamp(),
        }
        return [
            {"Update": advance},
            {"Put": self.new(customer_id, ACCOUNT, asdict(account))},
            {"Put": self.new(f"IBAN#{account.iban}", "IBAN", iban)},
        ]

    def account_becomes(self, customer_id: str, account: Account, status: AccountStatus) -> Write:
        """The write by which this very account, as it was read, has another status."""
        as_read = {"account_id": account.account_id, "status": account.status}
        return {"Update": self.change(customer_id, ACCOUNT, {"status": status}, only_if=as_read)}

    def blocking(self, customer_id: str, case_id: str, account_id: str) -> Write:
        """The write by which a monitoring case has had the account blocked."""
        row = {"account_id": account_id, "status": BlockStatus.BLOCKED, "at": timestamp()}
        return {"Put": self.new(customer_id, f"{_BLOCK}{case_id}", row)}

    def releasing(self, customer_id: str, case_id: str) -> Write:
        """The write by which that block is lifted."""
        row = {"status": BlockStatus.RELEASED, "at": timestamp()}
        as_read = {"status": BlockStatus.BLOCKED}
        return {"Update": self.change(customer_id, f"{_BLOCK}{case_id}", row, only_if=as_read)}

    def blocks(self, customer_id: str) -> list[str]:
        """The monitoring cases whose blocks of the account are in force."""
        rows = self.starting(customer_id, _BLOCK)
        return [row["item"].removeprefix(_BLOCK) for row in rows if row["status"] == BlockStatus.BLOCKED]

    def no_account(self, customer_id: str, account: Account) -> Write:
        """The write that deletes this account, if it is closed."""
        return self.deletion(customer_id, ACCOUNT, {"account_id": account.account_id, "status": AccountStatus.CLOSED})

    def iban_becomes(self, iban: str, status: IbanStatus) -> Write:
        """The write by which an IBAN has another status."""
        return {"Update": self.change(f"IBAN#{iban}", "IBAN", {"status": status, "at": timestamp()})}

    def deletion(self, partition: str, item: str, only_if: Row) -> Write:
        """The write that deletes an item, if its attributes have these values."""
        return {"Delete": self.check(partition, item, only_if)["ConditionCheck"]}


def _claims(kind: str, mark: str) -> str:
    """The partition of a fingerprint."""
    return f"FINGERPRINT#{kind}#{mark}"


def _claimed_by(claimants: Sequence[str]) -> Row:
    return {"application_id": claimants[0], "others": json_text(claimants[1:])}


def customer_id(application_id: str) -> str:
    return f"{_PARTITION}{application_id}"


def made_by(customer: str) -> str:
    """The id of the application that made the customer with this id."""
    return customer.removeprefix(_PARTITION)


def account_id(application_id: str, number: int) -> str:
    """The application's account with this number: one that was closed is never opened again, so the next has its own.

    The number stands first, so that no other application's account has this id.
    """
    return f"account-{number}-{application_id}"


@cache
def customer_table() -> CustomerTable:
    """The Customers table of this function."""
    return CustomerTable(aws.client("dynamodb"), os.environ["CUSTOMERS_TABLE"])
