"""The layers of what functions depend on, from ``lambdas/requirements.lock``, for Python 3.13 on arm64.

``base`` is every function's. Packages that are large and that few functions import are layers of their own, so that the
others start without them.
"""

import ast
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from infrastructure.compiling import compile_folder, compiler
from infrastructure.errors import DeploymentError
from infrastructure.project import Project
from infrastructure.zips import Package, files_of, zip_of

BASE = "base"
LAYERS = {
    "numbers": ("numpy", "numpy.libs"),
    "pictures": ("PIL", "pillow.libs"),
    "signatures": ("jwt", "cryptography", "cffi", "_cffi_backend", "pycparser"),
}
"""What lies in each layer beside ``base``: names of modules and folders. Who imports one of them gets the layer."""

# Lambda's Python 3.13 runs on Amazon Linux 2023, whose C library is glibc 2.34: wheels for any older one will do.
_PLATFORMS = ["manylinux2014_aarch64", *(f"manylinux_2_{minor}_aarch64" for minor in range(17, 35))]
_PIP = [
    *["--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile", "--quiet", "--disable-pip-version-check"],
    *["--implementation", "cp", "--python-version", "3.13", "--abi", "cp313", "--abi", "abi3", "--abi", "none"],
    *(option for platform in _PLATFORMS for option in ("--platform", platform)),
]
_UNUSED = (
    *("bin/", "pycountry/locales/", "aws_lambda_powertools/utilities/parser/"),
    *("numpy/f2py/", "numpy/_core/include/", "numpy/_core/lib/", "numpy/distutils/", "numpy/typing/"),
)
"""What a running function never reads: command-line programs, translations, headers, what builds and checks types."""
_UNUSED_ENDS = (
    *(".pyi", ".pyx", ".pxd", ".h", ".a", "/py.typed", "/examples-1.json"),
    # What pip says of itself and of where it was: other bytes for the same packages.
    *(".dist-info/INSTALLER", ".dist-info/RECORD", ".dist-info/REQUESTED", ".dist-info/direct_url.json"),
)
_SERVICES = "botocore/data/"


def layers(project: Project) -> dict[str, Package]:
    """Every layer by its name; kept in ``.build`` by the hash of how they are made. Raises DeploymentError."""
    lock, services = project.requirements, services_of(project)
    how = repr([_PIP, _UNUSED, _UNUSED_ENDS, LAYERS, services, compiler()]).encode()
    place = project.root / ".build" / f"layers-{hashlib.sha256(lock.read_bytes() + how).hexdigest()[:16]}"
    if not place.exists():
        _build(lock, services, place)
    return {name: _package((place / f"{name}.zip").read_bytes()) for name in (BASE, *LAYERS)}


def layers_of(files: Iterable[Path]) -> tuple[str, ...]:
    """The layers beside ``base`` that modules in these files import something of."""
    imported = {name for file in files for name in _imported(file.read_bytes())}
    return tuple(name for name, holds in LAYERS.items() if imported & {*holds})


@lru_cache(4096)
def _imported(source: bytes) -> frozenset[str]:
    """The top-level names of what a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def services_of(project: Project) -> tuple[str, ...]:
    """The services of AWS of which the project's code makes a client, as ``aws.client("s3")`` does, by botocore's name.

    Raises DeploymentError where a client's service is not written there as a text.
    """
    found: set[str] = set()
    for folder in project.packages.values():
        for file in sorted(folder.rglob("*.py")):
            for call in _clients(file.read_bytes()):
                first = call.args[0] if call.args else None
                if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                    raise DeploymentError(f"{file}, line {call.lineno}: write the service of aws.client as a text.")
                found.add(first.value)
    return tuple(sorted(found))


@lru_cache(4096)
def _clients(source: bytes) -> tuple[ast.Call, ...]:
    if b"aws.client(" not in source:
        return ()
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return tuple(call for call in calls if ast.unparse(call.func) == "aws.client")


def is_wanted(path: str, services: Iterable[str]) -> bool:
    """Whether this file of an installed package is deployed; ``path`` as below ``python/``.

    Of botocore's data, those of ``services`` and what is about none: endpoints, partitions, retries.
    """
    if path.startswith(_UNUSED) or path.endswith(_UNUSED_ENDS) or "/tests/" in path:
        return False
    service, slash, _ = path.removeprefix(_SERVICES).partition("/")
    return not (path.startswith(_SERVICES) and slash) or service in services


def layer_of(path: str) -> str:
    """The layer in which this file lies; ``path`` as below ``python/``."""
    top = path.partition("/")[0]
    names = {top, top.partition(".")[0], top.partition("-")[0]}
    return next((name for name, holds in LAYERS.items() if names & {*holds}), BASE)


def _build(lock: Path, services: Iterable[str], place: Path) -> None:
    """An interrupted build leaves nothing that looks complete."""
    folder, partial = place.with_suffix(".installed"), place.with_suffix(".part")
    for each in (folder, partial):
        shutil.rmtree(each, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", *_PIP, "--target", str(folder), "-r", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DeploymentError(f"pip could not build the layers from {lock.name}:\n{done.stderr.strip()[-1500:]}")
    for path in files_of([folder]):
        if not is_wanted(path.relative_to(folder).as_posix(), services):
            path.unlink()
    compile_folder(folder, "/opt/python")
    partial.mkdir(parents=True)
    for name in (BASE, *LAYERS):
        contents = {f"python/{path}": data for path, data in _contents(folder) if layer_of(path) == name}
        (partial / f"{name}.zip").write_bytes(zip_of(contents))
    partial.replace(place)
    shutil.rmtree(folder)


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files_of([folder], compiled=True))


def _package(content: bytes) -> Package:
    sha256 = hashlib.sha256(content).hexdigest()
    return Package(sha256, f"layers/{sha256}.zip", content)
