"""Onboards three customers of the deployed bank by the installed client, and prints what became of them as JSON."""

import copy
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import backoffice
from backoffice.direct import DirectOnboarding

SECONDS = 90
DUE_DILIGENCE = json.loads(sys.argv[1])
SAMPLE = json.loads((Path(backoffice.__file__).parent / "samples/1-straight-through.json").read_text(encoding="utf-8"))
office = DirectOnboarding.connect()


def application(name: str, **changes: Any) -> Any:
    """The straight-through sample as of somebody else."""
    made = copy.deepcopy(SAMPLE) | {"application_id": f"acme-{name}"} | changes
    made["document"]["number"] = f"ACME{name.upper()}"[:9]
    made["applicant"] |= {"family_name": f"Acme{name}", "email": f"{name}@mail.example"}
    return made


def settled(application_id: str, wanted: Callable[[str], bool]) -> Any:
    deadline = time.monotonic() + SECONDS
    while not wanted((found := office.show(application_id))["status"]):
        if time.monotonic() > deadline:
            sys.exit(json.dumps(found))
        time.sleep(0.1)  # between two looks, with a deadline
    return found


premium = application("premium", product="premium_account")
asked = settled(office.submit(premium, "branch"), lambda status: status != "running")
premium["due_diligence"] = DUE_DILIGENCE
office.resubmit(premium, "branch")
onboarded = settled("acme-premium", lambda status: status in ("onboarded", "declined", "failed"))
address = next(step for step in onboarded["steps"] if step["step"] == "check_address")

mail, staff = application("mail"), application("staff")
mail["applicant"]["email"] = "me@throwaway.example"
staff["applicant"]["email"] = "me@acme-bank.example"
doubtful = [settled(office.submit(one, "branch"), lambda status: status != "running") for one in (mail, staff)]
print(
    json.dumps(
        {
            "asked": [asked["status"], asked["requests"][-1]["parts"]],
            "onboarded": onboarded["status"],
            "iban": onboarded["account"]["iban"],
            "reference": address["result"]["reference"],
            "doubtful": [[one["status"], one["reasons"]] for one in doubtful],
        }
    )
)
