"""Code as zips: one per function, the same bytes for the same files, and the layer of what functions depend on."""

import ast
import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from infrastructure.errors import DeploymentError
from infrastructure.functions import Function
from infrastructure.project import Project
from infrastructure.target import Target
from lambdas.shared.runtime.closure import closure

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the zip format's first moment: no build time in the bytes
# The local cloud alone starts a function by this file; AWS has a Python of its own.
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
# What pip says of itself and of where it was: other bytes for the same packages.
_OF_THE_INSTALLATION = (
    ".dist-info/INSTALLER",
    ".dist-info/RECORD",
    ".dist-info/REQUESTED",
    ".dist-info/direct_url.json",
)
_NOT_DEPLOYED = {".md", ".py", ".pyc"}
_REFERENCE = re.compile(r'"\$ref":\s*"([^"#]+)\.json')


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


def packages(project: Project, target: Target) -> Packages:
    """Build all packages of the project. Raises DeploymentError."""
    built = {function.name: function_package(project, function, target) for function in project.functions}
    return Packages(built, None if target.local else dependency_layer(project))


def function_package(project: Project, function: Function, target: Target) -> Package:
    """The closure of the function's imports, what lies in its folder, and the schemas and policies that it reads.

    Its adapters are imported by their names, so they belong to the closure too. Raises DeploymentError.
    """
    adapters = project.adapters_of(function, target.stage).values()
    try:
        modules = closure([function.handler_module, *(one.module for one in adapters)], project.packages)
    except ModuleNotFoundError as error:
        raise DeploymentError(f"The function {function.name} cannot be packaged: {error}") from None
    contents = {_path(project, name, file): file.read_bytes() for name, file in modules.items()}
    own = function.handler_module.rpartition(".")[0]
    contents |= {_path(project, own, file): file.read_bytes() for file in _data(modules[own].parent)}
    contents |= _definitions(project, function, modules.values())
    if target.local:
        contents["bootstrap"] = BOOTSTRAP.encode()
    zipped = zip_of(contents)
    sha256 = hashlib.sha256(zipped).hexdigest()
    return Package(sha256, f"code/{function.name}-{sha256}.zip", zipped)


def _path(project: Project, module: str, file: Path) -> str:
    """Where the file lies in the zip: beneath the name of its top-level package."""
    top = module.partition(".")[0]
    return f"{top}/{file.relative_to(project.packages[top]).as_posix()}"


def _data(folder: Path) -> Iterator[Path]:
    """What a function's folder holds beside its modules, such as templates."""
    return (file for file in _files([folder]) if file.suffix not in _NOT_DEPLOYED)


def _definitions(project: Project, function: Function, files: Iterable[Path]) -> dict[str, bytes]:
    """The schemas and policies that these modules name, with the schemas that those refer to."""
    schemas, policies = {function.name}, set[str]()
    for file in files:
        for call, name in _named(file.read_bytes()):
            (policies if call in _POLICY_CALLS else schemas).add(name)
    waiting = [*schemas, *(f"{name}_policy" for name in policies)]
    found = {f"definitions/{name}_policy.json": _read(project, f"{name}_policy.json") for name in policies}
    while waiting:
        pattern = f"schemas/{waiting.pop()}.json"
        for name in project.files(pattern) if "*" in pattern else [pattern]:
            if f"definitions/{name}" not in found:
                content = _read(project, name)
                found[f"definitions/{name}"] = content
                waiting += _referred(name, content.decode())
    return found


_POLICY_CALLS, _SCHEMA_CALLS = {"policy", "version"}, {"validator", "load"}
"""The functions of ``runtime/policies.py`` and ``runtime/schemas.py`` that read a file by its name."""


@lru_cache(4096)
def _named(source: bytes) -> tuple[tuple[str, str], ...]:
    """The calls that read a schema or a policy, each with its name; of a name that is put together, a pattern."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        call = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if call in _POLICY_CALLS | _SCHEMA_CALLS:
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.append((call, first.value))
            elif isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
                found.append((call, f"{first.values[0].value!s}*"))
    return tuple(found)


def _referred(name: str, text: str) -> Iterator[str]:
    folder = Path(name).relative_to("schemas").parent
    return ((folder / one).as_posix() for one in _REFERENCE.findall(text))


def _read(project: Project, name: str) -> bytes:
    file = project.file(name)
    if file is None:
        folders = ", ".join(map(str, project.definitions))
        raise DeploymentError(f"There is no {name} in {folders}, and a function reads it.")
    return file.read_bytes()


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


def dependency_layer(project: Project) -> Package:
    """What the project's lock names, for Python 3.13 on arm64; kept in ``.build`` by the hash of how it is made."""
    lock = project.requirements
    made_of = lock.read_bytes() + repr([_PIP, _UNUSED, _OF_THE_INSTALLATION]).encode()
    kept = project.root / ".build" / f"layer-{hashlib.sha256(made_of).hexdigest()[:16]}.zip"
    if not kept.exists():
        _build_layer(lock, kept)
    content = kept.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    return Package(sha256, f"layers/{sha256}.zip", content)


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
    zipped = zip_of({path: data for path, data in contents.items() if _is_wanted(path)})
    partial = destination.with_suffix(".part")
    partial.write_bytes(zipped)
    partial.replace(destination)  # an interrupted build leaves no half of a zip behind
    shutil.rmtree(folder)


def _is_wanted(path: str) -> bool:
    return not (path.startswith(_UNUSED) or path.endswith(_OF_THE_INSTALLATION))


def upload(s3: Any, bucket: str, wanted: Iterable[Package]) -> int:
    """Store what the bucket does not have yet; returns how many were stored."""
    there = keys(s3, bucket)
    missing = [package for package in wanted if package.key not in there]
    for package in missing:
        s3.put_object(Bucket=bucket, Key=package.key, Body=package.content)
    return len(missing)


def keys(s3: Any, bucket: str, prefix: str = "") -> set[str]:
    """The keys of the bucket's objects that begin so."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {item["Key"] for page in pages for item in page.get("Contents", [])}


def _files(folders: Iterable[Path]) -> list[Path]:
    found = (path for folder in folders for path in folder.rglob("*"))
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)
