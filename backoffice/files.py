"""Files that staff give: read within a limit, so that none fills the memory."""

from pathlib import Path
from typing import Any

from backoffice.errors import UnusableFile
from lambdas.shared.runtime import json_text


def content(path: Path, most_bytes: int) -> bytes:
    """What is in the file. Raises UnusableFile where that is more than ``most_bytes``, or cannot be read."""
    try:
        with path.open("rb") as file:
            found = file.read(most_bytes + 1)
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror or error}") from error
    if len(found) > most_bytes:
        raise UnusableFile(f"{path} is too large: give a file of at most {most_bytes:,} bytes")
    return found


def json_value(path: Path) -> Any:
    """The value of a JSON file. Raises UnusableFile, which names the place of what is wrong."""
    try:
        return json_text.parse(content(path, json_text.MOST_BYTES))
    except json_text.InvalidJson as error:
        raise UnusableFile(f"{path} is not JSON: {error}") from error
