"""Everybody does anything with the cases of one applicant, in any order, by every way in: no account opens wrongly.

What must hold is asked of what is true (``bank.py``), not of what the bank's own rules say.
"""

from collections import Counter
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from backoffice.direct import DirectOnboarding
from lambdas.shared.access.roles import Role
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.vouched import Said as Step
from lambdas.shared.reviews import rules
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.errors import KycError
from tests import decided
from tests.attacks.forging import forge_step
from tests.four_eyes.bank import BY_HAND, Bank, applicant
from tests.four_eyes.truth import Said, Truth

Row = dict[str, Any]
Somebody = tuple[str, bool, int, bool]
Listed = dict[str, str]
ROLES = {
    "branch": frozenset({Role.SUBMITTER}),
    "eva": frozenset({Role.REVIEWER, Role.SUBMITTER}),
    "max": frozenset({Role.REVIEWER, Role.SENIOR_REVIEWER}),
    "ines": frozenset({Role.REVIEWER}),
    "paul": frozenset({Role.REVIEWER, Role.SUBMITTER}),
    "otto": frozenset({Role.SENIOR_REVIEWER, Role.SUBMITTER}),
    "ada": frozenset({Role.AUDITOR}),
    "olga": frozenset({Role.OPERATOR}),
}
"""Subjects of tokens, with their roles."""
DIRECT = {"dora": ("dora", "zoe"), "dick": ("dick", "zoe")}
"""Who has AWS credentials, and the names that they give."""
OCCUPATIONS = st.sampled_from(["employed", "student"])
PLACES = st.sampled_from([0, 0, 1])
EVERYBODY = st.sampled_from([*ROLES, *DIRECT, *["max", "ines", "eva", "dora"] * 2])
SOMEBODY = st.tuples(EVERYBODY, st.sampled_from([True, True, True, False]), st.integers(0, 1), st.booleans())
"""Who it is, whether this person looks before, and of whoever has AWS credentials which name and seniority is said."""
PEOPLE = st.lists(SOMEBODY, min_size=1, max_size=5)
BASES = st.sampled_from(["low", "medium", "high"])
SUBMITTERS = st.sampled_from(["branch", "eva", "otto", "dora"])
REASONS = {"approved": "RISK_ACCEPTED", "declined": "RISK_TOO_HIGH", "request_information": "PICTURES_NEEDED"}
CHOICES = st.sampled_from([*["approved"] * 8, "declined", "request_information"])
LISTED = st.sampled_from(
    [{}, {"ofac-1": "as listed"}, {"ofac-1": "as changed"}, {"ofac-1": "as listed", "ofac-2": "as listed"}]
)
STEPS, RUNS = st.integers(1, 5), st.sampled_from(["", "", "", BY_HAND])
PASSES, ATTEMPTS = st.sampled_from([0, 0, 1, 1, 2]), st.sampled_from([0, 0, 1])
"""How far back from the last."""


