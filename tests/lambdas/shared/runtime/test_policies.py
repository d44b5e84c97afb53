"""The policies in force keep their schemas, and one that does not is refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.policies import policy, use, version

NAMES = sorted(file.stem.removesuffix("_policy") for file in schemas.DEFINITIONS.glob("*_policy.json"))


@pytest.fixture
def bank_s(tmp_path: Path) -> Iterator[Path]:
    """A folder of definitions before the library's."""
    use([tmp_path, schemas.DEFINITIONS])
    yield tmp_path
    use([schemas.DEFINITIONS])


@pytest.mark.parametrize("name", NAMES)
def test_the_policy_in_force_keeps_its_schema_and_says_its_version(name: str) -> None:
    assert version(name) == {f"{name}_policy": policy(name)["version"]}


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_that_breaks_its_schema_is_refused(name: str, bank_s: Path) -> None:
    (bank_s / f"{name}_policy.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidInput, match=rf"{name}_policy\.json: .*date: is required"):
        policy(name)


def test_the_first_folder_that_has_a_file_counts(bank_s: Path) -> None:
    of_the_library = policy("risk")
    (bank_s / "risk_policy.json").write_text(json.dumps(of_the_library | {"version": "bank-1"}), encoding="utf-8")
    use([bank_s, schemas.DEFINITIONS])
    assert version("risk") == {"risk_policy": "bank-1"}
    assert policy("identity")["version"]


def test_a_file_that_no_folder_has_is_named(bank_s: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no other_policy\.json in .*definitions"):
        policy("other")
