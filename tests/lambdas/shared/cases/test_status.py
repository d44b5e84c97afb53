"""A status moves only as the table of moves says, whoever asks, and nowhere else is one written."""

from pathlib import Path

import pytest

from lambdas.shared.cases import status
from lambdas.shared.cases.status import FINAL, MOVES, OPEN, Status
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.people import Person
from tests.applications import application
from tests.memory import MemoryOnboarding

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_a_move_is_written_only_where_the_table_has_it(before: Status, after: Status) -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status=before)["application_id"]
    assert status.move(table, one, after, reasons=["X"]) == (after in MOVES[before])
    assert table.meta(one).status is (after if after in MOVES[before] else before)
    assert table.meta(one).reasons == (("X",) if after in MOVES[before] else ())


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_a_transaction_with_a_move_that_the_table_has_not_writes_nothing(before: Status, after: Status) -> None:
    table = MemoryOnboarding()
    one = table.put(application(), status=before)["application_id"]
    move = status.write(table, one, after)
    if after in MOVES[before]:
        assert table.append(one, "EVIDENCE#x", {}, move)
    else:
        with pytest.raises(Conflict):
            table.append(one, "EVIDENCE#x", {}, move)
        assert table.get(one, "EVIDENCE#x") is None


def test_a_decision_stays() -> None:
    for final in FINAL:
        assert MOVES[final] == {final}
        assert all(final in MOVES[before] for before in (*OPEN, Status.FAILED))


def test_what_is_in_no_status_moves_to_none() -> None:
    table = MemoryOnboarding()
    assert not any(status.move(table, "nobody-1", after) for after in Status)
    assert table.rows == {}


@pytest.mark.parametrize("only_from", OPEN)
def test_a_move_from_one_status_leaves_the_others_alone(only_from: Status) -> None:
    for before in OPEN:
        table = MemoryOnboarding()
        one = table.put(application(), status=before)["application_id"]
        assert status.move(table, one, Status.RUNNING, only_from=only_from) == (before is only_from)


def test_a_new_application_is_running_and_begins_once() -> None:
    table, made = MemoryOnboarding(), application()
    assert table.submit(made, Person("branch"))
    assert not table.submit(made, Person("other"))
    meta = table.meta(made["application_id"])
    assert (meta.status, meta.attempts) == (status.BEGIN, 1)
    assert [one.name for one in table.case(meta.application_id).submitters] == ["branch"]


def test_every_status_is_open_final_or_failed() -> None:
    for one in Status:
        assert [one.is_open, one.is_final, one is Status.FAILED].count(True) == 1
        assert not one.is_waiting or one.is_open


def test_no_other_module_knows_the_item_that_has_the_status() -> None:
    sources = [file for folder in ("lambdas", "backoffice") for file in (ROOT / folder).rglob("*.py")]
    knowing = [file.name for file in sources if '"META"' in file.read_text(encoding="utf-8")]
    assert knowing == ["status.py"]
