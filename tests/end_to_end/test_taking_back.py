"""A new stack of a table and a bucket that an earlier one left, with what is in them."""

import json
from typing import Any

import pytest

from infrastructure.target import Target
from tests.end_to_end.conftest import run

STACK = "heir"


@pytest.mark.usefixtures("deployed")
def test_what_an_earlier_stack_left_is_in_the_new_one(target: Target) -> None:
    dynamodb, s3, kms = (target.client(one) for one in ("dynamodb", "s3", "kms"))
    names = {"customer_id": "HASH", "item": "RANGE"}
    dynamodb.create_table(
        TableName="left-customers",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in names.items()],
        BillingMode="PAY_PER_REQUEST",
    )
    item = {"customer_id": {"S": "customer-1"}, "item": {"S": "META"}}
    dynamodb.put_item(TableName="left-customers", Item=item)
    s3.create_bucket(Bucket="left-documents", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket="left-documents", Key="passport", Body=b"1")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    stores = ("CustomersTable=left-customers", "DocumentsBucket=left-documents", f"DataKey={key}")
    given: list[Any] = [part for one in stores for part in ("--store", one)]
    assert run("deploy.py", "take-back", "--stack", STACK, *given).stdout.count("taken back") == len(stores)
    again = run("deploy.py", "take-back", "--stack", STACK, *given, check=False)
    assert (again.returncode, "stores of its own" in again.stderr) == (2, True)
    run("deploy.py", "--stack", STACK)
    outputs = target.outputs(STACK)
    assert outputs["CustomersTableName"] == "left-customers"
    assert outputs["DocumentsBucketName"] == "left-documents"
    assert outputs["DataKeyArn"].endswith(key)
    assert dynamodb.scan(TableName="left-customers")["Items"] == [item]
    assert s3.list_objects_v2(Bucket="left-documents")["KeyCount"] == 1


@pytest.mark.usefixtures("deployed")
def test_tables_are_restored_beside_those_in_force_and_make_another_stack(target: Target) -> None:
    before = target.client("dynamodb").list_tables(Limit=100)["TableNames"]
    done = json.loads(run("deploy.py", "restore", "--at", "2026-11-26T00:00:00Z", "--json").stdout)
    assert json.loads(run("deploy.py", "restore", "--at", "2026-11-26T00:00:00Z", "--json").stdout) == done
    tables = target.client("dynamodb").list_tables(Limit=100)["TableNames"]
    assert {*done["restored"].values()} <= {*tables} - {*before}
    assert done["restored"].keys() == {"OnboardingTable", "CustomersTable", "DecisionsTable", "RequestsTable"}
    key = target.client("kms").create_key()["KeyMetadata"]["KeyId"]
    stores = [*done["restored"].items(), ("DataKey", key)]
    given = [part for one in stores for part in ("--store", "=".join(one))]
    run("deploy.py", "take-back", "--stack", "restored", *given)
    run("deploy.py", "--stack", "restored")
    outputs = target.outputs("restored")
    assert outputs["CustomersTableName"] == done["restored"]["CustomersTable"]
