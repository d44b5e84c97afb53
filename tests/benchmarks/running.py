"""Commands, and environments of their own for what benchmarks compare with."""

import shutil
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BUILD = ROOT / ".build"


def environment(name: str, *install: str) -> Path:
    """The Python of an environment in ``.build``, made with these arguments of pip where it is not there."""
    folder = _BUILD / f"{name}-environment"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        run(str(python), "-m", "pip", "install", "--disable-pip-version-check", *install)
        (folder / "complete").touch()
    return python


def run(*command: str, text: str = "") -> str:
    """What the command prints, given ``text``; SystemExit with what it said where it fails."""
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout
