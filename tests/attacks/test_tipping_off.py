"""The applicant learns from what is shown or asked that the bank suspects something."""

# ruff: noqa: RUF001 - letters that look like others are what is tested

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice import policy_views
from lambdas.settle_review.handler import handler as settle
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.items import Request
from lambdas.shared.cases.status import Status
from lambdas.shared.onboardings import explain, presentation
from lambdas.shared.reviews import decisions, rules, tipping_off
from lambdas.shared.reviews.rules import Choice, Decision
from lambdas.shared.runtime.letters import LOOKS_LIKE
from lambdas.shared.runtime.policies import policy
from tests.applications import application
from tests.memory import MemoryOnboarding, States

Row = dict[str, Any]
MADE = application(application_id="demo-1")
FOUND = st.sampled_from(
    ["POSSIBLE_SANCTIONS_MATCH", "POSSIBLE_PEP_MATCH", "ADVERSE_MEDIA", "DUPLICATE_PERSON", "STALE_WATCHLIST"]
)
STEPS = st.sampled_from(
    ["screen_sanctions", "screen_pep", "search_adverse_media", "score_risk", "find_duplicate_customer"]
)
WAITING_OR_NOT = {
    Status.RUNNING: "working",
    Status.AWAITING_REVIEW: "working",
    Status.FAILED: "working",
    Status.AWAITING_DOCUMENTS: "asked",
    Status.ONBOARDED: "open",
    Status.DECLINED: "declined",
    Status.CLEARED: "open",
    Status.CONFIRMED: "open",
}
"""The statuses that a customer can tell apart."""
QUESTIONS = [
    *("Are you on a SANCTIONS list?", "Sind Sie eine PEP?", "Terrorverdacht?", "Geldwasche", "GELDWÄSCHE"),
    *("¿Blanqueo de dinero?", "soupc\u0327on de fraude", "Est-ce une enquête ?", "podejrzenie", "санкции", "κυρώσεις"),
    *(
        "s-a-n-c-t-i-o-n-s",
        "sanc\u00adtion",
        "ｓａｎｃｔｉｏｎ",
        "laun\u200bdering",
        "a (pep)?",
        "p\u00adep",
        "sanc tion",
    ),
    *("PEPs", "P.E.P.", "p e p", "sаnctions", "PЕP", "РЕР", "ѕanction", "sanctiοn", "s@nction", "s!a!n!c!t!i!o!n"),
    *(
        "Geldwaesche",
        "verdaechtig",
        "AML",
        "AML-Prüfung",
        "SDN",
        "O.F.A.C.'s",
        "poIice",
        "κυpώσεις",
        "ΚΥΡΏΣΕΙΣ",
        "cанкции",
    ),
    *("ᴘᴇᴘ", "🅿🅴🅿", "🇵🇪🇵", "ᏢᎬᏢ", "sɑnction", "Где Pаспорт?"),
]
HARMLESS = [
    *("Why did you move?", "Where is the money from?", "A picture without pepper", "Warum zwei Namen?", ""),
    *("How many people?", "Your next step", "You sell peptides?", "I am Lea", "Votre ami vous a prêté l'argent ?"),
    *("It's 5,000 € / $50! At 20 °C.", "Is name@example.com yours?", "Warum Müller–Lüdenscheidt?", "“Żółć” – or Øst?"),
    *("Откуда деньги, Ёлкин?", "Από πού είναι τα χρήματα;", "¿Por qué?", "Why 👍?", "Is Иванов your name?"),
]
LISTED = [word for words in policy("review")["words_that_tip_off"].values() for word in words]


def case(status: str, found: list[tuple[str, str]], requests: list[Request]) -> Any:
    """A case of one application with whatever was found in it, and asked."""
    table = MemoryOnboarding()
    table.put(MADE, status=status, awaits=2, rating="high", reasons=json.dumps([code for _, code in found]))
    for number, (step, code) in enumerate(found):
        result = {"verdict": "review", "reasons": [code], "rating": "high", "hits": number, "top_score": 1}
        details = {"hits": [{"entry_id": "ofac-1"}], "contributions": [{"factor": "sanctions_score", "observed": "1"}]}
        table.add_evidence("demo-1", step, f"run-{number}", Evidence(result, details=details), "2026")
    for request in requests:
        table.ask("demo-1", request)
    return table.case("demo-1")


