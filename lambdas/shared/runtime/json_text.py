"""JSON text as it is hashed, and as it comes from outside."""

import json
from typing import Any


def compact(value: Any) -> str:
    """The one text of a value: keys sorted, no spaces, every character as itself. For hashes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object in a text from outside, of which nothing is known; None where it is no JSON object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
