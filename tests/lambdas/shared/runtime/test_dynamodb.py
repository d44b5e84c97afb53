"""Writes that others race for are tried again after a random pause, and not for ever."""

from typing import Any

import pytest

from lambdas.shared.runtime import dynamodb
from lambdas.shared.runtime.dynamodb import contended
from lambdas.shared.runtime.errors import Throttled


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []
    monkeypatch.setattr("time.sleep", made.append)
    return made


def test_the_first_try_waits_for_nobody(pauses: list[float]) -> None:
    for _ in contended("the record"):
        break
    assert pauses == [0]


def test_who_always_loses_is_throttled_after_pauses_that_grow(pauses: list[float]) -> None:
    tries: list[Any] = []
    with pytest.raises(Throttled, match="the record was always being written by others"):
        tries.extend(contended("the record"))
    assert len(pauses) == len(set(pauses)) == dynamodb._MOST_TRIES
    assert all(0 <= pause <= dynamodb._SECONDS_APART * place for place, pause in enumerate(pauses))
