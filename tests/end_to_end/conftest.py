"""One bank on a local cloud of its own, deployed through ``deploy.py`` once per run and destroyed at the end."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from backoffice.direct import DirectOnboarding
from infrastructure.stacks import resources, stack_of
from infrastructure.target import Target
from tests.end_to_end import calls, recorder
from tests.end_to_end.recorder import Call

ROOT = Path(__file__).parents[2]
SETTLED_WITHIN = 90  # seconds; far above what a busy machine needs
_BETWEEN_LOOKS = 0.25  # seconds; each look takes the local cloud's time from what is looked at
Row = dict[str, Any]


def run(*command: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, in the project's folder, with these variables beside the test's own."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=600,  # seconds; far above what a busy machine needs
        check=False,
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Row]:
    """What ``deploy.py --json`` says after deploying to an empty local cloud, which the run's workers share."""
    folder = tmp_path_factory.getbasetemp().parent / "bank"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KYC_LOCAL_DIR", str(folder / "local-cloud"))
        environment.setenv("KYC_WAIT_SCALE", "0.01")
        environment.setenv("KYC_RUNTIME", str(Path(recorder.__file__)))
        environment.setenv("KYC_CALLS", str(folder))
        environment.delenv("KYC_LOCAL_PORT", raising=False)
        with _users(folder) as users:
            if users == 1:
                for left in folder.glob("*.*"):  # of a run before, where one worker alone runs every time in one folder
                    left.unlink()
                (folder / "deployed.json").write_text(run("deploy.py", "--json").stdout, encoding="utf-8")
        yield json.loads((folder / "deployed.json").read_text(encoding="utf-8"))
        with _users(folder, leaving=True) as users:
            is_last = users == 0
        if is_last:
            try:
                _judge(folder)
            finally:
                run("deploy.py", "destroy", "--yes", "--json", check=False)


def _judge(folder: Path) -> None:
    """Whether the templates allow what the functions called in this run; KYC_RECORD_CALLS=1 keeps what that was."""
    made, denied = dict[str, set[Call]](), list[str]()
    for target in _stacks():
        found = calls.made(folder, target.stack, resources(target, target.stack))
        denied += calls.denied(found, calls.allowed(stack_of(target).resources(), target.stack))
        for function, each in found.items():
            made.setdefault(function, set()).update(each)
    if os.environ.get("KYC_RECORD_CALLS"):
        kept = {function: sorted(map(" ".join, each)) for function, each in sorted(made.items())}
        calls.RECORD.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    assert denied == []


def _stacks() -> Iterator[Target]:
    """All that tests have deployed to this local cloud, by what each has beside it."""
    pages = Target().client("cloudformation").get_paginator("describe_stacks").paginate()
    names = {stack["StackName"] for page in pages for stack in page["Stacks"]}
    yield from (Target(stack=name) for name in sorted(names) if f"{name}-artifacts" in names)


@contextmanager
def _users(folder: Path, *, leaving: bool = False) -> Iterator[int]:
    """How many workers use the bank, this one counted or gone; the others wait meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        users = len(file.read()) + (-1 if leaving else 1)
        yield users
        file.truncate(0)
        file.write("+" * users)


@pytest.fixture(scope="session")
def target(deployed: Row) -> Target:
    return Target(name="local")


class Bank:
    """The back office of the deployed bank, with what tests look at besides."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.office = DirectOnboarding.connect(stack=target.stack)
        self.outputs = target.outputs()

    def until(self, application_id: str, done: Callable[[Row], bool]) -> Row:
        """The application once ``done`` holds; fails with what it is otherwise."""
        deadline = time.monotonic() + SETTLED_WITHIN
        while not done(found := self.office.show(application_id)):
            assert time.monotonic() < deadline, json.dumps(found)[:3000]
            time.sleep(_BETWEEN_LOOKS)
        return found

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until ``holds``."""
        deadline = time.monotonic() + SETTLED_WITHIN
        while not holds():
            assert time.monotonic() < deadline
            time.sleep(_BETWEEN_LOOKS)

    def settled(self, application_id: str) -> Row:
        """The application once it is decided, failed or waits for a person, and its execution agrees."""
        ended = {"onboarded": "SUCCEEDED", "declined": "SUCCEEDED", "failed": "FAILED"}
        return self.until(
            application_id,
            lambda found: (
                found["status"] != "running" and found["execution_status"] == ended.get(found["status"], "RUNNING")
            ),
        )

    def onboard(self, application: Row) -> Row:
        return self.settled(self.office.submit(application, "branch"))

    def decide(self, application_id: str, decision: str, reviewer: str = "eva", **changes: Any) -> Row:
        """A decision on the evidence as it is."""
        reasons = {
            "approved": "DOCUMENTS_SEEN",
            "declined": "NOT_PLAUSIBLE",
            "request_information": "EXPLANATION_NEEDED",
        }
        seen = self.office.show(application_id)["review"]["evidence"]
        told = {"reason": reasons.get(decision, "EXPLANATION_NEEDED"), "evidence": seen} | changes
        return self.office.decide(application_id, decision, reviewer=reviewer, **told)

    def told(self, application_id: str, *templates: str) -> list[Row]:
        """The messages, once these have been sent: they are on their way after the application moved on."""
        found = self.until(application_id, lambda one: [row["template"] for row in one["messages"]] == [*templates])
        messages: list[Row] = found["messages"]
        return messages

    def customer_items(self, application_id: str) -> list[Row]:
        """Every item of the Customers table that tells of this application."""
        table = self.outputs["CustomersTableName"]
        pages = self.target.client("dynamodb").get_paginator("scan").paginate(TableName=table)
        return [item for page in pages for item in page["Items"] if application_id in json.dumps(item)]


@pytest.fixture(scope="session")
def bank(target: Target) -> Bank:
    return Bank(target)


@pytest.fixture(autouse=True, scope="session")
def no_aws_credentials() -> Iterator[None]:
    """Nothing here may reach a real account."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_CA_BUNDLE"]:
            environment.delenv(name)
        yield
