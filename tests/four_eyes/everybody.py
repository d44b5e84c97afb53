"""Everybody does anything with the cases of one applicant: with tokens, with AWS credentials, under any name."""

from collections import Counter
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from backoffice.direct import DirectOnboarding
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.cases.operations import Asked
from lambdas.shared.onboardings.restarts import Restarts
from lambdas.shared.reviews import rules
from lambdas.shared.runtime.errors import KycError
from lambdas.shared.runtime.people import Person
from tests.api import PLACES as OF_STACK
from tests.api import Reply, event
from tests.four_eyes.bank import Bank, applicant
from tests.four_eyes.truth import DIRECT, Said, Truth, by_aws, truly

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
    "omar": frozenset({Role.OPERATOR}),
    "tina": frozenset({Role.APPLICANT}),
}
"""Subjects of tokens, with their roles. ``tina`` has the applicant's token of the first case."""
OCCUPATIONS = st.sampled_from(["employed", "student"])
PLACES = st.sampled_from([0, 0, 1])
EVERYBODY = st.sampled_from([*ROLES, *DIRECT, *["max", "ines", "eva", "dora"] * 2])
SOMEBODY = st.tuples(EVERYBODY, st.sampled_from([True, True, True, False]), st.integers(0, 1), st.booleans())
"""Who it is, whether this person looks before, and of whoever has AWS credentials which name and seniority is said."""
PEOPLE, THREE = st.lists(SOMEBODY, min_size=1, max_size=5), st.lists(SOMEBODY, min_size=1, max_size=3)
OPERATORS = st.lists(st.sampled_from(["olga", "omar", *DIRECT, "max", "tina"]), max_size=3)
SOME = st.lists(SOMEBODY, max_size=3)
BASES = st.sampled_from(["low", "medium", "high"])
SUBMITTERS = st.sampled_from(["branch", "eva", "otto", "dora"])
REASONS = {
    "approved": ("RISK_ACCEPTED", "DOCUMENTS_SEEN"),
    "declined": ("RISK_TOO_HIGH", "NOT_PLAUSIBLE"),
    "request_information": ("PICTURES_NEEDED", "EXPLANATION_NEEDED"),
}
"""Two of each, so that somebody may say the same twice."""
CHOICES = st.sampled_from([*["approved"] * 8, "declined", "request_information"])
LISTED = st.sampled_from(
    [{}, {"ofac-1": "as listed"}, {"ofac-1": "as changed"}, {"ofac-1": "as listed", "ofac-2": "as listed"}]
)
STEPS, LAST = st.integers(1, 5), st.sampled_from([0, 0, 1, 1, 2, 5])
"""How many steps the workflow takes, and how many it takes last: mostly so few that the account is not open yet."""


