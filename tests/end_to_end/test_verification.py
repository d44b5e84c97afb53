"""What was deployed is there and decides synthetic applications as it must."""

import json

import pytest

from backoffice.synthetic import OUTCOMES
from infrastructure.target import Target
from infrastructure.verification import LOOKS
from tests.end_to_end.conftest import Bank, run


@pytest.mark.usefixtures("deployed")
def test_a_deployment_is_verified_as_often_as_one_likes(target: Target, bank: Bank) -> None:
    first, second = (json.loads(run("deploy.py", "verify", "--json").stdout) for _ in range(2))
    for report in (first, second):
        assert report["failed"] == 0
        assert [one for one in report["checks"] if one["result"] != "passed"] == []
        kinds = {one["check"] for one in report["checks"]}
        assert {"API", *(name for name, _, _ in LOOKS if "aliases" not in name)} <= kinds
    ids = [one["said"].split()[0] for report in (first, second) for one in report["checks"][-len(OUTCOMES) :]]
    assert len({*ids}) == 2 * len(OUTCOMES)
    for application_id, status in zip(ids[: len(OUTCOMES)], OUTCOMES.values(), strict=True):
        assert application_id.startswith("synthetic-")
        assert bank.office.show(application_id)["status"] == status
