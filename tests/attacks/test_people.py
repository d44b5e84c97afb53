"""One person passes as two: by another spelling of a name, by another name of one principal, or by nobody's name."""

# ruff: noqa: RUF001 - letters that look like others are what is tested

import json
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.reviews import decisions, rules
from lambdas.shared.reviews.decisions import NotAllowed
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime import people
from lambdas.shared.runtime.people import InvalidName, Person
from tests.applications import application
from tests.memory import MemoryOnboarding, States

SPELLINGS = {
    "eva": ["Eva", "EVA", " eva ", "e va", "ev\u00a0a", "ｅｖａ", "éva", "e\u0301va", "e.v.a", "Ev-a", "e\u0337va"],
    "anna": ["an na", "ANNA", "Änna", "an\u3000na", "an'na", "an_na"],
    "paul": ["PauI", "Pau1", "PAUL", "Paül"],
    "olaf": ["0laf", "Øłaf", "o laf", "ÖLAF"],
    "anna berg": ["Berg, Anna", "BERG Anna", "berg  anna"],
    "max wilde": ["rnax wilde", "Wi1de Max", "vvilde, max"],
    "åse": ["Aase", "ase"],
    "bob8": ["bo8b", "80bb"],
    "mueller": ["Müller", "MÜLLER", "Mu\u0308ller", "muller"],
    "großmann": ["Grossmann", "GROSSMANN", "GROẞMANN"],
    "иванов": ["ИВАНОВ", "иванов ", "Ива нов"],
    "νίκος": ["ΝΙΚΟΣ", "νικος", "Νίκοσ"],
}
REFUSED = [
    *("", " ", "-", "123", "...", "\u3164", "\u2800", "ㅤeva"),
    *("еva", "evа", "eνa", "ева", "сора", "ΑΝΝΑ", "ԛ", "ᴇva", "ɑnna", "ⓐ\u20dd", "Ꭼva", "𝗲𝘃𝗮\u200b", "🙂", "eva🙂"),
    *("anna\u200b", "an\u00adna", "an\0na", "eva\n", "\teva", "\ufeffeva", "e\u200dva", "e\u2060va", "eva\u202e"),
    *(
        "e\u034fva",
        "eva\ufe0f",
        "eva\U000e0061",
        "eva\ue000",
        "eva\ud800",
        "ev\u115fa",
        "eva\u180e",
        "eva|max",
        "x" * 81,
    ),
]
INSERTED = [*" .-'_\u00a0\u3000\u200b\u200d\u00ad\u2060\ufeff\0\n\u034f\ufe0f\u0301\u0308\u0337\u115f", ""]
LOOK_ALIKE = {
    "a": "аαɑ",
    "e": "еεҽ",
    "o": "оο0օ",
    "i": "іι1lı",
    "l": "1Iӏ|",
    "p": "рρ",
    "c": "сϲ",
    "x": "хχ",
    "n": "ոп",
}
CHANGES = st.sampled_from(["upper", "title", "wide", "accent", "insert", "look alike", "NFD", "NFKD", "bold"])


def changed(name: str, change: str, place: int, detail: int) -> str:
    """The name with one change of its spelling at a place."""
    place %= max(len(name), 1)
    before, letter, after = name[:place], name[place : place + 1], name[place + 1 :]
    match change:
        case "upper":
            letter = letter.upper()
        case "title":
            return name.title()
        case "wide" if "!" <= letter <= "~":
            letter = chr(ord(letter) + 0xFEE0)
        case "accent":
            letter += "\u0301\u0308\u0327\u0337"[detail % 4]
        case "insert":
            letter = INSERTED[detail % len(INSERTED)] + letter
        case "look alike" if letter in LOOK_ALIKE:
            letter = LOOK_ALIKE[letter][detail % len(LOOK_ALIKE[letter])]
        case "NFD" | "NFKD":
            return unicodedata.normalize(change, name)
        case "bold" if "a" <= letter <= "z":
            letter = chr(0x1D41A + ord(letter) - ord("a"))
    return before + letter + after


@given(
    st.text("abcdefghijklmnoprstuvwxyzäöüßéñłø ", min_size=2, max_size=12).filter(people.is_name),
    st.lists(st.tuples(CHANGES, st.integers(0, 20), st.integers(0, 100)), min_size=1, max_size=4),
)
def test_no_change_of_spelling_makes_a_second_person(name: str, changes: list[tuple[str, int, int]]) -> None:
    spelled = name
    for one in changes:
        spelled = changed(spelled, *one)
    if people.is_name(spelled):
        folded = {people.compared(one) for one in (name, people.normal(name), spelled, people.normal(spelled))}
        assert len(folded) == 1


@pytest.mark.parametrize(("name", "spelled"), [(name, one) for name, those in SPELLINGS.items() for one in those])
def test_a_spelling_of_a_name_is_the_same_person(name: str, spelled: str) -> None:
    assert Person(name).is_same(Person(spelled))
    assert people.distinct([Person(name), Person(spelled)]) == 1
    assert people.normal(people.normal(spelled)) == people.normal(spelled)


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_what_is_no_name_is_refused_and_says_why(name: str) -> None:
    with pytest.raises(InvalidName) as refused:
        people.normal(name)
    assert refused.value.status == 400
    assert not set(str(refused.value)) & {"\u200b", "\0", "\u00ad", "\ud800"}


