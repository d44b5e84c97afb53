"""What people may do in the bank's AWS account: managed policies, for the roles that the bank itself has for them.

``ConsolePolicy`` is for whoever looks at executions in the console. An operator who works with AWS credentials, not by
the API, has the two others; both do not fit into one. What they deny, no other policy of the same role can give.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from infrastructure.api_permissions import (
    CALL_OPERATIONS,
    COUNT_MESSAGES,
    LIFT_BLOCKS,
    READ_EXECUTIONS,
    READ_SEALS,
    REMEMBER_CLEARED,
    SEND_DOCUMENTS,
)
from infrastructure.decision_permissions import READ_DECISIONS, VOUCH
from infrastructure.execution_permissions import (
    ANSWER_ALERTS,
    ANSWER_TASKS,
    START_ALERTS,
    START_MONITORING,
    START_ONBOARDINGS,
    WATCH_MONITORING,
    WATCH_ONBOARDINGS,
)
from infrastructure.permissions import (
    ANY_RESOURCE,
    FIND_BY_STATUS,
    OPERATIONS_KEYS,
    READ_CUSTOMERS,
    READ_ONBOARDING,
    READ_SEVERAL,
    READ_WATCHLISTS,
    STATES,
    WRITE_ONBOARDING,
    Grant,
    Statement,
    allow,
    arn,
    granted,
    sub,
)
from infrastructure.queues import QUEUES, Resources
from workflows import account
from workflows.slots import machine_name

TABLES = ("OnboardingTable", "CustomersTable", "DecisionsTable", "RequestsTable")
_WRITES = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
_BY_STATEMENT = ["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"]
_STACK = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*"
_LIVENESS = ("CreateFaceLivenessSession", "GetFaceLivenessSessionResults")
_CASES: tuple[Grant, ...] = (
    *(READ_ONBOARDING, WRITE_ONBOARDING, FIND_BY_STATUS, READ_SEVERAL, READ_DECISIONS, VOUCH, READ_CUSTOMERS),
    *(
        REMEMBER_CLEARED,
        ANSWER_TASKS,
        ANSWER_ALERTS,
        START_ONBOARDINGS,
        START_ALERTS,
        WATCH_ONBOARDINGS,
        READ_EXECUTIONS,
        SEND_DOCUMENTS,
        READ_SEALS,
        LIFT_BLOCKS,
    ),
)
"""What the API's function may do with cases."""
_SYSTEMS = (START_MONITORING, WATCH_MONITORING, READ_WATCHLISTS, COUNT_MESSAGES, CALL_OPERATIONS)


def staff(workflows: Iterable[str]) -> Resources:
    """The policies. ``workflows``: the names of all, such as ``kyc-onboarding``."""
    machines = [machine_name(one) for one in workflows]
    return {
        "ConsolePolicy": _policy(
            "Read the executions of the customer onboarding, and change nothing",
            [
                *_read_executions(machines),
                _deny("states:StartExecution", _machines(machines)),
                _deny([*_WRITES, *_BY_STATEMENT], [arn(one) for one in TABLES]),
                _HANDS_OFF_MESSAGES,
            ],
        ),
        "OperatorCasesPolicy": _policy(
            "Work on cases of the customer onboarding with AWS credentials instead of its API",
            [
                *granted(_CASES),
                allow("states:ListExecutions", [sub(f"{STATES}stateMachine:{one}") for one in machines]),
                allow([one for one in ANY_RESOURCE if one.endswith(_LIVENESS)], "*"),
                *_OF_OPERATORS,
            ],
        ),
        "OperatorSystemsPolicy": _policy(
            "Look after lists, queues and monitoring of the customer onboarding with AWS credentials",
            [*granted(_SYSTEMS), *_OF_OPERATORS, _HANDS_OFF_MESSAGES],
        ),
    }


def outputs() -> dict[str, Any]:
    """The policies' ARNs."""
    return {f"{name}Arn": {"Ref": name} for name in staff([])}


def _read_executions(machines: Sequence[str]) -> list[Statement]:
    executions = [sub(f"{STATES}execution:{one}:*") for one in machines]
    of_machines = [sub(f"{STATES}stateMachine:{one}") for one in machines]
    context = "kms:EncryptionContext:aws:states:stateMachineArn"
    return [
        allow(["states:DescribeStateMachine", "states:ListExecutions"], of_machines),
        allow(
            ["states:DescribeExecution", "states:DescribeStateMachineForExecution", "states:GetExecutionHistory"],
            executions,
        ),
        allow("kms:Decrypt", [arn(one) for one in OPERATIONS_KEYS], {"StringEquals": {context: of_machines}}),
    ]


def _machines(names: Iterable[str]) -> list[dict[str, str]]:
    """Each state machine, then its versions and aliases."""
    return [sub(f"{STATES}stateMachine:{one}{end}") for one in names for end in ("", ":*")]


def _deny(actions: str | list[str], resources: Any) -> Statement:
    return allow(actions, resources) | {"Effect": "Deny"}


def _policy(description: str, statements: list[Statement]) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": statements}
    return {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"Description": description, "PolicyDocument": document},
    }


_HANDS_OFF_MESSAGES = _deny(
    [f"sqs:{one}" for one in ("DeleteMessage", "PurgeQueue", "ReceiveMessage", "SendMessage", "StartMessageMoveTask")],
    [arn(one) for queue in QUEUES for one in (queue.name, queue.dead_letters)],
)
"""Dead letters are sent back by the API's function alone, which asks whether two operators want that."""
_OF_OPERATORS = (
    allow("cloudformation:DescribeStacks", sub(_STACK)),
    _deny("states:StartExecution", _machines([machine_name(account.NAME)])),
    _deny([one for one in (*_WRITES, *_BY_STATEMENT) if one != "dynamodb:PutItem"], arn("DecisionsTable")),
)
