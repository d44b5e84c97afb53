"""A bank's own project, built, deployed and run from the installed wheel alone."""

import json
import os
import shutil
import zipfile
from pathlib import Path

from tests.projects.wheel import ROOT, build, install, run

ACME = Path(__file__).parent / "acme"
DUE_DILIGENCE = {
    "source_of_funds": {"kind": "savings"},
    "source_of_wealth": {"kind": "inheritance"},
}
IMPORT = """
import json, sys
import deploy, backoffice.cli, infrastructure, workflows
from infrastructure import packaging, project
from infrastructure.target import Target
from infrastructure.template import template
from workflows.build import build
from workflows.contracts import Contracts
target = Target("local")
built = build(project.KYC.workflows, Contracts(project.KYC.definitions))
whole = template(target, project.KYC, built, packaging.packages(project.KYC, target))
print(json.dumps([infrastructure.__file__, deploy.__file__, len(built), len(whole["Resources"]), target.command()]))
"""


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of this checkout, and no AWS account, is in reach."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "KYC_", "PYTHON"))}
    return kept | {"KYC_LOCAL_DIR": str(folder / "cloud"), "KYC_WAIT_SCALE": "0.01"}


def test_the_wheel_builds_definitions_and_a_template_where_nothing_else_is(tmp_path: Path) -> None:
    python = install(build(tmp_path), tmp_path / "environment")
    printed = run(str(python), "-c", IMPORT, cwd=tmp_path, env=_environment(tmp_path))
    *modules, definitions, resources, command = json.loads(printed)
    assert all(str(tmp_path / "environment") in module for module in modules)
    assert definitions == len(list((ROOT / "definitions").glob("*.asl.json")))
    assert resources > 200
    assert command == "kyc-deploy"


def test_the_wheel_validates_a_bank_s_lists(tmp_path: Path) -> None:
    python = install(build(tmp_path), tmp_path / "environment")
    asked = ("validate", "--lists", str(ROOT / "tests/backoffice/lists"), "--sample", "2")
    printed = run(str(python), "-m", "backoffice", *asked, cwd=tmp_path, env=_environment(tmp_path))
    assert printed.startswith("# Validation of the search of watchlists")


def test_the_wheel_has_every_file_that_the_code_reads(tmp_path: Path) -> None:
    files = set(zipfile.ZipFile(build(tmp_path)).namelist())
    for folder in ("definitions", "lambdas", "backoffice"):
        wanted = (path for path in (ROOT / folder).rglob("*") if path.suffix in (".json", ".txt", ".csv", ".lock"))
        assert {path.relative_to(ROOT).as_posix() for path in wanted} <= files


def test_a_bank_deploys_and_runs_its_own_project(tmp_path: Path) -> None:
    python = str(install(build(tmp_path), tmp_path / "environment"))
    bank, environment = tmp_path / "bank", _environment(tmp_path)
    shutil.copytree(ACME, bank, ignore=shutil.ignore_patterns("__pycache__", "*.asl.json"))
    deploy = (python, "-m", "deploy", "--project", "acme_bank.project:PROJECT", "--json")
    try:
        run(*deploy, cwd=bank, env=environment)
        script = (str(Path(__file__).with_name("onboard.py")), json.dumps(DUE_DILIGENCE))
        found = json.loads(run(python, *script, cwd=bank, env=environment))
    finally:
        run(*deploy, "destroy", "--yes", cwd=bank, env=environment)
    assert found["asked"] == ["awaiting_documents", ["due_diligence"]]
    assert found["onboarded"] == "onboarded"
    assert found["iban"].startswith("AT")  # by the bank's settings
    assert found["reference"] == "acme-acme-premium"  # by the bank's adapter
    (mail, staff) = found["doubtful"]
    assert mail[0] == staff[0] == "awaiting_review"
    assert "THROW_AWAY_EMAIL" in mail[1]
    assert "APPLICANT_IS_STAFF" in staff[1]
    assert {path.name for path in (bank / "acme_bank/definitions").glob("*.asl.json")} >= {"kyc-identity.asl.json"}


def test_the_workflow_part_is_short() -> None:
    assert len((ACME / "acme_bank/project.py").read_text(encoding="utf-8").splitlines()) <= 80


def test_the_bank_s_risk_policy_is_the_library_s_with_its_own_override() -> None:
    own, library = (
        json.loads((folder / "risk_policy.json").read_text(encoding="utf-8"))
        for folder in (ACME / "acme_bank/definitions", ROOT / "definitions")
    )
    first, *others = own.pop("overrides")
    assert (first["check"], others) == ("employer", library.pop("overrides"))
    assert own.pop("version") != library.pop("version")
    assert own == library
