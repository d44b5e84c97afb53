"""The policies in force keep their schemas, and one that does not is refused."""

from pathlib import Path

import pytest

from lambdas.shared.runtime import schemas
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.policies import policy, version


@pytest.mark.parametrize("name", ["identity", "risk", "watchlist"])
def test_the_policy_in_force_keeps_its_schema_and_says_its_version(name: str) -> None:
    assert version(name) == {f"{name}_policy": policy(name)["version"]}


@pytest.mark.parametrize("name", ["identity", "risk", "watchlist"])
def test_a_policy_that_breaks_its_schema_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = schemas.validator(f"{name}_policy")
    (tmp_path / f"{name}_policy.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(schemas, "FOLDER", tmp_path / "schemas")
    monkeypatch.setattr(schemas, "validator", lambda _name: checked)
    with pytest.raises(InvalidInput, match=rf"{name}_policy\.json: .*date: is required"):
        policy.__wrapped__(name)
