"""The bank's policies: files in ``definitions`` that a compliance officer reads and changes, held to their schemas."""

import json
from functools import cache
from typing import Any

from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.errors import InvalidInput


@cache
def policy(name: str) -> Any:
    """The policy in ``definitions/<name>_policy.json``, such as ``identity``. Raises InvalidInput."""
    file = schemas.FOLDER.parent / f"{name}_policy.json"
    read = json.loads(file.read_text(encoding="utf-8"))
    if problems := schemas.problems(read, schemas.validator(f"{name}_policy")):
        raise InvalidInput(f"{file.name}: {'; '.join(problems)}")
    return read


def version(name: str) -> dict[str, str]:
    """Which policy made a result, for its evidence."""
    return {f"{name}_policy": policy(name)["version"]}
