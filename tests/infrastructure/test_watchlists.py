"""Publishing: the index is there before the manifest names it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from infrastructure.errors import DeploymentError
from infrastructure.target import Target
from infrastructure.watchlists import SAMPLE, publish, read


class Bucket:
    def __init__(self) -> None:
        self.stored: list[tuple[str, bytes]] = []

    def put_object(self, *, Key: str, Body: bytes, **_rest: Any) -> None:  # noqa: N803
        self.stored.append((Key, Body))


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    made = Bucket()
    monkeypatch.setattr(Target, "client", lambda _self, _service: made)
    return made


def test_the_manifest_comes_last_and_names_the_index(bucket: Bucket) -> None:
    manifest = publish(Target(), read(), "bucket")
    (index, _content), (current, told) = bucket.stored
    assert current == "watchlists/current.json"
    assert json.loads(told) == manifest
    assert index == f"watchlists/{manifest['version']}.json.gz"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="no folder of watchlists"):
        read(tmp_path / "none")


def test_a_folder_without_lists(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="cannot be read"):
        read(tmp_path)


def test_peps_of_another_folder(tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "sdn.csv", tmp_path)
    files = [[source["file"] for source in read(tmp_path, peps_from=one).manifest["sources"]] for one in (None, SAMPLE)]
    assert files == [["sdn.csv"], ["sdn.csv", "peps.csv"]]
