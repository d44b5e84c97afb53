"""Compiled code for the functions' Python, so that a function that starts need not compile what it imports.

Only that Python can make it: where this machine has none, functions are deployed without, and start slower.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from infrastructure.errors import DeploymentError
from infrastructure.zips import files_of

PYTHON = "3.13"
"""Of the functions."""


@cache
def compiler() -> str | None:
    """A Python of this version: the one that runs this, or the first on the path that runs."""
    name = f"python{PYTHON}"
    places = [sys.executable, *(shutil.which(name, path=one) for one in os.get_exec_path())]
    return next((one for one in places if one and _version(one) == PYTHON), None)


def _version(python: str) -> str:
    asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def compile_folder(folder: Path, deployed_at: str) -> None:
    """Compile all modules in the folder into their ``__pycache__``; nothing where there is no compiler.

    The same modules make the same bytes: no times, no order of sets by chance, and ``deployed_at`` as their place.
    """
    if (python := compiler()) is None:
        return
    options = ["-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", deployed_at]
    done = subprocess.run(
        # Without the columns of each instruction, which nothing logs: a third less to store and to load.
        [python, "-P", "-X", "no_debug_ranges", "-m", "compileall", *options, str(folder)],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = f"{done.stdout}{done.stderr}".strip()[-1500:]
        raise DeploymentError(f"Python {PYTHON} cannot compile the code:\n{said}")


def place(module: str) -> str:
    """Where the compiled code of the module at this path lies."""
    folder, _, name = module.rpartition("/")
    return f"{folder}/__pycache__/{name.removesuffix('.py')}.cpython-{PYTHON.replace('.', '')}.pyc"


def compiled(modules: Mapping[str, bytes]) -> dict[str, bytes]:
    """The compiled code of these modules, each by its path in a function's zip."""
    if compiler() is None:
        return {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for path, content in modules.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        compile_folder(folder, "/var/task")
        files = (path for path in files_of([folder], compiled=True) if path.suffix == ".pyc")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
