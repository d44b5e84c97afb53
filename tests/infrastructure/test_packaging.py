"""Zips are functions of their files; functions find in them all they import."""

import io
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import botocore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import compiling, layers
from infrastructure.errors import DeploymentError
from infrastructure.functions import FUNCTIONS
from infrastructure.packaging import function_package, packages, upload
from infrastructure.project import KYC, LIBRARY, Project
from infrastructure.target import Target
from infrastructure.zips import Package, zip_of
from tests.infrastructure.conftest import TARGETS

pytestmark = pytest.mark.slow

_paths = st.text("abcdefg/_.", min_size=1, max_size=20).filter(lambda path: not path.startswith("/"))


@given(st.dictionaries(_paths, st.binary(max_size=200), max_size=8))
def test_the_same_files_make_the_same_bytes(contents: dict[str, bytes]) -> None:
    backwards = dict(reversed(contents.items()))
    assert zip_of(contents) == zip_of(backwards)
    archive = zipfile.ZipFile(io.BytesIO(zip_of(contents)))
    assert {name: archive.read(name) for name in archive.namelist()} == contents


@given(st.dictionaries(_paths, st.binary(max_size=50), min_size=1, max_size=4), st.binary(max_size=50))
def test_other_bytes_make_another_zip(contents: dict[str, bytes], other: bytes) -> None:
    path = next(iter(contents))
    changed = contents | {path: other}
    assert (zip_of(changed) == zip_of(contents)) == (changed == contents)


