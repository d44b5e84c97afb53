"""Writes that others race for are tried again after a random pause, and not for ever."""

from typing import Any

import pytest

from lambdas.shared.runtime import contention
from lambdas.shared.runtime.contention import contended
from lambdas.shared.runtime.dynamodb import Table
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
    assert len(pauses) == len(set(pauses)) == contention._MOST_TRIES
    assert all(0 <= pause <= contention._SECONDS_APART * place for place, pause in enumerate(pauses))


def test_what_a_batch_left_is_asked_for_again_and_an_item_of_another_form_is_left_out(pauses: list[float]) -> None:
    asked: list[int] = []

    class Client:
        def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803
            keys = RequestItems["table"]["Keys"]
            asked.append(len(keys))
            given, left = keys[:60], keys[60:]
            rows = [key | {"count": {"N": "1.5" if key["id"]["S"] == "7" else "1"}} for key in given]
            return {"Responses": {"table": rows}, "UnprocessedKeys": {"table": {"Keys": left}} if left else {}}

    found = Table(Client(), "table", "id").several([str(number) for number in range(130)], "CHAIN")
    assert {row["id"] for row in found} == {str(number) for number in range(130)} - {"7"}
    assert asked == [100, 40, 30]
