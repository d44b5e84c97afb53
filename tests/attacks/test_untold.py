"""What a check kept counts, though the call gave up after that and its decider was told that there is no answer."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.errors import OpeningRefused
from tests import decided
from tests.attacks.test_gate import HIT, OLD, approved
from tests.exactly_once.bank import Bank

Row = dict[str, Any]
HITS = {"hits": [HIT | {"remembered": False}]}


@pytest.fixture
def untold(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case whose sanctions search kept a hit that its rating leaves out."""
    one, found = bank.stored({}), decided.found
    about = decided.asked(bank.submitted[one], version=bank.lists)
    _, _, kept = decided.screened(about, "sanctions", 1, HITS)

    def with_hit(event: Row, **how: Any) -> Iterator[tuple[str, str, Evidence]]:
        for step, run, evidence in found(event, **how):
            if step == "score_risk":
                yield "screen_sanctions", numbered(event["risk_run"], event["attempt"]), kept
            yield step, run, evidence

    with monkeypatch.context() as patch:
        patch.setattr(decided, "found", with_hit)
        verdicts = {"sanctions": "unavailable", "pep": "unavailable"}
        bank.asked[one] = decided.check_all(
            bank.onboarding, bank.submitted[one], version=bank.lists, review_required=True, verdicts=verdicts
        )
    return one


def test_one_approval_of_a_case_rated_without_its_hit_opens_nothing(bank: Bank, untold: str) -> None:
    approved(bank, untold)
    with pytest.raises(OpeningRefused, match="CHECK_MISSING"):
        decided.settle(bank.asked[untold])
    ended = bank.runs(untold)
    assert (ended.opened, bank.customers.last_number()) == (False, 0)


def test_a_round_of_screening_that_kept_one_kind_alone_is_not_repeated_as_it_was(bank: Bank) -> None:
    """Another round has another number, so that no answer of an earlier one stands for it."""
    one = bank.checked(review_required=True, verdicts={"sanctions": "unavailable", "pep": "unavailable"})
    approved(bank, one)
    for kind, number in (("sanctions", 1), ("pep", 2)):
        step, run, evidence = decided.screened(bank.asked[one], kind, number)
        bank.onboarding.keep(one, step, run, evidence, OLD)
    assert decided.settle(bank.asked[one]) == {"decision": "screen", "round": 3}
