"""``make audit``: what the field's validators find in the template for production and in the definitions.

Every finding is mended, or accepted in ``accepted.toml`` with a reason; what is accepted and found no more is said as
well. The tools run in environments of their own, made once in ``.build``. Those that need Node are left out without it.
"""

import json
import sys

from rich.console import Console
from rich.table import Table

from infrastructure.packaging import packages
from infrastructure.project import KYC
from infrastructure.protection import protected
from infrastructure.settings import Settings
from infrastructure.target import Target
from infrastructure.template import artifacts_template, template
from tests.audit import tools
from tests.audit.findings import Accepted, outdated, unexplained
from tests.benchmarks.running import ROOT
from workflows import definitions

_SETTINGS = {
    "identity": {"issuer": "cognito"},
    "rollout": {"strategy": "canary"},
    "bank": {"sender": "kyc@bank.example"},
}


def main() -> None:
    console = Console(width=None if sys.stdout.isatty() else 160)
    project, target = KYC.with_settings(Settings.of(_SETTINGS)), Target("aws", region="eu-central-1")
    whole = protected(template(target, project, definitions(), packages(project, target)))
    folder = ROOT / ".build" / "audit"
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, one in (("main", whole), ("artifacts", artifacts_template(project))):
        files[name] = folder / f"{name}.json"
        files[name].write_text(json.dumps(one), encoding="utf-8")
    used = [*tools.PYTHON, *(tools.JAVASCRIPT if tools.has_node() else ())]
    if len(used) == len(tools.PYTHON):
        console.print("cdk-nag and asl-validator need Node, which is not there: they were left out.")
    findings = [finding for tool in used for finding in tool(files)]
    accepted, ran = Accepted.read(), {tool.__name__.replace("_", "-") for tool in used}
    left, gone = unexplained(findings, accepted), outdated(findings, accepted, ran)
    table = Table("Tool", "Findings", "Accepted, with a reason", "Unexplained", title="Validators")
    for tool in sorted(ran):
        of_tool, open_ones = ({one for one in some if one.tool == tool} for some in (findings, left))
        table.add_row(tool, str(len(of_tool)), str(len(of_tool) - len(open_ones)), str(len(open_ones)))
    console.print(table)
    for finding in left:
        console.print(f"unexplained: {finding.tool} {finding.rule} {finding.where} {finding.detail}", markup=False)
    for each in gone:
        console.print(f"accepted, and found no more: {each.tool} {each.rule} {each.where} {each.detail}", markup=False)
    raise SystemExit(1 if left or gone else 0)


if __name__ == "__main__":
    main()
