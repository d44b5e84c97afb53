"""What is accepted of the validators' findings, each with a reason; and policies as IAM has them."""

import pytest

from infrastructure.protection import protected
from tests.audit.findings import Accepted, Finding, outdated, unexplained
from tests.audit.policies import policies
from tests.infrastructure.conftest import TARGETS, built_for

FOUND = Finding("checkov", "CKV_1", "Bucket", "Resource::*")


@pytest.mark.parametrize(
    ("where", "detail", "is_of"),
    [
        ("*", "*", True),
        ("Buck*", "Resource::[*]", True),
        ("Bucket", "Resource::x*", False),
        ("bucket", "*", False),
        ("Table", "*", False),
    ],
)
def test_a_pattern_says_what_is_accepted(where: str, detail: str, *, is_of: bool) -> None:
    accepted = [Accepted("checkov", "CKV_1", "because", where, detail)]
    assert unexplained([FOUND], accepted) == ([] if is_of else [FOUND])
    assert outdated([FOUND], accepted, {"checkov"}) == ([] if is_of else accepted)


def test_another_tool_or_rule_is_not_accepted_with_it() -> None:
    assert unexplained([FOUND], [Accepted("cdk-nag", "CKV_1", "x"), Accepted("checkov", "CKV_2", "x")]) == [FOUND]


def test_what_a_tool_that_did_not_run_accepts_is_not_outdated() -> None:
    assert outdated([], [Accepted("cdk-nag", "X", "because")], {"checkov"}) == []


def test_each_acceptance_has_a_reason_and_stands_once() -> None:
    accepted = Accepted.read()
    assert all(len(one.reason) > 25 or one.reason.startswith("As ") for one in accepted)
    assert len({(one.tool, one.rule, one.where, one.detail) for one in accepted}) == len(accepted)


@pytest.mark.parametrize("name", TARGETS)
def test_a_policy_for_iam_has_no_reference_left(name: str) -> None:
    found = list(policies(protected(built_for(TARGETS[name]))["Resources"]))
    assert len(found) > 40
    assert not any(left in str(policy) for _, policy in found for left in ("Fn::", "'Ref'", "${"))
