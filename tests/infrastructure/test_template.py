"""Properties of the templates, of both targets; cfn-lint has the last word."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from infrastructure.functions import FUNCTIONS
from infrastructure.machines import slots
from infrastructure.packaging import Packages
from infrastructure.project import KYC
from infrastructure.protection import protected
from infrastructure.queues import QUEUES
from infrastructure.settings import Settings
from infrastructure.target import Target
from infrastructure.template import artifacts_template, template
from lambdas.shared.cases import outbox
from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.policies import policy
from tests.audit.findings import Accepted, outdated, unexplained
from tests.infrastructure.conftest import TARGETS, alarms_of, built_for, package, packages_for
from tests.infrastructure.linting import TOOL, findings
from workflows import definitions
from workflows.limits import FUNCTION_TIMEOUT
from workflows.slots import function_slot

Resources = dict[str, dict[str, Any]]


def of_type(resources: Resources, kind: str) -> Resources:
    return {name: each for name, each in resources.items() if each["Type"] == kind}


@pytest.mark.slow
def test_cfn_lint_has_nothing_to_say(target: Target) -> None:
    """Of templates with all that can be in one: protection where data is kept, and on AWS a rollout in parts."""
    found = findings(protected(built_for(target, KYC.with_settings(KYC.settings.with_strategy("canary")))))
    accepted = Accepted.read()
    # The local cloud alone has what the gateway says itself beside the definition that it imports.
    assert [one for one in unexplained(found, accepted) if not (target.local and one.rule == "W3660")] == []
    assert outdated(found, accepted, {TOOL}) == []


def test_cfn_lint_has_nothing_to_say_about_the_artifacts() -> None:
    assert findings(artifacts_template(KYC)) == []


def test_cfn_lint_would_say_something() -> None:
    built = artifacts_template(KYC)
    built["Resources"]["ArtifactsBucket"]["Properties"]["VersioningConfiguration"]["Status"] = "Sometimes"
    [found] = findings(built)
    assert (found.where, "Sometimes" in found.detail) == ("ArtifactsBucket", True)


def test_cfn_lint_knows_what_serverless_services_want() -> None:
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Code": {"S3Bucket": "artifacts", "S3Key": "one.zip"},
            "Handler": "one.handler",
            "Role": "arn:aws:iam::123456789012:role/one",
            "Runtime": "python3.13",
        },
    }
    assert "WS1000" in {one.rule for one in findings({"Resources": {"One": function}})}  # not traced


def test_a_stack_holds_far_less_than_cloudformation_s_500_resources(resources: Resources) -> None:
    assert len(resources) < 450


def test_every_function_has_its_own_role_log_and_version(resources: Resources) -> None:
    functions = of_type(resources, "AWS::Lambda::Function")
    assert len(functions) == len(FUNCTIONS)
    versioned = {
        each["Properties"]["FunctionName"]["Ref"] for each in of_type(resources, "AWS::Lambda::Version").values()
    }
    assert versioned == set(functions)
    for name, function in functions.items():
        assert function["Properties"]["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
        assert function["Properties"]["LoggingConfig"]["LogGroup"] == {"Ref": f"{name}Log"}
        log = resources[f"{name}Log"]["Properties"]["LogGroupName"]
        assert log == f"/aws/lambda/{function['Properties']['FunctionName']}"


def test_versions_outlive_the_stack(resources: Resources) -> None:
    versions = [each for each in resources.values() if each["Type"].endswith("Version") and "Layer" not in each["Type"]]
    assert {each["UpdateReplacePolicy"] for each in versions} == {"Retain"}
    # One that a failed deployment made goes with it: AWS would refuse to publish the same again.
    assert {each["DeletionPolicy"] for each in versions} == {"RetainExceptOnCreate"}


OF_OPERATIONS = {"AWS::Logs::LogGroup", "AWS::SNS::Topic", "AWS::StepFunctions::StateMachine"}


def test_personal_data_has_a_key_and_operations_another(resources: Resources) -> None:
    data, operations = ({"Fn::GetAtt": [name, "Arn"]} for name in ("DataKey", "OperationsKey"))
    where: dict[str, Callable[[dict[str, Any]], Any]] = {
        "AWS::Logs::LogGroup": lambda p: p["KmsKeyId"],
        "AWS::DynamoDB::Table": lambda p: p["SSESpecification"]["KMSMasterKeyId"],
        "AWS::SecretsManager::Secret": lambda p: p["KmsKeyId"],
        "AWS::SNS::Topic": lambda p: p["KmsMasterKeyId"],
        "AWS::StepFunctions::StateMachine": lambda p: p["EncryptionConfiguration"]["KmsKeyId"],
        "AWS::S3::Bucket": lambda p: p["BucketEncryption"]["ServerSideEncryptionConfiguration"][0][
            "ServerSideEncryptionByDefault"
        ]["KMSMasterKeyID"],
    }
    for kind, place in where.items():
        found = of_type(resources, kind)
        assert found, kind
        for name, each in found.items():
            if name not in ("SealsBucket", "AccessLogsBucket"):
                assert place(each["Properties"]) == (operations if kind in OF_OPERATIONS else data), name


def test_no_service_and_nobody_from_outside_uses_the_key_of_personal_data(target: Target) -> None:
    project = KYC.with_settings(Settings.of({"bank": {"core_banking_role": "arn:aws:iam::111122223333:role/core"}}))
    [only] = built_for(target, project)["Resources"]["DataKey"]["Properties"]["KeyPolicy"]["Statement"]
    assert list(only["Principal"]) == ["AWS"]
    assert only["Principal"]["AWS"]["Fn::Sub"].endswith(":root")


def test_seals_hold_no_personal_data_so_that_they_outlive_the_key(resources: Resources) -> None:
    [rule] = resources["SealsBucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


@pytest.mark.parametrize("name", ["local", "test", "production"])
def test_production_alone_locks_its_seals_for_ten_years(name: str) -> None:
    resources = built_for(TARGETS[name])["Resources"]
    found = resources["SealsBucket"]["Properties"]
    retention = {"Mode": "COMPLIANCE", "Years": 10}
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}}
    assert found.get("ObjectLockConfiguration") == (lock if name == "production" else None)
    assert found.get("ObjectLockEnabled", False) == (name == "production")
    assert resources["SealKey"]["Properties"]["KeyUsage"] == "SIGN_VERIFY"


def test_buckets_are_private_versioned_and_logged(resources: Resources) -> None:
    both = resources | artifacts_template(KYC)["Resources"]
    for name, bucket in of_type(both, "AWS::S3::Bucket").items():
        properties = bucket["Properties"]
        assert all(properties["PublicAccessBlockConfiguration"].values())
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
        logs = properties.get("LoggingConfiguration", {}).get("DestinationBucketName")
        assert logs == (None if name == "AccessLogsBucket" else {"Ref": "AccessLogsBucket"}), name


@pytest.mark.parametrize("kind", ["AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SNS::Topic"])
def test_every_request_without_tls_is_refused(resources: Resources, kind: str) -> None:
    both = resources | artifacts_template(KYC)["Resources"]
    for name in of_type(both, kind):
        [first, *others] = both[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"]
        assert (first["Effect"], first["Principal"]) == ("Deny", "*")
        assert first["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert all(each["Effect"] == "Allow" and each["Principal"] != "*" for each in others), name


def test_who_says_for_no_account_that_it_publishes_is_asked_for_none(resources: Resources) -> None:
    """EventBridge; with a condition its alerts would be dropped without a word."""
    key = resources["OperationsKey"]["Properties"]["KeyPolicy"]["Statement"]
    topic = resources["AlertsTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    for statements in (key, topic):
        [by] = [one for one in statements if "events.amazonaws.com" in str(one["Principal"])]
        assert by["Principal"] == {"Service": "events.amazonaws.com"}
        assert "Condition" not in by
        others = [one for one in statements if "cloudwatch.amazonaws.com" in str(one["Principal"])]
        assert all("aws:SourceAccount" in str(one["Condition"]) for one in others)


def test_what_cannot_be_delivered_is_left_where_an_alarm_looks(resources: Resources) -> None:
    """Of every rule, subscription to a queue, schedule and function that is called without waiting for its answer."""
    left = [
        *(t["DeadLetterConfig"]["Arn"] for r in of_type(resources, "AWS::Events::Rule").values()
          for t in r["Properties"]["Targets"]),
        *(s["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]
          for s in of_type(resources, "AWS::SNS::Subscription").values()),
        *(s["Properties"]["Target"]["DeadLetterConfig"]["Arn"]
          for s in of_type(resources, "AWS::Scheduler::Schedule").values()),
        *(c["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]
          for c in of_type(resources, "AWS::Lambda::EventInvokeConfig").values()),
    ]  # fmt: skip
    assert len(of_type(resources, "AWS::Lambda::EventInvokeConfig")) == sum(1 for each in FUNCTIONS if each.schedule)
    watched = [one.dimensions.get("QueueName") for one in alarms_of(resources).values()]
    for one in left:
        name = one["Fn::GetAtt"][0]
        assert {"Fn::GetAtt": [name, "QueueName"]} in watched, name


@pytest.mark.parametrize("address", ["", "kyc-operators@bank.example"])
def test_alerts_are_sent_to_the_address_of_the_settings(target: Target, address: str) -> None:
    project = KYC.with_settings(Settings.of({"bank": {"alerts_address": address}}))
    found = built_for(target, project)["Resources"].get("AlertsSubscription")
    assert (found and found["Properties"]["Endpoint"]) == (address or None)


def test_browsers_of_the_bank_s_page_alone_send_pictures() -> None:
    for name, given, origin in (
        ("production", {}, {"Fn::Sub": "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}),
        ("production", {"domain": "kyc.bank.example", "certificate": ""}, "https://kyc.bank.example"),
        ("local", {}, "*"),
    ):
        project = KYC.with_settings(Settings.of({"api": given}))
        bucket = built_for(TARGETS[name], project)["Resources"]["DocumentsBucket"]["Properties"]
        [rule] = bucket["CorsConfiguration"]["CorsRules"]
        assert (rule["AllowedMethods"], rule["AllowedOrigins"]) == (["PUT"], [origin])


def test_tables_have_the_keys_of_the_stores(resources: Resources) -> None:
    onboarding, customers = (resources[f"{name}Table"]["Properties"] for name in ("Onboarding", "Customers"))
    keys = [[key["AttributeName"] for key in table["KeySchema"]] for table in (onboarding, customers)]
    assert keys == [["application_id", "item"], ["customer_id", "item"]]
    indexes = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in onboarding["GlobalSecondaryIndexes"]
    }
    assert indexes == {"by_status": ["status", "submitted_at"], "by_submitter": ["submitter", "submitted_at"]}
    for table in (onboarding, customers):
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_production_alone_keeps_its_data(target: Target, resources: Resources) -> None:
    keeps = target.stage == "production"
    for name in ("OnboardingTable", "CustomersTable", "DocumentsBucket", "DataKey", "IdentityKey"):
        assert resources[name]["DeletionPolicy"] == ("RetainExceptOnCreate" if keeps else "Delete")


def test_every_slot_is_filled_with_a_resource_that_exists(resources: Resources) -> None:
    for machine in of_type(resources, "AWS::StepFunctions::StateMachine").values():
        properties = machine["Properties"]
        filled = properties["DefinitionSubstitutions"]
        assert set(filled) == slots(properties["Definition"])
        assert re.fullmatch("[0-9a-f]{12}", filled.pop("DefinitionVersion"))
        for slot, value in filled.items():
            assert value["Ref"].startswith("AWS::") or value["Ref"] in resources, slot
            if slot.endswith("Function"):
                assert resources[value["Ref"]]["Type"] == "AWS::Lambda::Version"


def test_a_log_of_executions_has_every_state_with_its_data(resources: Resources) -> None:
    for machine in of_type(resources, "AWS::StepFunctions::StateMachine").values():
        logging = machine["Properties"]["LoggingConfiguration"]
        assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", True)
        assert machine["Properties"]["TracingConfiguration"] == {"Enabled": True}


def test_an_alert_says_which_execution_and_its_status_only(resources: Resources) -> None:
    [sent] = resources["FailedOnboardingRule"]["Properties"]["Targets"]
    assert set(sent["InputTransformer"]["InputPathsMap"].values()) == {
        "$.detail.executionArn",
        "$.detail.name",
        "$.detail.status",
    }
    assert sent["Arn"] == {"Ref": "AlertsTopic"}


def test_logs_of_who_read_what_are_kept_as_long_as_others_in_both_templates() -> None:
    for built in (built_for(TARGETS["production"]), artifacts_template(KYC)):
        [rule] = built["Resources"]["AccessLogsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
        assert rule["ExpirationInDays"] == KYC.settings.limits.log_days


def test_on_aws_every_event_is_kept_to_be_sent_again() -> None:
    for target in TARGETS.values():
        found = [one["Properties"] for one in of_type(built_for(target)["Resources"], "AWS::Events::Archive").values()]
        assert len(found) == (0 if target.local else 1)
        for archive in found:
            assert archive["SourceArn"] == {"Fn::GetAtt": ["OutcomesBus", "Arn"]}
            assert archive["RetentionDays"] == KYC.settings.limits.log_days
            assert "EventPattern" not in archive


def test_on_one_machine_few_batches_are_screened_at_once() -> None:
    """Each is a process there; AWS does what the process policy says."""
    at_once = {
        name: built_for(target)["Resources"]["KycMonitoringStateMachine"]["Properties"]["Definition"]["States"][
            "Screen batches"
        ]["MaxConcurrency"]
        for name, target in TARGETS.items()
    }
    assert at_once["local"] < at_once["production"] == at_once["test"] == policy("process")["monitoring"]["at_once"]


def test_every_state_machine_has_an_alarm_for_each_way_to_fail(resources: Resources) -> None:
    watched = {
        (one.dimensions["StateMachineArn"]["Ref"], one.name)
        for one in alarms_of(resources).values()
        if "StateMachineArn" in one.dimensions
    }
    machines = of_type(resources, "AWS::StepFunctions::StateMachine")
    metrics = ("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted")
    assert watched == {(machine, metric) for machine in machines for metric in metrics}


def test_every_customer_is_screened_daily(resources: Resources) -> None:
    schedule = resources["KycMonitoringStateMachineSchedule"]["Properties"]
    assert schedule["ScheduleExpression"].startswith("cron(")
    started = "KycMonitoringStateMachineAlias" in resources and "KycMonitoringStateMachineAlias"
    assert schedule["Target"]["Arn"] == {"Ref": started or "KycMonitoringStateMachine"}
    given = json.loads(schedule["Target"]["Input"])
    assert schemas.problems(given, schemas.validator("kyc-monitoring", "input")) == []
    assert given["what"] == "sweep"
    role = resources["KycMonitoringStateMachineScheduleRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    [start] = [each for each in role["Statement"] if each["Action"] == "states:StartExecution"]
    assert start["Resource"] == schedule["Target"]["Arn"]


def test_every_queue_is_encrypted_and_its_messages_end_in_watched_dead_letters(resources: Resources) -> None:
    queues = of_type(resources, "AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("DeadLetters")}
    watched = {json.dumps(one.dimensions) for one in alarms_of(resources).values()}
    for name, queue in queues.items():
        assert queue["Properties"]["KmsMasterKeyId"] == {"Fn::GetAtt": ["OperationsKey", "Arn"]}
        assert any(name in dimensions for dimensions in watched), name
        if name not in dead:
            redrive = queue["Properties"]["RedrivePolicy"]
            assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in dead
            assert redrive["maxReceiveCount"] > 1


def test_core_banking_alone_may_write_to_the_queue_of_customers_where_it_is_named(target: Target) -> None:
    role = "arn:aws:iam::111122223333:role/core-banking"
    project = KYC.with_settings(Settings.of({"bank": {"core_banking_role": role}}))
    resources = built_for(target, project)["Resources"]
    [_, send] = resources["CustomersQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (send["Action"], send["Principal"]) == ("sqs:SendMessage", {"AWS": role})
    assert send["Resource"] == {"Fn::GetAtt": ["CustomersQueue", "Arn"]}
    statements = resources["OperationsKey"]["Properties"]["KeyPolicy"]["Statement"]
    [use] = [one for one in statements if one["Principal"] == {"AWS": role}]
    assert use["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert use["Condition"]["StringEquals"]["kms:ViaService"]["Fn::Sub"].startswith("sqs.")


def test_new_pictures_reach_the_published_function_message_by_message(resources: Resources) -> None:
    bucket = resources["DocumentsBucket"]
    [told] = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert told["Queue"] == {"Fn::GetAtt": ["UploadsQueue", "Arn"]}
    assert bucket["DependsOn"] == ["UploadsQueuePolicy"]  # S3 refuses a queue that it may not write to


def test_messages_reach_published_functions_one_by_one(resources: Resources) -> None:
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping")
    assert set(mappings) == {f"{each.slot}Messages" for each in FUNCTIONS if each.queue}
    for each in FUNCTIONS:
        if each.queue:
            properties = mappings[f"{each.slot}Messages"]["Properties"]
            assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
            assert resources[properties["FunctionName"]["Ref"]]["Type"] == "AWS::Lambda::Version"
            assert resources[each.queue]["Properties"]["VisibilityTimeout"] >= 6 * each.timeout


def test_every_queue_is_encrypted_has_dead_letters_alarms_and_one_sender(resources: Resources) -> None:
    watched = [one.dimensions.get("QueueName") for one in alarms_of(resources).values()]
    for queue in QUEUES:
        properties = resources[queue.name]["Properties"]
        assert properties["KmsMasterKeyId"] == {"Fn::GetAtt": ["OperationsKey", "Arn"]}
        assert properties["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": [queue.dead_letters, "Arn"]}
        assert resources[queue.dead_letters]["Properties"]["KmsMasterKeyId"] == {"Fn::GetAtt": ["OperationsKey", "Arn"]}
        for name in (queue.name, queue.dead_letters):
            assert {"Fn::GetAtt": [name, "QueueName"]} in watched
        if not queue.sender:  # core banking, which the settings of this template do not name
            assert len(resources[f"{queue.name}Policy"]["Properties"]["PolicyDocument"]["Statement"]) == 1
            continue
        [_, statement] = resources[f"{queue.name}Policy"]["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Action"] == "sqs:SendMessage"
        assert "Condition" in statement
        if queue.events is not None:
            subscription = resources[f"{queue.name}Subscription"]["Properties"]
            assert subscription.get("FilterPolicy", {}) == queue.events
            assert subscription["RawMessageDelivery"] is True


def test_filters_name_attributes_that_events_have() -> None:
    for queue in QUEUES:
        for given in (queue.events or {}).get("$or", [queue.events or {}]):
            assert set(given) <= set(outbox.ATTRIBUTES)
            assert set(given.get("type", [])) <= {
                path.stem for path in (schemas.DEFINITIONS / "schemas/events").glob("*.json")
            }


def test_the_watchlists_are_refreshed_every_two_hours_by_the_published_function(resources: Resources) -> None:
    schedule = resources["RefreshWatchlistsFunctionSchedule"]
    called = schedule["Properties"]["Target"]
    assert schedule["Properties"]["ScheduleExpression"] == "rate(2 hours)"
    assert resources[called["Arn"]["Ref"]]["Type"] == "AWS::Lambda::Version"
    assert called["RetryPolicy"]["MaximumRetryAttempts"] > 1
    assert called["DeadLetterConfig"]["Arn"] == {"Fn::GetAtt": ["RefreshWatchlistsFunctionDeadLetters", "Arn"]}


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS if each.schedule])
def test_a_schedule_s_event_keeps_the_schema(resources: Resources, name: str) -> None:
    schedule = resources[f"{function_slot(name)}Schedule"]["Properties"]["Target"]
    assert schemas.problems(json.loads(schedule["Input"]), schemas.validator(name, "input")) == []


@pytest.mark.parametrize("name", ["local", "test", "production"])
def test_the_sandbox_alone_has_its_lists_from_a_folder(name: str) -> None:
    resources = built_for(TARGETS[name])["Resources"]
    environment = resources["RefreshWatchlistsFunction"]["Properties"]["Environment"]["Variables"]
    assert ("WATCHLISTS_FOLDER" in environment) == (name != "production")


def test_a_function_that_a_workflow_calls_ends_before_its_task_does() -> None:
    for function in FUNCTIONS:
        assert function.timeout < (900 if function.schedule else FUNCTION_TIMEOUT), function.name


def test_nothing_of_the_local_cloud_is_in_a_template_for_aws() -> None:
    for name in ("test", "production"):
        text = json.dumps(built_for(TARGETS[name]))
        for local in ("provided.al2023", "127.0.0.1", "localhost", "ministack", "000000000000"):
            assert local not in text


def test_the_local_template_leaves_out_what_the_local_cloud_refuses() -> None:
    resources = built_for(TARGETS["local"])["Resources"]
    for kind in ("StateMachineVersion", "StateMachineAlias"):
        assert not of_type(resources, f"AWS::StepFunctions::{kind}")


@pytest.mark.parametrize(("name", "stage"), [("local", "local"), ("test", "test"), ("production", "production")])
def test_production_has_no_sandbox(name: str, stage: str) -> None:
    resources = built_for(TARGETS[name])["Resources"]
    for function in of_type(resources, "AWS::Lambda::Function").values():
        environment = function["Properties"]["Environment"]["Variables"]
        adapters = [value for setting, value in environment.items() if setting.endswith("_ADAPTER")]
        assert environment["KYC_STAGE"] == stage
        assert all((".sandbox:" in adapter) == (name != "production") for adapter in adapters)


def test_new_code_or_configuration_makes_a_new_version_of_that_function_only(target: Target) -> None:
    def versions(packages: Packages) -> set[str]:
        return set(of_type(template(target, KYC, definitions(), packages)["Resources"], "AWS::Lambda::Version"))

    before = packages_for(target)
    changed = Packages({**before.functions, "open_account": package("open_account", "cd" * 32)}, before.layers)
    gone = versions(before) - versions(changed)
    assert [name[:26] for name in gone] == ["OpenAccountFunctionVersion"]
    assert versions(before) == versions(packages_for(target))


def test_the_same_inputs_make_the_same_template(target: Target, built: dict[str, Any]) -> None:
    assert built_for(target) == built


def test_the_outputs_the_back_office_needs(built: dict[str, Any]) -> None:
    queues = {f"{name}Url" for queue in QUEUES for name in (queue.name, queue.dead_letters)}
    assert set(built["Outputs"]) - queues == {
        "AccountStateMachineArn",
        "MonitoringStateMachineArn",
        "AlertsTopicArn",
        "ApiUrl",
        "ArtifactsBucketName",
        "ConsolePolicyArn",
        "CustomersTableName",
        "DecisionsTableName",
        "DataKeyArn",
        "DocumentsBucketName",
        "EventBusName",
        "IdentityStateMachineArn",
        "MonitoringAlertStateMachineArn",
        "OnboardingStateMachineArn",
        "OperatorCasesPolicyArn",
        "OperatorSystemsPolicyArn",
        "OnboardingTableName",
        "RefreshWatchlistsFunctionArn",
        "RiskStateMachineArn",
        "SealRecordsFunctionArn",
        "SealsBucketName",
        "Stage",
        "UnblockAccountFunctionArn",
        "WatchOnboardingsFunctionArn",
    }
