"""AWS's errors, in words for the person at the keyboard."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from botocore import exceptions, parsers

from infrastructure import local_cloud
from infrastructure.errors import DeploymentError, explained
from infrastructure.target import Target, _session


def client_error(code: str) -> exceptions.ClientError:
    return exceptions.ClientError({"Error": {"Code": code, "Message": "said AWS"}}, "CreateChangeSet")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (client_error("ExpiredToken"), "session has expired"),
        (client_error("AccessDenied"), "denied CreateChangeSet: said AWS"),
        (client_error("InvalidClientTokenId"), "does not know these credentials"),
        (client_error("SomethingNew"), r"refused CreateChangeSet.\n\(SomethingNew: said AWS\)"),
        (client_error("403"), "denied CreateChangeSet"),
        (client_error("ThrottlingException"), r"called too often at the moment\. Wait a minute"),
        (client_error("InternalServerError"), "AWS has a fault at the moment"),
        (client_error("ChangeSetNotFound"), "Somebody else changed the stack"),
        (exceptions.NoCredentialsError(), "No AWS credentials were found"),
        (exceptions.NoRegionError(), "No AWS region is set"),
        (exceptions.ProfileNotFound(profile="x"), "no such AWS profile"),
        (exceptions.UnauthorizedSSOTokenError(), "session has expired"),
        (exceptions.EndpointConnectionError(endpoint_url="http://x"), "AWS did not answer"),
        (exceptions.ConnectTimeoutError(endpoint_url="http://x"), "AWS did not answer"),
        (exceptions.ReadTimeoutError(endpoint_url="http://x"), "AWS did not answer"),
        (exceptions.ProxyConnectionError(proxy_url="http://x"), "AWS did not answer"),
        (exceptions.ParamValidationError(report="x"), "ParamValidationError"),
        (parsers.ResponseParserError("<html>"), "did not answer as AWS does"),
    ],
)
def test_an_error_says_what_to_do(error: Exception, words: str) -> None:
    with pytest.raises(DeploymentError, match=words) as raised, explained("AWS"):
        raise error
    assert raised.value.__cause__ is error


def test_a_whole_page_is_not_quoted() -> None:
    with pytest.raises(DeploymentError) as raised, explained("AWS"):
        raise parsers.ResponseParserError("<html>" * 1000)
    assert len(str(raised.value)) < 500


def test_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), explained("AWS"):
        raise ZeroDivisionError


@pytest.mark.parametrize("name", ["Kyc", "k", "kyc_x", "1kyc", "kyc-", "k" * 25, ""])
def test_a_name_that_no_stack_can_have(name: str) -> None:
    with pytest.raises(DeploymentError, match="cannot be a stack name"):
        Target(stack=name)


@pytest.mark.parametrize(
    ("target", "stage", "keeps"),
    [
        (Target(), "local", False),
        (Target("aws", stage="test"), "test", False),
        (Target("aws"), "production", True),
    ],
)
def test_stages(target: Target, stage: str, keeps: bool) -> None:
    assert (target.stage, target.keeps_data) == (stage, keeps)


def test_a_stopped_local_cloud_says_how_to_start_it(cloud_folder: Path) -> None:
    with pytest.raises(DeploymentError, match=r"not running\.\nRun: python deploy\.py"):
        Target().client("dynamodb")


def test_an_endpoint_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    # Port 9 is "discard", which no machine serves any more.
    monkeypatch.setattr(local_cloud, "find", lambda: local_cloud.Cloud(9, 1))
    with pytest.raises(DeploymentError, match="The local cloud did not answer"):
        Target().outputs()


def test_a_stack_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    described = {"Stacks": [{"Outputs": [{"OutputKey": "Stage", "OutputValue": "local"}]}]}
    monkeypatch.setattr(
        Target, "client", lambda _self, _service: SimpleNamespace(describe_stacks=lambda **_: described)
    )
    outputs = Target(stack="bank").outputs()
    assert outputs == {"Stage": "local"}
    with pytest.raises(DeploymentError, match=r"has no output DataKeyArn\.\nRun: python deploy.py --stack bank"):
        outputs["DataKeyArn"]


def test_settings_that_boto3_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")
    with pytest.raises(DeploymentError, match=r"settings of this machine cannot be used: Invalid endpoint: nonsense"):
        Target("aws", region="eu-north-1").client("sqs")


def test_a_command_names_what_is_not_usual() -> None:
    assert Target().command() == "python deploy.py"
    assert Target("aws", "bank", "eu-west-1", "me", "test").command("destroy") == (
        "python deploy.py destroy --target aws --stack bank --region eu-west-1 --profile me --stage test"
    )


def test_a_profile_that_is_gone_does_not_matter_to_the_local_cloud(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "config"
    broken.write_text("[profile\n", encoding="utf-8")
    monkeypatch.setenv("AWS_PROFILE", "long-gone")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(broken))
    monkeypatch.setattr(local_cloud, "find", lambda: local_cloud.Cloud(45_678, 1))
    client = Target().client("sqs")  # of which no other test has made one
    assert client.meta.endpoint_url == "http://127.0.0.1:45678"
    assert client.meta.region_name == "eu-central-1"


def test_a_profile_that_is_gone_is_one_message_for_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "long-gone")
    _session.cache_clear()
    with pytest.raises(DeploymentError, match="There is no such AWS profile"):
        Target("aws").region_name()
    _session.cache_clear()
