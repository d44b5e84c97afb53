"""The modules that a module needs: the closure of its imports, read from the source without running it.

A function's package is made of it, and a hash over it says which code made a result.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

LAMBDAS = {"lambdas": Path(__file__).parents[2]}
"""This library's own package, by its name."""


def closure(modules: Iterable[str], packages: Mapping[str, Path] = LAMBDAS) -> dict[str, Path]:
    """Every module that these import, directly or not, with its file; themselves and their packages too.

    ``packages``: the folder of each top-level package that counts, by its name; imports from others are left out.
    Raises ModuleNotFoundError where one of ``modules`` is not in these packages.
    """
    waiting, found = list(modules), dict[str, Path]()
    for name in waiting:
        if module_file(name, packages) is None:
            raise ModuleNotFoundError(f"there is no module {name} in {', '.join(packages)}")
    while waiting:
        name = waiting.pop()
        file = module_file(name, packages)
        if file is None or name in found:
            continue
        found[name] = file
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        waiting += [*_parents(name), *_imported(package, file.read_bytes())]
    return dict(sorted(found.items()))


def content_hash(files: Mapping[str, Path]) -> str:
    """SHA-256 in hex over the names and contents of these modules."""
    digest = hashlib.sha256()
    for name, file in sorted(files.items()):
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def module_file(name: str, packages: Mapping[str, Path]) -> Path | None:
    """The module's file; None where it is no module of these packages."""
    top, *rest = name.split(".")
    if top not in packages:
        return None
    place = packages[top].joinpath(*rest)
    candidates = (place / "__init__.py", place.with_name(f"{place.name}.py"))
    return next((file for file in candidates if file.is_file()), None)


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


@lru_cache(4096)
def _imported(package: str, source: bytes) -> tuple[str, ...]:
    """What a module of this package imports, wherever in it: each name may be a module or what a module holds."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(package, node)
            found += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return tuple(found)


def _base(package: str, node: ast.ImportFrom) -> str:
    """The absolute name of the module that ``from … import`` names."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *filter(None, [node.module])])
