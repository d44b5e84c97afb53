"""The CloudFormation templates, as dicts: nothing is read and nothing is called."""

from collections.abc import Mapping
from typing import Any

from infrastructure import local_sign_in
from infrastructure.alarms import alarms
from infrastructure.alerts import alerts
from infrastructure.api import api, origin
from infrastructure.api import outputs as api_outputs
from infrastructure.change_set import STAGE
from infrastructure.compute import functions
from infrastructure.dashboard import dashboard
from infrastructure.events import outcomes_bus
from infrastructure.identity import identity
from infrastructure.identity import outputs as identity_outputs
from infrastructure.machines import Definition, alias, state_machines
from infrastructure.packaging import Packages
from infrastructure.permissions import ARTIFACTS_BUCKET, arn, ref, sub
from infrastructure.project import Project
from infrastructure.queues import Resources, queues
from infrastructure.queues import outputs as queue_outputs
from infrastructure.schedules import executions
from infrastructure.seals import seals
from infrastructure.staff import outputs as staff_outputs
from infrastructure.staff import staff
from infrastructure.stores import access_logs, bucket, bucket_policy, logged, stores
from infrastructure.target import Target
from workflows import alert, monitoring
from workflows.slots import workflow_slot

MONITORING = workflow_slot(monitoring.NAME)
ALERT = workflow_slot(alert.NAME)
CALLED_BY_STAFF = (
    "RefreshWatchlistsFunction",
    "WatchOnboardingsFunction",
    "SealRecordsFunction",
    "UnblockAccountFunction",
)


def template(
    target: Target, project: Project, definitions: Mapping[str, Definition], packages: Packages
) -> dict[str, Any]:
    """Everything but the artifacts bucket. ``definitions`` by name (``kyc-onboarding``), with ``${…}`` slots."""
    whole = _template(target, project, definitions, packages)
    boundary = project.settings.bank.permissions_boundary
    return whole | {"Resources": bounded(whole["Resources"], boundary)} if boundary and not target.local else whole


def bounded(resources: Resources, boundary: str) -> Resources:
    """The resources, with every role within the ``boundary``: path and name of a managed policy in the account."""
    policy = {"PermissionsBoundary": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/" + boundary)}
    return {
        name: each | {"Properties": each["Properties"] | policy} if each["Type"] == "AWS::IAM::Role" else each
        for name, each in resources.items()
    }


def _template(
    target: Target, project: Project, definitions: Mapping[str, Definition], packages: Packages
) -> dict[str, Any]:
    code, versions = functions(target, project, packages)
    machines = [workflow_slot(name) for name in definitions]
    stored = stores(target, project.settings.bank.core_banking_role, origin(target, project.settings))
    tables = [name for name, one in stored.items() if one["Type"] == "AWS::DynamoDB::Table"]
    watched = alarms(project, machines, MONITORING, tables)
    started = {machine: alias(machine, target) for machine in machines}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Customer onboarding (know your customer) on AWS Step Functions",
        "Resources": {
            **stored,
            **outcomes_bus(target, project.settings.limits.log_days),
            **access_logs(project.settings.limits.log_days),
            **seals(target, project.settings),
            **queues(project.settings.bank.core_banking_role),
            **identity(target, project.settings),
            **code,
            **state_machines(target, project, definitions, versions),
            **executions(
                MONITORING, started[MONITORING], project.settings.limits.monitoring_schedule, {"what": "sweep"}
            ),
            **api(target, project.settings, versions),
            **(local_sign_in.resources(versions[local_sign_in.SIGNS_IN]) if local_sign_in.SIGNS_IN in versions else {}),
            **staff(definitions),
            **alerts(workflow_slot(project.top), project.settings.bank.alerts_address),
            **watched,
            **dashboard(project, machines, workflow_slot(project.top), ALERT, tables, watched),
        },
        "Outputs": _outputs(
            {
                "OnboardingTableName": ref("OnboardingTable"),
                "CustomersTableName": ref("CustomersTable"),
                "DecisionsTableName": ref("DecisionsTable"),
                "DocumentsBucketName": ref("DocumentsBucket"),
                "SealsBucketName": ref("SealsBucket"),
                STAGE: target.stage,
                **({"LivenessRegion": region} if (region := project.settings.regions.liveness) else {}),
                "DataKeyArn": arn("DataKey"),
                "ArtifactsBucketName": sub(ARTIFACTS_BUCKET),
                "AlertsTopicArn": ref("AlertsTopic"),
                "EventBusName": ref("OutcomesBus"),
                **{f"{slot}Arn": ref(versions[slot]) for slot in CALLED_BY_STAFF},
                **queue_outputs(),
                **identity_outputs(target, project.settings),
                **api_outputs(target, project.settings),
                **staff_outputs(),
                **{f"{machine.removeprefix('Kyc')}Arn": ref(place) for machine, place in started.items()},
            }
        ),
    }


def artifacts_template(project: Project) -> dict[str, Any]:
    """The stack ``<stack>-artifacts``: the bucket for code, templates and watchlists; no personal data."""
    days = project.settings.limits.old_versions_days
    properties = {
        "BucketName": sub("${AWS::StackName}-${AWS::AccountId}-${AWS::Region}"),
        "LoggingConfiguration": logged("artifacts"),
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "Id": "old-versions",
                    "Status": "Enabled",
                    "NoncurrentVersionExpiration": {"NoncurrentDays": days},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                },
                {
                    "Id": "templates",
                    "Status": "Enabled",
                    "Prefix": "templates/",
                    "ExpirationInDays": days,
                },
            ]
        },
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Code and watchlists of the customer onboarding",
        "Resources": {
            "ArtifactsBucket": bucket(encryption={"SSEAlgorithm": "AES256"}, **properties),
            "ArtifactsBucketPolicy": bucket_policy("ArtifactsBucket"),
            **access_logs(project.settings.limits.log_days),
        },
        "Outputs": _outputs({"ArtifactsBucketName": ref("ArtifactsBucket")}),
    }


def _outputs(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"Value": value} for name, value in values.items()}
