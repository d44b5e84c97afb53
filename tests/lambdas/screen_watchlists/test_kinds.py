"""One call searches every kind of list: each with evidence of its own, and none at the cost of another."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambdas.score_risk.handler import handler as score_risk
from lambdas.screen_watchlists import handler
from lambdas.shared.runtime.errors import InternalError, StoreUnavailable
from lambdas.shared.watchlists import loaded
from lambdas.shared.watchlists.entries import KINDS
from lambdas.shared.watchlists.loaded import Watchlist
from lambdas.shared.watchlists.versions import CURRENT
from tests.applications import event as event_of
from tests.buckets import Stored
from tests.screening import Screening, opened

Row = dict[str, Any]
UNAVAILABLE = {"verdict": "unavailable", "reasons": ["STALE_WATCHLIST"]}
LISTS = {"sanctions": "OFAC SDN", "pep": "PEP"}
MATCH = {"sanctions": "POSSIBLE_SANCTIONS_MATCH", "pep": "POSSIBLE_PEP_MATCH"}


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screening]:
    with opened(monkeypatch) as made:
        yield made


def listed_twice(bank: Screening) -> Row:
    """The event of an applicant whose declared name is in the sanctions lists, and that on the document among PEPs."""
    declared = {"given_names": "Faris Hamdan", "family_name": "Al-Namoudhaji", "birth_date": "1972-10-02"}
    one = bank.submit(**declared, nationalities=["KWT", "ZAF"])
    holder = {"given_names": "Thandeka", "family_name": "Isibonelo"}
    row = {"at": "2026-01-01T00:00:00Z", "details": json.dumps({"holder": holder})}
    bank.table.insert(one, "EVIDENCE#check_document#run#001", row)
    return event_of(bank.table.application(one), identity_run="run", round=0)


def kept(bank: Screening, event: Row) -> dict[str, Row]:
    """The evidence of each kind that there is any of."""
    names = {kind: f"EVIDENCE#screen_{kind}#{event['run']}#001" for kind in KINDS}
    return {kind: row for kind, name in names.items() if (row := bank.table.get(event["application_id"], name))}


def make_old(bank: Screening, kind: str) -> None:
    change(
        bank,
        lambda manifest: [source.update(refreshed_at=OLD) for source in manifest["sources"] if is_of(source, kind)],
    )


def take_away(bank: Screening, kind: str) -> None:
    change(bank, lambda manifest: manifest["kinds"].pop(kind))


def lose(bank: Screening, kind: str) -> None:
    change(bank, lambda manifest: bank.bucket.objects.pop(manifest["kinds"][kind]["key"]))


def damage(bank: Screening, kind: str) -> None:
    change(bank, lambda manifest: manifest["kinds"][kind].update(sha256="0" * 64))


OLD = "2026-01-01T00:00:00.000Z"


def is_of(source: Row, kind: str) -> bool:
    return bool(source["kind"] == kind)


def change(bank: Screening, how: Callable[[Row], Any]) -> None:
    manifest = json.loads(bank.bucket.objects[CURRENT].content)
    how(manifest)
    bank.bucket.objects[CURRENT] = Stored(json.dumps(manifest).encode())


def counted(output: str, metric: str) -> list[Row]:
    """The dimensions of each time that the metric was counted, as the functions print it."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [line for line in lines if metric in line]


def test_both_kinds_are_found_and_kept_each_for_itself(bank: Screening) -> None:
    event = listed_twice(bank)
    found = handler.handler(event, None)
    assert {kind: one["reasons"] for kind, one in found.items()} == {kind: [MATCH[kind]] for kind in KINDS}
    evidence = kept(bank, event)
    assert [*evidence] == [*KINDS]
    for kind, row in evidence.items():
        assert json.loads(row["result"]) == found[kind]
        assert [hit["list_name"] for hit in json.loads(row["details"])["hits"]] == [LISTS[kind]]


@pytest.mark.parametrize("how", [make_old, take_away, lose, damage])
@pytest.mark.parametrize(("away", "there"), [KINDS, KINDS[::-1]])
def test_a_kind_that_cannot_be_searched_says_nothing_of_the_other(
    bank: Screening, capsys: pytest.CaptureFixture[str], away: str, there: str, how: Callable[[Screening, str], None]
) -> None:
    event = listed_twice(bank)
    how(bank, away)
    capsys.readouterr()
    found = handler.handler(event, None)
    assert found[away] == UNAVAILABLE
    assert (found[there]["reasons"], found[there]["hits"]) == ([MATCH[there]], 1)
    assert [*kept(bank, event)] == [there]
    said = capsys.readouterr().out
    assert [one["error"] for one in counted(said, "Failures")] == ["StaleWatchlist"]
    assert {one["verdict"] for one in counted(said, "Verdicts")} == {"review", "unavailable"}
    assert {one["function"] for one in counted(said, "Failures") + counted(said, "Verdicts")} == {"screen_watchlists"}


