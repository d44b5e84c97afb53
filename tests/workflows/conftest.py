"""A bank's folder of definitions, as small as its workflows allow."""

import json
from pathlib import Path

import pytest

from workflows.contracts import DEFINITIONS

OVERRIDE = {"check": "company_register", "verdict": "review", "rating": "medium", "reason": "COMPANY_UNKNOWN"}
NEW_FUNCTIONS = {
    "check_email": "check_document",
    "search_company_register": "assess_customer",
    "check_source_of_funds": "check_document",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The schemas of the bank's functions, and a risk policy that knows its check."""
    found = tmp_path / "definitions"
    (found / "schemas").mkdir(parents=True)
    for name, like in NEW_FUNCTIONS.items():
        schema = (DEFINITIONS / "schemas" / f"{like}.json").read_text(encoding="utf-8")
        (found / "schemas" / f"{name}.json").write_text(schema.replace(like, name), encoding="utf-8")
    policy = json.loads((DEFINITIONS / "risk_policy.json").read_text(encoding="utf-8"))
    policy["overrides"].append(OVERRIDE)
    (found / "risk_policy.json").write_text(json.dumps(policy), encoding="utf-8")
    return found
