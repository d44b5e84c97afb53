"""What cfn-lint finds in a template, its rules for serverless services (``cfn-lint-serverless``) included."""

import json
from typing import Any

from cfnlint.api import lint
from cfnlint.config import ManualArgs

from tests.audit.findings import Finding

TOOL = "cfn-lint"
_SERVERLESS = "cfn_lint_serverless.rules"


def findings(template: dict[str, Any]) -> list[Finding]:
    """Two things it does not know are put in its words first: the slot of the partition, which the deployment fills,
    and the OutputPath of a Succeed state, which the Amazon States Language allows.
    """
    text = json.dumps(template).replace("${Partition}", "aws")
    readable = json.loads(text, object_hook=_without_output_of_succeed)
    matches = lint(json.dumps(readable), None, ["eu-central-1"], ManualArgs(append_rules=[_SERVERLESS]))
    return [Finding(TOOL, one.rule.id, _where(one.path), one.message) for one in matches]


def _where(path: list[Any]) -> str:
    """The logical id, of a path such as Resources, its name, Properties; else the path."""
    return str(path[1]) if len(path) > 1 and path[0] == "Resources" else "/".join(map(str, path))


def _without_output_of_succeed(value: dict[str, Any]) -> dict[str, Any]:
    if value.get("Type") == "Succeed":
        value.pop("OutputPath", None)
    if "DefinitionSubstitutions" in value:
        value["DefinitionSubstitutions"].pop("Partition", None)
    return value
