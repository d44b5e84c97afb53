"""The bank's policies: files in ``definitions`` that a compliance officer reads and changes, held to their schemas."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.errors import InvalidInput


@cache
def policy(name: str) -> Any:
    """The policy in ``definitions/<name>_policy.json``, such as ``identity``. Raises InvalidInput."""
    file = f"{name}_policy.json"
    read = schemas.read(file)
    if problems := schemas.problems(read, schemas.validator(f"{name}_policy")):
        raise InvalidInput(f"{file}: {'; '.join(problems)}")
    return read


def use(definitions: Sequence[Path]) -> None:
    """Read schemas and policies from these folders from now on, of which the first that has a file counts."""
    schemas.use(definitions)
    policy.cache_clear()


def version(name: str) -> dict[str, str]:
    """Which policy made a result, for its evidence."""
    return {f"{name}_policy": policy(name)["version"]}
