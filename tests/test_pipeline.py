"""The GitHub Actions workflows: what they may do, whose words they take, and that each command in them is there."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

import deploy

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / ".github").glob("*/**/*.yml"))
WORKFLOWS = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in FILES if file.parent.name == "workflows"}
JOBS = [
    pytest.param(job, id=f"{name}-{place}")
    for name, workflow in WORKFLOWS.items()
    for place, job in workflow["jobs"].items()
]
DEPLOYING = [WORKFLOWS["deploy"]["jobs"]["test"], WORKFLOWS["deploy"]["jobs"]["production"]]
ROLLBACK = WORKFLOWS["rollback"]["jobs"]["rollback"]
PINNED = re.compile(r"uses: (?:\./\S+|[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+)")
# Of these events a stranger's words or code could come with the repository's own permissions.
UNTRUSTED_EVENTS = {"pull_request_target", "workflow_run", "issue_comment", "issues"}


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(job.get("steps", []))


def commands(found: Any) -> Iterator[str]:
    """Every ``run`` at any depth."""
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, list) else []
    if isinstance(found, dict) and isinstance(found.get("run"), str):
        yield found["run"]
    for part in parts:
        yield from commands(part)


def signs_in(job: dict[str, Any]) -> bool:
    return any(step.get("uses", "").endswith("/prepare") for step in steps(job))


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not installed")
def test_actionlint_finds_nothing() -> None:
    files = [file for file in FILES if file.parent.name == "workflows"]
    done = subprocess.run(["actionlint", *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name + "/" + file.name)
def test_each_action_is_pinned_by_its_commit(file: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in file.read_text("utf-8").splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name + "/" + file.name)
def test_no_expression_is_put_into_a_shell_and_no_secret_is_stored(file: Path) -> None:
    text = file.read_text("utf-8")
    assert [command for command in commands(yaml.safe_load(text)) if "${{" in command] == []
    assert "secrets." not in text
    assert "aws-access-key" not in text


def test_no_workflow_runs_a_stranger_s_code_with_permissions() -> None:
    for workflow in WORKFLOWS.values():
        events = workflow[True]  # YAML 1.1 reads the key "on" as true
        assert not UNTRUSTED_EVENTS & {*events}
        assert workflow["permissions"] == {}


@pytest.mark.parametrize("job", JOBS)
def test_each_job_may_do_what_it_needs_and_not_for_long(job: dict[str, Any]) -> None:
    writes = {name for name, level in job["permissions"].items() if level == "write"}
    comments = any("gh api" in command for command in commands(job))
    assert writes == ({"id-token"} if signs_in(job) else {"pull-requests"} if comments else set())
    assert "uses" in job or job["timeout-minutes"] <= 90
    for step in steps(job):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"] == {"persist-credentials": False}


def test_what_comments_runs_no_code_of_the_pull_request() -> None:
    comment = WORKFLOWS["plan"]["jobs"]["comment"]
    assert not [step for step in steps(comment) if "checkout" in step.get("uses", "")]
    assert (
        "github.event.pull_request.head.repo.full_name == github.repository" in WORKFLOWS["plan"]["jobs"]["plan"]["if"]
    )


def test_two_deployments_of_one_stack_never_cross() -> None:
    for job in DEPLOYING:
        assert job["concurrency"] == {"group": f"deploy-{job['environment']}", "cancel-in-progress": False}
    assert ROLLBACK["concurrency"] == {"group": "deploy-${{ inputs.environment }}", "cancel-in-progress": False}
    offered = WORKFLOWS["rollback"][True]["workflow_dispatch"]["inputs"]["environment"]["options"]
    assert offered == [job["environment"] for job in DEPLOYING]


def test_production_comes_after_the_checks_the_test_stage_and_the_plan() -> None:
    needs = {name: job.get("needs") for name, job in WORKFLOWS["deploy"]["jobs"].items()}
    assert needs == {"checks": None, "test": "checks", "plan": "test", "production": "plan"}
    assert WORKFLOWS["deploy"][True] == {"push": {"branches": ["main"]}}


@pytest.mark.parametrize("job", [*DEPLOYING, ROLLBACK], ids=["test", "production", "rollback"])
def test_what_was_deployed_is_verified_last(job: dict[str, Any]) -> None:
    assert "deploy.py verify " in steps(job)[-1]["run"]


def test_each_command_is_one_of_deploy_py() -> None:
    options = {option for parameter in get_command(deploy.app).params for option in parameter.opts}
    found = [line for workflow in WORKFLOWS.values() for command in commands(workflow) for line in command.splitlines()]
    lines = [line.partition("deploy.py ")[2].partition(" > ")[0] for line in found if "deploy.py" in line]
    assert lines
    for line in lines:
        words = line.split()
        assert {*re.findall(r"--[a-z-]+", line)} <= options, line
        assert words[0].startswith("--") or words[0] in {*deploy.Command}, line
        assert "--stage" in words, line
