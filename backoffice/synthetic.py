"""Synthetic applications that try a deployment which is not production's, each with the outcome that it must have."""

import re
import secrets
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import digits
from typing import Any

from backoffice.direct import DirectOnboarding
from infrastructure.errors import DeploymentError
from infrastructure.stacks import of_one_stage
from infrastructure.target import Target
from infrastructure.verification import FAILED, PASSED, SKIPPED, Check, checks
from lambdas.shared.cases.status import Status
from lambdas.shared.runtime.json_text import own
from lambdas.shared.runtime.stage import PRODUCTION

_SAMPLES = Path(__file__).parent / "samples"
OUTCOMES = {
    "straight-through": Status.ONBOARDED,
    "adverse-media": Status.AWAITING_REVIEW,
    "expired-passport": Status.AWAITING_DOCUMENTS,
}
"""Whichever watchlists are in force. Those that wait are left, and ended by their time limits as any others."""
_BY = "deployment check"
WITHIN = 300
"""Seconds in which all have to be decided, or to wait for a person."""
_LETTERS = "abdofhijmn"
"""Of invented names: none of which three in a row are taken for fillers that were misread."""


def applications(run: str) -> dict[str, Any]:
    """By the names of ``OUTCOMES``, applications of this run: new ids, new documents, new persons."""
    found = {
        "straight-through": _sample("1-straight-through"),
        "adverse-media": _sample("1-straight-through") | {"sandbox": {"adverse_media": {"articles": 1}}},
        "expired-passport": _sample("3-expired-passport"),
    }
    for name, one in found.items():
        one["application_id"] = f"synthetic-{run}-{name}"
        one["document"]["number"] = re.sub(r"\d", lambda _: secrets.choice(digits), one["document"]["number"])
        one["applicant"]["family_name"] = "".join(secrets.choice(_LETTERS) for _ in range(10)).capitalize()
    return found


def _sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = own((_SAMPLES / f"{name}.json").read_bytes())
    return found


def verify(target: Target) -> dict[str, Any]:
    """All checks of the deployed stack; where it is not production, synthetic applications too.

    Raises DeploymentError where there is no such stack, or it is of another stage.
    """
    target.outputs()
    with target.explained():
        of_one_stage(target)
    found = [*checks(target), *_applications(target)]
    shown = [{"check": one.name, "result": one.result, "said": one.said} for one in found]
    return {"checks": shown, "failed": sum(one.result == FAILED for one in found)}


@dataclass(frozen=True)
class _Waiting:
    """An application that was submitted; ``must``: the status that it has to reach."""

    name: str
    id: str
    must: Status


def _applications(target: Target) -> Iterator[Check]:
    if target.outputs()["Stage"] == PRODUCTION:
        yield Check("Applications", SKIPPED, "production takes those of real applicants alone")
        return
    office = DirectOnboarding.connect(target.name, target.stack, target.region, target.profile)
    try:
        with target.explained():
            run = uuid.uuid4().hex[:10]
            submitted = [
                _Waiting(name, office.submit(one, _BY), OUTCOMES[name]) for name, one in applications(run).items()
            ]
            reached = _reached(office, submitted, time.monotonic() + WITHIN)
    except DeploymentError as error:
        yield Check("Applications", FAILED, str(error).replace("\n", " "))
        return
    for one in submitted:
        status = reached[one.id]
        result = PASSED if status == one.must else FAILED
        expected = "" if status == one.must else f", and must be {one.must}"
        yield Check(f"Application {one.name}", result, f"{one.id} is {status}{expected}")


def _reached(office: DirectOnboarding, submitted: list[_Waiting], until: float) -> Mapping[str, str]:
    """The status of each by its id, once none runs any more, or when the time is up."""
    while True:
        found = {one.id: str(office.show(one.id)["status"]) for one in submitted}
        if Status.RUNNING not in found.values() or time.monotonic() > until:
            return found
        time.sleep(1)
