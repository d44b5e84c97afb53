"""Code as zips: one per function, the same bytes for the same files, and the layer of what functions depend on."""

import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infrastructure.errors import DeploymentError
from infrastructure.functions import FUNCTIONS

ROOT = Path(__file__).parent.parent
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the zip format's first moment: no build time in the bytes
# Only the local cloud starts a function by this file; AWS has a Python of its own.
BOOTSTRAP = """#!/bin/sh
cd "$LAMBDA_TASK_ROOT" && PYTHONPATH="$KYC_SITE_PACKAGES" exec "$KYC_PYTHON" -S -m awslambdaric "$_HANDLER"
"""
# Lambda's Python 3.13 runs on Amazon Linux 2023, whose C library is glibc 2.34: wheels for any older one will do.
_PLATFORMS = ["manylinux2014_aarch64", *(f"manylinux_2_{minor}_aarch64" for minor in range(17, 35))]
_PIP = [
    *["--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile", "--quiet", "--disable-pip-version-check"],
    *["--implementation", "cp", "--python-version", "3.13", "--abi", "cp313", "--abi", "abi3", "--abi", "none"],
    *(option for platform in _PLATFORMS for option in ("--platform", platform)),
]
# What a running function never reads: command-line programs, and translations of country names.
_UNUSED = ("python/bin/", "python/pycountry/locales/")


@dataclass(frozen=True)
class Package:
    """A zip, the hash that identifies it, and its key in the artifacts bucket."""

    sha256: str
    key: str
    content: bytes


@dataclass(frozen=True)
class Packages:
    """Every function's package by name; ``layer`` on AWS only."""

    functions: Mapping[str, Package]
    layer: Package | None = None


def packages(*, with_layer: bool, root: Path = ROOT) -> Packages:
    """Build all packages from the project at ``root``. Raises DeploymentError."""
    built = {function.name: function_package(function.name, root) for function in FUNCTIONS}
    return Packages(built, dependency_layer(root) if with_layer else None)


def function_package(name: str, root: Path = ROOT) -> Package:
    """The function's own folder, ``shared``, the schemas and policies, and ``bootstrap``."""
    if not (root / "lambdas" / name / "handler.py").is_file():
        raise DeploymentError(f"lambdas/{name}/handler.py is missing, and infrastructure/functions.py names it.")
    files = [root / "lambdas/__init__.py", *_files(root / "lambdas" / folder for folder in (name, "shared"))]
    files += sorted((root / "definitions").glob("*_policy.json")) + sorted(
        (root / "definitions/schemas").rglob("*.json")
    )
    contents = {str(path.relative_to(root)): path.read_bytes() for path in files}
    zipped = zip_of(contents | {"bootstrap": BOOTSTRAP.encode()})
    sha256 = hashlib.sha256(zipped).hexdigest()
    return Package(sha256, f"code/{name}-{sha256}.zip", zipped)


def zip_of(contents: Mapping[str, bytes]) -> bytes:
    """A zip of these files by path: sorted, without times; ``bootstrap`` may be executed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(path, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whose file modes follow
            entry.external_attr = (0o100755 if path == "bootstrap" else 0o100644) << 16
            archive.writestr(entry, contents[path])
    return buffer.getvalue()


def dependency_layer(root: Path = ROOT) -> Package:
    """What ``lambdas/requirements.lock`` names, for Python 3.13 on arm64; kept in ``.build`` by the lock's hash."""
    lock = root / "lambdas/requirements.lock"
    told = lock.read_bytes() + " ".join([*_PIP, *_UNUSED]).encode()
    sha256 = hashlib.sha256(told).hexdigest()
    kept = root / ".build" / f"layer-{sha256[:16]}.zip"
    if not kept.exists():
        _build_layer(lock, kept)
    return Package(sha256, f"layers/{sha256}.zip", kept.read_bytes())


def _build_layer(lock: Path, destination: Path) -> None:
    folder = destination.with_suffix("")
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", *_PIP, "--target", str(folder / "python"), "-r", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DeploymentError(
            f"pip could not build the dependency layer from {lock.name}:\n{done.stderr.strip()[-1500:]}"
        )
    contents = {str(path.relative_to(folder)): path.read_bytes() for path in _files([folder])}
    zipped = zip_of({path: data for path, data in contents.items() if not path.startswith(_UNUSED)})
    partial = destination.with_suffix(".part")
    partial.write_bytes(zipped)
    partial.replace(destination)  # an interrupted build leaves no half of a zip behind
    shutil.rmtree(folder)


def upload(s3: Any, bucket: str, wanted: Iterable[Package]) -> int:
    """Store what the bucket does not have yet; returns how many were stored."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    there = {item["Key"] for page in pages for item in page.get("Contents", [])}
    missing = [package for package in wanted if package.key not in there]
    for package in missing:
        s3.put_object(Bucket=bucket, Key=package.key, Body=package.content)
    return len(missing)


def _files(folders: Iterable[Path]) -> list[Path]:
    found = (path for folder in folders for path in folder.rglob("*"))
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)
