"""Whatever bytes come, the answer is a value that every program reads alike, or one message with its place."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.runtime.json_text import MOST_DIGITS, MOST_LEVELS, InvalidJson, compact, json_object, parse

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
PIECES = st.sampled_from(
    [*'{}[]:,"\\a0-.e\n\ufeffé', *["\\u", "d800", "dc00", "1e999", "NaN", "Infinity", "true", '{"a":1,', '"a":']]
)


@given(VALUES, st.sampled_from([None, 1]), st.booleans(), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_what_was_written_is_read(value: Any, indent: int | None, ascii_only: bool, encoding: str) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert parse(text.encode(encoding)) == value


@given(st.binary() | st.lists(PIECES).map(lambda pieces: "".join(pieces).encode()))
def test_any_bytes_are_a_value_or_one_message(content: bytes) -> None:
    try:
        value = parse(content)
    except InvalidJson as error:
        assert "\n" not in str(error)  # noqa: PT017 - the other outcome is as good
        return
    # A value that is read can be written, and read by the standard's own rules.
    assert json.loads(json.dumps(value, allow_nan=False, ensure_ascii=False).encode()) == value
    assert json.loads(content.decode("utf-8-sig"), object_pairs_hook=_all_names) is not None


def _all_names(pairs: list[tuple[str, Any]]) -> int:
    assert len(dict(pairs)) == len(pairs)
    return 0


@given(st.lists(st.text(alphabet=" \n\té"), max_size=4), st.sampled_from(["NaN", "-Infinity", "1e999", "9" * 5000]))
def test_the_place_of_a_number_is_named(spaces: list[str], number: str) -> None:
    before = "[" + "".join(f"{json.dumps(space, ensure_ascii=False)},\n" for space in spaces)
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    with pytest.raises(InvalidJson, match=f"^line {line}, column {column}: this"):
        parse(f"{before}{number}]".encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1: Expecting value"),
        (b'{"a": ', "line 1, column 7: Expecting value"),
        (b'{"a": 1,\n "b": 2,\n "a": 3}', "line 3, column 2: this name stands in its object already"),
        (b'{"a": 1, "\\u0061": 2}', "line 1, column 10: this name"),
        (b'{"a": {"b": 1, "b": 2}}', "line 1, column 16: this name"),
        (b'["\\ud800"]', "line 1, column 2: this text has half a character"),
        (b'{"\\udc00\\ud800": 1}', "line 1, column 2: this text has half a character"),
        (b'["a\xff"]', "line 1, column 4: this is not UTF-8"),
        (b'\xef\xbb\xbf["\xc3\xa9",\n\xff', "line 2, column 1: this is not UTF-8"),
        ('["é"]'.encode("utf-16"), "line 1, column 1: this is not UTF-8"),
        (b"[" * (MOST_LEVELS + 1), f"line 1, column {MOST_LEVELS + 1}: lists and objects are nested"),
        (b"[" * 200_000, f"nested more than {MOST_LEVELS} levels deep"),
        (b'{"a":' * 100_000, f"nested more than {MOST_LEVELS} levels deep"),
        (b"1" * (MOST_DIGITS + 1), f"line 1, column 1: this number has more than {MOST_DIGITS} digits"),
        (b"[-1e400]", "line 1, column 2: this is not a finite number"),
        (b" " * 1_000_001, "more than 1,000,000 bytes"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_and_where(content: bytes, said: str) -> None:
    with pytest.raises(InvalidJson) as raised:
        parse(content)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"[" * MOST_LEVELS + b"]" * MOST_LEVELS, json.loads("[" * MOST_LEVELS + "]" * MOST_LEVELS)),
        (b"1" * MOST_DIGITS, int("1" * MOST_DIGITS)),
        (b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        (b'{"a": {"a": "a"}, "b": ["a", "a"]}', {"a": {"a": "a"}, "b": ["a", "a"]}),
        (b'["\\ud83d\\ude00", "NaN", "[[[", "\\\\\\""]', ["\U0001f600", "NaN", "[[[", '\\"']),
        (b"\xef\xbb\xbf{}", {}),
    ],
)
def test_what_is_within_the_limits(content: bytes, value: Any) -> None:
    assert parse(content) == value


@pytest.mark.parametrize("piece", [b'\\"', b'"', b"\\", b"[]", b"{}", b"1 ", b'"a":', b"-", b"-Infinit"])
def test_no_text_takes_long(piece: bytes) -> None:
    """40 KB take some milliseconds; where the time grows with the square of the length they take many seconds."""
    began = time.process_time()
    for begin in (b"", b'"', b"{"):
        with pytest.raises(InvalidJson):
            parse(begin + piece * (40_000 // len(piece)))
    assert time.process_time() - began < 2


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
