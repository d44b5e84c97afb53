"""A hit is cleared by somebody alone, or beside the record, and a listed person is rated low by the rules alone."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.reviews import clearing, rules
from lambdas.shared.reviews.clearing import Opinion
from lambdas.shared.reviews.decisions import DecisionRefused, EvidenceChanged, NotAllowed
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.watchlists import cleared
from tests.screening import Screening, opened

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screening]:
    monkeypatch.setattr("lambdas.shared.runtime.contention.time.sleep", lambda _: None)
    with opened(monkeypatch) as made:
        yield made


def hit_in(bank: Screening, by: str = "branch") -> tuple[str, str]:
    """A case with a possible match, and the entry."""
    one = bank.submit(by)
    _, (hit,) = bank.screen(one)
    return one, hit["entry_id"]


def alerts(bank: Screening, by: str = "branch") -> bool:
    """Whether the same person alerts in another case."""
    result, _ = bank.screen(bank.submit(by))
    return bool(result["verdict"] == "review" and result["reasons"] == ["POSSIBLE_SANCTIONS_MATCH"])


@pytest.mark.parametrize("submitter", ["branch", "BRANCH ", "br anch"])
def test_the_submitter_clears_nothing(bank: Screening, submitter: str) -> None:
    one, entry = hit_in(bank)
    with pytest.raises(NotAllowed, match="submitted the case"):
        bank.clear(one, entry, submitter, senior=True)
    bank.clear(one, entry, "eva", senior=True)
    with pytest.raises(NotAllowed, match="submitted the case"):
        bank.clear(one, entry, submitter)
    assert bank.customers.rows == {}
    assert alerts(bank)
    refused = [kept.details for kept in bank.table.case(one).linked if kept.step == "clearing_refused"]
    assert [(kept["status"], kept["entry_id"]) for kept in refused] == [(403, entry), (403, entry)]


def test_one_person_is_not_enough_nor_are_two_juniors(bank: Screening) -> None:
    one, entry = hit_in(bank)
    for name in ("eva", "EVA", "e va"):
        assert bank.clear(one, entry, name)["cleared"] is False
    with pytest.raises(NotAllowed, match="must be senior"):
        bank.clear(one, entry, "max")
    assert bank.screen(one)[0]["verdict"] == "review"
    assert len([kept for kept in bank.table.case(one).linked if kept.step == "clearing"]) == 1
    assert alerts(bank)


@pytest.mark.parametrize(("first", "second"), [("eva", "max"), ("eva", "EVA"), ("branch", "eva")])
def test_opinions_that_were_kept_all_the_same_clear_nothing(bank: Screening, first: str, second: str) -> None:
    """Two juniors, one person twice, or the submitter: entries of the record that no command would have made."""
    one, entry = hit_in(bank)
    bank.clear(one, entry, "ines")
    (opinion,) = [Opinion.of(kept) for kept in bank.table.case(one).linked if kept.step == "clearing"]
    juniors = (first, second) == ("eva", "max")
    for number, name in enumerate((first, second), start=2):
        seen = opinion.evidence if juniors else "another time"
        made = replace(opinion, reviewer=name, senior=not juniors, evidence=seen)
        bank.table.keep(one, "clearing", f"{entry}#{number:03d}", made.as_evidence(), "2026")
    assert clearing.settled(bank.table.case(one), opinion.hit) is None


def test_a_case_whose_submitter_nobody_knows_clears_nothing(bank: Screening) -> None:
    one, entry = hit_in(bank, by="")
    with pytest.raises(NotAllowed, match="does not say who submitted it"):
        bank.clear(one, entry, "eva", senior=True)


@pytest.mark.parametrize("reason", ["", "another birth place", "TRUE_MATCH", "RISK_ACCEPTED"])
def test_a_clearing_takes_a_reason_of_the_policy(bank: Screening, reason: str) -> None:
    one, entry = hit_in(bank)
    with pytest.raises(DecisionRefused, match="no reason for clearing"):
        bank.clear(one, entry, "eva", reason=reason)


@pytest.mark.parametrize("evidence", ["", "0" * 12])
def test_a_clearing_is_bound_to_the_evidence_that_was_seen(bank: Screening, evidence: str) -> None:
    one, entry = hit_in(bank)
    with pytest.raises(EvidenceChanged, match="look again"):
        bank.clear(one, entry, "eva", evidence=evidence)
    bank.clear(one, entry, "eva", senior=True)
    bank.table.append(one, "UPLOAD#001#selfie#2", {"key": "x"})
    assert bank.clear(one, entry, "max", senior=True)["cleared"] is False  # eva saw other evidence
    assert bank.clear(one, entry, "eva")["cleared"] is True


def test_a_clearing_changes_nothing_that_a_decision_rests_on(bank: Screening) -> None:
    one, entry = hit_in(bank)
    before = rules.evidence(bank.table.case(one))
    bank.cleared(one, entry)
    assert rules.evidence(bank.table.case(one)) == before


def test_what_is_written_beside_the_record_clears_nothing(bank: Screening) -> None:
    """The attack: an item of the table of cleared hits, written by hand, with whatever it points to."""
    one, entry = hit_in(bank)
    _, (hit,) = bank.screen(one)
    searched = bank.table.case(one).linked[-1].details["person"]
    bound = cleared.Hit(searched, entry, hit["list_name"], hit["entry_content"])
    for case, entries in ((one, []), (one, ["0" * 64]), ("nobody-1", []), (one, [bank.table.head(one).hash])):
        found = {"application_id": case, "reason": "FALSE_POSITIVE", "cleared_at": "2026", "by": ["eva", "max"]}
        cleared.clear(bank.customers, bound, found | {"entries": entries})
        assert alerts(bank)
    bank.clear(one, entry, "eva", senior=True)
    assert alerts(bank)


def _edited(bank: Screening, one: str) -> None:
    (item,) = [entry["item"] for entry in bank.table.case(one).entries if "max" in entry.get("details", "")]
    bank.table.rows[one, item]["details"] = bank.table.rows[one, item]["details"].replace("max", "ines")


def _dropped(bank: Screening, one: str) -> None:
    del bank.table.rows[one, bank.table.case(one).entries[-1]["item"]]


def _deleted(bank: Screening, one: str) -> None:
    for at in [at for at in bank.table.rows if at[0] == one]:
        del bank.table.rows[at]


def _other_entries(bank: Screening, _one: str) -> None:
    for row in bank.customers.rows.values():
        row["entries"] = json.dumps(["0" * 64])


@pytest.mark.parametrize("attack", [_edited, _dropped, _deleted, _other_entries])
def test_a_clearing_counts_only_while_its_record_says_so(
    bank: Screening, attack: Callable[[Screening, str], None]
) -> None:
    one, entry = hit_in(bank)
    bank.cleared(one, entry)
    assert not alerts(bank)
    attack(bank, one)
    assert alerts(bank)


def test_nothing_is_cleared_in_a_record_that_was_changed(bank: Screening) -> None:
    one, entry = hit_in(bank)
    bank.clear(one, entry, "eva", senior=True)
    bank.table.rows[one, "APPLICATION#001"]["submitted_by"] = "somebody else"
    with pytest.raises(Conflict, match="was changed"):
        bank.clear(one, entry, "branch")


def test_a_clearing_is_of_one_entry_as_it_was(bank: Screening) -> None:
    one, entry = hit_in(bank)
    bank.clear(one, entry, "eva", senior=True)
    (kept,) = [entry for entry in bank.table.case(one).entries if entry.get("step") == "clearing"]
    hit = json.loads(kept["details"])["hit"]
    assert {*hit} == {"searched", "entry_id", "list_name", "content"}
    assert all(hit.values())
    assert json.loads(kept["details"])["evidence"] == rules.evidence(bank.table.case(one))


def test_who_cleared_a_hit_does_not_profit_from_it_in_an_application_of_their_own(bank: Screening) -> None:
    """The sibling: two clear it in one case, and one of them submits the same person under a new id."""
    one, entry = hit_in(bank)
    bank.cleared(one, entry)
    assert not alerts(bank, by="branch-2")
    assert alerts(bank, by="Eva")
    assert alerts(bank, by="MAX")
    bank.clear(one, entry, "ines", senior=True)  # a third opinion, so that two are left without eva's
    assert not alerts(bank, by="eva")


def test_who_corrects_a_case_profits_from_no_clearing_of_their_own(bank: Screening) -> None:
    one, entry = hit_in(bank)
    bank.cleared(one, entry)
    assert bank.screen(one)[0]["verdict"] == "pass"
    bank.table.correct(one, bank.table.application(one), "eva")
    assert bank.screen(one)[0]["verdict"] == "review"


@pytest.mark.parametrize(("item", "name"), [("APPLICATION#001", "at"), ("CHAIN", "hash")])
def test_of_a_case_that_is_not_whole_nobody_knows_who_submitted_it_so_no_clearing_counts(
    bank: Screening, item: str, name: str
) -> None:
    """The attack: whoever cleared a hit submits the same person, and breaks the record while it is screened."""
    one, entry = hit_in(bank)
    bank.cleared(one, entry)
    own = bank.submit("eva")
    bank.table.rows[own, item][name] = "x"
    assert bank.screen(own)[0]["verdict"] == "review"


@pytest.mark.parametrize(("by", "verdict"), [("eva", "review"), ("branch-2", "pass")])
def test_an_entry_that_is_added_while_a_case_is_screened_changes_no_clearing(
    bank: Screening, monkeypatch: pytest.MonkeyPatch, by: str, verdict: str
) -> None:
    """Another step's entry comes while the case is read: its record does not seem whole then."""
    one, entry = hit_in(bank)
    bank.cleared(one, entry)
    own, read, torn = bank.submit(by), bank.table.items, list[str]()

    def items(partition: str) -> list[Row]:
        found = read(partition)
        if partition != own or torn:
            return found
        torn.append(partition)
        bank.table.add_evidence(own, "screen_pep", "run", Evidence({"verdict": "pass", "reasons": []}), "2026")
        head = bank.table.get(own, "CHAIN") or {}
        return [head if row["item"] == "CHAIN" else row for row in found]

    monkeypatch.setattr(bank.table, "items", items)
    assert bank.screen(own)[0]["verdict"] == verdict
    assert torn


