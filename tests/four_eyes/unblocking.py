"""Everybody says anything of a blocked account, and has it unblocked whenever they like: it takes two people."""

from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Submission
from lambdas.shared.cases.vouched import Said as Step
from lambdas.shared.monitoring.unblocking import Opinion
from lambdas.shared.reviews import clearing, rules
from lambdas.shared.reviews.rules import Choice
from lambdas.shared.runtime import function
from lambdas.shared.runtime.errors import KycError
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.cleared import Hit
from tests.attacks.forging import forge_step
from tests.four_eyes.truth import Said
from tests.monitoring import Monitored, hit

PEOPLE = st.sampled_from(["branch", "corrector", "clearer", *["max", "ines", "eva"] * 3])
"""Of the application: who submitted it, who corrected it, who cleared a hit of it; and three others."""
Somebody = tuple[str, bool, str, bool]
SOMEBODY = st.tuples(PEOPLE, st.sampled_from([True, True, False]), st.sampled_from(["", "", "zoe"]), st.booleans())
"""Whom AWS knows, whether this person looks before, the name that is given instead, and whether as a senior."""
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
            by = Person(who, f"direct:{who}")
            table.append(of, f"APPLICATION#{number:03d}", Submission.now(table.application(of), by).row())
        of_another = Hit("searched", "ofac-9", "OFAC SDN", "x")
        opinion = clearing.Opinion(of_another, "clearer", "FALSE_POSITIVE", "seen", principal="direct:clearer")
        table.keep(of, clearing.STEP, "ofac-9#001", opinion.as_evidence(), "2026")
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

    @rule(people=st.lists(SOMEBODY, min_size=1, max_size=3))
    def say(self, people: list[Somebody]) -> None:
        for who, anew, name, senior in people:
            type(self).steps += 1
            if anew or who not in self.looks:
                self.look(who)
            evidence, epoch = self.looks[who]
            with suppress(KycError):
                seen = {"evidence": evidence, "principal": f"direct:{who}"}
                self.bank.say_unblock(self.one, name or who, senior=senior, **seen)
                self.said.append(Said(who, is_reviewer=True, is_senior=senior, epoch=epoch, shown=frozenset()))

    @precondition(lambda self: self.said)
    @rule(who=PEOPLE)
    def forge(self, who: str) -> None:
        """An opinion by somebody who may write the Onboarding table, and no other."""
        run = "900"
        if self.bank.table.kept(self.one, Step.UNBLOCKING, run) is None:
            said = Opinion(who, "DELISTED", self.evidence, senior=True)
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
            given = [one for one in self.said if one.epoch == self.epoch and one.who not in BARRED]
            people = {one.who for one in given}
            assert len(people) > 1, f"two people have to say so, and these did: {people}"
            assert any(one.is_senior for one in given), "nobody who said so is senior"
            self.epoch += 1
            type(self).unblocked["by two"] += 1
