"""What an applicant reads: a template per kind of message, in a folder per language.

Nothing of why the bank decides is in a message (REQ-11): a template is filled with the pictures that are needed and
with advice on how to take them, and a decline reads the same whatever its reason.
"""

import json
from functools import cache
from pathlib import Path
from string import Template

from lambdas.shared.function import Event
from lambdas.shared.policies import policy
from lambdas.shared.providers import Message

DEFAULT = "en"
FOLDER = Path(__file__).parent / "templates"
TEMPLATES = {"AccountActivated": "welcome", "ApplicationDeclined": "declined"}
"""By type of event; the others say it in ``message``."""


def message(event: Event, language: str) -> Message:
    """The message about this event; in English where the language, or the template in it, is not there."""
    name = TEMPLATES.get(event["type"]) or event["message"]
    spoken = language if (FOLDER / language / f"{name}.txt").is_file() else DEFAULT
    words = _words(spoken)
    told = [*(words.get(code) or _policy_says(code) for code in advice(event))]
    subject, _, body = _template(spoken, name).partition("\n")
    filled = Template(body.strip() + "\n").substitute(
        pictures="\n".join(f"- {words[picture]}" for picture in event.get("pictures", [])),
        advice="\n".join(f"- {sentence}" for sentence in told),
    )
    return Message(name, spoken, subject, filled)


def advice(event: Event) -> list[str]:
    """The codes of what to do better."""
    codes: list[str] = event.get("advice", [])
    return codes


def _policy_says(code: str) -> str:
    return str(policy("identity")["resubmit"][code]["advice"])


@cache
def _template(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")


@cache
def _words(language: str) -> dict[str, str]:
    """Names of pictures, and advice by its code where it is not the policy's own sentence."""
    words: dict[str, str] = json.loads((FOLDER / language / "words.json").read_text(encoding="utf-8"))
    return words
