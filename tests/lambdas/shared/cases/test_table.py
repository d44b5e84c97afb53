"""Requests to DynamoDB, held to the service's own model; and what their answers mean."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.accounts.customers import SEQUENCE, Account, AccountStatus, CustomerTable, account_id
from lambdas.shared.cases import status
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.status import Status
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.runtime.dynamodb import attributes, plain
from lambdas.shared.runtime.errors import ApplicationNotFound, Conflict, Throttled

KEY = {"application_id": {"S": "demo-1"}, "item": {"S": "META"}}
FOUND = Finding("NAME_DIFFERS", Verdict.REVIEW, "The name is another one.")
REFUSED = "ConditionalCheckFailedException"
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{2,63}", fullmatch=True) | st.sampled_from(
    ["a-1", "1-a", "1-1-a", "a-1-1"]
)


@pytest.fixture(scope="module")
def dynamodb() -> Any:
    return boto3.client("dynamodb", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")


@pytest.fixture
def stub(dynamodb: Any) -> Iterator[Stubber]:
    with Stubber(dynamodb) as made:
        yield made
        made.assert_no_pending_responses()


@pytest.fixture
def onboarding(dynamodb: Any) -> CaseTable:
    return CaseTable(dynamodb, "onboarding")


@pytest.fixture
def customers(dynamodb: Any) -> CustomerTable:
    return CustomerTable(dynamodb, "customers")


@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.booleans()))
def test_a_row_comes_back_as_it_was(row: dict[str, Any]) -> None:
    assert plain(attributes(row)) == row


def test_what_is_none_is_left_out() -> None:
    assert attributes({"a": None, "b": 0, "c": False, "d": ""}) == {
        "b": {"N": "0"},
        "c": {"BOOL": False},
        "d": {"S": ""},
    }


def test_an_item_is_read_consistently(stub: Stubber, onboarding: CaseTable) -> None:
    asked = {"TableName": "onboarding", "Key": KEY, "ConsistentRead": True}
    stub.add_response("get_item", {"Item": KEY | {"status": {"S": "running"}, "attempts": {"N": "2"}}}, asked)
    assert onboarding.meta("demo-1").attempts == 2
    stub.add_response("get_item", {}, asked)
    with pytest.raises(ApplicationNotFound, match="demo-1"):
        onboarding.meta("demo-1")


def test_all_pages_are_read(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_response("query", {"Items": [KEY], "LastEvaluatedKey": KEY})
    stub.add_response("query", {"Items": [KEY | {"item": {"S": "APPLICATION#001"}}]})
    assert [row["item"] for row in onboarding.items("demo-1")] == ["META", "APPLICATION#001"]


def test_what_is_there_is_not_written_again(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_client_error("put_item", REFUSED)
    assert onboarding.insert("demo-1", "META", {"status": "running"}) is False


def test_other_refusals_are_errors(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_client_error("put_item", "AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        onboarding.insert("demo-1", "META", {"status": "running"})


def test_a_decided_application_keeps_its_status(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_client_error(
        "update_item",
        REFUSED,
        expected_params=None,
    )
    assert status.move(onboarding, "demo-1", Status.FAILED) is False


def test_conditions_are_said_in_full(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_response(
        "update_item",
        {},
        {
            "TableName": "onboarding",
            "Key": KEY,
            "UpdateExpression": "SET #status = :status",
            "ConditionExpression": "#attempts = :is_attempts AND #status IN (:among_status0, :among_status1)",
            "ExpressionAttributeNames": {"#status": "status", "#attempts": "attempts"},
            "ExpressionAttributeValues": {
                ":status": {"S": "running"},
                ":is_attempts": {"N": "1"},
                ":among_status0": {"S": "running"},
                ":among_status1": {"S": "failed"},
            },
        },
    )
    among = {"status": ["running", "failed"]}
    assert onboarding.update("demo-1", "META", {"status": "running"}, only_if={"attempts": 1}, among=among)


def test_a_rising_attribute_only_rises_and_what_is_none_is_not_written(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_response(
        "update_item",
        {},
        {
            "TableName": "onboarding",
            "Key": KEY,
            "UpdateExpression": "SET #sequencer = :sequencer",
            "ConditionExpression": "(attribute_not_exists(#sequencer) OR #sequencer < :sequencer)",
            "ExpressionAttributeNames": {"#sequencer": "sequencer"},
            "ExpressionAttributeValues": {":sequencer": {"S": "0A"}},
        },
    )
    assert onboarding.update("demo-1", "META", {"sequencer": "0A", "liveness": None}, rising="sequencer")


def test_items_are_found_by_how_their_names_begin(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_response(
        "query",
        {"Items": [KEY]},
        {
            "TableName": "onboarding",
            "KeyConditionExpression": "#key = :key AND begins_with(#item, :prefix)",
            "ExpressionAttributeNames": {"#key": "application_id", "#item": "item"},
            "ExpressionAttributeValues": {":key": {"S": "demo-1"}, ":prefix": {"S": "ME"}},
            "ConsistentRead": True,
        },
    )
    assert onboarding.starting("demo-1", "ME") == [{"application_id": "demo-1", "item": "META"}]


def test_evidence_that_was_kept_first_is_the_answer(stub: Stubber, onboarding: CaseTable) -> None:
    mine = Evidence({"verdict": "review"}, [FOUND])
    stub.add_response("get_item", {})
    _cancelled(stub, ["ConditionalCheckFailed", "ConditionalCheckFailed"])
    for _ in range(2):
        stub.add_response("get_item", {"Item": KEY | {"result": {"S": '{"verdict": "pass"}'}}})
    assert onboarding.add_evidence("demo-1", "check_document", "run", mine, "now") == {"verdict": "pass"}


def test_an_entry_is_added_again_after_another_one_was(stub: Stubber, onboarding: CaseTable) -> None:
    mine = Evidence({"verdict": "review"}, [FOUND])
    stub.add_response("get_item", {})
    _cancelled(stub, ["None", "ConditionalCheckFailed"])
    stub.add_response("get_item", {})
    stub.add_response("get_item", {"Item": KEY | {"count": {"N": "1"}, "hash": {"S": "first"}}})
    _cancelled(stub, ["TransactionConflict"])
    stub.add_response("get_item", {})
    stub.add_response("get_item", {"Item": KEY | {"count": {"N": "2"}, "hash": {"S": "second"}}})
    stub.add_response("transact_write_items", {})
    assert onboarding.add_evidence("demo-1", "check_document", "run", mine, "now") == {"verdict": "review"}


def test_an_entry_whose_other_writes_are_refused_is_not_there(stub: Stubber, onboarding: CaseTable) -> None:
    stub.add_response("get_item", {})
    _cancelled(stub, ["None", "None", "ConditionalCheckFailed"])
    stub.add_response("get_item", {})
    with pytest.raises(Conflict, match="EVIDENCE#x"):
        onboarding.append("demo-1", "EVIDENCE#x", {}, status.write(onboarding, "demo-1", Status.DECLINED))


def test_an_iban_s_number_its_account_and_its_record_are_written_together(customers: CustomerTable) -> None:
    advance = {
        "TableName": "customers",
        "Key": {"customer_id": {"S": SEQUENCE[0]}, "item": {"S": SEQUENCE[1]}},
        "UpdateExpression": "SET #count = :number",
        "ConditionExpression": "attribute_not_exists(#count) OR #count = :before",
        "ExpressionAttributeNames": {"#count": "count"},
        "ExpressionAttributeValues": {":number": {"N": "8"}, ":before": {"N": "5"}},
    }
    account = Account("a", "account-1-a", "DE1", "current_account", AccountStatus.RESERVED, "2026")
    sequence, put, record = customers.reservation("c", 5, 8, account)
    assert sequence == {"Update": advance}
    assert put["Put"]["Item"] == attributes({"customer_id": "c", "item": "ACCOUNT", **asdict(account)})
    told = {"application_id": "a", "account_id": "account-1-a", "number": 8, "skipped": 2, "status": "reserved"}
    assert plain(record["Put"]["Item"]).items() >= {"customer_id": "IBAN#DE1", "item": "IBAN", **told}.items()
    assert {write["Put"]["ConditionExpression"] for write in (put, record)} == {"attribute_not_exists(#item)"}


def test_two_at_once_try_again(stub: Stubber, customers: CustomerTable) -> None:
    _cancelled(stub, ["TransactionConflict", "None"])
    with pytest.raises(Throttled, match="TransactionConflict"):
        customers.transact({"Put": customers.new("c", "ACCOUNT", {})}, {"Put": customers.new("d", "IBAN", {})})


@given(IDS, IDS, st.integers(1, 200), st.integers(1, 200))
def test_no_two_accounts_have_an_id(one: str, other: str, first: int, second: int) -> None:
    assert (account_id(one, first) == account_id(other, second)) == ((one, first) == (other, second))


def test_only_what_is_as_it_was_read_is_deleted(stub: Stubber, customers: CustomerTable) -> None:
    deletion = customers.deletion("c", "CUSTOMER", {"application_id": "demo-1"})
    stub.add_response("transact_write_items", {}, {"TransactItems": [deletion]})
    assert customers.transact(deletion) is True
    assert deletion["Delete"]["ConditionExpression"] == "#application_id = :is_application_id"


def _cancelled(stub: Stubber, reasons: list[str]) -> None:
    stub.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": [{"Code": reason} for reason in reasons]},
    )
