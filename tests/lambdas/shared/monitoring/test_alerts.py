"""A customer who is found on a list: one case for each hit, however often and by whomever it is reported."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases import facts, register
from lambdas.shared.cases.status import Status
from lambdas.shared.monitoring import alerts
from lambdas.shared.reviews import clearing, rules
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.errors import ApplicationNotFound, Conflict
from lambdas.shared.watchlists.cleared import Hit
from tests.monitoring import Monitored, hit

Row = dict[str, Any]


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Monitored:
    return Monitored(monkeypatch)


def entries(bank: Monitored) -> list[list[str]]:
    """The list entries of each case."""
    return [[one.entry_id for one in clearing.hits(case)] for case in bank.cases]


def test_a_hit_becomes_a_case_with_its_execution(bank: Monitored) -> None:
    bank.found(hit(), hit("un-2"))
    (case,) = bank.cases
    assert case.alert is not None
    assert (case.meta.status, case.meta.customer_id, case.meta.reasons) == (
        Status.RUNNING, bank.id, ("POSSIBLE_SANCTIONS_MATCH",),
    )  # fmt: skip
    assert case.alert.result == {
        "verdict": "review", "reasons": ["POSSIBLE_SANCTIONS_MATCH"], "kind": "sanctions", "hits": 2, "top_score": 0.93,
    }  # fmt: skip
    assert case.alert.versions["watchlist"] == "2026-11-26"
    assert [one.name for one in case.submitters] == ["branch"]
    assert bank.states.started == [case.id]
    assert case.meta.execution == case.id
    assert (case.faults, list(facts.problems(case))) == ([], [])


def test_the_case_is_in_the_register_so_that_the_seal_covers_it(bank: Monitored) -> None:
    bank.found(hit())
    (case,) = bank.cases
    part = register.part_of(case.id, today().isoformat())
    assert register.cases([row for row in bank.table.items(part) if "number" in row])[case.id].hash == case.head.hash


def test_a_list_of_politically_exposed_persons_is_another_reason(bank: Monitored) -> None:
    bank.found(hit("pep-1"), kind="pep")
    assert bank.cases[0].meta.reasons == ("POSSIBLE_PEP_MATCH",)


def test_nothing_found_is_no_case_and_nobody_is_no_customer(bank: Monitored) -> None:
    bank.found()
    assert bank.cases == []
    with pytest.raises(ApplicationNotFound):
        alerts.raise_alert("customer-nobody", bank.query, "sanctions", [hit()], {}, "run")


def test_what_changed_alerts_again_and_nothing_else_does(bank: Monitored) -> None:
    bank.found(hit())
    bank.found(hit(score=0.97, list_version="2026-11-27"), run="sweep-2")
    assert len(bank.cases) == 1
    bank.found(hit(content="another birth date"))
    assert len(bank.cases) == 2
    changed = bank.application | {"applicant": bank.application["applicant"] | {"family_name": "Other"}}
    bank.table.correct(bank.of, changed, "branch")
    bank.found(hit())
    assert len(bank.cases) == 3
    assert entries(bank) == [["ofac-1"]] * 3


def test_a_new_hit_of_the_customer_is_a_case_of_its_own(bank: Monitored) -> None:
    bank.found(hit())
    bank.found(hit(), hit("un-2"))
    assert entries(bank) == [["ofac-1"], ["un-2"]]


def test_more_than_a_person_can_look_through_are_several_cases_and_none_is_lost(bank: Monitored) -> None:
    hits = [hit(f"ofac-{number}") for number in range(2 * alerts.MOST_HITS + 1)]
    bank.found(*hits)
    assert [len(one) for one in entries(bank)] == [alerts.MOST_HITS, alerts.MOST_HITS, 1]
    assert {one for some in entries(bank) for one in some} == {one["entry_id"] for one in hits}


@given(st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xy")), max_size=5), max_size=6))
def test_each_entry_as_it_is_listed_is_in_exactly_one_case(runs: list[list[tuple[str, str]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        bank = Monitored(patch)
        for number, found in enumerate(runs):
            bank.found(*[hit(entry, content) for entry, content in found], run=f"run-{number}")
        reported = [(one.entry_id, one.content) for case in bank.cases for one in clearing.hits(case)]
    assert sorted(reported) == sorted({pair for found in runs for pair in found})


@given(st.sets(st.sampled_from("abc"), min_size=1), st.sets(st.sampled_from("abc"), min_size=1), st.integers(1, 12))
def test_another_run_at_any_moment_reports_nothing_twice(mine: set[str], others: set[str], moment: int) -> None:
    """The other run comes between two calls of the table, and once more after."""
    with pytest.MonkeyPatch.context() as patch:
        bank = Monitored(patch)
        attempt, get, calls = bank.table.attempt, bank.table.get, [0]

        def between(call: Any) -> Any:
            def called(*arguments: Any) -> Any:
                calls[0] += 1
                if calls[0] == moment:
                    bank.found(*map(hit, sorted(others)), run="other")
                return call(*arguments)

            return called

        patch.setattr(bank.table, "attempt", between(attempt))
        patch.setattr(bank.table, "get", between(get))
        bank.found(*map(hit, sorted(mine)))
        bank.found(*map(hit, sorted(others)), run="other")
        reported = [one.entry_id for case in bank.cases for one in clearing.hits(case)]
        assert sorted(reported) == sorted(mine | others)
        assert sorted(bank.states.started) == sorted(case.id for case in bank.cases)


def test_who_dies_before_the_execution_starts_leaves_a_case_that_the_next_run_starts(
    bank: Monitored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: Any) -> Row:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(bank.states, "start_execution", die)
        with pytest.raises(ConnectionError):
            bank.found(hit())
    assert [case.meta.execution_arn for case in bank.cases] == [None]
    bank.found(hit())
    assert bank.states.started == [case.id for case in bank.cases]


def test_a_hit_that_was_cleared_in_a_case_alerts_no_more(bank: Monitored) -> None:
    bank.found(hit())
    bank.decided(bank.cases[0].id, Choice.APPROVED)
    bank.found(hit(), hit("un-2"))
    assert entries(bank) == [["ofac-1"], ["un-2"]]
    bank.found(hit(content="another birth date"))
    assert len(bank.cases) == 3


def test_a_hit_that_was_cleared_for_the_application_alerts_no_more(bank: Monitored) -> None:
    """As a reviewer of the onboarding had cleared it, in the record of that case."""
    bound = Hit.of(alerts.person_of(bank.query), hit())
    for name, senior in (("eva", False), ("max", True)):
        case = bank.table.case(bank.of)
        seen = rules.evidence(case)
        opinion = clearing.Opinion(bound, name, "FALSE_POSITIVE", seen, senior=senior)
        clearing.give(bank.table, bank.customers, case, opinion)
    bank.found(hit())
    assert bank.cases == []


@pytest.mark.parametrize("what", ["mark", "mark elsewhere", "cleared", "changed", "taken"])
def test_nobody_who_may_write_the_tables_keeps_a_customer_from_alerting_unsaid(bank: Monitored, what: str) -> None:
    """The attack: whatever would say that a hit was dealt with is written by hand."""
    other = bank.table.put(bank.application | {"application_id": "test-other"}, status="onboarded")
    customer = alerts._Customer(bank.id, bank.table.case(bank.of))
    mark = alerts.mark(Hit.of(alerts.person_of(bank.query), hit()))
    if what == "mark":
        bank.table.insert(customer.partition, mark, {"case": other["application_id"]})
    elif what == "taken":  # the id that the case will have
        bank.table.put(bank.application | {"application_id": alerts.case_id(bank.id, [mark])})
    else:
        bank.found(hit("un-2") if what == "mark elsewhere" else hit())
        one = bank.cases[0].id
        if what == "mark elsewhere":
            bank.table.insert(customer.partition, mark, {"case": one})
        else:
            item = "META" if what == "cleared" else "EVIDENCE#alert#001"
            bank.table.rows[one, item] |= {"status": "cleared"} if what == "cleared" else {"details": "{}"}
    with pytest.raises(Conflict):
        bank.found(hit())
