"""No account is opened or unblocked without the people that it takes, whoever does what, and the machine can fail."""

import pytest

from tests.four_eyes.guards import GUARDS, removals, run
from tests.four_eyes.machine import FourEyes
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
