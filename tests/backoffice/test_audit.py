"""The exported decision record: every changed byte is found, and what was changed is named."""

import copy
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backoffice import audit, audit_views, views
from backoffice.records import Records
from lambdas.shared.cases import seal_proof
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.onboardings.errors import UnusableFile
from lambdas.shared.onboardings.looks import look
from lambdas.shared.onboardings.records import export
from lambdas.shared.onboardings.timeline import is_direct, lines
from lambdas.shared.runtime.people import Person
from tests.attacks.bank import Bank
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
SLIGHT = Finding("NAME_DIFFERS_SLIGHTLY", Verdict.REVIEW, "The names differ slightly.")
OF_THIS_TEST = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def exported() -> Row:
    """A case that a reviewer accepted."""
    table = MemoryOnboarding()
    table.insert("demo-1", "META", {"status": "onboarded", "attempts": 1})
    table.append("demo-1", "APPLICATION#001", {"body": '{"name": "Zoë"}', "at": "2026-01-01T10:00:00Z"})
    steps = {
        "check_document": Evidence({"verdict": "review", "reasons": []}, [SLIGHT], versions={"identity_policy": "1"}),
        "screen_sanctions": Evidence({"verdict": "pass", "reasons": []}, versions={"watchlist": "list-7"}),
        "review": Evidence({"decision": "approved"}, details={"reviewer": "eva", "reason": "DOCUMENTS_SEEN"}),
        "record_outcome": Evidence({"event": "E"}, details={"outcome": "onboarded", "rating": "low", "reasons": "[]"}),
    }
    for step, evidence in steps.items():
        table.add_evidence("demo-1", step, "run", evidence, "2026-01-01T10:00:00Z")
    return export(table.case("demo-1"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    audit.write(exported(), path)
    return path


def told(file: Path) -> list[str]:
    found, problems = audit.read(file)
    return problems + audit.problems(found)


def test_what_was_exported_is_whole_and_for_its_owner_alone(file: Path) -> None:
    assert told(file) == []
    assert file.stat().st_mode & 0o077 == 0


@OF_THIS_TEST
@given(st.data())
def test_any_changed_byte_is_found(file: Path, data: st.DataObject) -> None:
    audit.write(exported(), file)
    content = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    file.write_bytes(content)
    with suppress(UnusableFile):  # which names the file
        assert told(file)
        found, _ = audit.read(file)
        assert len(list(lines(found["entries"]))) == len(found["entries"])
        assert audit.answer(found).keys() == audit.answer(exported()).keys()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("eva", "ivo", "entry 4 (EVIDENCE#review#run): its content"),
        ("list-7", "list-8", "entry 3 (EVIDENCE#screen_sanctions#run): its content"),
        ('\n "head"', '\n  "head"', "of the file is not as it was written"),
        ('"application_id": "demo-1",\n "entries"', '"application_id": "demo-2",\n "entries"', "entry 1 is of another"),
    ],
)
def test_what_was_changed_is_named(file: Path, old: str, new: str, named: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new), encoding="utf-8")
    assert any(named in problem for problem in told(file))


def test_entries_cut_from_the_end_are_missed_and_a_head_from_elsewhere_is_compared() -> None:
    found = exported()
    head = found["head"]["hash"]
    assert audit.problems(found, audit.Known(head=head, outcome=head)) == []
    assert audit.problems(found, audit.Known(head=head[:12])) != []
    assert audit.problems(found, audit.Known(head=found["entries"][0]["hash"])) != []
    found["entries"].pop()
    found["head"] = {"count": 4, "hash": found["entries"][-1]["hash"]}
    assert audit.problems(found) == []
    assert f"the last entry has the hash {found['head']['hash']}, not {head}" in audit.problems(
        found, audit.Known(head)
    )
    assert f"the last decision has the hash None, not {head}" in audit.problems(found, audit.Known(outcome=head))


@pytest.mark.parametrize(
    "content", ["", "[1", "[]", "{}", '{"format": 1}', "\xff", json.dumps(exported() | {"more": 1})]
)
def test_what_is_no_record_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(UnusableFile, match="other"):
        audit.read(path)


def test_a_name_that_stands_twice_is_no_record(file: Path) -> None:
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace('"result"', '"result": "{}", "result"', 1), encoding="utf-8")
    with pytest.raises(UnusableFile, match=r"not JSON: line \d+, column \d+: this name stands in its object already"):
        audit.read(file)


VALUES = st.recursive(
    st.none() | st.integers(0, 9) | st.sampled_from(["", "{}", "[1]", "[[", '{"a": [1]}', "null", "[{}]"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["code", "result"]), inner, max_size=2),
    max_leaves=4,
)
PARTS = [(), ("entries",), ("head",), *((part,) for part in ("format", "application_id", "seal")), ("head", "hash")]
NAMES = (
    "number",
    "item",
    "at",
    "step",
    "hash",
    "previous",
    "result",
    "details",
    "findings",
    "versions",
    "application_id",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.sampled_from([*PARTS, *(("entries", number, name) for number in (0, 3, 4) for name in NAMES)]), VALUES)
