"""Every metric that the functions emit is in the table, with its dimensions, and none is there that nobody emits."""

import ast
from pathlib import Path

from lambdas.shared.runtime.metrics import DIMENSIONS, Metric

FUNCTIONS = Path(__file__).parents[4] / "lambdas"


def emitted() -> list[tuple[str, tuple[str, ...]]]:
    """The metric of each call of ``count`` or ``measure``, with the dimensions that it names."""
    calls = [
        node
        for file in FUNCTIONS.rglob("*.py")
        if file.name != "metrics.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("count", "measure")
    ]
    return [(ast.unparse(call.args[0]), tuple(str(one.arg) for one in call.keywords)) for call in calls]


def test_what_is_emitted_is_the_table() -> None:
    assert DIMENSIONS.keys() == {*Metric}
    assert {*emitted()} == {(f"Metric.{metric.name}", names) for metric, names in DIMENSIONS.items()}


def test_no_function_measures_past_the_table() -> None:
    others = [file.name for file in FUNCTIONS.rglob("*.py") if "aws_lambda_powertools.metrics" in file.read_text()]
    assert others == ["metrics.py"]
