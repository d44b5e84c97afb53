"""The client of the API, with the function that answers behind it."""

import subprocess
import sys
from typing import Any

import pytest

from backoffice.client import Answer, Onboarding
from backoffice.errors import ApiRefused, BackOfficeError
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.cases.items import Request
from tests.api import Api
from tests.applications import application


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    return Api(monkeypatch, "token")


def client(api: Api, subject: str, *roles: Role) -> Onboarding:
    return Onboarding(api.sender(Caller(subject, frozenset(roles))))


def test_a_branch_submits_and_a_reviewer_decides(api: Api) -> None:
    branch, eva = client(api, "branch-12", Role.SUBMITTER), client(api, "eva", Role.REVIEWER)
    made = application()
    assert branch.submit(made) == branch.submit(made) == made["application_id"]
    one = api.under_review(application())
    assert {row["application_id"] for row in branch.list()} == {one, made["application_id"]}
    assert [row["application_id"] for row in eva.list("awaiting_review")] == [one]
    assert [row["application_id"] for row in eva.waiting()] == [one]
    claimed = eva.claim_next()
    assert claimed is not None
    eva.give_back(claimed["application_id"])
    seen = eva.show(one, details=True)["evidence"]
    decided = eva.decide(one, "approved", reason="DOCUMENTS_SEEN", evidence=seen)
    assert decided["decisions"][0]["reviewer"] == "eva"
    assert eva.timeline(one)[-1]["what"] == "review"
    assert client(api, "ada", Role.AUDITOR).decision_record(one)["problems"] == []
    assert eva.me()["roles"] == ["reviewer"]


def test_what_is_asked_for_is_given(api: Api) -> None:
    branch, made = client(api, "branch-12", Role.SUBMITTER), application()
    one = branch.submit(made)
    api.table.ask(one, Request(number=2, task_token="token", parts=("explanation",), pictures=("selfie",)))
    api.table.update(one, "META", {"status": "awaiting_documents", "awaits": 2})
    assert branch.documents_asked(one)["parts"] == ["explanation"]
    assert branch.upload_addresses(one, {"selfie": ("image/png", 9)})["selfie"]["method"] == "PUT"
    assert branch.resubmit(made | {"explanation": "I married."}) == one
    with pytest.raises(ApiRefused) as refused:
        branch.resubmit(made | {"explanation": "I moved."})
    assert (refused.value.status, refused.value.kind) == (409, "not-waiting")


def test_a_refusal_says_field_and_rule(api: Api) -> None:
    branch = client(api, "branch-12", Role.SUBMITTER)
    with pytest.raises(
        ApiRefused, match=r"does not keep its schema\n  applicant.birth_date: must be a date"
    ) as refused:
        branch.submit(application(applicant={"birth_date": "soon"}))
    assert (refused.value.status, len(refused.value.problems)) == (422, 1)
    with pytest.raises(ApiRefused) as unknown:
        branch.show("../reviews")
    assert unknown.value.status == 404


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]"])
def test_an_answer_that_is_no_problem_is_refused_by_its_status(content: bytes) -> None:
    with pytest.raises(ApiRefused, match="the API answered 502"):
        Onboarding(lambda *_: Answer(502, {}, content)).me()


def test_an_address_where_nobody_answers_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backoffice.client._AGAIN", False)
    with pytest.raises(BackOfficeError, match="the API did not answer"):
        Onboarding.connect("http://127.0.0.1:1", "token").me()


def test_it_needs_no_part_of_aws_s_sdk() -> None:
    check = "import sys, backoffice.client; print(*sorted({'boto3', 'botocore'} & set(sys.modules)))"
    done: Any = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
