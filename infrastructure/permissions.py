"""What functions may do: named grants, as IAM statements on named resources.

Few kinds of action have no resource to name; ``ANY_RESOURCE`` lists them, and a test allows no others.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from infrastructure.settings import Settings
from lambdas.shared.runtime.addresses import SETTING
from lambdas.shared.runtime.stage import LOCAL, PRODUCTION

Statement = dict[str, Any]
Value = str | dict[str, Any]

STATES = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:"
"""What the ARNs of state machines and executions begin with."""
# AWS defines no resource for these; each entry says why it is needed.
ANY_RESOURCE = {
    "xray:PutTraceSegments": "a trace belongs to no resource",
    "xray:PutTelemetryRecords": "as above",
    "xray:GetSamplingRules": "which executions are traced is said for the account",
    "xray:GetSamplingTargets": "as above",
    "textract:AnalyzeID": "Textract has no resources for reading one picture; S3 says which pictures",
    "textract:DetectDocumentText": "as above",
    "rekognition:DetectFaces": "as above, for Rekognition",
    "rekognition:CompareFaces": "as above",
    "rekognition:GetFaceLivenessSessionResults": "a liveness session has no ARN",
    "rekognition:CreateFaceLivenessSession": "as above",
    "logs:CreateLogDelivery": "Step Functions sets up the delivery of its log; a delivery has no ARN beforehand",
    "logs:GetLogDelivery": "as above",
    "logs:UpdateLogDelivery": "as above",
    "logs:DeleteLogDelivery": "as above",
    "logs:ListLogDeliveries": "as above",
    "logs:PutResourcePolicy": "as above; the account's policies for log groups",
    "logs:DescribeResourcePolicies": "as above",
    "logs:DescribeLogGroups": "as above",
}


def sub(text: str) -> dict[str, str]:
    """CloudFormation fills in ``${…}``."""
    return {"Fn::Sub": text}


def arn(logical_id: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def ref(logical_id: str) -> dict[str, str]:
    return {"Ref": logical_id}


def allow(actions: str | list[str], resources: Any, condition: Mapping[str, Any] | None = None) -> Statement:
    statement: Statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return statement | ({"Condition": dict(condition)} if condition else {})


def tls_only(action: str, resources: Any) -> Statement:
    """For a resource's own policy: every request without TLS is refused."""
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    return {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": resources, "Condition": insecure}


@dataclass(frozen=True)
class Grant:
    """Statements, the environment variables that say where, and the service through which the data key is used."""

    statements: tuple[Statement, ...]
    environment: Mapping[str, Value] = field(default_factory=dict)
    key_through: str | None = None


GrantOf = Grant | Callable[[Settings, str], Grant]
"""A grant, or what makes it of the settings and the stage."""


def made(grant: GrantOf, settings: Settings, stage: str) -> Grant:
    return grant if isinstance(grant, Grant) else grant(settings, stage)


def _write_customers(actions: list[str], partitions: str) -> tuple[Statement, ...]:
    """These writes of the Customers table in these partitions, and conditions on any of its items."""
    keys = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [partitions]}}
    table = arn("CustomersTable")
    return allow("dynamodb:ConditionCheckItem", table), allow(actions, table, keys)