@given(st.sampled_from(Status), st.sampled_from(Status), *[st.lists(st.tuples(STEPS, FOUND), max_size=5)] * 2)
def test_the_explanation_is_the_same_bytes_whatever_was_found(
    status: Status, other: Status, found: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    one, two = (explain.customer(case(*made, [])) for made in ((status, found), (other, others)))
    if WAITING_OR_NOT[status] == WAITING_OR_NOT[other]:
        assert json.dumps(one) == json.dumps(two)
        assert policy_views.for_customer(one) == policy_views.for_customer(two)
    assert [*one] == [*two]
    assert one["considered"] == two["considered"]


@given(
    st.lists(FOUND, max_size=3), st.lists(FOUND, max_size=3), st.sampled_from(["request", "reminder", "last reminder"])
)
def test_what_the_applicant_is_asked_says_nothing_of_why(reasons: list[str], others: list[str], stage: str) -> None:
    def shown(codes: list[str], stage: str) -> str:
        asked = Request(number=2, pictures=("selfie",), parts=("explanation",), question="Why?", due_at="2026")
        changed = replace(asked, reasons=tuple(codes), stage=stage, before={"explanation": "0" * 64})
        return json.dumps(presentation.applicant(case("awaiting_documents", [], [changed])))

    assert shown(reasons, stage) == shown(others, "request")
    assert {*json.loads(shown(reasons, stage))} == {"application_id", "pictures", "parts", "question", "due_at"}


def test_who_is_asked_for_nothing_sees_the_same_shape() -> None:
    asked = Request(number=2, parts=("explanation",), question="Why?", reasons=("DUPLICATE_PERSON",), task_token="t")
    shown = presentation.applicant(case("awaiting_documents", [], [asked]))
    assert (shown["parts"], shown["question"]) == (["explanation"], "Why?")
    for status in ("running", "awaiting_review", "declined", "failed"):
        after = presentation.applicant(case(status, [], [asked]))
        assert [*after] == [*shown]
        assert (after["parts"], after["pictures"], after["question"]) == ([], [], None)


@pytest.mark.parametrize("question", QUESTIONS, ids=ascii)
def test_words_that_tip_off_are_found_however_they_are_spelled(question: str) -> None:
    assert tipping_off.words(question)


@pytest.mark.parametrize("question", HARMLESS)
def test_an_ordinary_question_has_none(question: str) -> None:
    assert tipping_off.words(question) == []


def test_every_word_of_the_policy_is_found_in_a_sentence() -> None:
    for word in LISTED:
        assert word in tipping_off.words(f"We ask about {word.upper()}, please.")


LOOK_ALIKES = {latin: f"{others}{''.join(tipping_off._SYMBOLS.get(latin, ''))}" for latin, others in LOOKS_LIKE.items()}
UNSEEN = st.sampled_from(["", "", "\u200b", "\u00ad", "\u0301", "\u2060"])
BETWEEN = st.sampled_from(["", "", "", ".", "-", " ", "_", "/ ", "*", "\n", "…", "'"])
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, str]:
    """A word of the list, and the same in disguise."""
    word = draw(st.sampled_from(LISTED))

    def of(letter: str) -> str:
        spellings = [letter, letter.upper(), *LOOK_ALIKES.get(letter, ""), UMLAUTS.get(letter, letter)]
        return f"{draw(st.sampled_from(spellings))}{draw(UNSEEN)}"

    ending = draw(st.sampled_from(["", "s", "es", "'s", "en"]))
    return word, "".join(of(letter) + draw(BETWEEN) for letter in word).strip() + ending


@given(disguised(), st.sampled_from(["", "Are you a ", "Sind Sie: ", "¿"]), st.sampled_from(["", "?", ", or not?"]))
def test_a_word_of_the_list_is_found_in_any_disguise(made: tuple[str, str], before: str, after: str) -> None:
    word, disguise = made
    assert word in tipping_off.words(before + disguise + after), ascii(disguise)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert {*tipping_off.words(text)} <= {*LISTED, *text.split()}


def test_a_long_text_of_symbols_takes_no_time() -> None:
    for text in ("a@!|$ e. " * 2000, "s@$!" * 5000, "." * 20_000, "p." * 10_000):
        began = time.process_time()
        tipping_off.words(text)
        assert time.process_time() - began < 5


class Bank:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.table, self.states = MemoryOnboarding(), States("token")
        monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: self.table)
        self.id = self.table.put(application(), status="awaiting_review")["application_id"]
        self.table.ask_reviewers(self.id, "low")

    def ask(self, reviewer: str, note: str, *parts: str) -> str:
        seen, kind = rules.evidence(self.table.case(self.id)), Choice.REQUEST_INFORMATION
        made = Decision(reviewer, kind, "EXPLANATION_NEEDED", seen, note, parts=parts or ("explanation",))
        return decisions.give(self.states, self.table, self.table.case(self.id), made).review.status

    @property
    def question(self) -> str:
        return rules.question(self.table.case(self.id))

    def settled(self) -> Row:
        found: Row = settle({"application_id": self.id, "run": "run", **self.table.about(self.id)}, None)
        return found


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    return Bank(monkeypatch)


def test_a_question_that_tips_off_takes_a_second_person_who_asks_the_same(bank: Bank) -> None:
    tips = "Are you on a sanctions list?"
    assert bank.ask("eva", tips) == "pending"
    assert bank.ask("EVA", tips) == "pending"
    assert (bank.settled()["decision"], bank.question, bank.states.answers) == ("another_decision", "", [])
    assert bank.ask("max", "Are you on another sanctions list?") == "pending"
    assert bank.ask("ines", tips, "due_diligence") == "pending"  # not for the same
    assert bank.ask("nora", tips) == "decided"
    assert bank.settled() == {"decision": "request_information", "pictures": [], "parts": ["explanation"]}
    assert bank.question == tips


def test_the_submitter_is_no_second_person(bank: Bank) -> None:
    bank.ask("eva", "A PEP?")
    with pytest.raises(decisions.NotAllowed, match="submitted the case"):
        bank.ask("branch", "A PEP?")
    assert bank.settled()["decision"] == "another_decision"


@pytest.mark.parametrize("reviewer", ["eva", "max"])
def test_the_question_in_other_words_is_the_one_that_is_asked(bank: Bank, reviewer: str) -> None:
    bank.ask("eva", "Are you on a sanctions list?")
    assert bank.ask(reviewer, "Where were you born?", "selfie") == "decided"
    assert bank.settled() == {"decision": "request_information", "pictures": ["selfie"], "parts": []}
    assert bank.question == "Where were you born?"


def test_staff_see_which_words_tip_off(bank: Bank) -> None:
    bank.ask("eva", "Are you on a sanctions list?")
    state = rules.current(bank.table.case(bank.id))
    assert state is not None
    assert presentation.review(state)["decisions"][0]["tipping_off"] == ["sanction"]
