"""Build the workflows, lint them, and write definitions/*.asl.json and the README's diagrams.

``python -m workflows`` writes; ``python -m workflows --check`` fails when what is committed differs.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workflows import definitions, diagrams, lint

ROOT = Path(__file__).parent.parent
# The order in which a person reads a state; the SDK writes fields as they were given.
_ORDER = (
    "Comment", "StartAt", "Type", "Resource", "TimeoutSeconds", "InputPath", "Parameters", "Result",
    "ResultSelector", "ResultPath", "OutputPath", "Retry", "Catch", "Branches", "Choices", "Default", "Next", "End",
    "States",
)  # fmt: skip


class DefinitionError(ValueError):
    """The workflows break a rule; the message names each."""


def build() -> dict[str, dict[str, Any]]:
    """Every workflow, in reading order and without a problem. Raises DefinitionError."""
    built = {name: _ordered(definition) for name, definition in definitions().items()}
    if found := lint.problems(built):
        raise DefinitionError("\n".join(["the workflows have problems:", *found]))
    return built


def files(built: Mapping[str, dict[str, Any]], root: Path = ROOT) -> dict[Path, str]:
    """What each generated file should contain: the definitions, and the README with its diagrams."""
    contents = {
        root / "definitions" / f"{name}.asl.json": json.dumps(definition, indent=2, ensure_ascii=False) + "\n"
        for name, definition in built.items()
    }
    readme = root / "README.md"
    if readme.exists():
        contents[readme] = _with_diagrams(readme.read_text(encoding="utf-8"), built)
    return contents


def differing(contents: Mapping[Path, str]) -> list[Path]:
    """The files whose content is not that."""
    return [path for path, text in contents.items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def write(built: Mapping[str, dict[str, Any]], root: Path = ROOT) -> list[Path]:
    """Write what differs; returns those files."""
    contents = files(built, root)
    changed = differing(contents)
    for path in changed:
        path.write_text(contents[path], encoding="utf-8")
    return changed


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() <= set(_ORDER) | {"Seconds", "SecondsPath", "Error", "ErrorPath", "Cause", "CausePath"}:
        keys = sorted(value, key=lambda key: _ORDER.index(key) if key in _ORDER else _ORDER.index("Result"))
        return {key: _ordered(value[key]) for key in keys}
    return {key: _ordered(item) for key, item in value.items()}


def _with_diagrams(text: str, built: Mapping[str, dict[str, Any]]) -> str:
    def drawn(found: re.Match[str]) -> str:
        return f"{found[1]}```mermaid\n{diagrams.flow_chart(built[found[2]])}```\n{found[3]}"

    return re.sub(r"(<!-- diagram: ([\w-]+) -->\n).*?(<!-- end -->)", drawn, text, flags=re.DOTALL)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m workflows", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    check = parser.parse_args(arguments).check
    try:
        built = build()
    except DefinitionError as error:
        print(error, file=sys.stderr)
        return 2
    changed = differing(files(built)) if check else write(built)
    for path in changed:
        print(f"{'differs' if check else 'written'}: {path.relative_to(ROOT)}")
    if check and changed:
        print("Run: python -m workflows", file=sys.stderr)
        return 2
    print(f"{len(built)} workflows, {sum(1 for d in built.values() for _ in lint.states(d))} states, no problems")
    return 0


if __name__ == "__main__":
    sys.exit(main())
