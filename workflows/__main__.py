"""Build a project's workflows, check them, and write its definitions/*.asl.json and charts.

``python -m workflows`` writes; ``--check`` writes nothing and fails where what is committed differs.
``--project MODULE:NAME`` says whose workflows: an object with ``workflows`` and ``definitions``.
"""

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflows import WORKFLOWS, lint
from workflows.build import Builder, DefinitionError, HasWorkflows, build, differing, files, write
from workflows.contracts import DEFINITIONS, Contracts

DEFAULT = "infrastructure.project:KYC"


class ProjectError(ValueError):
    """What --project names is not there, or is no project."""


@dataclass(frozen=True)
class Own:
    """The workflows of this library alone, where its infrastructure is not installed."""

    workflows: Mapping[str, Builder]
    definitions: Sequence[Path]


def project(name: str = DEFAULT) -> HasWorkflows:
    """The project that ``MODULE:NAME`` says. Raises ProjectError."""
    module, _, attribute = name.partition(":")
    if name == DEFAULT and not _installed(module):
        return Own(WORKFLOWS, (DEFINITIONS,))
    try:
        found: HasWorkflows = getattr(importlib.import_module(module), attribute)
        _ = found.workflows, found.definitions
    except Exception as error:  # whatever a bank's own module raises while it is read
        raise ProjectError(
            f"--project {name}: {type(error).__name__}: {error}. "
            "Give MODULE:NAME of an object with workflows and definitions"
        ) from error
    return found


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # nor is the package that it would be in
        return False


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m workflows", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    parser.add_argument("--project", default=DEFAULT, metavar="MODULE:NAME", help="whose workflows (%(default)s)")
    given = parser.parse_args(arguments)
    try:
        found = project(given.project)
        built = build(found.workflows, Contracts(found.definitions))
    except (ProjectError, DefinitionError) as error:
        print(error, file=sys.stderr)
        return 2
    contents = files(built, found.definitions[0])
    changed = differing(contents) if given.check else write(contents)
    for path in changed:
        print(f"{'differs' if given.check else 'written'}: {_shown(path)}")
    if given.check and changed:
        print("Run: python -m workflows", file=sys.stderr)
        return 2
    print(f"{len(built)} workflows, {sum(1 for d in built.values() for _ in lint.states(d))} states, no problems")
    return 0


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    sys.exit(main())
