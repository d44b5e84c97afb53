"""The command line: what it prints, where, and how it ends. Deploying itself is tested end to end."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import deploy
from backoffice import synthetic
from infrastructure import deployment, project
from infrastructure.change_set import Change, Progress
from infrastructure.errors import DeploymentError
from infrastructure.project import KYC, Project
from infrastructure.settings import documented
from infrastructure.target import Target
from infrastructure.terminal import Terminal
from workflows import definitions

CHANGES = [Change("added", "Topic", "AWS::SNS::Topic")]
REPORT = {"changed": True, "changes": [], "outputs": {"EventBusName": "kyc"}, "watchlist": None}


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No AWS account and no local cloud of the developer's is in reach."""
    monkeypatch.setenv("KYC_LOCAL_DIR", str(tmp_path / "cloud"))
    monkeypatch.delenv("KYC_WATCHLISTS", raising=False)
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(deploy.app, list(arguments))


@pytest.fixture
def accepted() -> list[str]:
    """The lists that may be smaller."""
    return []


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, accepted: list[str]) -> list[Any]:
    """What the deployment was called with; it does nothing but report."""
    calls: list[Any] = []

    def fake(
        project: Project,
        target: Target,
        terminal: Terminal,
        lists: Path | None = None,
        accept: Sequence[str] = (),
        replace: Sequence[str] = (),
    ) -> dict[str, Any]:
        accepted.extend(accept)
        calls.append((project, target, lists))
        terminal.stage("A stage")
        terminal.changes(CHANGES)
        terminal.progress(CHANGES, Progress("Topic", "AWS::SNS::Topic", "CREATE_COMPLETE"))
        return REPORT

    monkeypatch.setattr(deployment, "deploy", fake)
    return calls


def test_without_anything_it_deploys_locally(seen: list[Any]) -> None:
    result = run()
    assert result.exit_code == 0
    assert seen == [(KYC, Target("local", "kyc"), None)]
    for shown in ("A stage", "added", "Topic", "AWS::SNS::Topic", "deploy.py status"):
        assert shown in result.stdout
    assert "EventBusName" not in result.stdout


def test_on_aws_every_output_is_shown(seen: list[Any]) -> None:
    assert "EventBusName = kyc" in run("--target", "aws", "--region", "eu-west-1").stdout


