"""Each function may do what it did in a whole end-to-end run, and nothing that it has no use for."""

from fnmatch import fnmatchcase

import pytest

from lambdas.shared.runtime.json_text import parse
from tests.end_to_end import calls
from tests.end_to_end.recorder import Call
from tests.end_to_end.recorder import calls as asked
from tests.infrastructure.conftest import TARGETS, built_for

ALIKE = {
    "dynamodb:ConditionCheckItem": "reads",
    "dynamodb:GetItem": "reads",
    "dynamodb:Query": "reads",
    "dynamodb:PutItem": "writes",
    "dynamodb:UpdateItem": "writes",
    "s3:GetObject": "reads objects",
    "s3:GetObjectVersion": "reads objects",
}
"""Actions that give no more than the others of their kind, on the same table or bucket: who may read an item may find
it, and who may put one may as well change it. Which of them a step needs depends on what was there before."""
_POLLER = "Lambda takes the queue's messages with the function's role"
_PROVIDER = "production alone asks this provider; the sandbox answers in its place"
_AS_OPERATOR = (
    "in the run an operator does it with AWS credentials; the API's is tested in tests/lambdas/answer_request"
)
_OTHER_QUEUE = "in the run the dead letters of the webhooks alone are sent back"
_THERE = "S3 says with it that an object is missing, and in the run each is there"
_BY_TESTS = "nobody asks for it in the run; tests/attacks/test_requests.py and tests/lambdas/answer_request do"
_ALERT = "of what the run does not break; tests/attacks does"
UNREACHED: dict[str, str] = {
    "change-customer sqs:* CustomersQueue": _POLLER,
    "deliver-webhook sqs:[DGR]* WebhooksQueue": _POLLER,
    "intake-document sqs:* UploadsQueue": _POLLER,
    "send-notification sqs:* NotificationsQueue": _POLLER,
    "* sqs:SendMessage *FunctionDeadLetters": "Lambda leaves a scheduled call that failed, with the function's role",
    "* rekognition:* [*]": _PROVIDER,
    "check-document textract:* [*]": _PROVIDER,
    "check-document s3:* DocumentsBucket*": _PROVIDER,
    "compare-faces s3:* DocumentsBucket*": _PROVIDER,
    "*-address-check secretsmanager:* AddressBureauAccess": _PROVIDER,
    "send-notification ses:SendEmail *": _PROVIDER,
    "poll-activation dynamodb:[PU]* CustomersTable": "the ledger's grants are for all that it is asked",
    "answer-request s3:* DocumentsBucket*": "addresses are signed with it, and whoever is given one uses it",
    "intake-document s3:ListBucket DocumentsBucket": _THERE,
    "[!a]* s3:ListBucket kyc-artifacts-*": _THERE,
    "answer-request lambda:InvokeFunction kyc-unblock-account": _AS_OPERATOR,
    "answer-request sqs:[DRS]* [!W]*": _OTHER_QUEUE,
    "seal-records s3:GetObject SealsBucket/*": "of the seal of a day before: tests/attacks/test_records.py",
    "seal-records kms:Verify SealKey": "of the seal of a day before: tests/attacks/test_records.py",
    "request-[dr]* states:SendTaskSuccess *": "of an answer before the question: tests/attacks/test_waiting.py",
    "answer-request dynamodb:UpdateItem CustomersTable": _AS_OPERATOR,
    "answer-request secretsmanager:GetSecretValue IdentityKey": _BY_TESTS,
    "answer-request states:StartExecution stateMachine:kyc-monitoring-alert": _BY_TESTS,
    "change-customer sns:Publish AlertsTopic": _ALERT,
    "open-account sns:Publish AlertsTopic": _ALERT,
    "seal-records sns:Publish AlertsTopic": _ALERT,
    "settle-decision sns:Publish AlertsTopic": _ALERT,
    "watch-onboardings states:StartExecution *": "of a case that nobody started: tests/exactly_once/test_restarts.py",
}
"""By function, action and place (``*`` for any): why the run does not do it."""
RECORDED: calls.Calls = {
    function: {(action, place) for action, _, place in (one.partition(" ") for one in each)}
    for function, each in parse(calls.RECORD.read_bytes()).items()
}


