"""The validators, each in an environment of its own in ``.build``; what each finds."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.audit.findings import Finding
from tests.audit.policies import policies
from tests.benchmarks.running import ROOT, environment, run

HERE = Path(__file__).parent
NODE = ROOT / ".build" / "audit-node"
PYTHON_TOOLS = ("parliament==1.6.4", "checkov==3.3.30")
NODE_TOOLS = ("asl-validator@4.0.0", "aws-cdk-lib@2.276.0", "cdk-nag@3.0.2", "constructs@10.8.1")
Resources = Mapping[str, Mapping[str, Any]]


def parliament(templates: Mapping[str, Path]) -> Iterator[Finding]:
    """Of the policies of roles: actions that do not exist, resources that an action does not take, what is too wide."""
    for file in templates.values():
        asked = json.dumps(list(policies(_resources(file))))
        said = run(str(environment("audit", *PYTHON_TOOLS)), "-W", "ignore", str(HERE / "iam.py"), text=asked)
        yield from (Finding("parliament", **one) for one in json.loads(said))


def checkov(templates: Mapping[str, Path]) -> Iterator[Finding]:
    """Of the templates' resources."""
    program = environment("audit", *PYTHON_TOOLS).with_name("checkov")
    for file in templates.values():
        asked = [str(program), "-f", str(file), "--framework", "cloudformation", "--quiet", "--soft-fail", "-o", "json"]
        said = json.loads(run(*asked))
        for one in said["results"]["failed_checks"]:
            yield Finding("checkov", one["check_id"], one["resource"].rpartition(".")[2])


def cdk_nag(templates: Mapping[str, Path]) -> Iterator[Finding]:
    """AWS's own rules for solutions and for serverless."""
    for file in templates.values():
        for one in json.loads(_node("node", str(HERE / "nag.cjs"), str(file))):
            rule, _, detail = one["rule"].partition("[")
            yield Finding("cdk-nag", rule, one["where"], detail.removesuffix("]"))


def asl_validator(_templates: Mapping[str, Path]) -> Iterator[Finding]:
    """The definitions against the schema of the Amazon States Language."""
    for file in sorted((ROOT / "definitions").glob("*.asl.json")):
        text = file.read_text(encoding="utf-8").replace("${Partition}", "aws")
        whole = re.sub(r'"\$\{(\w+?)(Function|StateMachine)\}"', r'"arn:aws:states:eu-central-1:111122223333:\1"', text)
        copy = NODE / file.name
        copy.write_text(whole, encoding="utf-8")
        said = _node("npx", "asl-validator", "--json-path", str(copy), check=False)
        if "is valid" not in said:
            yield Finding("asl-validator", "INVALID", file.name, said.strip()[:200])


PYTHON: tuple[Callable[[Mapping[str, Path]], Iterator[Finding]], ...] = (parliament, checkov)
JAVASCRIPT = (cdk_nag, asl_validator)


def has_node() -> bool:
    """Whether the tools that need Node can run; they are installed on first use."""
    if shutil.which("npm") is None:
        return False
    if not (NODE / "complete").exists():
        shutil.rmtree(NODE, ignore_errors=True)
        NODE.mkdir(parents=True)
        (NODE / "package.json").write_text("{}", encoding="utf-8")
        _node("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *NODE_TOOLS)
        (NODE / "complete").touch()
    return True


def _node(*command: str, check: bool = True) -> str:
    environment_of_node = os.environ | {"NODE_PATH": str(NODE / "node_modules")}
    done = subprocess.run(
        command, cwd=NODE, env=environment_of_node, capture_output=True, text=True, check=False, timeout=600
    )
    if check and done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout + ("" if check else done.stderr)


def _resources(file: Path) -> Resources:
    found: Resources = json.loads(file.read_text(encoding="utf-8"))["Resources"]
    return found
