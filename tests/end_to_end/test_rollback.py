"""A stack of its own: deployed, changed, and taken back to what it was."""

import json
from pathlib import Path
from typing import Any

import pytest

from infrastructure.target import Target
from tests.end_to_end.conftest import run

STACK = ("--stack", "rolls")
SCHEDULE = "RefreshWatchlistsFunctionSchedule"


def deploy(*arguments: str) -> Any:
    return json.loads(run("deploy.py", *arguments, *STACK, "--yes", "--json").stdout)


@pytest.mark.usefixtures("deployed")
def test_a_release_is_gone_back_to_and_the_history_says_so(target: Target, tmp_path: Path) -> None:
    assert run("deploy.py", "rollback", *STACK, "--yes", check=False).returncode == 2
    deploy()
    assert "no earlier release" in run("deploy.py", "rollback", *STACK, "--yes", check=False).stderr
    settings = tmp_path / "seldom.toml"
    settings.write_text('[watchlists]\nschedule = "rate(4 hours)"\n', encoding="utf-8")
    changed = deploy("--settings", str(settings))["changes"]
    back = deploy("rollback")
    assert [one["logical_id"] for one in back["changes"]] == [one["logical_id"] for one in changed]
    assert SCHEDULE in [one["logical_id"] for one in changed]
    schedules = target.client("scheduler").list_schedules(NamePrefix="rolls")["Schedules"]
    found = [target.client("scheduler").get_schedule(Name=one["Name"])["ScheduleExpression"] for one in schedules]
    assert "rate(2 hours)" in found
    assert "rate(4 hours)" not in found
    history = deploy("history")["releases"]
    assert [one["back_to"] for one in history] == [history[2]["at"], None, None]
    assert deploy("status", "--drift")["drift"] == []
    assert deploy("plan")["changes"] == []
    assert "The local cloud stays" in run("deploy.py", "destroy", *STACK, "--yes").stdout
    assert run("deploy.py", "status", "--json").stdout.count('"CREATE_COMPLETE"') == 1