@pytest.mark.parametrize("details", ["deploy.py status", ""])
def test_of_many_that_are_added_the_first_are_named_and_of_what_is_lost_all(
    capsys: pytest.CaptureFixture[str], details: str
) -> None:
    many = [Change(action, f"{action}{one}", "T") for action in ("added", "removed") for one in range(5)]
    Terminal(as_json=False, yes=True, details=details).changes(many)
    shown = capsys.readouterr().out
    assert ("added0 added1 added2 and 2 more" in shown) == bool(details)
    assert "removed0 removed1 removed2 removed3 removed4" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("--target", "aws", "--stack", "bank", "--region", "eu-west-1", "--stage", "test"),
        ("deploy", "--target", "aws", "--stack", "bank", "--region", "eu-west-1", "--stage", "test"),
        ("--target", "aws", "--stack", "bank", "--region", "eu-west-1", "--stage", "test", "deploy"),
    ],
)
def test_options_before_after_and_without_the_subcommand(seen: list[Any], arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 0
    assert seen == [(KYC, Target("aws", "bank", "eu-west-1", None, "test"), None)]


def test_json_is_all_there_is_on_stdout(seen: list[Any]) -> None:
    result = run("--json")
    assert json.loads(result.stdout) == REPORT
    assert "A stage" in result.stderr


def test_watchlists_by_option_and_environment(seen: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    run("--watchlists", str(tmp_path / "lists"))
    monkeypatch.setenv("KYC_WATCHLISTS", str(tmp_path))
    run()
    assert [lists for *_, lists in seen] == [tmp_path / "lists", tmp_path]


@pytest.mark.parametrize("command", ["plan", "deploy"])
def test_a_folder_of_watchlists_that_is_not_there_is_said_at_once(seen: list[Any], command: str) -> None:
    result = run(command, "--watchlists", "/nowhere")
    assert (result.exit_code, seen) == (2, [])
    assert "/nowhere" in result.stderr


def test_a_smaller_watchlist_is_accepted_by_its_name(seen: list[Any], accepted: list[str]) -> None:
    assert run("--watchlists", "/", "--accept", "ofac", "--accept", "un").exit_code == 0
    assert accepted == ["ofac", "un"]


def test_settings_are_named_or_lie_in_the_folder(seen: list[Any], tmp_path: Path) -> None:
    (tmp_path / "kyc.toml").write_text('stage = "test"\n[bank]\niban_country = "AT"\n')
    (tmp_path / "other.toml").write_text('[bank]\niban_country = "FR"\n')
    run("--target", "aws")
    run("--target", "aws", "--settings", "other.toml", "--stage", "test")
    found = [(project.settings.bank.iban_country, target.stage) for project, target, _ in seen]
    assert found == [("AT", "test"), ("FR", "test")]


def test_a_bank_s_project_is_found_in_the_folder_of_the_command(seen: list[Any], tmp_path: Path) -> None:
    (tmp_path / "acme_project_of_test_deploy.py").write_text(
        "from infrastructure.project import KYC\nPROJECT = KYC.extended()\n"
    )
    assert run("--project", "acme_project_of_test_deploy:PROJECT").exit_code == 0
    [(project, _, _)] = seen
    assert project.root == tmp_path
    assert run("--project", "acme_nowhere:PROJECT").exit_code == 2


def test_all_settings_are_printed_with_their_defaults() -> None:
    assert run("settings").stdout == documented()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (DeploymentError("What was wrong.\nWhat to do."), 2, "What was wrong.\nWhat to do.\n"),
        (KeyboardInterrupt(), 130, "Run the same command to continue"),
        (PermissionError(13, "Permission denied", "/x"), 2, "/x: Permission denied"),
    ],
)
def test_an_error_is_one_message(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(deployment, "deploy", fail)
    result = run("--json")
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--target", "aws", "plan"), "No AWS region is set"),
        (("--target", "aws", "status", "--region", "eu-west-1"), "No AWS credentials were found"),
        (("--target", "aws", "status", "--profile", "none"), "no such AWS profile"),
        (("status", "--stack", "K"), "cannot be a stack name"),
    ],
)
def test_what_is_missing_is_said(arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "_build", lambda *_: definitions())
    monkeypatch.setattr(deployment, "_package", lambda *_: None)
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_planning_makes_no_local_cloud(tmp_path: Path) -> None:
    result = run("plan", "--json")
    assert result.exit_code == 0, result.stderr
    changes = json.loads(result.stdout)["changes"]
    assert {change["action"] for change in changes} == {"added"}
    assert {"ArtifactsBucket", "OnboardingTable", "KycOnboardingStateMachine"} <= {
        change["logical_id"] for change in changes
    }
    assert not (tmp_path / "cloud").exists()


def test_planning_changes_no_file_and_says_which_definitions_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A definition that is not what the workflows say stays as it is until something is deployed."""
    folder = tmp_path / "definitions"
    folder.mkdir()
    (folder / "kyc-risk.asl.json").write_text("{}")
    monkeypatch.setattr(project, "load", lambda _: KYC.extended(definitions=folder))
    result = run("plan")
    assert f"definitions differ: {folder / 'kyc-risk.asl.json'}" in result.stdout.replace("\n", "")
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"kyc-risk.asl.json": "{}"}


def test_status_and_destroy_of_nothing() -> None:
    assert "stopped" in run("status").stdout
    assert json.loads(run("destroy", "--json").stdout) == {"deleted": [], "kept": []}


@pytest.mark.parametrize("failed", [0, 1])
def test_a_verification_that_fails_ends_with_2_and_says_each_check(
    monkeypatch: pytest.MonkeyPatch, failed: int
) -> None:
    checks = [
        {"check": "API", "result": "passed", "said": "answers"},
        {"check": "Alarms", "result": "failed" if failed else "skipped", "said": "kyc-[x]: is not there"},
    ]
    monkeypatch.setattr(synthetic, "verify", lambda _target: {"checks": checks, "failed": failed})
    result = run("verify")
    assert result.exit_code == 2 * failed
    assert result.stdout.splitlines() == [f"{one['result']} {one['check']}: {one['said']}" for one in checks]
    printed = run("verify", "--json")
    assert (printed.exit_code, json.loads(printed.stdout)["checks"]) == (2 * failed, checks)


def test_the_roles_of_a_pipeline_are_printed() -> None:
    printed = json.loads(run("bootstrap", "--target", "aws", "--stage", "test").stdout)
    assert {"PlanRole", "DeployRole", "Boundary"} <= printed["Resources"].keys()


def test_nobody_to_ask_means_no() -> None:
    with pytest.raises(DeploymentError, match="--yes"):
        Terminal(as_json=False, yes=False).agree("Go on?")
    assert Terminal(as_json=False, yes=True).agree("Go on?") is True


def test_nothing_to_change_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(as_json=False, yes=False).changes([])
    assert "Nothing to change" in capsys.readouterr().out