def test_every_screening_that_uses_a_clearing_names_it(bank: Screening) -> None:
    one, entry = hit_in(bank)
    bank.cleared(one, entry)
    other = bank.submit()
    _, (hit,) = bank.screen(other)
    hashes = [row["hash"] for row in bank.table.case(one).entries if row.get("step") == "clearing"]
    assert hit["cleared"]["application_id"] == one
    assert hit["cleared"]["by"] == ["eva", "max"]
    assert hit["cleared"]["entries"] == hashes
    assert {"reason", "cleared_at"} <= {*hit["cleared"]}
    searched = bank.table.case(other).last("screen_sanctions")
    assert searched
    assert hit["cleared"] == searched.details["hits"][0]["cleared"]


def test_a_process_that_dies_before_it_is_remembered_is_continued(
    bank: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, entry = hit_in(bank)
    bank.clear(one, entry, "eva", senior=True)
    with monkeypatch.context() as patch:

        def dies(*_: Any, **__: Any) -> None:
            raise ConnectionError

        patch.setattr(bank.customers, "update", dies)
        with pytest.raises(ConnectionError):
            bank.clear(one, entry, "max")
    assert alerts(bank)
    assert bank.clear(one, entry, "max")["cleared"] is True
    assert not alerts(bank)
    assert len([kept for kept in bank.table.case(one).linked if kept.step == "clearing"]) == 2
