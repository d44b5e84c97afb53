"""No account is opened or unblocked without the people that it takes, whoever does what, and the machine can fail."""

import pytest

from tests.four_eyes.guards import GUARDS, removals, run
from tests.four_eyes.machine import FourEyes
from tests.four_eyes.truth import Truth
from tests.four_eyes.unblocking import Unblocking


def test_no_account_opens_without_the_people_that_it_takes() -> None:
    FourEyes.opened.clear()
    assert run(examples=100, kind=FourEyes).hole == ""
    by_people = sum(many for how, many in FourEyes.opened.items() if ", 0 approvals" not in how)
    assert by_people > 20, FourEyes.opened  # or it proves nothing
    assert any(how.startswith("high") for how in FourEyes.opened), FourEyes.opened


def test_no_account_is_unblocked_without_the_people_that_it_takes() -> None:
    Unblocking.unblocked.clear()
    assert run(examples=150, kind=Unblocking).hole == ""
    assert Unblocking.unblocked.total() > 1


@pytest.mark.parametrize("name", ["gate", "two", "seen hits", "unblocking"])
def test_the_machine_finds_a_guard_that_is_missing(name: str) -> None:
    assert run([name], examples=150).hole


def test_every_guard_that_stands_beside_another_names_one_that_there_is() -> None:
    assert {name for one in removals() for name in one} == GUARDS.keys()


@pytest.mark.parametrize("name", GUARDS)
def test_each_guard_is_where_the_table_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    GUARDS[name].remove(monkeypatch)


def begun(machine: FourEyes, base: str, listed: dict[str, str], *people: str) -> Truth:
    """A case that Branch submitted and these people approve."""
    machine.bank.publish(listed)
    machine._submit(base, "branch")
    case = machine.case(0)
    machine._go_on(case, [(who, True, 0, True) for who in people], None, 0)
    return case


def an_earlier_pass(machine: FourEyes) -> None:
    begun(machine, "high", {}, "max", "ines")
    machine.fail(0, 2)
    machine.start_by_hand(0, "", 1, "", 0)


def one_approval(machine: FourEyes) -> None:
    begun(machine, "high", {}, "max")
    machine.fail(0, 2)
    machine.start_by_hand(0, "", 0, "", 0)


def two_names(machine: FourEyes) -> None:
    case = begun(machine, "high", {}, "dora")
    machine._decide(case, ("dora", True, 1, True), "approved")
    machine.advance(0, 5)


def own_clearing(machine: FourEyes) -> None:
    case = begun(machine, "low", LISTED, "olga")
    for who in ("max", "eva"):
        machine._clear(case, (who, True, 0, True), "ofac-1")
    machine._submit("low", "eva")
    machine.advance(1, 3)


LISTED = {"ofac-1": "as listed"}
HOLES = {
    "overtaken": an_earlier_pass,
    "approvals": one_approval,
    "principal": two_names,
    "clearing used": own_clearing,
}


@pytest.mark.parametrize("name", HOLES)
def test_the_way_through_the_hole_is_closed_by_this_very_guard(name: str) -> None:
    """Ways that are found after some hundred runs, taken at once."""
    for is_removed in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if is_removed:
                GUARDS[name].remove(patch)
            machine = FourEyes()
            try:
                HOLES[name](machine)
                is_found = False
            except AssertionError:
                is_found = True
            finally:
                machine.teardown()
        assert is_found == is_removed
