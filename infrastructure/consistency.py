"""Whether the parts of a project fit together: each fault is a sentence here, not a function that fails later."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from infrastructure.project import Project
from infrastructure.queues import QUEUES
from lambdas.shared.runtime.closure import module_file
from workflows import lint
from workflows.slots import called_function

Built = Mapping[str, Any]
"""The finished definition of each workflow, by name."""


def problems(project: Project, built: Built) -> list[str]:
    """Every fault, each as a sentence that names the part; empty where there is none."""
    return [problem for check in CHECKS for problem in check(project, built)]


def lacks(packages: Mapping[str, Path], module: str, name: str) -> str | None:
    """What is missing of ``module:name``, looked up in the source without running it; None where nothing is."""
    if module.partition(".")[0] not in packages:
        return f"the package of {module} is not among the project's packages: {', '.join(packages)}"
    file = module_file(module, packages)
    if file is None:
        return f"there is no module {module}"
    return None if name in _defined(file) else f"{module} has no {name}"


def _functions(project: Project, _built: Built) -> Iterator[str]:
    queues = [queue.name for queue in QUEUES]
    for name, times in Counter(function.name for function in project.functions).items():
        if times > 1:
            yield f"function {name}: there are {times} of this name"
    for function in project.functions:
        if missing := lacks(project.packages, function.handler_module, "handler"):
            yield f"function {function.name}: {missing}"
        if function.queue and function.queue not in queues:
            yield f"function {function.name}: there is no queue {function.queue}; there are {', '.join(queues)}"
        for port in (one.partition(":")[0] for one in function.ports):
            if port not in project.adapters:
                yield f"function {function.name}: there is no port {port}; there are {', '.join(project.adapters)}"


def _adapters(project: Project, _built: Built) -> Iterator[str]:
    for port, known in project.adapters.items():
        for name, adapter in known.items():
            if missing := lacks(project.packages, adapter.module, adapter.name):
                yield f"adapter {name} of {port}: {missing}"


def _tasks(project: Project, built: Built) -> Iterator[str]:
    known = {function.name for function in project.functions}
    for workflow, definition in built.items():
        for state, content in lint.states(definition):
            called = called_function(content)
            if called and called not in known:
                yield f"{workflow}: {state}: there is no function {called}; add it to the project's functions"


CHECKS: tuple[Callable[[Project, Built], Iterator[str]], ...] = (_functions, _adapters, _tasks)


def _defined(file: Path) -> set[str]:
    """The names that a module defines or imports at its top level."""
    found: set[str] = set()
    for node in ast.parse(file.read_bytes()).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Assign():
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            case ast.Import() | ast.ImportFrom():
                found |= {alias.asname or alias.name for alias in node.names}
    return found