@example(("entries", 3, "hash"), None)
@example(("entries", 1, "versions"), "[]")
def test_whatever_was_put_into_a_record_it_is_shown_or_refused(
    file: Path, path: tuple[str | int, ...], value: Any
) -> None:
    original = exported()
    found: Any = copy.deepcopy(original)
    if path:
        *way, last = path
        inner = found
        for part in way:
            inner = inner[part]
        inner[last] = value
    file.write_text(audit.text(found if path else value), encoding="utf-8")
    with suppress(UnusableFile):
        read, problems = audit.read(file)
        problems += audit.problems(read)
        with views.console.capture() as shown:
            views.console.print(audit_views.record({"record": read, "problems": problems, "unchecked": []}))
        assert "The record was changed" in shown.get() or read == original


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="cannot be read"):
        audit.read(tmp_path / "none.json")
    with pytest.raises(UnusableFile, match="cannot be written"):
        audit.write(exported(), tmp_path / "none" / "record.json")


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Row:
    """A record with its proof, among others."""
    bank = Bank(monkeypatch)
    for number in range(1, 8):
        bank.submit(f"demo-{number}")
    bank.night()
    bank.table.append("demo-3", "MESSAGE#later", {"a": 1})
    found, problems = Records(bank.table, bank.bucket).export("demo-3")
    assert problems == []
    return found


def test_a_sealed_record_is_checked_offline_down_to_the_key(sealed: Row) -> None:
    key = seal_proof.fingerprint(sealed["seal"])
    decided = next(entry["hash"] for entry in sealed["entries"] if entry.get("step") == "record_outcome")
    known = audit.Known(sealed["head"]["hash"], decided, key)
    assert audit.problems(sealed, known) == []
    assert audit.unchecked(sealed, known) == ["root and signature of the last 1 entries: they came after the seal"]
    assert [one.split(":")[0] for one in audit.unchecked(sealed)] == [
        "root and signature of the last 1 entries",
        "whose key it is",
        "whether entries were taken from the end since",
        "whether the decision is the one that was published",
    ]
    assert "root and signature: the file has no seal" in audit.unchecked(exported())[0]
    assert "was signed with the key" in audit.problems(sealed, audit.Known(key="0" * 64))[0]
    # Whoever rewrote the record may have taken the seal out of the file.
    assert "the file has no seal" in audit.problems(sealed | {"seal": None}, audit.Known(key=key))[0]


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("statement", "root"), "0" * 64, "not under the root"),
        (("statement", "day"), "2020-01-01", "the signature of 2020-01-01 does not fit"),
        (("statement", "format"), "other", "has the format other"),
        (("statement", "previous"), {"day": "2020-01-01", "sha256": "0" * 64}, "does not fit the seal and its key"),
        (("signature",), "MAYCAQECAQE=", "does not fit the seal and its key"),
        (("signature",), "?", "does not fit the seal and its key"),
        (("public_key",), "MAYCAQECAQE=", "does not fit the seal and its key"),
        (("head", "count"), 1, "has no longer the head"),
        (("head", "hash"), "0" * 64, "has no longer the head"),
        (("index",), 0, "not under the root"),
        (("index",), "0", "cannot be read"),
        (("path",), [], "not under the root"),
        (("path",), None, "cannot be read"),
        (("statement",), None, "cannot be read"),
    ],
)
def test_a_changed_seal_is_named(sealed: Row, path: tuple[str, ...], value: Any, named: str) -> None:
    *way, last = path
    inner = sealed["seal"]
    for part in way:
        inner = inner[part]
    inner[last] = value
    assert any(named in one for one in audit.problems(sealed)), audit.problems(sealed)


def test_the_seal_of_another_record_proves_nothing(sealed: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank(monkeypatch)
    bank.submit("demo-3")
    bank.submit("demo-4")
    bank.night()
    other, _ = Records(bank.table, bank.bucket).export("demo-4")
    assert "has no longer the head" in audit.problems(sealed | {"seal": other["seal"]})[0]


def test_the_answer_names_list_policy_and_reviewer() -> None:
    answer = audit.answer(exported())
    assert (answer["outcome"], answer["rating"]) == ("onboarded", "low")
    assert answer["people"] == [{"reviewer": "eva", "reason": "DOCUMENTS_SEEN", "decision": "approved"}]
    assert answer["versions"] == {"identity_policy": ["1"], "watchlist": ["list-7"]}
    assert [line["what"] for line in lines(exported()["entries"])][:2] == ["APPLICATION#001", "check_document"]


def test_the_audit_shows_what_was_done_with_credentials_of_aws() -> None:
    table = MemoryOnboarding()
    table.insert("demo-1", "META", {"status": "awaiting_review", "attempts": 1})
    table.append("demo-1", "APPLICATION#001", {"at": "2026-01-01T10:00:00Z", "principal": "token:branch-12"})
    decided = Evidence({"decision": "approved"}, details={"reviewer": "eva", "principal": "direct:arn:eva"})
    table.add_evidence("demo-1", "review", "1", decided, "2026-01-01T10:00:00Z")
    look(table, "demo-1", Person("max", "direct:"), "read_application")
    found = export(table.case("demo-1"))
    assert [is_direct(entry) for entry in found["entries"]] == [False, True, True]
    with views.console.capture() as captured:
        views.console.print(audit_views.record({"record": found, "problems": [], "unchecked": []}))
    assert captured.get().count("through: direct") == 2
