"""The template's policies of roles as IAM would have them: each reference filled with an ARN of its kind."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ACCOUNT = "eu-central-1:111122223333:"
_PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-central-1",
    "AWS::AccountId": "111122223333",
    "AWS::StackName": "kyc",
    "AWS::URLSuffix": "amazonaws.com",
}
_ARNS = {
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{_ACCOUNT}table/NAME",
    "AWS::Events::EventBus": f"arn:aws:events:{_ACCOUNT}event-bus/NAME",
    "AWS::KMS::Key": f"arn:aws:kms:{_ACCOUNT}key/12345678-1234-1234-1234-123456789012",
    "AWS::Lambda::Function": f"arn:aws:lambda:{_ACCOUNT}function:NAME",
    "AWS::Lambda::Version": f"arn:aws:lambda:{_ACCOUNT}function:NAME:1",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{_ACCOUNT}log-group:NAME:*",
    "AWS::S3::Bucket": "arn:aws:s3:::NAME",
    "AWS::SNS::Topic": f"arn:aws:sns:{_ACCOUNT}NAME",
    "AWS::SQS::Queue": f"arn:aws:sqs:{_ACCOUNT}NAME",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{_ACCOUNT}secret:NAME-AbCdEf",
    "AWS::StepFunctions::StateMachine": f"arn:aws:states:{_ACCOUNT}stateMachine:NAME",
    "AWS::StepFunctions::StateMachineAlias": f"arn:aws:states:{_ACCOUNT}stateMachine:NAME:live",
}
Resources = Mapping[str, Mapping[str, Any]]


def policies(resources: Resources) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each policy of a role, and each managed one, by the resource that has it."""
    for name, each in resources.items():
        if each["Type"].startswith("AWS::IAM::"):
            properties = each["Properties"]
            documents = [one["PolicyDocument"] for one in properties.get("Policies", [])]
            for document in [*documents, *filter(None, [properties.get("PolicyDocument")])]:
                yield name, filled(document, resources)


def filled(value: Any, resources: Resources) -> Any:
    """The value without intrinsic functions."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return _of(name, resources)
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([\w:]+)(\.\w+)?\}", lambda found: _of(found[1], resources), text)
        case dict():
            return {key: filled(one, resources) for key, one in value.items()}
        case list():
            return [filled(one, resources) for one in value]
    return value


def _of(name: str, resources: Resources) -> str:
    return _PSEUDO.get(name) or _ARNS[resources[name]["Type"]].replace("NAME", name)
