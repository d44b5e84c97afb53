"""What the function that answers the API may do beside what steps of a case may."""

import json

from infrastructure.permissions import ARTIFACTS_BUCKET, STATES, Grant, allow, arn, ref, sub
from infrastructure.queues import QUEUES
from infrastructure.settings import Settings
from lambdas.shared.runtime.graphs import LAYOUTS
from lambdas.shared.runtime.stage import LOCAL

_LAMBDA = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-"
_EXECUTIONS = f"{STATES}execution:${{AWS::StackName}}-"
_UNBLOCK = sub(f"{_LAMBDA}unblock-account")
_REFRESH, _WATCHDOG = sub(f"{_LAMBDA}refresh-watchlists"), sub(f"{_LAMBDA}watch-onboardings")

KEEP_REQUESTS = Grant(
    (allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], arn("RequestsTable")),),
    {"REQUESTS_TABLE": ref("RequestsTable")},
    "dynamodb",
)
SIGN_CURSORS = Grant(
    (allow("secretsmanager:GetSecretValue", ref("CursorKey")),),
    {"CURSOR_KEY_SECRET": ref("CursorKey")},
    "secretsmanager",
)
# Signed addresses work with the permissions of whoever signs them.
SEND_DOCUMENTS = Grant((allow("s3:PutObject", sub("${DocumentsBucket.Arn}/*")),), key_through="s3")
REMEMBER_CLEARED = Grant(
    (
        allow(
            "dynamodb:UpdateItem",
            arn("CustomersTable"),
            {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["CLEARED#*"]}},
        ),
    ),
    {"CUSTOMERS_TABLE": ref("CustomersTable")},
    "dynamodb",
)
# Of children too, whichever a bank's own workflows run.
READ_EXECUTIONS = Grant(
    (
        allow(
            ["states:DescribeExecution", "states:DescribeStateMachineForExecution", "states:GetExecutionHistory"],
            sub(f"{_EXECUTIONS}*"),
        ),
    ),
    key_through="states",
)
READ_LAYOUTS = Grant(
    (allow("s3:GetObject", sub(f"arn:${{AWS::Partition}}:s3:::{ARTIFACTS_BUCKET}/{LAYOUTS}*")),),
    {"ARTIFACTS_BUCKET": sub(ARTIFACTS_BUCKET)},
)
READ_SEALS = Grant(
    (allow("s3:GetObject", sub("${SealsBucket.Arn}/seals/*")), allow("s3:ListBucket", arn("SealsBucket"))),
    {"SEALS_BUCKET": ref("SealsBucket")},
)
CALL_OPERATIONS = Grant(
    (allow("lambda:InvokeFunction", [_REFRESH, _WATCHDOG]),),
    {"REFRESH_FUNCTION": _REFRESH, "WATCHDOG_FUNCTION": _WATCHDOG},
)
LIFT_BLOCKS = Grant((allow("lambda:InvokeFunction", _UNBLOCK),), {"UNBLOCK_FUNCTION": _UNBLOCK})


def open_liveness(settings: Settings, stage: str) -> Grant:
    """Face Liveness sessions, in the stack's region or the one that the settings name; the local cloud has none.

    A session writes its picture into the documents bucket with the permissions of whoever opened it.
    """
    if stage == LOCAL:
        return Grant(())
    actions = ["rekognition:CreateFaceLivenessSession", "rekognition:GetFaceLivenessSessionResults"]
    region = settings.regions.liveness
    return Grant(
        (allow(actions, "*"),), {"DATA_KEY": arn("DataKey"), **({"LIVENESS_REGION": region} if region else {})}
    )


COUNT_MESSAGES = Grant(
    (allow("sqs:GetQueueAttributes", [arn(one) for queue in QUEUES for one in (queue.name, queue.dead_letters)]),)
)
LOOK_AFTER_QUEUES = Grant(
    (
        *COUNT_MESSAGES.statements,
        allow("sqs:SendMessage", [arn(queue.name) for queue in QUEUES]),
        allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"], [arn(queue.dead_letters) for queue in QUEUES]),
    ),
    {
        "QUEUES": sub(
            json.dumps(
                {
                    queue.short_name: {
                        "description": queue.description,
                        "url": f"${{{queue.name}}}",
                        "dead_letters": f"${{{queue.dead_letters}}}",
                    }
                    for queue in QUEUES
                }
            )
        )
    },
    "sqs",
)