@pytest.mark.parametrize("away", KINDS)
def test_a_kind_that_cannot_be_searched_sends_the_case_to_a_person(bank: Screening, away: str) -> None:
    one = bank.submit(given_names="Anna", family_name="Lindqvist-Sjoberg", birth_date="1999-01-01")
    event = event_of(bank.table.application(one))
    clear: Row = {name: {"verdict": "pass", "reasons": []} for name in ("adverse_media", "customer")}

    def rated(run: str) -> Row:
        screened = handler.handler(event | {"run": run, "identity_run": "run", "round": 0}, None)
        asked = {"run": run, "definition": "test", "identity": "verified", "identity_run": "run"}
        return dict(score_risk(event | asked | {"checks": clear | screened}, None))

    before = rated("run-1")
    make_old(bank, away)
    after = rated("run-2")
    assert "STALE_WATCHLIST" in {*after["reasons"]} - {*before["reasons"]}
    assert after["review_required"] is True


class _Died(BaseException):
    """The process ends where it is."""


@pytest.mark.parametrize(
    ("error", "seen"), [(_Died, _Died), (StoreUnavailable, StoreUnavailable), (KeyError, InternalError)]
)
def test_a_call_that_ends_after_the_first_kind_is_finished_by_the_next(
    bank: Screening, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], seen: type[BaseException]
) -> None:
    event, current = listed_twice(bank), loaded.current
    expected = handler.handler(event | {"run": "undisturbed"}, None)

    def ending(kind: str, *more: Any) -> Watchlist:
        if kind == KINDS[1]:
            raise error
        return current(kind, *more)

    with monkeypatch.context() as patch:
        patch.setattr(loaded, "current", ending)
        with pytest.raises(seen):
            handler.handler(event, None)
    first = kept(bank, event)
    assert [*first] == [KINDS[0]]
    assert handler.handler(event, None) == expected
    both = kept(bank, event)
    assert both == first | {KINDS[1]: both[KINDS[1]]}
    count = len(bank.table.case(event["application_id"]).entries)
    assert handler.handler(event, None) == expected
    assert len(bank.table.case(event["application_id"]).entries) == count


@pytest.mark.parametrize("gave_up", [True, False])
def test_what_one_kind_found_counts_though_the_call_gave_up_over_the_other(
    bank: Screening, monkeypatch: pytest.MonkeyPatch, *, gave_up: bool
) -> None:
    """The workflow then says that neither was searched; the risk is that of the hit which was kept."""
    event, current = listed_twice(bank), loaded.current

    def failing(kind: str, *more: Any) -> Watchlist:
        if kind == KINDS[1]:
            raise StoreUnavailable("S3: slow down")
        return current(kind, *more)

    monkeypatch.setattr(loaded, "current", failing)
    with pytest.raises(StoreUnavailable):
        handler.handler(event, None)
    found = json.loads(kept(bank, event)[KINDS[0]]["result"])
    neither: Row = dict.fromkeys(KINDS, UNAVAILABLE)
    clear: Row = {name: {"verdict": "pass", "reasons": []} for name in ("adverse_media", "customer")}
    checks = clear | neither | ({} if gave_up else {KINDS[0]: found})
    asked = {"definition": "test", "identity": "verified", "identity_run": "run", "checks": checks}
    rated = score_risk({name: event[name] for name in event if name != "round"} | asked, None)
    assert rated["rating"] == "high"
    assert MATCH[KINDS[0]] in rated["reasons"]


def test_a_kind_that_was_stale_is_searched_by_the_next_call(bank: Screening) -> None:
    event = listed_twice(bank)
    manifest = bank.bucket.objects[CURRENT]
    make_old(bank, "pep")
    before = handler.handler(event, None)
    bank.bucket.objects[CURRENT] = manifest
    after = handler.handler(event, None)
    assert (before["pep"], after["pep"]["hits"], after["sanctions"]) == (UNAVAILABLE, 1, before["sanctions"])


def test_who_is_searched_for_is_read_once_and_not_at_all_for_answers_that_are_kept(
    bank: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, reads = listed_twice(bank), list[str]()

    def counting(name: str) -> None:
        original = getattr(handler, name)

        def reading(*given: Any) -> Any:
            reads.append(name)
            return original(*given)

        monkeypatch.setattr(handler, name, reading)

    for name in ("submitted", "names_on_document", "identity_key", "customer_table"):
        counting(name)
    handler.handler(event, None)
    assert sorted(reads) == ["customer_table", "identity_key", "names_on_document", "submitted"]
    handler.handler(event, None)
    assert len(reads) == 4


def test_what_is_answered_is_as_the_schema_has_it(bank: Screening, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer without its hits is none, unless it says that it is unavailable."""
    monkeypatch.setattr(handler, "_found", lambda *_: {"verdict": "pass", "reasons": []})
    with pytest.raises(Exception, match=r"pep\.hits: is required") as caught:
        handler.handler(listed_twice(bank), None)
    assert type(caught.value).__name__ == "InvalidResult"
