"""The Customers table: customers, their accounts, the IBAN sequence, and fingerprints that find duplicates.

=========================  ============  ==========================================================
partition                  item          what it holds
=========================  ============  ==========================================================
customer-<application>     CUSTOMER      who the customer is (personal data), and since when
customer-<application>     ACCOUNT       the account: its id, IBAN, product and status
FINGERPRINT#<kind>#<hash>  FINGERPRINT   which customer has this document, or this name and birth date
SEQUENCE#IBAN              SEQUENCE      the number of the last IBAN
=========================  ============  ==========================================================

Every write is safe to repeat: ids follow from the application's id.
"""

import os
from functools import cache
from typing import Any

from lambdas.shared import aws
from lambdas.shared.stores import Row, Table, attributes, succeeded

SEQUENCE = ("SEQUENCE#IBAN", "SEQUENCE")


class Customers(Table):
    """The Customers table, in the terms of its items."""

    def __init__(self, client: Any, name: str) -> None:
        super().__init__(client, name, "customer_id")

    def account(self, customer_id: str) -> Row | None:
        return self.get(customer_id, "ACCOUNT")

    def owner(self, kind: str, mark: str) -> Row | None:
        """Who has this fingerprint: ``owner`` (customer id) and ``application_id``."""
        return self.get(f"FINGERPRINT#{kind}#{mark}", "FINGERPRINT")

    def remember(self, kind: str, mark: str, customer_id: str, application_id: str) -> None:
        """Keep a fingerprint with its first owner."""
        self.insert(
            f"FINGERPRINT#{kind}#{mark}",
            "FINGERPRINT",
            {"owner": customer_id, "application_id": application_id},
        )

    def forget(self, kind: str, mark: str, application_id: str) -> None:
        """Delete a fingerprint that this application left."""
        self.delete(f"FINGERPRINT#{kind}#{mark}", "FINGERPRINT", application_id)

    def last_number(self) -> int:
        """The number of the last IBAN; 0 before the first."""
        found = self.get(*SEQUENCE)
        return int(found["count"]) if found else 0

    def reserve(self, customer_id: str, number: int, account: Row) -> bool:
        """Take the next number of the sequence and write the account with it, both or neither.

        False when the account is there already, or another took the number meanwhile.
        """
        advance = {
            "TableName": self.name,
            "Key": self.key(*SEQUENCE),
            "UpdateExpression": "SET #count = :number",
            "ConditionExpression": "attribute_not_exists(#count) OR #count = :before",
            "ExpressionAttributeNames": {"#count": "count"},
            "ExpressionAttributeValues": attributes({":number": number, ":before": number - 1}),
        }
        return self.transact({"Update": advance}, {"Put": self.new(customer_id, "ACCOUNT", account)})

    def delete(self, partition: str, item: str, application_id: str) -> bool:
        """Delete an item of this application; False when it is not there, or another's."""
        return succeeded(
            self.client.delete_item,
            TableName=self.name,
            Key=self.key(partition, item),
            ConditionExpression="#application_id = :application_id",
            ExpressionAttributeNames={"#application_id": "application_id"},
            ExpressionAttributeValues=attributes({":application_id": application_id}),
        )


def customer_id(application_id: str) -> str:
    return f"customer-{application_id}"


def account_id(application_id: str) -> str:
    return f"account-{application_id}"


@cache
def customers() -> Customers:
    """The Customers table of this function."""
    return Customers(aws.client("dynamodb"), os.environ["CUSTOMERS_TABLE"])
