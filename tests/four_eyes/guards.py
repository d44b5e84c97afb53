"""The guards of the rule of two people, each with what it stops, taken away by a patch: the machine must find the hole.

Where two stand behind each other on purpose, the machine finds nothing while one of them is left: ``and_`` names the
other, and both are taken away together as well.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from lambdas.answer_request import alerts, reviews
from lambdas.shared.access.routes import Route
from lambdas.shared.accounts import gate
from lambdas.shared.accounts.basis import Basis
from lambdas.shared.accounts.standing import Problem
from lambdas.shared.cases import vouched
from lambdas.shared.monitoring import unblocking
from lambdas.shared.reviews import clearers, clearing, decisions, rules
from lambdas.shared.runtime import people
from lambdas.shared.runtime.people import Person
from tests.four_eyes import bank, removing
from tests.four_eyes.machine import FourEyes
from tests.four_eyes.removing import Patch
from tests.four_eyes.unblocking import Unblocking


@dataclass(frozen=True)
class Guard:
    """``where``: module and function; ``remove``: takes it away; ``and_``: which others stop the same.

    ``machine``: the one that has to find the hole.
    """

    where: str
    stops: str
    remove: Callable[[Patch], None]
    and_: tuple[str, ...] = ()
    machine: type[FourEyes | Unblocking] = FourEyes


GUARDS = {
    "roles": Guard(
        "access.routes: Route.is_open_to", "who has no role of reviewers", removing.returns(Route, "is_open_to", True)
    ),
    "seniority": Guard(
        "answer_request.bank: is_senior", "who says to be senior", removing.returns(reviews, "is_senior", True)
    ),
    "principal": Guard("people: Person.is_same, by principal", "one person under two names", removing.names_alone),
    "credentials": Guard(
        "people: Person._known_as, by the settings",
        "one person with a token and with AWS credentials",
        removing.returns(people, "_subjects", {}),
        ("strangers",),
    ),
    "strangers": Guard(
        "people: Person.is_same, of whoever may be anybody",
        "the same, of whom the settings say nothing",
        removing.is_never(Person, "_is_anybody"),
    ),
    "restart": Guard("cases.operations: NEEDED", "one operator who restarts a case", removing.one_asks),
    "seen": Guard(
        "decisions: evidence_changed", "who saw other evidence", removing.returns(decisions, "evidence_changed", None)
    ),
    "refusal": Guard(
        "rules: refusal, where it is written",
        "submitters, clearers, the same person twice, two juniors",
        removing.returns(rules, "refusal", None),
        ("counts", "count", "senior"),
    ),
    "counts": Guard(
        "rules: ReviewState._counts", "the same, where it is counted", removing.on_its_evidence, ("refusal", "count")
    ),
    "count": Guard(
        "rules: ReviewState.count", "the same, where people are counted", removing.count_all, ("refusal", "counts")
    ),
    "distinct": Guard("people: distinct", "the same person twice", removing.everybody_is_another, ("refusal",)),
    "senior": Guard("rules: settling, one is senior", "two juniors", removing.everybody_is_senior, ("refusal",)),
    "two": Guard("rules: ReviewState.needs_two", "one person alone", removing.one_is_enough),
    "submitters": Guard(
        "cases.case: Case.submitters, corrections", "who corrected the application", removing.first_submitter_alone
    ),
    "clearers": Guard(
        "clearers: of_its_own", "who cleared a hit of the case", removing.returns(clearers, "of_its_own", [])
    ),
    "clearers elsewhere": Guard(
        "clearers: people_of",
        "who cleared it in another case",
        removing.returns(clearers, "people_of", []),
        ("approvers",),
    ),
    "approvers": Guard(
        "clearing: _approvers",
        "who approved a case, and then clears what it has",
        removing.returns(clearing, "_approvers", []),
        ("clearers elsewhere",),
    ),
    "two clear": Guard("clearing: NEEDED", "one person who clears", removing.one_clears),
    "clearing refused": Guard(
        "clearing: refusal, where it is written",
        "submitters and two juniors who clear",
        removing.returns(clearing, "refusal", None),
        ("clearing counted",),
    ),
    "clearing counted": Guard(
        "clearing: _barred, where it is counted",
        "submitters who clear",
        removing.returns(clearing, "_barred", []),
        ("clearing refused",),
    ),
    "clearing used": Guard(
        "clearing: settled, besides", "who clears it and submits the person elsewhere", removing.cleared_for_everybody
    ),
    "still cleared": Guard(
        "gate: are_cleared", "a clearing that counts no more", removing.returns(gate, "are_cleared", True)
    ),
    "settled review": Guard(
        "settle_review",
        "a raw task token",
        removing.returns(bank, "settle_review", {"decision": "approved"}),
        ("approvals",),
    ),
    "approvals": Guard(
        "basis: Basis.approvals", "approvals that are not enough, or of something else", removing.any_approval
    ),
    "gate": Guard("gate: may_open", "an account by hand", removing.returns(gate, "may_open", [])),
    "overtaken": Guard(
        "basis: Basis._is_overtaken", "an earlier pass of the checks", removing.is_never(Basis, "_is_overtaken")
    ),
    "screened": Guard(
        "basis: Basis.is_screened", "lists that changed since", removing.returns(Basis, "is_screened", True)
    ),
    "seen hits": Guard(
        "basis: Basis._seen", "a hit that no reviewer saw", removing.returns(Basis, "_seen", removing.Everything())
    ),
    "running": Guard(
        "standing: of_case, NOT_RUNNING",
        "a case that waits",
        removing.without(Problem.NOT_RUNNING),
        ("running, at the write",),
    ),
    "running, at the write": Guard(
        "gate: is_running", "the same, in the transaction", removing.whoever_runs, ("running",)
    ),
    "attempt": Guard(
        "standing: of_case, ANOTHER_ATTEMPT",
        "an earlier attempt",
        removing.without(Problem.ANOTHER_ATTEMPT),
        ("running, at the write", "approvals"),
    ),
    "execution": Guard(
        "standing: of_case, ANOTHER_EXECUTION",
        "an execution by hand",
        removing.without(Problem.ANOTHER_EXECUTION),
    ),
    "vouched": Guard(
        "vouched: problems",
        "approvals that nobody gave",
        removing.returns(vouched, "problems", ()),
        ("vouched, at the write",),
    ),
    "vouched, at the write": Guard(
        "vouched: checks", "the same, in the transaction", removing.returns(vouched, "checks", []), ("vouched",)
    ),
    "waited for": Guard(
        "cases.pictures: _while_waited_for", "pictures that nobody asked for", removing.whoever_sends, ("pictures",)
    ),
    "pictures": Guard(
        "basis: PICTURES_REPLACED", "pictures that no check has seen", removing.any_picture, ("waited for",)
    ),
    "unblocking": Guard(
        "unblocking: is_settled",
        "an account unblocked by hand, or by one person",
        removing.returns(unblocking, "is_settled", True),
        machine=Unblocking,
    ),
    "unblocking roles": Guard(
        "access.routes: Route.is_open_to",
        "who has no role of reviewers",
        removing.returns(Route, "is_open_to", True),
        machine=Unblocking,
    ),
    "unblocking seniority": Guard(
        "answer_request.bank: is_senior",
        "who says to be senior",
        removing.returns(alerts, "is_senior", True),
        machine=Unblocking,
    ),
    "unblocking strangers": Guard(
        "people: Person.is_same, of whoever may be anybody",
        "one person with a token and with AWS credentials",
        removing.is_never(Person, "_is_anybody"),
        machine=Unblocking,
    ),
    "unblocking refused": Guard(
        "clearing: refusal, where it is written",
        "submitters, clearers, two juniors",
        removing.returns(clearing, "refusal", None),
        ("unblocking counted",),
        Unblocking,
    ),
    "unblocking counted": Guard(
        "unblocking: _barred, where it is counted",
        "submitters and clearers",
        removing.returns(unblocking, "_barred", []),
        ("unblocking refused",),
        Unblocking,
    ),
    "unblocking seen": Guard(
        "unblocking: counted, on the evidence as it is",
        "who saw other evidence",
        removing.whatever_was_seen,
        machine=Unblocking,
    ),
    "unblocking principal": Guard(
        "people: Person.is_same, by principal", "one person under two names", removing.names_alone, machine=Unblocking
    ),
    "unblocking vouched": Guard(
        "vouched: problems",
        "an opinion that nobody gave",
        removing.returns(vouched, "problems", ()),
        machine=Unblocking,
    ),
}
"""By name."""


def removals() -> Iterator[tuple[str, ...]]:
    """Each guard alone, and each together with those that stop the same, once."""
    for name in GUARDS:
        yield (name,)
    yield from dict.fromkeys(tuple(sorted((name, *guard.and_))) for name, guard in GUARDS.items() if guard.and_)


@dataclass(frozen=True)
class Found:
    """What the machine found; ``hole``: the message, empty where it found none."""

    hole: str
    examples: int
    steps: int


def run(
    removed: Collection[str] = (), *, examples: int, number: int = 0, kind: type[FourEyes | Unblocking] = FourEyes
) -> Found:
    """Run their machine without these guards, or ``kind`` with all, until it finds a hole or has tried so often."""
    machine = GUARDS[next(iter(removed))].machine if removed else kind
    machine.examples = machine.steps = 0
    chosen = settings(
        max_examples=examples,
        stateful_step_count=12,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
        report_multiple_bugs=False,
        print_blob=False,
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in removed:
            GUARDS[name].remove(patch)
        try:
            run_state_machine_as_test(seed(number)(machine), settings=chosen)
        except AssertionError as error:
            return Found(str(error).splitlines()[0], machine.examples, machine.steps)
    return Found("", machine.examples, machine.steps)
