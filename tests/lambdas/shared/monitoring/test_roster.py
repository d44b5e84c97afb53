"""The roster: a customer is in it from the first moment on, and no write of it is lost between two epochs."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.monitoring import roster
from lambdas.shared.watchlists.matching import Query
from tests.memory import MemoryCustomers

ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=3, max_size=12).map(lambda one: f"customer-{one}")
queries = st.builds(
    Query,
    names=st.lists(st.text(max_size=12), min_size=1, max_size=3).map(tuple),
    birth_date=st.none() | st.dates().map(str),
    countries=st.lists(st.sampled_from(["DEU", "RUS"]), max_size=2).map(tuple),
    gender=st.sampled_from([None, "F", "M"]),
)
ANNA = Query(("Anna Maria Eriksson",), "1984-08-12", ("SWE",), "F")


def entered(table: MemoryCustomers, customer: str, query: Query = ANNA) -> bool:
    return table.transact(*roster.entry(table, customer, query, roster.epoch(table, customer)))


@given(st.dictionaries(ids, queries, max_size=20), st.integers(0, 3))
def test_every_customer_is_in_one_batch_with_all_that_is_searched(customers: dict[str, Query], length: int) -> None:
    table = MemoryCustomers()
    for customer, query in customers.items():
        assert entered(table, customer, query)
        assert not entered(table, customer, query)
    everyone = [one for partition in roster.partitions() for one in roster.members(table, partition)]
    assert sorted(one.customer_id for one in everyone) == sorted(customers)
    batches = {one.place[:length] for one in everyone}
    found = [pair for batch in batches for pair in roster.searched(table, batch)]
    assert {one.customer_id: query for one, query in found} == customers
    assert {one for one, _ in found} == {*everyone}


def test_what_was_begun_before_an_epoch_is_not_written_in_it() -> None:
    table = MemoryCustomers()
    before = roster.epoch(table, "customer-1")
    assert roster.next_epoch(table) == 1
    assert not table.transact(*roster.entry(table, "customer-1", ANNA, before))
    assert roster.find(table, "customer-1") is None
    assert entered(table, "customer-1")
    member = roster.find(table, "customer-1")
    assert member
    roster.next_epoch(table)
    assert not table.transact(*roster.change(table, member, ANNA, 1))
    assert table.transact(*roster.change(table, member, ANNA, 2))
    assert roster.find(table, "customer-1") == roster.Member(member.place, revision=2, epoch=2)
    assert not table.transact(*roster.change(table, member, ANNA, 2))  # somebody else changed it since it was read


def test_who_is_closed_or_undone_is_monitored_no_longer() -> None:
    table = MemoryCustomers()
    for customer in ("customer-1", "customer-2"):
        entered(table, customer)
    assert table.transact(roster.closing(table, "customer-1"))
    assert not table.transact(roster.closing(table, "customer-1"))
    undone = roster.find(table, "customer-2")
    assert undone
    assert table.transact(roster.removal(table, undone))
    assert [roster.members(table, one) for one in roster.partitions()] == [[]] * 256
    assert not entered(table, "customer-1")  # a closed customer is kept, and not made anew
    assert entered(table, "customer-2")


def test_a_run_begins_its_epoch_for_everyone_and_takes_no_later_one_back() -> None:
    table = MemoryCustomers()
    customers = [f"customer-{number}" for number in range(40)]
    assert roster.next_epoch(table) == 1
    table.rows["MONITORING", "EPOCH#a"]["count"] = 7  # another run was quicker there
    assert roster.next_epoch(table) == 2
    assert {roster.epoch(table, one) for one in customers} == {2, 7}