_READ = ["dynamodb:GetItem", "dynamodb:Query"]
# A transaction needs the permissions of its parts.
_WRITE = ["dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
_ONBOARDING = {"ONBOARDING_TABLE": ref("OnboardingTable")}
_CUSTOMERS = {"CUSTOMERS_TABLE": ref("CustomersTable")}
ARTIFACTS_BUCKET = "${AWS::StackName}-artifacts-${AWS::AccountId}-${AWS::Region}"
_ARTIFACTS_ARN = "arn:${AWS::Partition}:s3:::" + ARTIFACTS_BUCKET

READ_ONBOARDING = Grant((allow(_READ, arn("OnboardingTable")),), _ONBOARDING, "dynamodb")
WRITE_ONBOARDING = Grant((allow(_WRITE, arn("OnboardingTable")),), _ONBOARDING, "dynamodb")
FIND_BY_STATUS = Grant(
    (allow("dynamodb:Query", sub("${OnboardingTable.Arn}/index/by_status")),), key_through="dynamodb"
)
FIND_BY_SUBMITTER = Grant(
    (allow("dynamodb:Query", sub("${OnboardingTable.Arn}/index/by_submitter")),), key_through="dynamodb"
)
READ_SEVERAL = Grant((allow("dynamodb:BatchGetItem", arn("OnboardingTable")),), key_through="dynamodb")
READ_CUSTOMERS = Grant((allow(_READ, arn("CustomersTable")),), _CUSTOMERS, "dynamodb")
SCAN_CUSTOMERS = Grant(
    (allow(["dynamodb:BatchGetItem", "dynamodb:Scan"], arn("CustomersTable")),), _CUSTOMERS, "dynamodb"
)
WRITE_CUSTOMERS = Grant((allow(_WRITE, arn("CustomersTable")),), _CUSTOMERS, "dynamodb")
# A customer who is in no roster is entered there: nothing else of the table is written.
ENTER_ROSTER = Grant(_write_customers(["dynamodb:PutItem"], "ROSTER#*"), _CUSTOMERS, "dynamodb")
# A document and a person are claimed: no customer or account is written.
CLAIM = Grant(_write_customers(["dynamodb:PutItem", "dynamodb:UpdateItem"], "FINGERPRINT#*"), _CUSTOMERS, "dynamodb")
DELETE_CUSTOMERS = Grant((allow("dynamodb:DeleteItem", arn("CustomersTable")),), _CUSTOMERS, "dynamodb")
# Listing makes S3 answer "no such key" where a scan or list is missing; without it the answer is "access denied".
READ_DOCUMENTS = Grant(
    (
        allow(["s3:GetObject", "s3:GetObjectVersion"], sub("${DocumentsBucket.Arn}/*")),
        allow("s3:ListBucket", arn("DocumentsBucket")),
    ),
    {"DOCUMENTS_BUCKET": ref("DocumentsBucket")},
    "s3",
)
READ_WATCHLISTS = Grant(
    (
        allow("s3:GetObject", sub(f"{_ARTIFACTS_ARN}/watchlists/*")),
        allow("s3:ListBucket", sub(_ARTIFACTS_ARN), {"StringLike": {"s3:prefix": "watchlists/*"}}),
    ),
    {"ARTIFACTS_BUCKET": sub(ARTIFACTS_BUCKET)},
)
# What is published, and nothing else of the bucket.
WRITE_WATCHLISTS = Grant((allow("s3:PutObject", sub(f"{_ARTIFACTS_ARN}/watchlists/*")),))


def given_watchlists(_settings: Settings, stage: str) -> Grant:
    """In the sandbox nobody outside is asked: all files are in the artifacts bucket."""
    given = {"WATCHLISTS_FOLDER": sub("s3://" + ARTIFACTS_BUCKET + "/watchlists/files")}
    return Grant((), given if stage != PRODUCTION else {})


READ_IDENTITY_KEY = Grant(
    (allow("secretsmanager:GetSecretValue", ref("IdentityKey")),),
    {"IDENTITY_KEY_SECRET": ref("IdentityKey")},
    "secretsmanager",
)
# Textract and Rekognition read the pictures from S3 with the caller's permissions.
READ_TEXT = Grant((allow(["textract:AnalyzeID", "textract:DetectDocumentText"], "*"),))
COMPARE_FACES = Grant(
    (allow(["rekognition:DetectFaces", "rekognition:CompareFaces"], "*"),),
)


def read_liveness(settings: Settings, _stage: str) -> Grant:
    """What a Face Liveness session found, in the stack's region or the one that the settings name."""
    region = settings.regions.liveness
    where = {"LIVENESS_REGION": region} if region else {}
    return Grant((allow("rekognition:GetFaceLivenessSessionResults", "*"),), where)


ASK_ADDRESS_BUREAU = Grant(
    (allow("secretsmanager:GetSecretValue", ref("AddressBureauAccess")),),
    {"ADDRESS_BUREAU_SECRET": ref("AddressBureauAccess")},
    "secretsmanager",
)
ASK_CORE_BANKING = Grant(
    (allow("secretsmanager:GetSecretValue", ref("CoreBankingAccess")),),
    {"CORE_BANKING_SECRET": ref("CoreBankingAccess")},
    "secretsmanager",
)
PUBLISH_EVENTS = Grant(
    (allow("events:PutEvents", arn("OutcomesBus")), allow("sns:Publish", ref("OutcomesTopic"))),
    {"EVENT_BUS": ref("OutcomesBus"), "OUTCOMES_TOPIC": ref("OutcomesTopic")},
    "sns",
)


def watchlist_addresses(settings: Settings, _stage: str) -> Grant:
    """Other addresses for files of the watchlists than the policy's."""
    given = json.dumps(dict(settings.watchlists.addresses), sort_keys=True)
    return Grant((), {"WATCHLIST_ADDRESSES": given} if settings.watchlists.addresses else {})


def issue_ibans(settings: Settings, _stage: str) -> Grant:
    """The country and bank code of the bank's IBANs."""
    return Grant((), {"IBAN_COUNTRY": settings.bank.iban_country, "BANK_CODE": settings.bank.bank_code})


def send_mail(settings: Settings, _stage: str) -> Grant:
    """To send from the bank's address, which is verified in SES or whose domain is."""
    sender = settings.bank.sender
    identities = [sender, sender.rpartition("@")[2]]
    arn_of = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/"
    return Grant(
        (
            allow(
                "ses:SendEmail",
                [sub(f"{arn_of}{one}") for one in identities],
                {"StringEquals": {"ses:FromAddress": sender}},
            ),
        ),
        {"NOTIFICATION_SENDER": sender},
    )


def call_out(settings: Settings, stage: str) -> Grant:
    """To call systems outside AWS; those at private addresses, where the settings name their networks.

    The local cloud's functions may call what runs on this machine too.
    """
    networks = [*settings.network.allowed, *(_THIS_MACHINE if stage == LOCAL else ())]
    return Grant((), {SETTING: " ".join(networks)} if networks else {})


_THIS_MACHINE = ("127.0.0.0/8", "::1/128")

ASK_WEBHOOK = Grant(
    (
        allow("secretsmanager:GetSecretValue", ref("WebhookAccess")),
        allow("sqs:ChangeMessageVisibility", arn("WebhooksQueue")),
    ),
    {"WEBHOOK_SECRET": ref("WebhookAccess"), "WEBHOOKS_QUEUE": ref("WebhooksQueue")},
    "secretsmanager",
)
# The key signs whatever it is given, so only the function that seals may use it.
SEAL = Grant(
    (
        allow(["kms:GetPublicKey", "kms:Sign", "kms:Verify"], arn("SealKey")),
        allow(["s3:GetObject", "s3:PutObject"], sub("${SealsBucket.Arn}/seals/*")),
        allow("s3:ListBucket", arn("SealsBucket")),
    ),
    {"SEAL_KEY": arn("SealKey"), "SEALS_BUCKET": ref("SealsBucket")},
)
# What a run screens, and what it found of the customers that it looked through.
KEEP_MONITORING = Grant(
    (allow("s3:PutObject", sub("${MonitoringBucket.Arn}/*")),),
    {"MONITORING_BUCKET": ref("MonitoringBucket")},
    "s3",
)
WRITE_MONITORING = Grant(
    (
        allow(
            "dynamodb:UpdateItem",
            arn("CustomersTable"),
            {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["MONITORING"]}},
        ),
    ),
    _CUSTOMERS,
    "dynamodb",
)
RAISE_ALERTS = Grant((allow("sns:Publish", ref("AlertsTopic")),), {"ALERTS_TOPIC": ref("AlertsTopic")}, "sns")


