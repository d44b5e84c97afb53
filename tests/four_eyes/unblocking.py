"""Everybody says anything of a blocked account, by the API or with AWS credentials, and has it unblocked whenever they
like: it takes two people.
"""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from lambdas.change_customer.handler import handler as change_customer
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.roles import Role
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Submission
from lambdas.shared.cases.vouched import Said as Step
from lambdas.shared.monitoring.unblocking import Opinion
from lambdas.shared.onboardings.alerts import Alerts
from lambdas.shared.reviews import clearing, rules
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime import function
from lambdas.shared.runtime.errors import KycError
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.cleared import Hit
from tests.api import Api, event
from tests.attacks.forging import forge_step
from tests.four_eyes.truth import DIRECT, Said, by_aws, credentials, truly
from tests.monitoring import Monitored, hit

Row = dict[str, Any]
ROLES = {
    "branch": frozenset({Role.REVIEWER}),
    "corrector": frozenset({Role.SENIOR_REVIEWER}),
    "clearer": frozenset({Role.SENIOR_REVIEWER}),
    "max": frozenset({Role.SENIOR_REVIEWER}),
    "ines": frozenset({Role.REVIEWER}),
    "eva": frozenset({Role.REVIEWER}),
    "ada": frozenset({Role.AUDITOR}),
    "tina": frozenset({Role.APPLICANT}),
}
"""Subjects of tokens. Of the application: who submitted it, who corrected it, who cleared a hit of it; four others; and
its applicant.
"""
PEOPLE = st.sampled_from([*ROLES, *DIRECT, *["max", "ines", "max", "dora"] * 2])
Somebody = tuple[str, bool, int, bool]
SOMEBODY = st.tuples(PEOPLE, st.sampled_from([True, True, False]), st.integers(0, 1), st.booleans())
"""Who it is, whether this person looks before, and with AWS credentials under which name and whether as a senior."""
_CHANGED_BY = ("change_customer.handler", "change_customer.changes", "shared.accounts.claims")
BARRED = {"branch", "corrector", "clearer"}


