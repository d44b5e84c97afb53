"""Zips are functions of their files; functions find in them all they import."""

import io
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import packaging
from infrastructure.errors import DeploymentError
from infrastructure.functions import FUNCTIONS
from infrastructure.packaging import Package, function_package, upload, zip_of

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


@pytest.mark.parametrize("name", [function.name for function in FUNCTIONS])
def test_a_function_has_all_it_imports_and_nothing_of_others(name: str) -> None:
    files = zipfile.ZipFile(io.BytesIO(function_package(name).content)).namelist()
    folders = {path.split("/")[1] for path in files if path.startswith("lambdas/") and path.count("/") > 1}
    own = packaging.ROOT / "lambdas" / name
    text = "".join(path.read_text(encoding="utf-8") for path in own.rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) lambdas\.(\w+)", text, re.MULTILINE))
    assert imported <= folders == {name, "shared"}
    policies = {"definitions/identity_policy.json", "definitions/risk_policy.json"}
    assert {"bootstrap", "lambdas/__init__.py", f"definitions/schemas/{name}.json", *policies} <= set(files)
    assert not [path for path in files if "__pycache__" in path]


def test_functions_import_only_what_the_layer_or_the_runtime_has() -> None:
    """The runtime brings botocore; the layer what lambdas/requirements.in names."""
    wanted = (packaging.ROOT / "lambdas/requirements.in").read_text(encoding="utf-8")
    named = {re.split(r"[<>=]", line)[0].replace("-", "_") for line in wanted.splitlines() if line}
    known = (
        named | {"botocore", "lambdas", "phonenumbers", "PIL", "referencing", "urllib3"} | set(sys.stdlib_module_names)
    )
    imported = set()
    for path in (packaging.ROOT / "lambdas").rglob("*.py"):
        imported |= set(re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"phonenumberslite", "jsonschema"} <= named
    assert imported & named
    assert _modules_only(imported) - known == set()


def _modules_only(words: set[str]) -> set[str]:
    """Without English: a docstring's line may begin with "from" or "import"."""
    return {word for word in words if (packaging.ROOT / "lambdas" / word).exists() or _installed(word)}


def _installed(name: str) -> bool:
    import importlib.util  # noqa: PLC0415

    return importlib.util.find_spec(name) is not None


def test_a_missing_handler_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match=r"lambdas/open_account/handler\.py is missing"):
        function_package("open_account", tmp_path)


def test_a_lock_that_pip_refuses_is_explained(tmp_path: Path) -> None:
    (tmp_path / "lambdas").mkdir()
    (tmp_path / "lambdas/requirements.lock").write_text("not-hashed==1\n", encoding="utf-8")
    with pytest.raises(DeploymentError, match="pip could not build"):
        packaging.dependency_layer(tmp_path)
    assert not list((tmp_path / ".build").glob("*.zip"))


def test_the_lock_names_hashes_and_no_addresses() -> None:
    lock = (packaging.ROOT / "lambdas/requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "http" not in lock
    assert "boto" not in lock


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
