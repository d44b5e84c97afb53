"""Whatever is lost, empty, added or changed is missing from the batches, and no certificate says otherwise."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases import lease, record
from lambdas.shared.monitoring import batches, coverage, roster
from lambdas.shared.monitoring.batches import Tally
from lambdas.shared.monitoring.goals import Covered, Goal, Screener, What, goal
from lambdas.shared.monitoring.roster import Member
from lambdas.shared.runtime.errors import Conflict
from tests.memory import MemoryOnboarding

DAY = date(2026, 11, 26)
SCREENER = Screener("2026-11-26-abcdef123456", "m" * 12, "2026-11-2")
members = st.dictionaries(st.integers(0, 10_000), st.integers(1, 3), max_size=40).map(
    lambda found: [Member(roster.place(f"customer-{one}"), revision, 1) for one, revision in found.items()]
)


def answered(wanted: dict[str, Tally]) -> dict[str, Any]:
    return {batch: one._asdict() | {"hits": 1} for batch, one in wanted.items()}


@given(members, st.integers(1, 4), st.data())
def test_a_batch_is_missing_exactly_where_it_is_not_as_the_roster(
    everyone: list[Member], length: int, data: st.DataObject
) -> None:
    wanted = batches.expected(everyone, length)
    assert sum(one.customers for one in wanted.values()) == len(everyone)
    assert batches.missing(wanted, wanted) == {}
    if not everyone:
        return
    one = data.draw(st.sampled_from(everyone))
    batch = one.place[:length]
    others = [other for other in everyone if other != one]
    changed = [*others, Member(one.place, one.revision + 1, one.epoch)]
    of_batch = [other for other in everyone if other.place.startswith(batch)]
    for answer in (
        {each: tally for each, tally in wanted.items() if each != batch},  # lost
        wanted | {batch: batches.tally([])},  # empty
        wanted | {batch: batches.tally(of_batch[1:])},  # one is not in it
        batches.expected(others, length),  # one came meanwhile
        batches.expected(changed, length),  # what is searched of one is another
    ):
        assert [*batches.missing(wanted, answer)] == [batch]
        with pytest.raises(Conflict, match="1 of"):
            coverage.certificate(_goal(length), everyone, answered(answer), {})


@given(members, st.integers(1, 4))
def test_a_certificate_counts_everyone_once(everyone: list[Member], length: int) -> None:
    found = coverage.certificate(_goal(length), everyone, answered(batches.expected(everyone, length)), {"OFAC": "1"})
    assert (found["active"], found["screened"], found["unknown"], found["failed"]) == (len(everyone),) * 2 + (0, 0)
    assert [*coverage.problems(found)] == []
    again = coverage.certificate(
        _goal(length), everyone[::-1], answered(batches.expected(everyone, length)), {"OFAC": "1"}
    )
    assert again["ids_sha256"] == found["ids_sha256"]


@given(st.integers(0, 2_000_000), st.integers(1, 2000))
def test_batches_are_about_as_large_as_asked(count: int, size: int) -> None:
    found = batches.digits(count, size)
    assert count / 16**found <= size
    assert found == 1 or count / 16 ** (found - 1) > size


def test_a_problem_of_a_certificate_is_said() -> None:
    found = coverage.certificate(_goal(1), [], {}, {})
    assert [*coverage.problems(found | {"active": 3, "unknown": 3})] == [
        "3 customers were active, and 0 were screened",
        "3 customers are unknown",
    ]


def _goal(length: int = 1, epoch: int = 1, what: What = What.SWEEP, screener: Screener = SCREENER) -> Goal:
    return Goal(what, DAY, screener).begun(epoch, length)


@pytest.mark.parametrize(
    ("what", "before", "expected"),
    [
        ("delta", None, ("sweep", "")),
        ("delta", SCREENER, None),
        ("delta", Screener("older", SCREENER.matcher, SCREENER.policy), ("delta", "older")),
        ("delta", Screener("older", "another", SCREENER.policy), ("sweep", "")),
        ("delta", Screener(SCREENER.version, SCREENER.matcher, "another"), ("sweep", "")),
        ("sweep", SCREENER, ("sweep", "")),
        ("sweep", None, ("sweep", "")),
    ],
)
def test_what_is_to_be_reached(what: str, before: Screener | None, expected: Sequence[str] | None) -> None:
    found = goal(What(what), DAY, SCREENER, Covered(before, 7) if before else None)
    assert (found and (found.what, found.base)) == expected
    if found:
        assert found.base_epoch == (7 if found.what is What.DELTA else 0)
        assert len(found.name) <= 80
        assert Goal.of(found.begun(8, 2).row()) == found.begun(8, 2)


def test_runs_and_certificates_are_in_a_record_that_verifies() -> None:
    table = MemoryOnboarding()
    first = coverage.begin(table, _goal(epoch=1), run="run-1", asked_by="schedule")
    assert (
        coverage.begin(table, _goal(epoch=2), run="run-2", asked_by="schedule") == first
    )  # the goal stays as it was begun
    for _ in range(2):
        coverage.certify(table, first, coverage.certificate(first, [], {}, {}))
    assert coverage.covered(table) == Covered(SCREENER, 1)
    assert coverage.certified(table, first)
    entries = record.entries(table.items(coverage.record_of(DAY)))
    assert [one["item"] for one in entries] == [f"RUN#{first.name}", f"CERTIFICATE#{first.name}"]
    assert list(record.problems(entries, table.head(coverage.record_of(DAY)))) == []


def test_an_earlier_run_that_ends_later_takes_nothing_back() -> None:
    table = MemoryOnboarding()
    newer = Screener("newer", SCREENER.matcher, SCREENER.policy)
    for one in (_goal(epoch=2, screener=newer), _goal(epoch=1)):
        coverage.certify(table, one, coverage.certificate(one, [], {}, {}))
    assert coverage.covered(table) == Covered(newer, 2)


def test_a_lease_is_one_run_s_and_ends_by_itself() -> None:
    table = MemoryOnboarding()
    assert lease.take(table, coverage.STATE, "one", timedelta(minutes=5))
    assert lease.take(table, coverage.STATE, "one", timedelta(0))  # the same run, again
    assert lease.take(table, coverage.STATE, "two", timedelta(minutes=5))  # it ended
    assert not lease.take(table, coverage.STATE, "one", timedelta(minutes=5))
    lease.give_back(table, coverage.STATE, "one")  # which is not its own
    assert not lease.take(table, coverage.STATE, "one", timedelta(minutes=5))
    lease.give_back(table, coverage.STATE, "two")
    assert lease.take(table, coverage.STATE, "one", timedelta(minutes=5))
