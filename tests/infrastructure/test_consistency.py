"""What does not fit together in a project is said before anything is built of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infrastructure.adapters import SANDBOX, Adapter
from infrastructure.consistency import problems
from infrastructure.errors import DeploymentError
from infrastructure.functions import CASE, Function
from infrastructure.project import KYC, Project
from infrastructure.settings import Settings
from workflows.slots import function_slot

CALLS = {"Type": "Task", "Resource": "r", "Parameters": {"FunctionName": f"${{{function_slot('check_email')}}}"}}


def with_function(**changes: Any) -> Project:
    return KYC.extended(functions=[replace(Function("score_risk", 256, 15, CASE), **changes)])


def test_the_library_s_own_parts_fit_together() -> None:
    assert problems(KYC, {}) == []


@pytest.mark.parametrize(
    ("project", "said"),
    [
        (with_function(name="check_email"), "function check_email: there is no module lambdas.check_email.handler"),
        (with_function(module="acme.email"), "function score_risk: the package of acme.email is not among"),
        (
            with_function(module="lambdas.score_risk.score"),
            "function score_risk: lambdas.score_risk.score has no handler",
        ),
        (
            with_function(queue="UploadQueue"),
            "function score_risk: there is no queue UploadQueue; there are UploadsQueue",
        ),
        (with_function(ports=("adress_bureau:use",)), "function score_risk: there is no port adress_bureau; there are"),
        (replace(KYC, functions=(*KYC.functions, KYC.functions[0])), "there are 2 of this name"),
        (
            KYC.extended(adapters={"news_search": {"own": Adapter("lambdas.score_risk.handler:News")}}),
            "adapter own of news_search: lambdas.score_risk.handler has no News",
        ),
    ],
)
def test_what_does_not_fit_is_named(project: Project, said: str) -> None:
    [problem] = problems(project, {})
    assert said in problem


def test_a_workflow_calls_functions_of_the_project() -> None:
    built = {"kyc-risk": {"StartAt": "Check", "States": {"Check": CALLS}}}
    assert problems(KYC, built) == [
        "kyc-risk: Check: there is no function check_email; add it to the project's functions"
    ]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"adapters": {"adress_bureau": {}}}, "there is no port adress_bureau; there are"),
        ({"workflows": {"kyc-risk": lambda _: {}}}, "workflows are given without definitions"),
        ({"definitions": Path("/nonexistent")}, "definitions: there is no folder /nonexistent"),
    ],
)
def test_a_part_that_cannot_be_is_refused(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(DeploymentError, match=said):
        KYC.extended(**parts)


@pytest.mark.parametrize("port", KYC.adapters)
def test_no_name_makes_an_invented_answer_one_for_production(port: str) -> None:
    for known in KYC.adapters.values():
        project = KYC.with_settings(Settings.of({"providers": {port: known[SANDBOX].place}}))
        with pytest.raises(DeploymentError, match="must be one of"):
            project.adapter(port, "production")