class Everybody(RuleBasedStateMachine):
    """``opened``: how many accounts did, by how many people had to approve; ``examples`` and ``steps`` of the last."""

    opened: ClassVar[Counter[str]] = Counter()
    examples: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.bank = Bank(self.patch)
        type(self).examples += 1
        type(self).steps = 0

    def teardown(self) -> None:
        self.patch.undo()

    def case(self, place: int) -> Truth:
        type(self).steps += 1
        return self.bank.cases[min(place, len(self.bank.cases) - 1)]

    def _direct(self, who: str) -> DirectOnboarding:
        api, outputs = self.bank.api, {"Stage": "local", "OnboardingStateMachineArn": "arn:stateMachine:kyc-onboarding"}
        principal = by_aws(who)
        return DirectOnboarding(api.states, outputs, api.table, api.customers, api.bank.documents, lambda: principal)

    def _call(self, who: str, method: str, path: str, body: Row, **headers: str) -> Reply:
        of = self.bank.cases[0].id if who == "tina" else None
        caller = Caller(f"applicant:{of}" if of else who, ROLES[who], of)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.bank.api.send(event(method, path, caller, body, sent))

    @precondition(lambda self: len(self.bank.cases) == 1)
    @rule(base=BASES, who=SUBMITTERS, people=PEOPLE, last=LAST)
    def submit_another(self, base: str, who: str, people: list[Somebody], last: int) -> None:
        self._submit(base, who)
        self.go_on_with(self.case(1), people, None, last)

    def _submit(self, base: str, who: str) -> None:
        made = applicant()
        if who in DIRECT:
            self._direct(who).submit(made, who)
        elif (
            self._call(who, "POST", "/applications", made, Idempotency_Key=f"key-{made['application_id']}").status
            != 201
        ):
            return
        self.bank.new(base, truly(who), made)

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
        reason = REASONS[choice][len(case.decisions) % 2]
        if who in DIRECT:
            given: Row = {"reason": reason, "evidence": evidence, "senior": senior} | parts
            try:
                self._direct(who).decide(case.id, choice, reviewer=DIRECT[who][name], **given)
            except KycError:
                return
        else:
            body = {"decision": choice, "reason": reason} | parts
            if self._call(who, "POST", f"/reviews/{case.id}/decisions", body, If_Match=f'"{evidence}"').status != 200:
                return
        case.decisions.append(Said(truly(who), *_roles(who, senior=senior), epoch, shown, choice))

    @rule(place=PLACES, people=THREE, number=PLACES)
    def clear(self, place: int, people: list[Somebody], number: int) -> None:
        self._clear_with(self.case(place), people, number)

    @precondition(lambda self: len(self.bank.cases) == 1)
    @rule(people=THREE, base=BASES, who=SUBMITTERS, approve=THREE, corrects=EVERYBODY, is_late=st.booleans())
    def clear_for_another(
        self, people: list[Somebody], base: str, who: str, approve: list[Somebody], corrects: str, *, is_late: bool
    ) -> None:
        """These people clear a hit of the first case, which the screening of another one takes for cleared.

        ``is_late``: before its account opens, the applicant of the first one is asked, and somebody corrects it.
        """
        first = self.case(0)
        self._until(first, "wait_for_reviewers")
        self._clear_with(first, people, 0)
        self._submit(base, who)
        other = self.case(1)
        for somebody in approve:
            self._until(other, "wait_for_reviewers")
            if other.place == "wait_for_reviewers":
                self._decide(other, somebody, "approved")
        self._until(other, "open")
        if is_late:
            self._decide(first, approve[0], "request_information")
            self._until(first, "wait_for_applicant")
            self._correct(first, corrects, "student")
        for _ in range(3):
            self.bank.advance(other)

    def _until(self, case: Truth, place: str) -> None:
        for _ in range(5):
            if case.place not in (place, "open"):
                self.bank.advance(case)

    def _clear_with(self, case: Truth, people: list[Somebody], number: int) -> None:
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
            path = f"/applications/{case.id}/hits/{entry}/clearing"
            if self._call(who, "POST", path, given, If_Match=f'"{evidence}"').status != 200:
                return
        case.clearings.append(Said(truly(who), *_roles(who, senior=senior), epoch, shown, entry))

    @rule(place=PLACES, asks=SOMEBODY, people=PEOPLE, occupation=OCCUPATIONS, last=LAST)
    def ask_applicant(self, place: int, asks: Somebody, people: list[Somebody], occupation: str, last: int) -> None:
        """A reviewer asks for something, the first of these people answers, and they approve."""
        case = self.case(place)
        for _ in range(5):
            self.bank.advance(case)
        self._decide(case, asks, "request_information")
        for _ in range(2):
            self.bank.advance(case)
        self._correct(case, people[0][0], occupation)
        self.go_on_with(case, people, None, last)

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
            if self._call(who, "PUT", path, corrected, If_Match=f'"{seen}"').status != 200:
                return
        case.submitters.add(truly(who))
        case.epoch += 1

    @rule(place=PLACES, people=OPERATORS, last=LAST)
    def restart(self, place: int, people: list[str], last: int) -> None:
        """The execution fails for good, these people have the case restarted, and it goes on; or it is redriven."""
        case = self.case(place)
        if case.place != "end":
            self.bank.fail(case)
            for who in people:
                self._restart(case, who)
            if case.has_failed:
                self.bank.redrive(case)
            self.go_on_with(case, [], None, last)

    def _restart(self, case: Truth, who: str) -> None:
        why = "its code is mended"
        if who in DIRECT:
            asked = Asked(Person(who, by_aws(who)), why)
            try:
                Restarts(self.bank.states, self.bank.table, _MACHINES).ask(case.id, asked)
            except KycError:
                return
        elif self._call(who, "POST", f"/applications/{case.id}/restart", {"reason": why}).status != 200:
            return
        if who in DIRECT or Role.OPERATOR in ROLES[who]:
            case.restarting.add(truly(who))
        if (run := self.bank.table.case(case.id).meta.execution) != case.run:
            assert len(case.restarting) > 1, f"two people have to restart it, and these did: {case.restarting}"
            case.restarting.clear()
            self.bank.go_on(case, run)

    def go_on_with(self, case: Truth, people: list[Somebody], listed: Listed | None, last: int) -> None:
        """The workflow goes on until it waits, these people approve, other lists come, and it goes on."""
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


def _roles(who: str, *, senior: bool) -> tuple[bool, bool]:
    """Whether this person truly is a reviewer, and senior: by the token, or by what is said with AWS credentials."""
    if who in DIRECT:
        return True, senior
    is_senior = Role.SENIOR_REVIEWER in ROLES[who]
    return is_senior or Role.REVIEWER in ROLES[who], is_senior


_MACHINES = {
    "OnboardingStateMachineArn": OF_STACK["ONBOARDING_STATE_MACHINE"],
    "MonitoringAlertStateMachineArn": OF_STACK["ALERT_STATE_MACHINE"],
}
