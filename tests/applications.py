"""Applications for tests: the straight-through sample, changed where a test says so."""

import copy
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from lambdas.shared.cases.application import fingerprint

SAMPLES = Path(__file__).parent.parent / "backoffice" / "samples"


def sample(name: str) -> Any:
    """The sample application whose file name has ``name`` in it."""
    (file,) = SAMPLES.glob(f"*{name}*.json")
    return json.loads(file.read_text(encoding="utf-8"))


def event(submitted: Any, **more: Any) -> dict[str, Any]:
    """What a workflow passes to each function that looks at this application's first attempt."""
    content = {"attempt": 1, "content_sha256": fingerprint(submitted)}
    return {"application_id": submitted["application_id"], "run": "run"} | content | more


def application(**changes: Any) -> Any:
    """A fresh application that goes straight through, of a person and document of its own.

    ``applicant``, ``document`` and the others are merged into the sample's.
    """
    made = copy.deepcopy(sample("straight-through"))
    made["application_id"] = f"test-{uuid4().hex[:12]}"
    made["document"]["number"] = uuid4().hex[:9].upper()
    # Without letters of which three in a row are taken for fillers that were misread.
    letters = "".join("abdofhijmn"[int(digit)] for digit in str(uuid4().int)[:10])
    made["applicant"]["family_name"] = letters.capitalize()
    for key, value in changes.items():
        made[key] = made[key] | value if isinstance(value, dict) and key in made else value
    return made
