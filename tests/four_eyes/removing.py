"""How each guard is taken away: a patch of the function that asks, which the patch itself undoes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from lambdas.shared.accounts import basis, gate, standing
from lambdas.shared.accounts.basis import Basis
from lambdas.shared.accounts.standing import Problem
from lambdas.shared.cases import operations, pictures
from lambdas.shared.cases.case import Case
from lambdas.shared.monitoring import unblocking
from lambdas.shared.reviews import clearing, rules
from lambdas.shared.reviews.rules import ReviewState
from lambdas.shared.runtime import people
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.cleared import Hit

Patch = pytest.MonkeyPatch


def returns(owner: Any, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(owner, name, lambda *_, **__: value)


def first_submitter_alone(patch: Patch) -> None:
    submitters = Case.submitters.fget  # type: ignore[attr-defined]
    patch.setattr(Case, "submitters", property(lambda case: submitters(case)[:1]))


def count_all(patch: Patch) -> None:
    patch.setattr(ReviewState, "count", lambda _, given: people.distinct(one.person for one in given))


def everybody_is_another(patch: Patch) -> None:
    patch.setattr(people, "distinct", lambda those, *, besides=(): len([*those]))


def everybody_is_senior(patch: Patch) -> None:
    settling = rules.settling

    def seniors(state: ReviewState) -> Any:
        return settling(replace(state, decisions=[replace(one, senior=True) for one in state.decisions]))

    patch.setattr(rules, "settling", seniors)


def names_alone(patch: Patch) -> None:
    patch.setattr(Person, "_known_as", "")


def on_its_evidence(patch: Patch) -> None:
    patch.setattr(ReviewState, "_counts", lambda state, one: one.evidence == state.evidence)


def one_is_enough(patch: Patch) -> None:
    patch.setattr(ReviewState, "needs_two", False)


def one_clears(patch: Patch) -> None:
    patch.setattr(clearing, "NEEDED", 1)


def any_approval(patch: Patch) -> None:
    given = Basis._decisions.func  # type: ignore[attr-defined]
    patch.setattr(
        Basis, "approvals", property(lambda one: [kept for kept in given(one) if kept.result["decision"] == "approved"])
    )


def cleared_for_everybody(patch: Patch) -> None:
    settled = clearing.settled

    def for_everybody(case: Case, hit: Hit, *, besides: Sequence[Person] = ()) -> Row | None:
        return settled(case, hit)

    patch.setattr(clearing, "settled", for_everybody)


class Everything(set[Any]):
    """A set that has everything."""

    def __ge__(self, other: object) -> bool:
        return True


def without(problem: Problem) -> Callable[[Patch], None]:
    def remove(patch: Patch) -> None:
        found = standing.of_case
        for owner in (gate, basis):
            patch.setattr(owner, "of_case", lambda *given: (one for one in found(*given) if one is not problem))

    return remove


def whoever_runs(patch: Patch) -> None:
    patch.setattr(gate, "is_running", lambda table, event: table.check("nobody", "META"))


def whoever_sends(patch: Patch) -> None:
    patch.setattr(pictures, "_while_waited_for", lambda table, *_: table.check("nobody", "META"))


def any_picture(patch: Patch) -> None:
    patch.setattr(pictures, "versions", lambda *_: {})


def whatever_was_seen(patch: Patch) -> None:
    patch.setattr(
        unblocking,
        "counted",
        lambda case: [
            one
            for one in (unblocking.Opinion.of(kept) for kept in case.linked if kept.step == unblocking.STEP)
            if not one.person.is_among(unblocking._barred(case))
        ],
    )


def is_never(owner: Any, name: str) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(owner, name, False)


def one_asks(patch: Patch) -> None:
    patch.setattr(operations, "NEEDED", 1)
