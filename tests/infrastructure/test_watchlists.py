"""Publishing: the index is there before the manifest names it, and the function finds the same files."""

import json
import shutil
from pathlib import Path

import pytest

from infrastructure.errors import DeploymentError
from infrastructure.target import Target
from infrastructure.watchlists import SAMPLE, known, others_in_force, publish, read
from lambdas.shared.watchlists.versions import CURRENT, changes_key
from tests.buckets import MemoryBucket


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> MemoryBucket:
    made = MemoryBucket()
    monkeypatch.setattr(Target, "client", lambda _self, _service: made)
    return made


def test_the_manifest_comes_last_and_names_the_indexes(bucket: MemoryBucket) -> None:
    manifest = publish(Target(), read(), "bucket")
    assert bucket.written[-1] == CURRENT
    assert json.loads(bucket.objects[CURRENT].content) == manifest
    assert {one["key"] for one in manifest["kinds"].values()} <= bucket.objects.keys()


def test_publishing_again_is_the_same_version(bucket: MemoryBucket) -> None:
    version = publish(Target(), read(), "bucket")["version"]
    changes = bucket.objects[changes_key(version)]
    assert publish(Target(), read(), "bucket")["version"] == version
    assert bucket.objects[changes_key(version)] == changes


def test_other_lists_in_force_are_told_from_the_same(bucket: MemoryBucket, tmp_path: Path) -> None:
    assert others_in_force(Target(), read(), "bucket") is None
    publish(Target(), read(), "bucket")
    assert others_in_force(Target(), read(), "bucket") is None
    shutil.copy(SAMPLE / "sdn.csv", tmp_path)
    with (tmp_path / "sdn.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    manifest = publish(Target(), read(tmp_path), "bucket", accept=["ofac", "pep"])
    assert others_in_force(Target(), read(), "bucket") == manifest


def test_a_smaller_list_takes_the_place_of_the_first_where_somebody_accepts_it(
    bucket: MemoryBucket, tmp_path: Path
) -> None:
    publish(Target(), read(), "bucket")
    rows = (SAMPLE / "sdn.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "sdn.csv").write_text(rows[0], encoding="utf-8")
    before = dict(bucket.objects)
    with pytest.raises(
        DeploymentError, match=r"those in force stay:\nofac: 1 entries, 11 at most (.*\n)+.*--accept NAME"
    ):
        publish(Target(), read(tmp_path), "bucket")
    assert bucket.objects == before
    manifest = publish(Target(), read(tmp_path), "bucket", accept=["ofac"])
    assert [source["entries"] for source in manifest["sources"]] == [1]
    assert json.loads(bucket.objects[CURRENT].content) == manifest


@pytest.mark.parametrize(("name", "stage", "kept"), [("local", "local", False), ("aws", "production", True)])
def test_the_function_finds_the_files(
    bucket: MemoryBucket, tmp_path: Path, name: str, stage: str, *, kept: bool
) -> None:
    target = Target(name, region="eu-central-1", stage=stage)
    publish(target, read(), "bucket")
    shutil.copy(SAMPLE / "sdn.csv", tmp_path)
    publish(target, read(tmp_path), "bucket", accept=["ofac"])
    assert "watchlists/files/sdn.csv" in bucket.objects
    assert ("watchlists/files/peps.csv" in bucket.objects) is kept  # a licensed list is not thrown away


def test_a_list_that_there_is_not_cannot_be_accepted() -> None:
    with pytest.raises(
        DeploymentError,
        match="There is no list ofca to accept; there are: ofac, ofac_cons, un, eu, uk, supplement, pep",
    ):
        known(["ofac", "ofca"])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="no folder of watchlists"):
        read(tmp_path / "none")


def test_a_folder_without_lists(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match=r"There is no watchlist in .*\nIt must have one of: sdn\.csv, "):
        read(tmp_path)


def test_a_file_that_is_none_of_these_lists(tmp_path: Path) -> None:
    (tmp_path / "consolidated.xml").write_text("<html/>")
    with pytest.raises(DeploymentError, match=r"un: consolidated\.xml: no readable entry"):
        read(tmp_path)


def test_peps_of_another_folder(tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "sdn.csv", tmp_path)
    names = [[source["name"] for source in read(tmp_path, peps_from=one).manifest["sources"]] for one in (None, SAMPLE)]
    assert names == [["ofac"], ["ofac", "pep"]]


def test_in_production_what_the_policy_requires_must_be_there() -> None:
    lists = read(SAMPLE, complete=True)
    assert lists.missing == ["sanctions"]
    assert any(problem.startswith("un: there is no ") for problem in lists.problems)


@pytest.mark.parametrize("others", [(), ("peps.csv",), ("alt.csv", "peps.csv")])
def test_a_file_in_capitals_is_named(tmp_path: Path, others: tuple[str, ...]) -> None:
    shutil.copy(SAMPLE / "sdn.csv", tmp_path / "SDN.CSV")
    for name in others:
        shutil.copy(SAMPLE / name, tmp_path)
    with pytest.raises(DeploymentError, match=r"other names than the policy has:\n  SDN\.CSV must be named sdn\.csv$"):
        read(tmp_path, peps_from=SAMPLE)


def test_a_copy_in_capitals_beside_the_file_does_not_matter(tmp_path: Path) -> None:
    for name in ("sdn.csv", "SDN.CSV"):
        shutil.copy(SAMPLE / "sdn.csv", tmp_path / name)
    assert read(tmp_path).manifest["sources"][0]["entries"] == 12


def test_an_empty_folder_is_one_message_though_the_sample_has_peps(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="There is no watchlist in"):
        read(tmp_path, peps_from=SAMPLE)


def test_the_bank_s_own_list_is_published_with_those_of_a_folder(bucket: MemoryBucket) -> None:
    party = {"id": "oj-1", "type": "individual", "names": ["Zdenka Sample"], "source": "Regulation 1"}
    own = json.dumps({"parties": [party]}).encode()
    manifest = publish(Target(), read(), "bucket", own=lambda: own)
    assert {source["name"]: source["entries"] for source in manifest["sources"]}["supplement"] == 1
    again = publish(Target(), read(), "bucket", own=lambda: own)
    assert again["version"] == manifest["version"]
