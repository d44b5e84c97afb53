"""What a deployment may do where: one stack's resources by service, and the calls that ``deploy.py`` makes itself."""

import re
from collections.abc import Mapping

from infrastructure.permissions import Statement, allow, sub
from infrastructure.queues import Resources

VIA_CLOUDFORMATION = {"StringEquals": {"aws:CalledViaFirst": "cloudformation.amazonaws.com"}}
"""Only CloudFormation may do it for whoever has the credentials: so each change is one of a stack, with its event."""
_HERE = "${AWS::Region}:${AWS::AccountId}:"
PLACES: Mapping[str, tuple[str, ...]] = {
    # Its resources have numbers instead of names, and tags of none are known before.
    "apigateway": tuple(
        f"apigateway:${{AWS::Region}}::/{one}"
        for one in ("account", "apikeys*", "domainnames*", "restapis*", "tags/*", "usageplans*")
    ),
    "cloudwatch": (f"cloudwatch:{_HERE}alarm:<stack>-*", "cloudwatch::${AWS::AccountId}:dashboard/<stack>"),
    "cognito-idp": (f"cognito-idp:{_HERE}userpool/*",),
    "dynamodb": (f"dynamodb:{_HERE}table/<stack>-*",),
    "events": tuple(f"events:{_HERE}{one}" for one in ("archive/<stack>", "event-bus/<stack>", "rule/<stack>-*")),
    "kms": (f"kms:{_HERE}alias/<stack>", f"kms:{_HERE}alias/<stack>-*", f"kms:{_HERE}key/*"),
    "lambda": (
        f"lambda:{_HERE}event-source-mapping:*",
        f"lambda:{_HERE}function:<stack>-*",
        f"lambda:{_HERE}layer:*DependenciesLayer*",
    ),
    "logs": tuple(
        f"logs:{_HERE}log-group:/aws/{one}/<stack>-*" for one in ("apigateway", "lambda", "vendedlogs/states")
    ),
    "s3": ("s3:::<stack>-*",),
    "scheduler": (f"scheduler:{_HERE}schedule/default/<stack>-*",),
    "secretsmanager": (f"secretsmanager:{_HERE}secret:*<AWS::SecretsManager::Secret>-*",),
    "sns": (f"sns:{_HERE}<stack>-*",),
    "sqs": (f"sqs:{_HERE}<stack>-*",),
    "states": (f"states:{_HERE}stateMachine:<stack>-*",),
    "wafv2": (
        f"wafv2:{_HERE}regional/webacl/*<AWS::WAFv2::WebACL>*/*",
        f"wafv2:{_HERE}regional/managedruleset/*",
        "apigateway:${AWS::Region}::/restapis/*/stages/*",
    ),
}
"""By service, the ARNs behind ``arn:PARTITION:``. ``<stack>`` stands for its name, a type for what each resource of it
is called in the template: CloudFormation makes the names of some types from that, without the stack's."""

ANY_RESOURCE = {
    "cognito-idp:CreateUserPool": "a pool has no ARN before it is made",
    "cognito-idp:DescribeUserPoolDomain": "asks whose a domain is",
    "kms:CreateKey": "a key has no ARN before it is made",
    "kms:ListAliases": "lists those of the account",
    "lambda:CreateEventSourceMapping": "a mapping has no ARN before it is made",
    "logs:DescribeIndexPolicies": "lists those of the account",
    "logs:DescribeLogGroups": "as above",
    "logs:DescribeResourcePolicies": "as above",
    "secretsmanager:GetRandomPassword": "makes one, of no secret yet",
}
"""AWS defines no resource for these; each entry says why."""

ATTACH = "iam:AttachRolePolicy"
IN_BOUNDARY = (
    *("iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary"),
    "iam:PutRolePolicy",
)
"""What may be done with a role that has the boundary alone."""

_READS = ("DescribeStackEvents", "DescribeStackResource", "DescribeStacks", "GetTemplate", "ListStackResources")
_COMPARES = ("CreateChangeSet", "DeleteChangeSet", "DescribeChangeSet")
_CHANGES = ("DescribeStackResourceDrifts", "DetectStackDrift", "ExecuteChangeSet", "UpdateTerminationProtection")
_FINDS = (
    *("DescribeStateMachine", "DescribeStateMachineAlias", "ListExecutions", "ListStateMachineAliases"),
    "ListStateMachineVersions",
)
_FOLLOWS = ("DescribeExecution", "DescribeStateMachineForExecution", "GetExecutionHistory")


