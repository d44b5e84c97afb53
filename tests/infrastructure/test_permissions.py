"""Least privilege, read off the templates: what each role may do, and on what."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infrastructure.functions import CASE, FUNCTIONS
from infrastructure.machine_permissions import state_machine_statements
from infrastructure.machines import slots
from infrastructure.permissions import (
    ANY_RESOURCE,
    ASK_CORE_BANKING,
    call_out,
)
from infrastructure.project import KYC
from infrastructure.settings import Settings
from infrastructure.target import Target
from lambdas.shared.runtime.closure import closure
from tests.infrastructure.conftest import TARGETS
from workflows.slots import function_slot

Resources = dict[str, dict[str, Any]]
_TABLE_ACTIONS = {"BatchGetItem", "GetItem", "Query", "PutItem", "UpdateItem", "ConditionCheckItem", "DeleteItem"}
_WHOLE = {"WatchOnboardingsFunctionRole": {"Scan"}}
"""Who reads a whole table: the watchdog, since an account that nobody knows of is in no index."""


def statements(role: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in role["Properties"].get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]


def roles(resources: Resources) -> Resources:
    return {name: each for name, each in resources.items() if each["Type"] == "AWS::IAM::Role"}


def actions(statement: dict[str, Any]) -> list[str]:
    return [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]


def allowed(role: dict[str, Any]) -> set[str]:
    return {action for statement in statements(role) for action in actions(statement)}


def test_only_listed_actions_have_any_resource(resources: Resources) -> None:
    for name, role in roles(resources).items():
        for statement in statements(role):
            if statement["Resource"] == "*":
                assert set(actions(statement)) <= set(ANY_RESOURCE), name


def test_no_action_has_a_wildcard(resources: Resources) -> None:
    for name, role in roles(resources).items():
        assert not [action for action in allowed(role) if "*" in action], name


def test_tables_are_used_item_by_item(resources: Resources) -> None:
    for name, role in roles(resources).items():
        used = {action.split(":")[1] for action in allowed(role) if action.startswith("dynamodb:")}
        assert used <= _TABLE_ACTIONS | _WHOLE.get(name, set()), name


def test_a_function_writes_its_own_log_only(resources: Resources) -> None:
    for function in FUNCTIONS:
        [log] = [each for each in statements(resources[f"{function.slot}Role"]) if "logs:PutLogEvents" in actions(each)]
        assert log["Resource"] == {"Fn::GetAtt": [f"{function.slot}Log", "Arn"]}


ANSWERS = {"answer_request", "intake_document", "request_documents", "request_review", "watch_onboardings"}
"""Those that answer a wait."""
TELLS = {
    "block_account", "intake_document", "record_failure", "record_outcome", "request_documents", "request_review",
    "send_welcome", "settle_alert", "unblock_account", "watch_onboardings",
}  # fmt: skip
"""Those that publish events."""
PICTURES = {"answer_request", "check_document", "compare_faces", "intake_document"}
"""Those that read pictures."""
GATE = {"create_customer", "open_account", "settle_decision"}
"""Those that let nothing be opened without a decision: they look which lists are in force, and raise alerts."""

MONITORS = {"begin_monitoring", "change_customer", "reconcile_monitoring", "screen_customers"}
"""Those of the monitoring, which searches the customers in the lists."""


@pytest.mark.parametrize(
    ("action", "functions"),
    [
        ("dynamodb:DeleteItem", {"release_iban", "delete_customer"}),
        ("sns:Publish", {*TELLS, *GATE, "change_customer", "refresh_watchlists", "seal_records"}),
        ("events:PutEvents", TELLS),
        (
            "s3:GetObject",
            {*PICTURES, *GATE, *MONITORS, "refresh_watchlists", "screen_watchlists", "seal_records"},
        ),
        ("s3:PutObject", {"answer_request", "reconcile_monitoring", "refresh_watchlists", "seal_records"}),
        ("dynamodb:BatchGetItem", {"answer_request", "seal_records", "watch_onboardings"}),
        ("dynamodb:Scan", {"watch_onboardings"}),
        ("kms:Sign", {"answer_request", "seal_records"}),
        ("s3:GetObjectVersion", PICTURES),
        ("states:SendTaskSuccess", ANSWERS),
        (
            "states:StartExecution",
            {"answer_request", "change_customer", "refresh_watchlists", "screen_customers", "watch_onboardings"},
        ),
        (
            "sqs:ReceiveMessage",
            {"answer_request", "change_customer", "deliver_webhook", "intake_document", "send_notification"},
        ),
        ("sqs:ChangeMessageVisibility", {"deliver_webhook"}),
    ],
)
def test_who_may_do_what_few_may(resources: Resources, action: str, functions: set[str]) -> None:
    assert {each.name for each in FUNCTIONS if action in allowed(resources[f"{each.slot}Role"])} == functions


@pytest.mark.parametrize(
    ("secret", "functions", "stages"),
    [
        (
            "IdentityKey",
            {
                *("find_duplicate_customer", "create_customer", "delete_customer", "change_customer"),
                *("screen_watchlists", "screen_customers", "answer_request"),
            },
            {"local", "test", "production"},
        ),
        ("AddressBureauAccess", {"request_address_check", "poll_address_check"}, {"production"}),
        ("CursorKey", {"answer_request"}, {"local", "test", "production"}),
        # Nobody's as long as the ledger is the embedded one.
        ("CoreBankingAccess", set(), {"production"}),
    ],
)
def test_a_secret_is_read_by_those_who_need_it(
    resources: Resources, target: Target, secret: str, functions: set[str], stages: set[str]
) -> None:
    def reads(role: dict[str, Any]) -> bool:
        return any(
            each["Resource"] == {"Ref": secret}
            for each in statements(role)
            if actions(each) == ["secretsmanager:GetSecretValue"]
        )

    found = {each.name for each in FUNCTIONS if reads(resources[f"{each.slot}Role"])}
    assert found == (functions if target.stage in stages else set())
    assert (secret in resources) == (target.stage in stages)


def test_only_functions_that_change_customers_may_write_them(resources: Resources) -> None:
    customers = {"Fn::GetAtt": ["CustomersTable", "Arn"]}

    def writes(role: dict[str, Any]) -> bool:
        return any(each["Resource"] == customers for each in statements(role) if "dynamodb:PutItem" in actions(each))

    assert {each.name for each in FUNCTIONS if writes(resources[f"{each.slot}Role"])} == {
        *("create_customer", "reserve_iban", "open_account", "activate_account", "close_account", "release_iban"),
        *("request_activation", "poll_activation"),  # the embedded ledger
        "change_customer",
        "find_duplicate_customer",  # which claims the document and the person
        *("block_account", "unblock_account"),
        "watch_onboardings",  # which enters in the roster whom it lacks
    }


DECISIONS = {"Fn::GetAtt": ["DecisionsTable", "Arn"]}


def on_decisions(role: dict[str, Any]) -> set[str]:
    """What the role may do with the table that vouches for what people said."""
    found = [each for each in statements(role) if DECISIONS in (each["Resource"], *each["Resource"])]
    return {action for each in found for action in actions(each)}


def test_only_the_api_vouches_for_what_people_said_and_nobody_changes_it(resources: Resources) -> None:
    by_role = {name: used for name, role in roles(resources).items() if (used := on_decisions(role))}
    assert {one for used in by_role.values() for one in used} == {
        *("dynamodb:Query", "dynamodb:ConditionCheckItem", "dynamodb:PutItem")
    }
    assert [name for name, used in by_role.items() if "dynamodb:PutItem" in used] == ["AnswerRequestFunctionRole"]


def test_who_goes_by_what_people_said_may_read_whether_it_is_vouched_for(resources: Resources) -> None:
    """Each function that asks whether a record is whole; without the table, nothing in a record counts for it."""
    asking = {"lambdas.shared.cases.verified", "lambdas.shared.reviews.rules", "lambdas.shared.reviews.supplement"}
    found = {each.name for each in FUNCTIONS if asking & closure([each.handler_module]).keys()}
    allowed_to = {each.name for each in FUNCTIONS if "dynamodb:Query" in on_decisions(resources[f"{each.slot}Role"])}
    assert found - {"activate_account"} == allowed_to  # which asks only whether its case is running
    checking = {name for name in allowed_to if "dynamodb:ConditionCheckItem" in on_decisions(role_of(resources, name))}
    assert checking == GATE


def role_of(resources: Resources, function: str) -> dict[str, Any]:
    return resources[f"{function_slot(function)}Role"]


def test_who_claims_a_document_writes_no_customer(resources: Resources) -> None:
    customers = {"Fn::GetAtt": ["CustomersTable", "Arn"]}
    found = [
        each for each in statements(role_of(resources, "find_duplicate_customer")) if each["Resource"] == customers
    ]
    for each in found:
        if {*actions(each)} & {"dynamodb:PutItem", "dynamodb:UpdateItem"}:
            assert each["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["FINGERPRINT#*"]}}


def test_core_banking_over_http_needs_its_secret_and_no_ledger() -> None:
    settings = Settings.of({"providers": {"core_banking": "http"}})
    project, production = KYC.with_settings(settings), TARGETS["production"].stage
    asking = next(function for function in FUNCTIONS if function.name == "poll_activation")
    assert project.grants(asking, production) == [*CASE, ASK_CORE_BANKING, call_out(settings, production)]


@pytest.mark.parametrize("action", ["textract:AnalyzeID", "rekognition:CompareFaces"])
def test_the_sandbox_may_ask_no_real_service(resources: Resources, target: Target, action: str) -> None:
    asking = {each.name for each in FUNCTIONS if action in allowed(resources[f"{each.slot}Role"])}
    assert len(asking) == (1 if target.stage == "production" else 0)


def test_a_function_knows_where_what_it_may_use_is(resources: Resources, target: Target) -> None:
    for function in FUNCTIONS:
        environment = resources[function.slot]["Properties"]["Environment"]["Variables"]
        for grant in KYC.grants(function, target.stage):
            assert dict(grant.environment).items() <= environment.items()


@pytest.mark.parametrize(
    ("function", "action"),
    [("Screen", "s3:GetObject"), ("Refresh", "s3:GetObject"), ("Refresh", "s3:PutObject")],
)
def test_watchlists_are_all_that_is_used_of_the_artifacts(resources: Resources, function: str, action: str) -> None:
    found = statements(resources[f"{function}WatchlistsFunctionRole"])
    [use] = [each for each in found if actions(each) == [action]]
    assert use["Resource"]["Fn::Sub"].endswith("-${AWS::Region}/watchlists/*")


def test_who_refreshes_the_watchlists_sees_no_application(resources: Resources) -> None:
    role = resources["RefreshWatchlistsFunctionRole"]
    used = {action.split(":")[0] for action in allowed(role)}
    assert used == {"dynamodb", "s3", "sns", "sqs", "states", "kms", "logs", "xray"}
    [read] = [each for each in statements(role) if any(one.startswith("dynamodb:") for one in actions(each))]
    assert actions(read) == ["dynamodb:Query"]
    assert read["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["REGISTER#supplement", "REGISTER#operations"]}
    }
    through = [each for each in statements(role) if "kms:Decrypt" in actions(each)]
    services = [name["Fn::Sub"] for each in through for name in each["Condition"]["StringEquals"]["kms:ViaService"]]
    assert {service.partition(".")[0] for service in services} == {"dynamodb", "sns", "sqs", "states"}
    [left] = [each for each in statements(role) if any(one.startswith("sqs:") for one in actions(each))]
    assert (left["Action"], left["Resource"]) == (
        "sqs:SendMessage",
        {"Fn::GetAtt": ["RefreshWatchlistsFunctionDeadLetters", "Arn"]},
    )
    [start] = [each for each in statements(role) if actions(each) == ["states:StartExecution"]]
    [machine] = start["Resource"]
    assert machine["Fn::Sub"].endswith("stateMachine:${AWS::StackName}-monitoring:live")


def test_who_begins_a_run_counts_it_and_writes_no_customer(resources: Resources) -> None:
    customers = {"Fn::GetAtt": ["CustomersTable", "Arn"]}
    found = [each for each in statements(resources["BeginMonitoringFunctionRole"]) if each["Resource"] == customers]
    [counts] = [each for each in found if set(actions(each)) - {"dynamodb:GetItem", "dynamodb:Query"}]
    assert actions(counts) == ["dynamodb:UpdateItem"]
    assert counts["Condition"] == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["MONITORING"]}}


def test_a_map_reads_its_manifest_and_runs_its_items_and_no_other_machine(resources: Resources) -> None:
    role = statements(resources["KycMonitoringStateMachineRole"])
    by_action = {action: each["Resource"] for each in role for action in actions(each)}
    assert by_action["s3:GetObject"] == [{"Fn::Sub": "${MonitoringBucket.Arn}/*"}]
    name = resources["KycMonitoringStateMachine"]["Properties"]["StateMachineName"]
    assert by_action["states:StartExecution"]["Fn::Sub"].endswith(f":stateMachine:{name}")
    stopped = [each["Fn::Sub"].partition("AccountId}:")[2] for each in by_action["states:StopExecution"]]
    assert stopped == [f"execution:{name}:*", f"execution:{name}/*"]


def test_who_seals_reads_the_records_and_cannot_write_or_delete_them_or_a_seal(resources: Resources) -> None:
    used = allowed(resources["SealRecordsFunctionRole"])
    writes = {action for action in used if re.search("Put|Update|Delete|Retention|Bypass", action)}
    assert writes == {"s3:PutObject", "logs:PutLogEvents", *(one for one in used if one.startswith("xray:"))}


def test_a_schedule_calls_its_function_and_leaves_dead_letters_only(resources: Resources) -> None:
    role = resources["RefreshWatchlistsFunctionScheduleRole"]
    assert allowed(role) == {"lambda:InvokeFunction", "sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"}
    target = resources["RefreshWatchlistsFunctionSchedule"]["Properties"]["Target"]
    [invoke] = [each for each in statements(role) if actions(each) == ["lambda:InvokeFunction"]]
    assert invoke["Resource"] == target["Arn"]
    [trust] = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_the_key_is_used_through_services_or_for_one_state_machine(resources: Resources) -> None:
    for name, role in roles(resources).items():
        for statement in statements(role):
            if statement["Resource"] == {"Fn::GetAtt": ["SealKey", "Arn"]}:
                assert set(actions(statement)) == {"kms:GetPublicKey", "kms:Sign", "kms:Verify"}, name
            elif statement["Resource"] == {"Fn::GetAtt": ["ApplicantTokenKey", "Arn"]}:
                assert actions(statement) in (["kms:GetPublicKey"], ["kms:Sign"]), name
            elif any(action.startswith("kms:") for action in actions(statement)):
                asked = statement["Resource"]
                of = {one["Fn::GetAtt"][0] for one in (asked if isinstance(asked, list) else [asked])}
                through = json.dumps(statement["Condition"])
                assert "kms:" in through, name
                # The key of personal data opens executions and messages of before, and nothing else by their services.
                assert of in ({"DataKey"}, {"OperationsKey", "DataKey"})
                services = set(re.findall(r"(sqs|sns|states|dynamodb|s3|secretsmanager)\.\$", through))
                assert not (services & {"sqs", "sns", "states"} if of == {"DataKey"} else services & {"dynamodb", "s3"})


def test_a_state_machine_invokes_what_its_definition_names(resources: Resources) -> None:
    machines = [name for name, each in resources.items() if each["Type"] == "AWS::StepFunctions::StateMachine"]
    for machine in machines:
        filled = resources[machine]["Properties"]["DefinitionSubstitutions"]
        wanted = [f"${{{slot}.Arn}}:*" for slot in filled if slot.endswith("Function")]
        invoked = [
            resource["Fn::Sub"]
            for each in statements(resources[f"{machine}Role"])
            if "lambda:InvokeFunction" in actions(each)
            for resource in each["Resource"]
        ]
        assert sorted(invoked) == sorted(wanted)


def test_a_parent_starts_waits_for_and_stops_its_children_only() -> None:
    definition = {
        "States": {
            "Child": {
                "Type": "Task",
                "Resource": "arn:${Partition}:states:::states:startExecution.sync:2",
                "Parameters": {"StateMachineArn": "${KycRiskStateMachine}"},
            }
        }
    }
    found = state_machine_statements(definition, "${AWS::StackName}-onboarding")
    by_action = {action: each["Resource"] for each in found for action in actions(each)}
    started = [each["Fn::Sub"].rpartition("stateMachine:")[2] for each in by_action["states:StartExecution"]]
    assert started == ["${AWS::StackName}-risk", "${AWS::StackName}-risk:*"]
    assert by_action["states:StopExecution"] == by_action["states:DescribeExecution"]
    [executions] = by_action["states:StopExecution"]
    assert executions["Fn::Sub"].endswith(":execution:${AWS::StackName}-risk:*")
    assert by_action["events:PutRule"]["Fn::Sub"].endswith("StepFunctionsGetEventsForStepFunctionsExecutionRule")
    assert "lambda:InvokeFunction" not in by_action
    assert "events:PutEvents" not in by_action


def test_tasks_inside_parallel_and_map_count() -> None:
    task = {
        "Type": "Task",
        "Resource": "arn:${Partition}:states:::lambda:invoke",
        "Parameters": {"FunctionName": "${AFunction}"},
    }
    inner = {"Map": {"Type": "Map", "ItemProcessor": {"States": {"Task": task}}}}
    definition = {"States": {"Parallel": {"Type": "Parallel", "Branches": [{"States": inner}]}}}
    first = state_machine_statements(definition, "m", ["earlier"])[0]
    assert first["Resource"] == [{"Fn::Sub": "${AFunction.Arn}:*"}, {"Fn::Sub": "${EarlierFunction.Arn}:*"}]


def test_slots_are_found_at_any_depth() -> None:
    assert slots({"a": ["x${One}", {"b": "${Two}${Three}"}], "c": 1}) == {"One", "Two", "Three"}