def test_two_people_are_two() -> None:
    names = ("eva", "max", "ines", "Иванов", "Νίκος Παπάς", "eva.muster", "anna", "branch-12", "branch-13")
    assert people.distinct(map(Person, names)) == len(names)


def test_a_principal_decides_besides_the_name() -> None:
    eva, other_name, other_principal = Person("eva", "arn:1"), Person("max", "arn:1"), Person("eva", "arn:2")
    assert people.distinct([eva, other_name]) == people.distinct([eva, other_principal]) == 1
    assert people.distinct([Person("max", "arn:1"), Person("max", "arn:2"), Person("ines", "arn:2")]) == 1
    assert people.distinct([Person("eva"), Person("max"), Person("ines", "")]) == 3
    assert people.distinct([Person("eva", "direct:arn:1"), Person("max", "arn:1")]) == 1
    assert people.distinct([Person("eva", "direct:"), Person("max", "direct:"), Person("ines")]) == 3
    # The second of two shares a principal with somebody who shares a name with the submitter.
    branch = Person("branch", "arn:3")
    assert people.distinct([Person("branch", "arn:4"), Person("max", "arn:4"), eva], besides=[branch]) == 1


TOKEN, OTHER, BY_AWS = Person("eva", "token:eva"), Person("max", "token:max"), Person("zoe", "direct:arn:Eva")


def test_credentials_of_which_nobody_knows_whose_they_are_make_no_second_person() -> None:
    assert BY_AWS.is_same(TOKEN)
    assert BY_AWS.is_same(OTHER)
    assert people.distinct([BY_AWS, OTHER]) == people.distinct([BY_AWS, TOKEN]) == 1
    assert people.distinct([TOKEN], besides=[BY_AWS]) == people.distinct([BY_AWS], besides=[TOKEN]) == 0
    assert people.distinct([BY_AWS, Person("dora", "direct:arn:dora")]) == 2


def test_the_settings_say_whose_credentials_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(people.STAFF_PRINCIPALS, json.dumps({"arn:eva": "eva"}))
    assert BY_AWS.is_same(TOKEN)
    assert not BY_AWS.is_same(OTHER)
    assert people.distinct([BY_AWS, OTHER]) == 2
    assert people.distinct([BY_AWS, TOKEN]) == people.distinct([OTHER, BY_AWS], besides=[TOKEN]) == 1
    assert BY_AWS.is_same(Person("eva the other", "direct:ARN:EVA"))


class Bank:
    """A case that waits for two people, submitted by Branch with the principal ``arn:branch``."""

    def __init__(self) -> None:
        self.table, self.states = MemoryOnboarding(), States("token")
        made = application()
        CaseTable.submit(self.table, made, Person("Branch", "arn:branch"))
        self.id = made["application_id"]
        self.table.update(self.id, "META", {"status": "awaiting_review"})
        self.table.ask_reviewers(self.id, "high")

    def approve(self, reviewer: str, principal: str = "", *, senior: bool = True) -> str:
        seen = rules.evidence(self.table.case(self.id))
        made = Decision(reviewer, Choice.APPROVED, "RISK_ACCEPTED", seen, senior=senior, principal=principal)
        return decisions.give(self.states, self.table, self.table.case(self.id), made).review.status


@pytest.mark.parametrize("again", [*SPELLINGS["eva"], *(one for one in REFUSED if "v" in one)], ids=ascii)
def test_nobody_is_the_second_of_two_under_another_spelling(again: str) -> None:
    bank = Bank()
    bank.approve("eva")
    with suppress(InvalidName):
        assert bank.approve(again) == "pending"  # the same decision again is harmless
    assert bank.states.answers == []
    assert bank.approve("max") == "decided"


@pytest.mark.parametrize(
    ("name", "principal"), [("BRANCH", ""), ("br anch", "arn:other"), ("max", "arn:branch"), ("max", "ARN:BRANCH")]
)
def test_the_submitter_decides_nothing_under_any_name(name: str, principal: str) -> None:
    bank = Bank()
    with pytest.raises(NotAllowed, match="submitted the case"):
        bank.approve(name, principal)


def test_one_principal_is_one_person_under_two_names() -> None:
    bank = Bank()
    bank.approve("eva", "arn:1")
    assert bank.approve("max", "arn:1") == "pending"
    assert bank.approve("eva", "arn:2") == "pending"
    assert bank.states.answers == []
    assert bank.approve("max", "arn:2") == "decided"


def test_who_corrected_the_application_submitted_it_too() -> None:
    bank = Bank()
    bank.table.correct(bank.id, application(application_id=bank.id), "Ines")
    bank.table.ask_reviewers(bank.id, "high", task_token="token")
    with pytest.raises(NotAllowed, match="ines submitted the case"):
        bank.approve("ines")
    bank.approve("eva")
    assert bank.approve("max") == "decided"
