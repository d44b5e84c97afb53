"""The bank's own list: two people decide, and the record alone says who is listed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.reviews import supplement, supplement_decisions
from lambdas.shared.reviews.decisions import DecisionRefused, EvidenceChanged, NotAllowed
from lambdas.shared.reviews.supplement import PARTITION, REFUSED, Action, Opinion, Standing, standings
from lambdas.shared.runtime import clock
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.people import InvalidName, Person, distinct
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
PARTY: Row = {
    "id": "oj-2026-117-3",
    "type": "individual",
    "names": ["Zdenka Ukázková", "Zdenka Sample"],
    "birth_dates": ["1971-02-03"],
    "countries": ["CZE"],
    "source": "Regulation (EU) 2026/9999, Annex I",
    "source_date": "2026-11-24",
}
EVA, MAX = Person("eva"), Person("max")
WHY = "NOT_PUBLISHED_YET"


@pytest.fixture
def table() -> MemoryOnboarding:
    return MemoryOnboarding()


def parties(table: MemoryOnboarding) -> list[Row]:
    found: list[Row] = json.loads(supplement.published(table))["parties"]
    return found


def add(table: MemoryOnboarding, by: Person, party: Row = PARTY, *, senior: bool = False) -> Standing:
    return supplement_decisions.add(table, party, by, WHY, senior=senior)


def remove(table: MemoryOnboarding, by: Person, *, seen: str = "", senior: bool = False) -> Standing:
    seen = seen or supplement.content_hash(PARTY)[:12]
    return supplement_decisions.remove(table, str(PARTY["id"]), seen, by, "PUBLISHED", senior=senior)


def test_a_party_is_listed_once_two_people_say_so(table: MemoryOnboarding) -> None:
    assert add(table, EVA).party is None
    assert parties(table) == []
    assert add(table, MAX).party == PARTY
    assert parties(table) == [PARTY]
    count = len(table.rows)
    assert add(table, Person("eva")).party == PARTY  # once more changes nothing
    assert len(table.rows) == count


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (EVA, EVA),
        (EVA, Person("Eva ")),
        (EVA, Person("EVA")),
        (Person("eva", "arn:aws:iam::1:user/eva"), Person("max", "arn:aws:iam::1:user/eva")),
    ],
)
def test_one_person_is_not_two(table: MemoryOnboarding, first: Person, second: Person) -> None:
    add(table, first)
    assert add(table, second).party is None
    assert parties(table) == []


@pytest.mark.parametrize("name", ["", "\u0435va", "an\u200bna"])
def test_nobody_decides_under_a_name_that_is_none(table: MemoryOnboarding, name: str) -> None:
    with pytest.raises(InvalidName):
        add(table, Person(name))
    assert table.rows == {}


def test_two_people_who_saw_different_parties_do_not_agree(table: MemoryOnboarding) -> None:
    add(table, EVA)
    add(table, MAX, PARTY | {"names": ["Somebody Else"]})
    assert parties(table) == []
    add(table, Person("ida"))
    assert parties(table) == [PARTY]


def listed(table: MemoryOnboarding) -> None:
    add(table, EVA)
    add(table, MAX)


def test_to_remove_takes_two_people_one_of_them_senior(table: MemoryOnboarding) -> None:
    listed(table)
    remove(table, EVA)
    assert parties(table) == [PARTY]
    with pytest.raises(NotAllowed, match="must be senior, and eva is not"):
        remove(table, MAX)
    assert parties(table) == [PARTY]
    remove(table, MAX, senior=True)
    assert parties(table) == []


def test_to_make_a_party_another_takes_what_removing_takes(table: MemoryOnboarding) -> None:
    listed(table)
    nobody = PARTY | {"names": ["Nobody Atall"]}
    add(table, EVA, nobody)
    with pytest.raises(NotAllowed, match="must be senior"):
        add(table, MAX, nobody)
    assert parties(table) == [PARTY]
    add(table, MAX, nobody, senior=True)
    assert parties(table) == [nobody]


def test_what_is_removed_was_seen(table: MemoryOnboarding) -> None:
    with pytest.raises(EvidenceChanged, match="is not on the bank's own list"):
        remove(table, EVA)
    listed(table)
    for seen in ("0" * 12, supplement.content_hash(PARTY)[:7]):
        with pytest.raises(EvidenceChanged, match="not what you saw"):
            remove(table, EVA, seen=seen)


@pytest.mark.parametrize(("hours", "is_listed"), [(71, True), (73, False)])
def test_an_opinion_ends_after_the_hours_of_the_policy(
    table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch, hours: int, *, is_listed: bool
) -> None:
    add(table, EVA)
    later = clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(supplement_decisions, "now", lambda: later)
    monkeypatch.setattr(supplement_decisions, "timestamp", lambda at=later: clock.timestamp(at))
    assert bool(add(table, MAX).listed) == is_listed
    if not is_listed:  # then Max's is the first, and Eva may agree
        assert [one.reviewer for one in add(table, EVA).listed] == ["max", "eva"]
    assert parties(table) == [PARTY]


def test_what_was_decided_stays_whatever_the_policy_says_later(
    table: MemoryOnboarding,
) -> None:
    listed(table)
    for (_, item), row in table.rows.items():
        if item.startswith("OPINION#"):
            assert row["until"] > row["at"]
    without_end = [replace(one, until="") for one in supplement.read(table)[0]]
    assert standings(without_end)[str(PARTY["id"])].party == PARTY


def refusals(table: MemoryOnboarding) -> list[Row]:
    return sorted(
        (row for (_, item), row in table.rows.items() if item.startswith(REFUSED)), key=lambda row: int(row["number"])
    )


def test_what_is_refused_is_an_entry_that_counts_for_nothing(table: MemoryOnboarding) -> None:
    eva = Person("Eva", "arn:aws:iam::1:user/eva")
    for _ in range(2):
        with pytest.raises(EvidenceChanged):
            remove(table, eva)
    listed(table)
    with pytest.raises(EvidenceChanged):
        remove(table, eva, seen="0" * 12)
    remove(table, EVA)
    with pytest.raises(NotAllowed):
        remove(table, MAX)
    found = refusals(table)
    told = [(row["reviewer"], row.get("principal"), row["action"], row["rule"]) for row in found]
    assert told == [
        ("Eva", eva.principal, "remove", "NOT_LISTED"),
        ("Eva", eva.principal, "remove", "NOT_LISTED"),
        ("Eva", eva.principal, "remove", "EVIDENCE_CHANGED"),
        ("max", "", "remove", "SENIOR_NEEDED"),
    ]
    assert not any(name in json.dumps(found) for name in ("Zdenka", "1971", "CZE"))
    assert parties(table) == [PARTY]
    remove(table, MAX, senior=True)
    assert parties(table) == []


def test_a_refusal_that_is_gone_is_missed(table: MemoryOnboarding) -> None:
    with pytest.raises(EvidenceChanged):
        remove(table, EVA)
    listed(table)
    [lost] = [key for key in table.rows if key[1].startswith(REFUSED)]
    del table.rows[lost]
    with pytest.raises(Conflict, match="was changed"):
        supplement.published(table)


def test_a_party_that_became_another_meanwhile_is_not_removed(
    table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(table)
    other, attempt = PARTY | {"birth_dates": ["1972"]}, MemoryOnboarding.attempt
    changes = [(EVA, True), (MAX, True)]

    def raced(self: MemoryOnboarding, *writes: Row) -> list[bool]:
        if changes:
            by, senior = changes.pop()
            add(self, by, other, senior=senior)
        return attempt(self, *writes)

    monkeypatch.setattr(MemoryOnboarding, "attempt", raced)
    with pytest.raises(EvidenceChanged, match="not what you saw"):
        remove(table, Person("ida"), senior=True)
    assert parties(table) == [other]
    assert [row["rule"] for row in refusals(table)] == ["EVIDENCE_CHANGED"]


def test_an_opinion_on_what_the_party_was_counts_no_more(table: MemoryOnboarding) -> None:
    listed(table)
    remove(table, EVA, senior=True)
    other = PARTY | {"birth_dates": ["1972"]}
    add(table, EVA, other, senior=True)
    add(table, MAX, other)
    with pytest.raises(EvidenceChanged):
        remove(table, MAX)
    assert parties(table) == [other]


def test_a_reason_of_the_policy_is_needed(table: MemoryOnboarding) -> None:
    with pytest.raises(DecisionRefused, match=r"BECAUSE is no reason to add a party; the reasons are:\n  NOT_PUBL"):
        supplement_decisions.add(table, PARTY, EVA, "BECAUSE")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"names": []}, "names"),
        ({"names": ["Zdenka\u200b"]}, "names.0: must not have the character U\\+200B"),
        ({"source": ""}, "source"),
        ({"source_date": "yesterday"}, "source_date"),
        ({"birth_dates": ["3 February"]}, "birth_dates.0: must be a date as YYYY-MM-DD, or a year"),
        ({"id": "OJ 1"}, "id: must be the bank's own reference"),
        ({"more": 1}, "does not know more"),
    ],
)
def test_a_party_that_is_none_is_not_listed(table: MemoryOnboarding, change: Row, said: str) -> None:
    with pytest.raises(DecisionRefused, match=said):
        add(table, EVA, PARTY | change)
    assert table.rows == {}


@pytest.mark.parametrize(
    "change",
    [
        {"reviewer": "ida"},
        {"party": json.dumps(PARTY | {"names": ["Nobody"]})},
        {"number": 7},
        {"action": "burn"},
    ],
)
def test_a_record_that_was_changed_is_refused(table: MemoryOnboarding, change: Row) -> None:
    listed(table)
    table.rows[PARTITION, "OPINION#000001"] |= change
    for ask in (supplement.published, lambda one: add(one, EVA)):
        with pytest.raises(Conflict, match="the record of the bank's own list was changed"):
            ask(table)


@pytest.mark.parametrize("lost", ["OPINION#000001", "OPINION#000002"])
def test_an_opinion_that_is_gone_is_missed(table: MemoryOnboarding, lost: str) -> None:
    listed(table)
    del table.rows[PARTITION, lost]
    with pytest.raises(Conflict, match="was changed"):
        supplement.published(table)


def test_of_two_opinions_at_once_none_is_lost(table: MemoryOnboarding, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt, others = MemoryOnboarding.attempt, [MAX]

    def raced(self: MemoryOnboarding, *writes: Row) -> list[bool]:
        if others:
            add(self, others.pop())
        return attempt(self, *writes)

    monkeypatch.setattr(MemoryOnboarding, "attempt", raced)
    add(table, EVA)
    assert parties(table) == [PARTY]


def opinion(action: Action, content: str, name: str, *, senior: bool) -> Opinion:
    party = json.dumps({"id": "one", "content": content})
    return Opinion(action, "one", content, name, WHY, party if action is Action.ADD else "", senior=senior)


OPINIONS = st.builds(
    opinion,
    st.sampled_from(Action),
    st.sampled_from("xy"),
    st.sampled_from(["eva", "Eva", "max"]),
    senior=st.booleans(),
)


@given(st.lists(OPINIONS, max_size=12))
def test_the_list_changes_by_two_people_alone(opinions: list[Opinion]) -> None:
    before = Standing()
    for number, one in enumerate(opinions, start=1):
        now = standings(opinions[:number]).get("one", Standing())
        if now.content != before.content:
            agreeing = [each for each in opinions[:number] if each.agrees(one)]
            assert distinct(each.person for each in agreeing) == 2
            assert not before.listed or any(each.senior for each in agreeing)
            assert now.content == (one.content if one.action is Action.ADD else "")
        before = now