def test_bootstrap_alone_may_be_executed() -> None:
    archive = zipfile.ZipFile(io.BytesIO(zip_of({"bootstrap": b"", "lambdas/a.py": b""})))
    modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    assert modes == {"bootstrap": 0o755, "lambdas/a.py": 0o644}


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    """The project with functions and definitions of its own to change."""
    for name in ("lambdas", "definitions"):
        shutil.copytree(LIBRARY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return replace(KYC, packages={"lambdas": tmp_path / "lambdas"}, definitions=(tmp_path / "definitions",))


def hashes(project: Project, target: Target) -> dict[str, str]:
    return {name: package.sha256 for name, package in packages(project, target).functions.items()}


@cache
def unchanged(target: Target) -> dict[str, str]:
    return hashes(KYC, target)


def changed_by(project: Project, target: Target, file: str, *, comment: str = "\n# a word\n") -> set[str]:
    """The functions whose package is another one once this file has a comment more."""
    path = project.packages["lambdas"].parent / file
    path.write_text(path.read_text(encoding="utf-8") + comment, encoding="utf-8")
    return {name for name, sha256 in hashes(project, target).items() if sha256 != unchanged(target)[name]}


PRODUCTION, LOCAL = replace(TARGETS["production"], name="local"), TARGETS["local"]
object.__setattr__(PRODUCTION, "stage", "production")  # with its adapters, but without the layer that pip builds
BUREAU = {"request_address_check", "poll_address_check"}
BANKING = {
    *("open_account", "close_account", "request_activation", "poll_activation"),
    *("block_account", "unblock_account"),
}


@pytest.mark.parametrize(
    ("file", "target", "functions"),
    [
        ("lambdas/shared/providers/address_bureau/http.py", PRODUCTION, BUREAU),
        ("lambdas/shared/providers/address_bureau/http.py", LOCAL, set()),
        ("lambdas/shared/providers/address_bureau/sandbox.py", LOCAL, BUREAU),
        ("lambdas/shared/providers/address_bureau/sandbox.py", PRODUCTION, set()),
        ("lambdas/shared/providers/core_banking/ledger.py", PRODUCTION, {*BANKING, "watch_onboardings"}),
        ("lambdas/shared/providers/document_reader/textract.py", PRODUCTION, {"check_document"}),
        (
            "lambdas/shared/providers/face_matcher/rekognition.py",
            PRODUCTION,
            {"answer_request", "compare_faces", "intake_document"},
        ),
        ("lambdas/shared/providers/notifier/ses.py", PRODUCTION, {"send_notification"}),
        ("lambdas/score_risk/score.py", LOCAL, {"score_risk"}),
        ("lambdas/shared/runtime/errors.py", LOCAL, {function.name for function in FUNCTIONS} - {"serve_page"}),
    ],
)
def test_a_comment_changes_exactly_the_functions_that_import_the_module(
    copy: Project, file: str, target: Target, functions: set[str]
) -> None:
    assert changed_by(copy, target, file) == functions


def test_a_schema_and_a_policy_change_the_functions_that_read_them(copy: Project) -> None:
    assert changed_by(copy, LOCAL, "definitions/schemas/compare_faces.json", comment="\n") == {"compare_faces"}
    changed = changed_by(copy, LOCAL, "definitions/risk_policy.json", comment="\n")
    assert "score_risk" in changed
    assert "open_account" not in changed


@pytest.mark.parametrize("target", [LOCAL, PRODUCTION], ids=["sandbox", "production"])
def test_every_function_imports_from_its_zip_alone(target: Target, tmp_path: Path) -> None:
    """In a process of its own, with nothing of this checkout in reach: handler, adapters, schemas and policies."""
    wanted = {}
    for function in FUNCTIONS:
        folder = tmp_path / function.name
        zipfile.ZipFile(io.BytesIO(function_package(KYC, function, target).content)).extractall(folder)
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        folders = {path.split("/")[1] for path in files if path.startswith("lambdas/") and path.count("/") > 1}
        assert function.name in folders <= {function.name, "shared"}
        assert f"definitions/schemas/{function.name}.json" in files
        assert ("bootstrap" in files) == target.local
        assert not [path for path in files if "__pycache__" in path or path.endswith(".md")]
        places = [adapter.place for adapter in KYC.adapters_of(function, target.stage).values()]
        policies = [path.stem.removesuffix("_policy") for path in (folder / "definitions").glob("*_policy.json")]
        wanted[str(folder)] = ([f"{function.handler_module}:handler", *places], policies)
    done = subprocess.run(
        [sys.executable, "-S", "-c", _IMPORT, json.dumps(wanted)],
        env={"PYTHONPATH": sysconfig.get_path("purelib"), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == list(wanted)


# Each function in a fork of its own, of a process that has imported what all of them share and nothing of theirs.
_IMPORT = """
import importlib, json, os, sys
import boto3, jsonschema, numpy, rapidfuzz, aws_lambda_powertools.utilities.data_classes
imported = []
for folder, (places, policies) in json.loads(sys.argv[1]).items():
    child = os.fork()
    if child:
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{folder} cannot be imported")
        imported.append(folder)
        continue
    os.chdir(folder)
    sys.path.insert(0, folder)
    for place in places:
        module, _, name = place.partition(":")
        getattr(importlib.import_module(module), name)
    if not os.path.exists("lambdas/shared/runtime/schemas.py"):
        os._exit(0)  # the authorizer, which has its schema for the tests alone
    from lambdas.shared.runtime import schemas
    assert str(schemas.DEFINITIONS).startswith(folder), schemas.DEFINITIONS
    if policies:
        from lambdas.shared.runtime.policies import policy
        for name in policies:
            policy(name)
    os._exit(0)
print(json.dumps(imported))
"""


def test_a_function_imports_nothing_of_layers_that_it_does_not_get() -> None:
    chosen = {function.name: function_package(KYC, function, PRODUCTION).layers for function in FUNCTIONS}
    assert chosen["screen_watchlists"] == ("numbers",)
    assert chosen["intake_document"] == ("pictures",)
    assert chosen["answer_request"] == ("signatures",)
    assert chosen["validate_application"] == ()
    missing = {
        f"lambdas.{name}.handler": [one for layer in layers.LAYERS.keys() - {*has} for one in layers.LAYERS[layer]]
        for name, has in chosen.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_WITHOUT, json.dumps(missing)],
        cwd=LIBRARY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


# Each function in a fork of its own, in which what lies in other layers cannot be imported; what all have is there.
_IMPORT_WITHOUT = """
import importlib, json, os, sys
import boto3, jsonschema, rapidfuzz, aws_lambda_powertools.utilities.data_classes
for module, missing in json.loads(sys.argv[1]).items():
    if there := sys.modules.keys() & {*missing}:
        sys.exit(f"what all functions have imports {there}")
    child = os.fork()
    if child:
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{module} cannot be imported")
        continue
    sys.modules.update(dict.fromkeys(missing))
    importlib.import_module(module)
    os._exit(0)
"""


def test_the_layers_have_every_service_that_a_function_asks_for() -> None:
    """And no other: botocore's descriptions of all services are 15 MB."""
    services = layers.services_of(KYC)
    assert {"dynamodb", "s3", "textract", "rekognition", "sesv2", "kms"} <= {*services}
    data = Path(botocore.__file__).parent / "data"
    for service in services:
        [version, *_] = sorted((data / service).iterdir())
        assert layers.is_wanted(f"botocore/data/{service}/{version.name}/service-2.json.gz", services)
    for shared in ("endpoints.json", "partitions.json", "_retry.json", "sdk-default-configuration.json"):
        assert (data / shared).exists()
        assert layers.is_wanted(f"botocore/data/{shared}", services)
    assert not layers.is_wanted("botocore/data/ec2/2016-11-15/service-2.json.gz", services)


def test_a_service_that_cannot_be_read_from_the_code_is_refused(copy: Project) -> None:
    (copy.packages["lambdas"] / "score_risk/other.py").write_text("aws.client(name)\n", encoding="utf-8")
    with pytest.raises(DeploymentError, match=r"other\.py, line 1: write the service"):
        layers.services_of(copy)


@pytest.mark.parametrize(
    ("path", "layer"),
    [
        ("numpy/_core/multiarray.py", "numbers"),
        ("numpy.libs/libgfortran.so", "numbers"),
        ("numpy-2.4.6.dist-info/METADATA", "numbers"),
        ("_cffi_backend.cpython-313-aarch64-linux-gnu.so", "signatures"),
        ("PIL/Image.py", "pictures"),
        ("botocore/session.py", "base"),
    ],
)
def test_each_file_lies_in_one_layer(path: str, layer: str) -> None:
    assert layers.layer_of(path) == layer


@pytest.mark.skipif(compiling.compiler() is None, reason="there is no Python of the functions here")
def test_the_same_modules_are_compiled_to_the_same_bytes() -> None:
    modules = {"lambdas/a.py": b"X = {'a', 'b', 'c'}\n", "lambdas/b/c.py": b"def f(): return X in {'d', 'e'}\n"}
    made = compiling.compiled(modules)
    assert made == compiling.compiled(modules)
    assert {*made} == {*map(compiling.place, modules)}
    assert all(content[4] == 1 for content in made.values()), "Python would look for times that a zip does not have"


def test_compiled_code_changes_the_key_and_not_the_hash_of_the_sources() -> None:
    [function] = [one for one in FUNCTIONS if one.name == "score_risk"]
    plain = function_package(KYC, function, PRODUCTION)
    made = function_package(KYC, function, PRODUCTION, {"lambdas/score_risk/__pycache__/score.cpython-313.pyc": b"x"})
    assert (made.sha256, made.key != plain.key, made.layers) == (plain.sha256, True, plain.layers)


def test_without_a_compiler_functions_go_without_compiled_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "compiler", lambda: None)
    assert compiling.compiled({"lambdas/a.py": b""}) == {}


def test_functions_import_only_what_the_layer_or_the_runtime_has() -> None:
    """The layer has what lambdas/requirements.in names."""
    wanted = (LIBRARY / "lambdas/requirements.in").read_text(encoding="utf-8")
    named = {re.split(r"[<>=]", line)[0].replace("-", "_") for line in wanted.splitlines() if line}
    known = named | {"lambdas", "jwt", "phonenumbers", "PIL", "referencing"} | set(sys.stdlib_module_names)
    imported = set()
    for path in (LIBRARY / "lambdas").rglob("*.py"):
        imported |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"phonenumberslite", "jsonschema"} <= named
    assert imported & named
    assert _modules_only(imported) - known == set()


def _modules_only(words: set[str]) -> set[str]:
    """Without English: a docstring's line may begin with "from" or "import"."""
    return {word for word in words if (LIBRARY / "lambdas" / word).exists() or _installed(word)}


def _installed(name: str) -> bool:
    import importlib.util  # noqa: PLC0415

    return importlib.util.find_spec(name) is not None


def test_a_missing_handler_is_named(copy: Project) -> None:
    (copy.packages["lambdas"] / "open_account/handler.py").unlink()
    [function] = [function for function in FUNCTIONS if function.name == "open_account"]
    with pytest.raises(DeploymentError, match=r"open_account cannot be packaged: .*lambdas\.open_account\.handler"):
        function_package(copy, function, LOCAL)


def test_a_missing_schema_is_named(copy: Project) -> None:
    (copy.definitions[0] / "schemas/open_account.json").unlink()
    [function] = [function for function in FUNCTIONS if function.name == "open_account"]
    with pytest.raises(DeploymentError, match=r"no schemas/open_account\.json in .*definitions"):
        function_package(copy, function, LOCAL)


def test_a_lock_that_pip_refuses_is_explained(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("not-hashed==1\n", encoding="utf-8")
    with pytest.raises(DeploymentError, match="pip could not build"):
        layers.layers(replace(KYC, requirements=tmp_path / "requirements.lock", root=tmp_path))
    assert not list((tmp_path / ".build").glob("*.zip"))


def test_the_lock_names_hashes_and_no_addresses() -> None:
    lock = (LIBRARY / "lambdas/requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "http" not in lock
    assert "boto3" not in lock


@pytest.mark.parametrize("name", ["botocore", "urllib3"])
def test_functions_run_with_what_they_are_tested_with(name: str) -> None:
    """The runtime has older ones of its own."""
    locks = [
        (LIBRARY / lock).read_text(encoding="utf-8") for lock in ("requirements.lock", "lambdas/requirements.lock")
    ]
    [tested], [deployed] = (re.findall(f"^{name}==([^ ]+)", lock, re.MULTILINE) for lock in locks)
    assert tested == deployed


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "lambdas/requirements.lock"])
def test_all_that_is_installed_has_a_hash_and_so_has_what_builds_it(name: str) -> None:
    """pip would take the newest setuptools to build a package that comes as source otherwise."""
    lock = (LIBRARY / name).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z])", lock.strip())
    assert [package for package in packages if not re.match(r"[a-z0-9.-]+==\S+ \\\n    --hash=sha256:", package)] == []
    install = next(line for line in (LIBRARY / "Makefile").read_text().splitlines() if line.startswith("INSTALL :="))
    assert {"--no-deps", "--no-build-isolation"} <= set(install.split())
    assert name.startswith("lambdas/") or any(package.startswith("setuptools==") for package in packages)


class Bucket:
    """S3 with two pages of objects."""

    def __init__(self, keys: list[str]) -> None:
        self.keys = keys

    def get_paginator(self, _operation: str) -> Any:
        return self

    def paginate(self, **_where: str) -> list[dict[str, Any]]:
        return [{"Contents": [{"Key": key}]} for key in self.keys] + [{}]

    def put_object(self, *, Key: str, **_rest: Any) -> None:  # noqa: N803 - botocore's name
        self.keys.append(Key)


def test_only_what_is_not_there_is_uploaded() -> None:
    bucket, wanted = Bucket(["code/a"]), [Package("1", "code/a", b""), Package("2", "code/b", b"")]
    assert upload(bucket, "bucket", wanted) == 1
    assert upload(bucket, "bucket", wanted) == 0
    assert bucket.keys == ["code/a", "code/b"]
