"""The page on which staff sign in on the local cloud, as the bank's issuer has one: an API beside the bank's own."""

import hashlib
import json
from typing import Any

from infrastructure.api_routes import invocation
from infrastructure.permissions import ref, sub
from infrastructure.queues import Resources
from workflows.slots import function_slot

NAME = "sign_in_locally"
SIGNS_IN = function_slot(NAME)
_STAGE = "v1"
_PLACE = f"/restapis/${{SignInApi}}/{_STAGE}/_user_request_"
AUTHORIZE, TOKEN = f"{_PLACE}/authorize", f"{_PLACE}/token"
"""Beneath the local cloud's own address, with the slot that the API's id fills."""
_API = {"RestApiId": ref("SignInApi")}


def resources(version: str) -> Resources:
    """``version``: the logical id of the version of the function that signs in."""
    method = _properties("Method", {**_API, "ResourceId": ref("SignInPath"), **_called(version)})
    deployment = f"SignInDeployment{hashlib.sha256(json.dumps(method).encode()).hexdigest()[:10]}"
    source = sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${SignInApi}/*")
    permission = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": ref(version),
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": source,
    }
    path = {**_API, "ParentId": {"Fn::GetAtt": ["SignInApi", "RootResourceId"]}, "PathPart": "{proxy+}"}
    return {
        "SignInApi": _properties("RestApi", {"Name": sub("${AWS::StackName}-sign-in")}),
        "SignInPath": _properties("Resource", path),
        "SignInMethod": method,
        "SignInMayAnswer": {"Type": "AWS::Lambda::Permission", "Properties": permission},
        deployment: {**_properties("Deployment", _API), "DependsOn": ["SignInMethod"]},
        "SignInStage": _properties("Stage", {**_API, "StageName": _STAGE, "DeploymentId": ref(deployment)}),
    }


def _called(version: str) -> dict[str, Any]:
    return {
        "HttpMethod": "ANY",
        "AuthorizationType": "NONE",
        "Integration": {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": invocation(f"${{{version}}}")},
    }


def _properties(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"Type": f"AWS::ApiGateway::{kind}", "Properties": properties}
