"""Code as zips, one for each function, with compiled code where it is deployed to AWS."""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from infrastructure import compiling, layers
from infrastructure.errors import DeploymentError
from infrastructure.functions import Function
from infrastructure.project import LIBRARY, Project
from infrastructure.target import Target
from infrastructure.zips import Package, files_of, zip_of
from lambdas.shared.runtime.closure import closure

# The local cloud alone starts a function by this file; AWS has a Python of its own. KYC_RUNTIME: tests look on by it.
BOOTSTRAP = """#!/bin/sh
cd "$LAMBDA_TASK_ROOT" && PYTHONPATH="$KYC_SITE_PACKAGES" exec "$KYC_PYTHON" \
-S ${KYC_RUNTIME:--m awslambdaric} "$_HANDLER"
"""
_NOT_DEPLOYED = {".md", ".py", ".pyc"}
_REFERENCE = re.compile(r'"\$ref":\s*"([^"#]+)\.json')


@dataclass(frozen=True)
class Packages:
    """Every function's package by name, and every layer's; there are layers on AWS only."""

    functions: Mapping[str, Package]
    layers: Mapping[str, Package] = field(default_factory=dict)


def packages(project: Project, target: Target) -> Packages:
    """Build all packages of the project. Raises DeploymentError."""
    compiled = {} if target.local else _compiled(project)
    built = {function.name: function_package(project, function, target, compiled) for function in project.functions}
    return Packages(built, {} if target.local else layers.layers(project))


def function_package(
    project: Project, function: Function, target: Target, compiled: Mapping[str, bytes] = MappingProxyType({})
) -> Package:
    """The closure of the function's imports, what lies in its folder, and the schemas and policies that it reads.

    Its adapters are imported by their names, so they belong to the closure too. ``compiled``: of the project's modules,
    by their paths in a zip. Raises DeploymentError.
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
    contents |= {one.relative_to(LIBRARY).as_posix(): one.read_bytes() for one in _held(function)}
    if target.local:
        contents["bootstrap"] = BOOTSTRAP.encode()
    sources = hashlib.sha256(zip_of(contents)).hexdigest()
    zipped = zip_of(contents | {path: compiled[path] for path in map(compiling.place, contents) if path in compiled})
    key = f"code/{function.name}-{hashlib.sha256(zipped).hexdigest()}.zip"
    return Package(sources, key, zipped, layers.layers_of(modules.values()))


def _compiled(project: Project) -> dict[str, bytes]:
    """The compiled code of all modules of the project, each by its path in a zip."""
    modules = {
        _path(project, top, file): file.read_bytes()
        for top, folder in project.packages.items()
        for file in files_of([folder])
        if file.suffix == ".py"
    }
    return compiling.compiled(modules)


def _path(project: Project, module: str, file: Path) -> str:
    """Where the file lies in the zip: beneath the name of its top-level package."""
    top = module.partition(".")[0]
    return f"{top}/{file.relative_to(project.packages[top]).as_posix()}"


def _data(folder: Path) -> Iterator[Path]:
    """What a function's folder holds beside its modules, such as templates."""
    return (file for file in files_of([folder]) if file.suffix not in _NOT_DEPLOYED)


def _held(function: Function) -> Iterator[Path]:
    """The files of this library's folders that the function holds."""
    for folder in function.folders:
        yield from _data(LIBRARY / folder)


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
