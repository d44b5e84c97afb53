"""The wheel of this project, installed into an environment that has nothing else of it."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def build(folder: Path) -> Path:
    """The wheel, built from the files that git knows or would add, so that nothing of an earlier build is in it."""
    source = folder / "source"
    listed = run("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT).splitlines()
    for name in listed:
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    options = ("--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", ".", *options, "-w", str(folder / "wheel"), cwd=source)
    [wheel] = (folder / "wheel").glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """The Python of a new environment with this wheel; what it depends on is linked from this environment."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    packages = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    shutil.unpack_archive(wheel, packages, "zip")
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        # All but the link to this checkout.
        if not (package.name.startswith(("__editable__", "kyc_onboarding", "__pycache__")) or package.suffix == ".pth"):
            (packages / package.name).symlink_to(package)
    return python


def run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """What the command prints; it has to succeed."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
