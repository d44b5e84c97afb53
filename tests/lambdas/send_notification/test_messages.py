"""What applicants read: complete in every language, and never a word of why the bank decides."""

import itertools
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.send_notification import messages
from lambdas.shared.providers.notifier import Message
from lambdas.shared.runtime.policies import policy
from tests.backoffice.test_explain import TIPPING_OFF

Row = dict[str, Any]
LANGUAGES = sorted(folder.name for folder in messages.FOLDER.iterdir())
CODES = sorted(policy("identity")["resubmit"])
PICTURES = ["document_front", "document_back", "selfie"]
TEMPLATES = sorted(file.stem for file in (messages.FOLDER / "en").glob("*.txt"))
TIPPING_OFF_IN_GERMAN = re.compile(
    r"sanktion|liste|treffer|abgleich|politisch|nachricht|presse|verdacht|verdächt|meld|straf|kriminal|terror|wäsche"
    r"|korrupt|betrug|risik|bewert|punkt|schwell|prüf|untersuch|warn",
    re.IGNORECASE,
)


def event(kind: str, **facts: Any) -> Row:
    return {"event_id": f"demo-1-{kind}", "type": kind, "application_id": "demo-1", **facts}


def events() -> list[Row]:
    """One of every kind of message, with all pictures and all advice in it."""
    asked = [name for name in TEMPLATES if name not in messages.TEMPLATES.values()]
    facts = {"pictures": PICTURES, "parts": ["due_diligence", "explanation"], "advice": CODES}
    return [event(kind) for kind in messages.TEMPLATES] + [
        event("DocumentsRequested", message=name, **facts) for name in asked
    ]


def text(message: Message) -> str:
    return f"{message.subject}\n{message.body}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", events(), ids=lambda one: one.get("message", one["type"]))
def test_no_message_in_any_language_tips_off(one: Row, language: str) -> None:
    told = text(messages.message(one, language))
    allowed = re.sub(r"list(?=en)", "", told)
    assert not TIPPING_OFF.findall(allowed)
    assert not TIPPING_OFF_IN_GERMAN.findall(told)


def test_a_decline_reads_the_same_whatever_its_reason() -> None:
    reasons = ["POSSIBLE_SANCTIONS_MATCH", "APPLICANT_SILENT", "NAME_DIFFERS", "DECLINED_BY_REVIEWER"]
    ratings = ["low", "medium", "high", "prohibited", "unrated"]
    for language in LANGUAGES:
        told = {
            text(messages.message(event("ApplicationDeclined", reasons=[reason], risk_rating=rating), language))
            for reason, rating in itertools.product(reasons, ratings)
        }
        assert len(told) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_template_and_all_advice(language: str) -> None:
    assert sorted(file.stem for file in (messages.FOLDER / language).glob("*.txt")) == TEMPLATES
    words = json.loads((messages.FOLDER / language / "words.json").read_text(encoding="utf-8"))
    assert words.keys() >= set(PICTURES)
    if language != messages.DEFAULT:
        assert words.keys() >= set(CODES) - {"DOCUMENTS_MISSING"}


@pytest.mark.parametrize("language", ["xx", "", "..", "fr"])
def test_a_language_that_is_not_there_is_english(language: str) -> None:
    found = messages.message(event("AccountActivated"), language)
    assert (found.language, found.subject) == ("en", "Your account is open")


@given(
    st.sampled_from([name for name in TEMPLATES if name not in messages.TEMPLATES.values()]),
    st.lists(st.sampled_from(PICTURES), unique=True),
    st.lists(st.sampled_from(CODES), unique=True),
    st.sampled_from([*LANGUAGES, "xx"]),
)
def test_no_placeholder_and_no_code_is_left(name: str, pictures: list[str], codes: list[str], language: str) -> None:
    told = text(messages.message(event("X", message=name, pictures=pictures, advice=[*codes, "NEW_CODE"]), language))
    assert "$" not in told
    assert "\n\n\n" not in told
    assert ("helps" in told or "hilft" in told) == bool(set(codes) - {""})
    assert not re.findall(r"[A-Z]{2,}_", told)
    assert told.count("\n- ") <= len(pictures) + len(codes)
