"""What stands around the API: its web firewall, its domain, and the role by which API Gateway writes logs."""

from infrastructure.compute import role
from infrastructure.permissions import arn, ref, sub
from infrastructure.queues import Resources
from infrastructure.settings import Settings


def log_role() -> Resources:
    """API Gateway writes its logs by one role for the whole account."""
    made = role("apigateway.amazonaws.com", [])
    policy = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    properties = {name: value for name, value in made["Properties"].items() if name != "Policies"}
    return {
        "ApiLogRole": made | {"Properties": properties | {"ManagedPolicyArns": [sub(policy)]}},
        "ApiLogSetting": {
            "Type": "AWS::ApiGateway::Account",
            "Properties": {"CloudWatchRoleArn": arn("ApiLogRole")},
        },
    }


def firewall(settings: Settings) -> Resources:
    """Refuses known attacks, and an address or a token that sends far more than a bank's app does.

    By token, so that one applicant, who may have many addresses, leaves the others their share of what their role has.
    """
    seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": True}
    rate = {
        "Name": "rate",
        "Priority": 0,
        "Action": {"Block": {}},
        "Statement": {"RateBasedStatement": {"AggregateKeyType": "IP", "Limit": settings.api.five_minutes}},
        "VisibilityConfig": seen | {"MetricName": "rate"},
    }
    token = {"Header": {"Name": "authorization", "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}}
    of_token = {"AggregateKeyType": "CUSTOM_KEYS", "CustomKeys": [token], "Limit": settings.api.five_minutes}
    by_token = {
        "Name": "rate-of-token",
        "Priority": 1,
        "Action": {"Block": {}},
        "Statement": {"RateBasedStatement": of_token},
        "VisibilityConfig": seen | {"MetricName": "rate-of-token"},
    }
    known = {
        "Name": "known-attacks",
        "Priority": 2,
        "OverrideAction": {"None": {}},
        "Statement": {
            "ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesKnownBadInputsRuleSet"}
        },
        "VisibilityConfig": seen | {"MetricName": "known-attacks"},
    }
    stage = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${ApiStage}"
    return {
        "ApiFirewall": {
            "Type": "AWS::WAFv2::WebACL",
            "Properties": {
                "Scope": "REGIONAL",
                "DefaultAction": {"Allow": {}},
                "Rules": [rate, by_token, known],
                "VisibilityConfig": seen | {"MetricName": "api"},
            },
        },
        "ApiFirewallAssociation": {
            "Type": "AWS::WAFv2::WebACLAssociation",
            "Properties": {"ResourceArn": sub(stage), "WebACLArn": arn("ApiFirewall")},
        },
    }


def domain(settings: Settings) -> Resources:
    return {
        "ApiDomain": {
            "Type": "AWS::ApiGateway::DomainName",
            "Properties": {
                "DomainName": settings.api.domain,
                "RegionalCertificateArn": settings.api.certificate,
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "SecurityPolicy": "TLS_1_2",
            },
        },
        "ApiDomainMapping": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Properties": {"RestApiId": ref("Api"), "DomainName": ref("ApiDomain"), "Stage": ref("ApiStage")},
        },
    }