def function_statements(grants: Iterable[Grant], log_group: str) -> list[Statement]:
    """All that a function with these grants may do."""
    return [*granted(grants), allow(["logs:CreateLogStream", "logs:PutLogEvents"], arn(log_group)), TRACE]


def granted(grants: Iterable[Grant]) -> list[Statement]:
    """What these grants allow, with the keys where they need them."""
    given = list(grants)
    services = sorted({grant.key_through for grant in given if grant.key_through})
    return [
        *(statement for grant in given for statement in grant.statements),
        *use_keys_through(*services),
    ]


def use_keys_through(*services: str) -> list[Statement]:
    """To use the keys by way of these services alone: of personal data, and of operations."""
    of_data = [one for one in services if one not in _OF_OPERATIONS]
    of_operations = [one for one in services if one in _OF_OPERATIONS]
    return [
        *([use_key(_through(of_data))] if of_data else []),
        *([use_key(_through(of_operations), *OPERATIONS_KEYS)] if of_operations else []),
    ]


_OF_OPERATIONS = ("sns", "sqs", "states")
OPERATIONS_KEYS = ("OperationsKey", "DataKey")
"""What opens executions and messages: those from before there was a key of operations need the key of then."""


def _through(services: Iterable[str]) -> dict[str, Any]:
    return {
        "StringEquals": {"kms:ViaService": [sub(f"{one}.${{AWS::Region}}.${{AWS::URLSuffix}}") for one in services]}
    }


def take_messages(queue: str) -> Grant:
    """To take the messages of the queue with this logical id."""
    actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    return Grant((allow(actions, arn(queue)),), key_through="sqs")


def leave_messages(queue: str) -> Grant:
    """To leave what could not be done in the queue with this logical id."""
    return Grant((allow("sqs:SendMessage", arn(queue)),), key_through="sqs")


def use_key(condition: Mapping[str, Any], *keys: str) -> Statement:
    """``keys``: their logical ids; none: that of personal data."""
    found = [arn(one) for one in keys or ("DataKey",)]
    return allow(["kms:Decrypt", "kms:GenerateDataKey"], found if len(found) > 1 else found[0], condition)


TRACE = allow([action for action in ANY_RESOURCE if action.startswith("xray:Put")], "*")
