"""JSON is written in one way where it is hashed, and any text from outside is an object or none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.runtime.json_text import compact, json_object

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4))
def test_the_order_of_keys_makes_no_difference(value: dict[str, Any]) -> None:
    text = compact(value)
    assert text == compact(dict(reversed(value.items())))
    assert json.loads(text) == value


@given(VALUES)
def test_only_an_object_is_one(value: Any) -> None:
    assert json_object(json.dumps(value)) == (value if isinstance(value, dict) else None)


@pytest.mark.parametrize("text", ["", "{", "[" * 200_000, '{"a": ' * 200_000, "\ud800"])
def test_what_is_no_json_is_none(text: str) -> None:
    assert json_object(text) is None