class FourEyes(RuleBasedStateMachine):
    """``opened``: how many accounts did, by how many people had to approve; ``examples`` and ``steps`` of the last."""

    opened: ClassVar[Counter[str]] = Counter()
    examples: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.bank = Bank(self.patch)
        self.bank.opening = self.check
        self.pictures = 0
        FourEyes.examples += 1
        FourEyes.steps = 0

    def teardown(self) -> None:
        self.patch.undo()

    def check(self, case: Truth) -> None:
        """Whether what has just been opened may be."""
        wrong = self.bank.wrong(case)
        assert wrong is None, wrong
        FourEyes.opened[f"{case.base}, {len(case.approvals)} approvals, {len(self.bank.listed)} listed"] += 1

    def case(self, place: int) -> Truth:
        FourEyes.steps += 1
        return self.bank.cases[min(place, len(self.bank.cases) - 1)]

    def _direct(self, who: str) -> DirectOnboarding:
        api, outputs = self.bank.api, {"Stage": "local", "OnboardingStateMachineArn": "arn:stateMachine:kyc-onboarding"}
        principal = f"direct:arn:aws:iam::1:user/{who}"
        return DirectOnboarding(api.states, outputs, api.table, api.customers, api.bank.documents, lambda: principal)

    @initialize(base=BASES, listed=LISTED, who=SUBMITTERS, people=PEOPLE, last=st.integers(0, 1))
    def begin(self, base: str, listed: Listed, who: str, people: list[Somebody], last: int) -> None:
        """One case, as far as these people bring it."""
        self.bank.publish(listed)
        self._submit(base, who)
        self._go_on(self.case(0), people, None, last)

    # People ------------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.bank.cases) == 1)
    @rule(base=BASES, who=SUBMITTERS, people=PEOPLE, last=STEPS)
    def submit_another(self, base: str, who: str, people: list[Somebody], last: int) -> None:
        self._submit(base, who)
        self._go_on(self.case(1), people, None, last)

    def _submit(self, base: str, who: str) -> None:
        made = applicant()
        if who in DIRECT:
            self._direct(who).submit(made, who)
        elif self.bank.api.call("POST", "/applications", who, *ROLES[who], body=made, headers=_key(made)).status != 201:
            return
        self.bank.new(base, who, made)

    @rule(place=PLACES, who=EVERYBODY)
    def look(self, place: int, who: str) -> None:
        self._look(self.case(place), who)

    def _look(self, case: Truth, who: str) -> None:
        case.looks[who] = (rules.evidence(self.bank.table.case(case.id)), case.epoch, frozenset(case.shown))

    @rule(place=PLACES, somebody=SOMEBODY, choice=CHOICES)
    def decide(self, place: int, somebody: Somebody, choice: str) -> None:
        self._decide(self.case(place), somebody, choice)

    def _decide(self, case: Truth, somebody: Somebody, choice: str) -> None:
        who, anew, name, senior = somebody
        if anew or who not in case.looks:
            self._look(case, who)
        evidence, epoch, shown = case.looks[who]
        parts = {"parts": ["selfie"]} if choice == "request_information" else {}
        if who in DIRECT:
            given: Row = {"reason": REASONS[choice], "evidence": evidence, "senior": senior} | parts
            try:
                self._direct(who).decide(case.id, choice, reviewer=DIRECT[who][name], **given)
            except KycError:
                return
        else:
            body = {"decision": choice, "reason": REASONS[choice]} | parts
            if self.bank.api.decide(case.id, who, *ROLES[who], etag=f'"{evidence}"', **body).status != 200:
                return
        case.decisions.append(Said(who, *_roles(who, senior=senior), epoch, shown, choice))

    @rule(place=PLACES, people=st.lists(SOMEBODY, min_size=1, max_size=3), number=PLACES)
    def clear(self, place: int, people: list[Somebody], number: int) -> None:
        case = self.case(place)
        if not case.shown:
            return
        entry, _ = sorted(case.shown)[min(number, len(case.shown) - 1)]
        for somebody in people:
            self._clear(case, somebody, entry)

    def _clear(self, case: Truth, somebody: Somebody, entry: str) -> None:
        who, anew, name, senior = somebody
        if anew or who not in case.looks:
            self._look(case, who)
        evidence, epoch, shown = case.looks[who]
        given = {"reason": "FALSE_POSITIVE"}
        if who in DIRECT:
            more = given | {"evidence": evidence, "reviewer": DIRECT[who][name]}
            try:
                self._direct(who).clear_hit(case.id, entry, senior=senior, **more)
            except KycError:
                return
        else:
            path, headers = f"/applications/{case.id}/hits/{entry}/clearing", {"If-Match": f'"{evidence}"'}
            if self.bank.api.call("POST", path, who, *ROLES[who], body=given, headers=headers).status != 200:
                return
        case.clearings.append(Said(who, *_roles(who, senior=senior), epoch, shown, entry))

    @rule(place=PLACES, asks=SOMEBODY, people=PEOPLE, occupation=OCCUPATIONS, last=STEPS)
    def ask_applicant(self, place: int, asks: Somebody, people: list[Somebody], occupation: str, last: int) -> None:
        """A reviewer asks for something, the first of these people answers, and they approve."""
        case = self.case(place)
        for _ in range(5):
            self.bank.advance(case)
        self._decide(case, asks, "request_information")
        for _ in range(2):
            self.bank.advance(case)
        self._correct(case, people[0][0], occupation)
        self._go_on(case, people, None, last)

    @rule(place=PLACES, who=EVERYBODY, occupation=OCCUPATIONS)
    def correct(self, place: int, who: str, occupation: str) -> None:
        self._correct(self.case(place), who, occupation)

    def _correct(self, case: Truth, who: str, occupation: str) -> None:
        """Somebody answers what the applicant was asked for with another application."""
        corrected = case.application | {"applicant": case.application["applicant"] | {"occupation": occupation}}
        if corrected == case.application:
            return
        if who in DIRECT:
            try:
                self._direct(who).resubmit(corrected, who)
            except KycError:
                return
        else:
            path, seen = f"/applications/{case.id}", rules.evidence(self.bank.table.case(case.id))
            headers = {"If-Match": f'"{seen}"'}
            if self.bank.api.call("PUT", path, who, *ROLES[who], body=corrected, headers=headers).status != 200:
                return
        case.submitters.add(who)
        case.epoch += 1

    # The workflow, and what comes to it ---------------------------------------------------------------------------

    @rule(place=PLACES, steps=STEPS)
    def advance(self, place: int, steps: int) -> None:
        case = self.case(place)
        for _ in range(steps):
            self.bank.advance(case)

    @rule(place=PLACES, people=PEOPLE, listed=LISTED | st.none(), last=STEPS)
    def go_on(self, place: int, people: list[Somebody], listed: Listed | None, last: int) -> None:
        """The workflow goes on until it waits, these people approve, other lists come, and it goes on."""
        self._go_on(self.case(place), people, listed, last)

    def _go_on(self, case: Truth, people: list[Somebody], listed: Listed | None, last: int) -> None:
        for somebody in people:
            for _ in range(5):
                if case.place not in ("settle", "open"):
                    self.bank.advance(case)
            if case.place == "wait_for_reviewers":
                self._decide(case, somebody, "approved")
        if listed is not None:
            self.bank.publish(listed)
        for _ in range(last):
            self.bank.advance(case)

    @rule(listed=LISTED)
    def publish(self, listed: Listed) -> None:
        FourEyes.steps += 1
        self.bank.publish(listed)

    @rule(place=PLACES, ahead=st.integers(0, 1))
    def send_picture(self, place: int, ahead: int) -> None:
        """A message of the uploads queue: true, forged or late."""
        self.pictures += 1
        self.bank.send_picture(self.case(place), ahead, f"{self.pictures:040d}")

    @rule(place=PLACES, steps=st.sampled_from([2, 2, 1, 0]))
    def fail(self, place: int, steps: int) -> None:
        """A step fails for good, and an operator redrives the execution, which goes on."""
        case = self.case(place)
        if case.place not in ("end", "failed"):
            case.place = "failed"
            for _ in range(steps):
                self.bank.advance(case)

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
                    self.bank.open(case, settled_in or case.id, max(1, case.attempt - back))

    @precondition(lambda self: FourEyes.steps > 5)  # a record with it is whole no more
    @rule(place=PLACES, people=st.sampled_from([["max"], ["max", "otto"]]))
    def forge(self, place: int, people: list[str]) -> None:
        """Approvals by somebody who may write the Onboarding table, and no other."""
        case = self.case(place)
        found = self.bank.table.case(case.id)
        if (state := rules.current(found, anew=True)) is None:
            return
        for number, who in enumerate(people, start=len(state.decisions) + 1):
            made = Decision(
                who, Choice.APPROVED, "RISK_ACCEPTED", state.evidence, senior=True, principal=f"token:{who}"
            )
            self._forge(case, f"{state.review.review_id}#{number:03d}", made.as_evidence())

    def _forge(self, case: Truth, run: str, evidence: Evidence) -> None:
        if self.bank.table.kept(case.id, Step.REVIEW, run) is None:
            forge_step(self.bank.table, case.id, Step.REVIEW, run, evidence)


def _roles(who: str, *, senior: bool) -> tuple[bool, bool]:
    """Whether this person truly is a reviewer, and senior: by the token, or by what is said with AWS credentials."""
    if who in DIRECT:
        return True, senior
    is_senior = Role.SENIOR_REVIEWER in ROLES[who]
    return is_senior or Role.REVIEWER in ROLES[who], is_senior


def _key(made: Row) -> dict[str, str]:
    return {"Idempotency-Key": f"key-{made['application_id']}"}
