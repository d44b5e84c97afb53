"""Templates of both targets from the project's own definitions, with stand-ins for the zips."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infrastructure.functions import FUNCTIONS
from infrastructure.layers import BASE
from infrastructure.measured import Measured
from infrastructure.packaging import Packages, function_package
from infrastructure.project import KYC, Project
from infrastructure.target import Target
from infrastructure.template import template
from infrastructure.zips import Package
from workflows import definitions

TARGETS = {
    "local": Target("local"),
    "test": Target("aws", region="eu-central-1", stage="test"),
    "production": Target("aws", region="eu-central-1"),
}


def package(name: str, sha256: str = "ab" * 32) -> Package:
    return Package(sha256, f"code/{name}-{sha256}.zip", b"")


def packages_for(target: Target) -> Packages:
    functions = {function.name: package(function.name) for function in FUNCTIONS}
    return Packages(functions, {} if target.local else {BASE: package("layer")})


def built_for(target: Target, project: Project = KYC) -> dict[str, Any]:
    """The template of our own definitions."""
    known = packages_for(target)
    others = (function for function in project.functions if function.name not in known.functions)
    added = {function.name: function_package(project, function, target) for function in others}
    return template(target, project, definitions(), replace(known, functions={**known.functions, **added}))


@pytest.fixture(params=list(TARGETS))
def target(request: pytest.FixtureRequest) -> Target:
    return TARGETS[request.param]


@pytest.fixture
def built(target: Target) -> dict[str, Any]:
    return built_for(target)


@pytest.fixture
def resources(built: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return dict(built["Resources"])


@pytest.fixture
def cloud_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A local cloud's folder for this test alone; nothing runs there yet."""
    monkeypatch.delenv("KYC_LOCAL_PORT", raising=False)
    monkeypatch.setenv("KYC_LOCAL_DIR", str(tmp_path / "cloud"))
    return tmp_path / "cloud"


def alarms_of(resources: dict[str, dict[str, Any]]) -> dict[str, Measured]:
    """The metric that each alarm goes by."""
    alarms = {name: each["Properties"] for name, each in resources.items() if each["Type"] == "AWS::CloudWatch::Alarm"}
    return {
        name: Measured(
            alarm["Namespace"],
            alarm["MetricName"],
            {one["Name"]: one["Value"] for one in alarm["Dimensions"]},
            alarm["Statistic"],
        )
        for name, alarm in alarms.items()
    }