def roles(target: str) -> calls.Calls:
    return calls.allowed(built_for(TARGETS[target])["Resources"], "kyc")


def kind(call: Call) -> Call:
    return ALIKE.get(call[0], call[0]), call[1]


def pairs() -> tuple[set[str], set[str]]:
    """What is allowed in production, each as ``function action place``: what the run used of it, and the rest."""
    used, unused = set[str](), set[str]()
    for function, each in roles("production").items():
        made = {kind(one) for one in RECORDED.get(function, ())}
        for one in each:
            is_used = any(calls.covers(kind(one), call) for call in made)
            (used if is_used else unused).add(" ".join((function, *one)))
    return used, unused


def test_everything_that_was_called_is_allowed() -> None:
    assert calls.denied(RECORDED, roles("local")) == []


def test_nothing_is_allowed_without_use() -> None:
    _, unused = pairs()
    assert sorted(one for one in unused if not any(fnmatchcase(one, entry) for entry in UNREACHED)) == []


@pytest.mark.parametrize("entry", UNREACHED)
def test_what_is_said_to_be_unreached_is_allowed_and_was_not_called(entry: str) -> None:
    used, unused = pairs()
    assert [one for one in used if fnmatchcase(one, entry)] == []
    assert [one for one in unused if fnmatchcase(one, entry)]


def test_every_function_that_a_workflow_calls_was_at_work() -> None:
    resources = built_for(TARGETS["local"])["Resources"]
    invoked = {
        place["Fn::Sub"].partition(".Arn}")[0].removeprefix("${")
        for name, each in resources.items()
        if name.startswith("Kyc") and each["Type"] == "AWS::IAM::Role"
        for statement in each["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        if statement["Action"] == "lambda:InvokeFunction"
        for place in statement["Resource"]
    }
    names = {resources[slot]["Properties"]["FunctionName"].removeprefix("kyc-") for slot in invoked}
    assert len(names) > 20
    assert names <= RECORDED.keys()


def test_a_call_of_what_no_statement_names_is_denied() -> None:
    one = {"open-account": {("dynamodb:PutItem", "DecisionsTable")}}
    assert calls.denied(one, roles("production")) == ["open-account: dynamodb:PutItem DecisionsTable"]


@pytest.mark.parametrize(
    ("service", "operation", "given", "found"),
    [
        ("s3", "GetObject", {"Bucket": "b", "Key": "k/l"}, {("s3:GetObject", "b/k/l")}),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k", "VersionId": "1"}, {("s3:GetObjectVersion", "b/k")}),
        ("s3", "ListObjectsV2", {"Bucket": "b", "Prefix": "k"}, {("s3:ListBucket", "b")}),
        ("dynamodb", "Query", {"TableName": "t", "IndexName": "i"}, {("dynamodb:Query", "t/index/i")}),
        (
            "dynamodb",
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "t"}}, {"ConditionCheck": {"TableName": "u"}}]},
            {("dynamodb:PutItem", "t"), ("dynamodb:ConditionCheckItem", "u")},
        ),
        ("sqs", "SendMessage", {"QueueUrl": "http://127.0.0.1:1/000000000000/q"}, {("sqs:SendMessage", "q")}),
        (
            "stepfunctions",
            "StartExecution",
            {"stateMachineArn": "arn:aws:states:r:1:stateMachine:m", "name": "n"},
            {("states:StartExecution", "stateMachine:m")},
        ),
        ("stepfunctions", "SendTaskSuccess", {"taskToken": "t"}, {("states:SendTaskSuccess", "")}),
        ("lambda", "Invoke", {"FunctionName": "arn:aws:lambda:r:1:function:f"}, {("lambda:InvokeFunction", "f")}),
    ],
)
def test_a_call_is_what_iam_is_asked_for(service: str, operation: str, given: object, found: set[Call]) -> None:
    assert {*asked(service, operation, given)} == found
