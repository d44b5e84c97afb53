"""Which release is gone back to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.errors import DeploymentError
from infrastructure.releases import Release, to_go_back_to


def resources(content: int, rollout: str = "ALL_AT_ONCE") -> dict[str, Any]:
    preference = {"Type": rollout, "StateMachineVersionArn": {"Ref": "Version"}}
    return {"Live": {"Type": "Alias", "Properties": {"Content": content, "DeploymentPreference": preference}}}


def release(number: int, content: int, back_to: int | None = None) -> Release:
    at = [f"2026-11-26T00:00:{one:02d}.000Z" for one in (number, back_to or 0)]
    template = {"Resources": resources(content, "CANARY")}
    return Release(at[0], "somebody", 1, template, at[1] if back_to is not None else None)


def gone_back_to(kept: list[Release], deployed: int | None = None) -> int:
    """The content of the release that is gone back to; deployed is what the latest one has, or ``deployed``."""
    there = resources(deployed) if deployed else kept[0].template["Resources"]
    return int(to_go_back_to(kept, None, there).template["Resources"]["Live"]["Properties"]["Content"])


def test_the_one_before_what_is_in_force() -> None:
    assert gone_back_to([release(3, 30), release(2, 20), release(1, 10)]) == 20


def test_twice_goes_back_twice() -> None:
    kept = [release(4, 20, back_to=2), release(3, 30), release(2, 20), release(1, 10)]
    assert gone_back_to(kept) == 10


def test_after_a_new_release_it_is_what_was_gone_back_to_that_counts() -> None:
    kept = [release(5, 50), release(4, 20, back_to=2), release(3, 30), release(2, 20), release(1, 10)]
    assert gone_back_to(kept) == 30


def test_one_that_changed_nothing_is_not_gone_back_to() -> None:
    assert gone_back_to([release(3, 30), release(2, 30), release(1, 10)]) == 10


@pytest.mark.parametrize("kept", [[], [release(1, 10)], [release(3, 10, back_to=1), release(2, 20), release(1, 10)]])
def test_where_there_is_none_it_is_said(kept: list[Release]) -> None:
    with pytest.raises(DeploymentError, match="no earlier release"):
        to_go_back_to(kept, None, kept[0].template["Resources"] if kept else {})


@pytest.mark.parametrize("last", [[], [release(4, 20, back_to=2), release(3, 30)]])
def test_what_an_interrupted_deployment_left_is_gone_back_from_by_one(last: list[Release]) -> None:
    assert gone_back_to([*last, release(2, 20), release(1, 10)], deployed=40) == 20


def test_going_back_that_was_interrupted_goes_on_with_the_same() -> None:
    assert gone_back_to([release(2, 20), release(1, 10)], deployed=10) == 10


def test_one_is_named_by_its_time() -> None:
    kept = [release(2, 20), release(1, 10)]
    assert to_go_back_to(kept, kept[1].at, {}) == kept[1]
    with pytest.raises(DeploymentError, match="no release of yesterday"):
        to_go_back_to(kept, "yesterday", {})


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_going_back_again_and_again_ends_and_never_goes_forward(contents: list[int]) -> None:
    kept = [release(number, content) for number, content in enumerate(contents, 1)][::-1]
    seen = [kept[0].at]
    while True:
        try:
            found = to_go_back_to(kept, None, kept[0].template["Resources"])
        except DeploymentError:
            break
        assert found.at < seen[-1]
        assert found.template != kept[0].template
        seen.append(found.at)
        kept = [Release(f"2026-11-27T00:00:{len(seen):02d}.000Z", "", 1, found.template, found.at), *kept]
    assert len(seen) <= len(contents)
