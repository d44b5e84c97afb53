"""A decision record in a file that somebody changed: the entry is named, and the terminal shows what is there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice import audit, files, views
from lambdas.shared.onboardings.errors import UnusableFile
from lambdas.shared.onboardings.records import export
from lambdas.shared.runtime.characters import is_hidden, visible
from tests.attacks.bank import Bank
from tests.backoffice.kyc_command import kyc

Row = dict[str, Any]
DEEP = "[" * 100_000
CHANGES: list[tuple[str, Any]] = [
    *(("result", text) for text in ('{"verdict":"x","reasons":5}', '{"verdict":[],"reasons":[1,{}]}', "5", "", DEEP)),
    *(("details", text) for text in (f'{{"reasons":"{DEEP}"}}', '{"outcome":[],"reasons":5}', "[]", DEEP, 5, None)),
    *((name, value) for name in ("findings", "versions") for value in ("[5]", '{"a":5}', DEEP, {"a": [5]})),
    *((name, value) for name in ("step", "at", "run", "hash", "previous", "item") for value in (5, None, ["x"], DEEP)),
    ("application_id", ["demo-1"]),
]
HIDDEN = ["\x1b[2J", "\x9b2J", "\x1b]0;title\x07", "\r", "\x08", "\x7f", "\u202e", "\u2028", "\U000e0041", "\u200b"]


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Row:
    bank = Bank(monkeypatch)
    bank.submit("demo-1")
    seal = bank.night()
    return export(bank.table.case("demo-1"), seal)


def shown(
    exported: Row, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *form: str
) -> str:
    """What is printed of a record that was changed."""
    path.write_text(audit.text(exported), encoding="utf-8")
    with views.console.capture() as printed:
        assert kyc(monkeypatch, "audit", "--verify", str(path), *form) == 2
    written = capsys.readouterr()
    assert "a fault of this program" not in written.err
    return written.out + printed.get() + written.err


@pytest.mark.parametrize(("part", "value"), CHANGES, ids=lambda value: str(value)[:24])
def test_whatever_an_entry_was_changed_to_it_is_named(
    exported: Row,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    part: str,
    value: Any,
) -> None:
    for entry in exported["entries"]:
        kept, entry[part] = entry.get(part), value
        found = " ".join(shown(exported, tmp_path / "record.json", monkeypatch, capsys).split())
        assert "The record was changed" in found
        assert f"entry {entry['number']} " in found
        entry[part] = kept
        if kept is None:
            del entry[part]


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["for people", "json"])
def test_nothing_in_a_file_moves_the_cursor_or_hides_what_is_there(
    exported: Row,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    form: tuple[str, ...],
    hidden: str,
) -> None:
    path = tmp_path / f"record{hidden.replace(chr(0x2028), '')}.json"
    text = f"EVIDENCE#{hidden}\nThe record is whole"
    exported["application_id"] = f"demo-1{hidden}"
    exported["entries"][-1] |= {"item": text, "at": text, "step": text, "versions": json.dumps({text: text})}
    exported["seal"]["statement"] |= {"day": text, "format": text}
    found = shown(exported, path, monkeypatch, capsys, *form)
    assert not [one for one in found if one not in "\n\t" and is_hidden(one)]
    assert not re.search(r"^\s*The record is whole", found, re.MULTILINE)
    if form:
        assert json.loads(found.partition("\nkyc: ")[0])["record"] == exported
    path.write_text("[", encoding="utf-8")
    with pytest.raises(UnusableFile):
        audit.read(path)
    assert kyc(monkeypatch, "audit", "--verify", str(path)) == 2
    assert not [one for one in capsys.readouterr().err if one != "\n" and is_hidden(one)]


@given(st.text())
def test_what_is_visible_is_every_character_or_its_number(text: str) -> None:
    assert not any(map(is_hidden, visible(text)))
    assert visible(visible(text)) == visible(text)
    assert all(one in "\n\t" or not is_hidden(one) for one in visible(text, lines=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([0o644, 0o666, 0o600, 0o400]))
def test_a_record_over_another_file_is_for_its_owner_alone(exported: Row, tmp_path: Path, mode: int) -> None:
    path, link = tmp_path / "record.json", tmp_path / "link.json"
    path.write_text("before", encoding="utf-8")
    path.chmod(mode)
    link.unlink(missing_ok=True)
    link.symlink_to(path)
    with path.open() as opened_before:
        audit.write(exported, link)
        assert opened_before.read() == "before"
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600
    assert audit.read(path)[0] == exported
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.json", "record.json"]


def test_a_record_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        files.write(path, "\ud800")
    assert path.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["record.json"]
