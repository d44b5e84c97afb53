"""Everybody does anything with the cases of one applicant, in any order, by every way in: no account opens wrongly.

What must hold is asked of what is true (``truth.py``), not of what the bank's own rules say.
"""

from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.vouched import Said as Step
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.errors import KycError
from tests import decided
from tests.attacks.forging import forge_step
from tests.four_eyes.everybody import (
    BASES,
    LAST,
    LISTED,
    PEOPLE,
    PLACES,
    SOME,
    STEPS,
    SUBMITTERS,
    Everybody,
    Listed,
    Somebody,
)
from tests.four_eyes.truth import BY_HAND, FIRST, Truth, execution

Row = dict[str, Any]
RUNS = st.sampled_from(["", "", "", BY_HAND, FIRST])
PASSES, ATTEMPTS = st.sampled_from([0, 0, 1, 1, 2]), st.sampled_from([0, 0, 1])
"""How far back from the last."""


class FourEyes(Everybody):
    """The workflow goes on meanwhile, and somebody attacks it."""

    def __init__(self) -> None:
        super().__init__()
        self.bank.opening = self.check
        self.pictures = 0

    def check(self, case: Truth) -> None:
        """Whether what has just been opened may be."""
        wrong = self.bank.wrong(case)
        assert wrong is None, wrong
        self.opened[f"{case.base}, {len(case.approvals)} approvals, {len(self.bank.listed)} listed"] += 1

    @initialize(base=BASES, listed=LISTED, who=SUBMITTERS, people=PEOPLE, last=LAST)
    def begin(self, base: str, listed: Listed, who: str, people: list[Somebody], last: int) -> None:
        """One case, as far as these people bring it."""
        self.bank.publish(listed)
        self._submit(base, who)
        self.go_on_with(self.case(0), people, None, last)

    # The workflow, and what comes to it ---------------------------------------------------------------------------

    @rule(place=PLACES, steps=STEPS)
    def advance(self, place: int, steps: int) -> None:
        case = self.case(place)
        for _ in range(steps):
            self.bank.advance(case)

    @rule(place=PLACES, people=PEOPLE, listed=LISTED | st.none(), last=LAST)
    def go_on(self, place: int, people: list[Somebody], listed: Listed | None, last: int) -> None:
        """The workflow goes on until it waits, these people approve, other lists come, and it goes on."""
        self.go_on_with(self.case(place), people, listed, last)

    @rule(listed=LISTED)
    def publish(self, listed: Listed) -> None:
        type(self).steps += 1
        self.bank.publish(listed)

    @rule(place=PLACES, people=SOME, before=st.integers(0, 2), ahead=st.integers(0, 1), last=LAST)
    def send_picture(self, place: int, people: list[Somebody], before: int, ahead: int, last: int) -> None:
        """These people approve, a message of the uploads queue comes, true, forged or late, and it goes on."""
        case = self.case(place)
        self.go_on_with(case, people, None, before)
        self.pictures += 1
        self.bank.send_picture(case, ahead, f"{self.pictures:040d}")
        self.go_on_with(case, [], None, last)

    # Attacks -----------------------------------------------------------------------------------------------------

    @rule(place=PLACES)
    def answer_token(self, place: int) -> None:
        """SendTaskSuccess by somebody who has the token: the execution goes on, whatever was decided."""
        self.bank.states.tokens.discard(self.case(place).token)

    @rule(place=PLACES, run=RUNS, number=PASSES, settled_in=RUNS, back=ATTEMPTS)
    def start_by_hand(self, place: int, run: str, number: int, settled_in: str, back: int) -> None:
        """StartExecution of kyc-onboarding at its last steps, with the runs of any pass, and of kyc-account."""
        case = self.case(place)
        with suppress(KycError):
            if case.passes > number:
                decided.settle(self.bank.asked(case, run, case.passes - number))
        for _ in range(2):
            with suppress(KycError):
                if not case.is_open:
                    self.bank.open(case, execution(case, settled_in), max(1, case.attempt - back))

    @precondition(lambda self: self.steps > 4)  # a record with it is whole no more
    @rule(place=PLACES, people=st.sampled_from([["max"], ["max", "otto"]]), last=STEPS)
    def forge(self, place: int, people: list[str], last: int) -> None:
        """Approvals by somebody who may write the Onboarding table, and no other, and has the task token."""
        case = self.case(place)
        found = self.bank.table.case(case.id)
        if (state := rules.current(found, anew=True)) is None:
            return
        for number, who in enumerate(people, start=len(state.decisions) + 1):
            made = Decision(
                who, Choice.APPROVED, "RISK_ACCEPTED", state.evidence, senior=True, principal=f"token:{who}"
            )
            self._forge(case, f"{state.review.review_id}#{number:03d}", made.as_evidence())
        self.bank.table.update(case.id, "META", {"status": "running"})
        self.bank.states.tokens.discard(case.token)
        self.go_on_with(case, [], None, last)

    def _forge(self, case: Truth, run: str, evidence: Evidence) -> None:
        if self.bank.table.kept(case.id, Step.REVIEW, run) is None:
            forge_step(self.bank.table, case.id, Step.REVIEW, run, evidence)