class Unblocking(RuleBasedStateMachine):
    """``unblocked``: how many accounts were; ``examples`` and ``steps`` as of ``machine.FourEyes``."""

    unblocked: ClassVar[Counter[str]] = Counter()
    examples: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(function.logger, "info", lambda *_, **__: None)
        self.patch.setattr(function.logger, "error", lambda *_, **__: None)
        self.patch.setattr(function, "count", lambda *_, **__: None)
        self.patch.setattr("lambdas.shared.runtime.contention._MOST_TRIES", 3)
        self.bank = Monitored(self.patch)
        instead = {
            "change_customer.handler._screen": lambda _: None,
            "change_customer.changes.identity_key": lambda: b"key",
            **{f"{one}.customer_table": lambda: self.bank.customers for one in _CHANGED_BY},
        }
        for name, found in instead.items():
            self.patch.setattr(f"lambdas.{name}", found)
        self.api, self.messages, self.told = Api(self.patch), 0, 0
        self.api.bank = replace(self.api.bank, table=self.bank.table, customers=self.bank.customers)
        for name, value in credentials().items():
            self.patch.setenv(name, value)
        self.epoch, self.said, self.looks = 0, list[Said](), dict[str, tuple[str, int]]()
        type(self).examples += 1
        type(self).steps = 0

    def teardown(self) -> None:
        self.patch.undo()

    @initialize()
    def begin(self) -> None:
        """A match that was confirmed, of a customer whose application three people had to do with."""
        table, of = self.bank.table, self.bank.of
        for number, who in enumerate(("branch", "corrector"), start=2):
            by = Person(who, f"token:{who}")
            table.append(of, f"APPLICATION#{number:03d}", Submission.now(table.application(of), by).row())
        of_another = Hit("searched", "ofac-9", "OFAC SDN", "x")
        opinion = clearing.Opinion(of_another, "clearer", "FALSE_POSITIVE", "seen", principal="token:clearer")
        table.keep(of, clearing.STEP, "ofac-9#001", opinion.as_evidence(), "2026")
        self.bank.customers.transact(self.bank.customers.customer(self.bank.id, self.bank.application))
        self.bank.found(hit())
        self.one = self.bank.cases[-1].id
        self.bank.ask(self.one)
        self.bank.decide(self.one, "max", Choice.DECLINED)
        self.bank.decide(self.one, "zoe", Choice.DECLINED, senior=True)
        self.bank.settle(self.one)
        self.bank.block(self.one)

    @property
    def evidence(self) -> str:
        return rules.evidence(self.bank.table.case(self.one))

    @rule(who=PEOPLE)
    def look(self, who: str) -> None:
        self.looks[who] = (self.evidence, self.epoch)

    @rule(number=st.integers(1, 3))
    def learn(self, number: int) -> None:
        """Something else is found of the case, so whoever looked before has not seen it."""
        type(self).steps += 1
        if self.bank.table.keep(self.one, "learned", f"{number:03d}", Evidence({"verdict": "pass"}), "2026"):
            self.epoch += 1

    @rule(people=st.lists(SOMEBODY, min_size=1, max_size=4), at_once=st.booleans())
    def say(self, people: list[Somebody], *, at_once: bool) -> None:
        """These people say so, and what follows is done ``at_once``, or by whoever calls the function later."""
        for who, anew, name, senior in people:
            type(self).steps += 1
            if anew or who not in self.looks:
                self.look(who)
            evidence, epoch = self.looks[who]
            if who in DIRECT:
                given: Row = {"reason": "DELISTED", "evidence": evidence, "senior": senior}
                alerts = Alerts(self.bank.table, self.api.functions, "arn:unblock", partial(by_aws, who))
                try:
                    alerts.unblock(self.one, reviewer=DIRECT[who][name], **given)
                except KycError:
                    continue
                self.said.append(Said(truly(who), is_reviewer=True, is_senior=senior, epoch=epoch, shown=frozenset()))
            elif self._asked(who, evidence):
                is_senior = Role.SENIOR_REVIEWER in ROLES[who]
                is_reviewer = is_senior or Role.REVIEWER in ROLES[who]
                self.said.append(Said(who, is_reviewer, is_senior, epoch, frozenset()))
        if at_once:
            self.unblock()

    def _asked(self, who: str, evidence: str) -> bool:
        """Whether the API takes it from this person."""
        of = self.bank.of if who == "tina" else None
        caller = Caller(f"applicant:{of}" if of else who, ROLES[who], of)
        path, body = f"/applications/{self.one}/unblocking", {"reason": "DELISTED"}
        return self.api.send(event("POST", path, caller, body, {"If-Match": f'"{evidence}"'})).status == 200

    @rule(leaves=st.booleans(), number=st.integers(1, 3))
    def tell(self, number: int, *, leaves: bool) -> None:
        """A message of the queue of customers, by the bank's core system or by whoever may write there."""
        before, self.messages = self.bank.journal(), self.messages + 1
        message: Row = {"message_id": f"message-{self.messages}", "customer_id": self.bank.id, "number": number}
        changed = {"type": "customer_changed", "applicant": self.bank.application["applicant"] | {"family_name": "New"}}
        body = json.dumps(message | ({"type": "account_closed"} if leaves else changed))
        change_customer({"Records": [{"messageId": "1", "body": body, "eventSource": "aws:sqs"}]}, SimpleNamespace())
        self.told += bool(self.bank.table.kept(self.bank.of, "change_customer", message["message_id"]))
        assert self.bank.journal() == before, "a message has changed the account"

    @precondition(lambda self: self.said)
    @rule(who=PEOPLE)
    def forge(self, who: str) -> None:
        """An opinion by somebody who may write the Onboarding table, and no other."""
        run = "900"
        if self.bank.table.kept(self.one, Step.UNBLOCKING, run) is None:
            said = Opinion(who, "DELISTED", self.evidence, senior=True, principal=f"token:{who}")
            evidence = Evidence({"decision": "unblock", "reasons": []}, details=asdict(said))
            forge_step(self.bank.table, self.one, Step.UNBLOCKING, run, evidence)

    @rule()
    def unblock(self) -> None:
        """The function is called, by the watchdog or by hand."""
        type(self).steps += 1
        before = self.bank.journal()
        with suppress(KycError):
            self.bank.unblock(self.one)
        if self.bank.journal() != before:
            counted = (one for one in self.said if one.epoch == self.epoch and one.is_reviewer)
            given = [one for one in counted if one.who not in BARRED]
            people = {one.who for one in given}
            assert len(people) > 1, f"two people have to say so, and these did: {people}"
            assert any(one.is_senior for one in given), "nobody who said so is senior"
            self.epoch += 1
            type(self).unblocked["by two"] += 1