def place(service: str, stack: str, resources: Resources) -> list[dict[str, str]]:
    """The ARNs of this service's resources of the stack."""
    found: list[str] = []
    for pattern in PLACES[service]:
        kind = re.search("<(AWS::.+?)>", pattern)
        names = [name for name, each in resources.items() if kind and each["Type"] == kind[1]]
        found += [pattern.replace(kind[0], name) for name in names] if kind else [pattern]
    return [sub("arn:${AWS::Partition}:" + one.replace("<stack>", stack)) for one in found]


def compare(stack: str) -> list[Statement]:
    """To read what the stack is, and to have CloudFormation say what another template would change."""
    return [
        allow([f"cloudformation:{one}" for one in (*_READS, *_COMPARES)], _stacks(stack)),
        # Checks a definition that is nobody's yet.
        allow("states:ValidateStateMachineDefinition", "*"),
    ]


def change(stack: str) -> list[Statement]:
    """To carry out changes of the stack, and to say what somebody changed beside CloudFormation; not to delete it."""
    return [
        allow([f"cloudformation:{one}" for one in _CHANGES], _stacks(stack)),
        # An operation that has been asked for has no ARN.
        allow("cloudformation:DescribeStackDriftDetectionStatus", "*"),
    ]


def prune(stack: str) -> list[Statement]:
    """To find versions that nothing uses and to delete them; a function or state machine itself is never deleted."""
    machines = sub(f"arn:${{AWS::Partition}}:states:{_HERE}stateMachine:{stack}-*")
    functions = f"arn:${{AWS::Partition}}:lambda:{_HERE}function:{stack}-*"
    return [
        allow([f"states:{one}" for one in _FINDS], machines),
        allow("states:DeleteStateMachineVersion", machines),
        allow("lambda:ListVersionsByFunction", sub(functions)),
        allow("lambda:DeleteFunction", sub(f"{functions}:*")),
        use_key("states"),
    ]


def verify(stack: str) -> list[Statement]:
    """To see whether what was deployed is there, and to ask IAM what its roles may do."""
    return [
        allow("lambda:GetFunctionConfiguration", sub(f"arn:${{AWS::Partition}}:lambda:{_HERE}function:{stack}-*")),
        allow("scheduler:GetSchedule", sub(f"arn:${{AWS::Partition}}:scheduler:{_HERE}schedule/default/{stack}-*")),
        allow("cloudwatch:DescribeAlarms", sub(f"arn:${{AWS::Partition}}:cloudwatch:{_HERE}alarm:{stack}-*")),
        allow("iam:SimulatePrincipalPolicy", sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{stack}-*")),
    ]


def submit_synthetic(stack: str) -> list[Statement]:
    """To submit synthetic applications and to follow them, in a stage without real applicants."""
    states = f"arn:${{AWS::Partition}}:states:{_HERE}"
    return [
        allow(
            [f"dynamodb:{one}" for one in ("ConditionCheckItem", "GetItem", "PutItem", "Query", "UpdateItem")],
            sub(f"arn:${{AWS::Partition}}:dynamodb:{_HERE}table/{stack}-*"),
        ),
        allow("states:StartExecution", sub(f"{states}stateMachine:{stack}-onboarding:live")),
        allow([f"states:{one}" for one in _FOLLOWS], sub(f"{states}execution:{stack}-*:*")),
        use_key("dynamodb", "kms:GenerateDataKey"),
        use_key("states", "kms:GenerateDataKey"),
    ]


def use_key(service: str, *more: str) -> Statement:
    """To read what this service has encrypted with a key of the account, and to do ``more`` with the key by it."""
    through = {"StringEquals": {"kms:ViaService": sub(f"{service}.${{AWS::Region}}.${{AWS::URLSuffix}}")}}
    return allow(["kms:Decrypt", *more], sub(f"arn:${{AWS::Partition}}:kms:{_HERE}key/*"), through)


def use_artifacts(stack: str, folder: str) -> list[Statement]:
    """To read and write this folder of the artifacts bucket; "" for all."""
    bucket = f"arn:${{AWS::Partition}}:s3:::{stack}-artifacts-${{AWS::AccountId}}-${{AWS::Region}}"
    return [
        allow(["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], sub(f"{bucket}/{folder}*")),
        allow("s3:ListBucket", sub(bucket), {"StringLike": {"s3:prefix": f"{folder}*"}}),
    ]


def _stacks(stack: str) -> list[dict[str, str]]:
    names = (stack, f"{stack}-artifacts")
    return [sub(f"arn:${{AWS::Partition}}:cloudformation:{_HERE}stack/{one}/*") for one in names]
