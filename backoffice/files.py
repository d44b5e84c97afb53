"""Files that staff give, read within a limit so that none fills the memory, and files that are written for them."""

import os
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from lambdas.shared.onboardings.errors import UnusableFile
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


def write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, in place of what was there. Raises UnusableFile."""
    try:
        if path.exists() and not path.is_file():  # such as /dev/stdout
            path.write_text(text, encoding="utf-8")
            return
        target = path.resolve()
        descriptor, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise UnusableFile(f"{path} cannot be written: {error.strerror or error}") from None


def json_value(path: Path) -> Any:
    """The value of a JSON file. Raises UnusableFile, which names the place of what is wrong."""
    try:
        return json_text.parse(content(path, json_text.MOST_BYTES))
    except json_text.InvalidJson as error:
        raise UnusableFile(f"{path} is not JSON: {error}") from error
