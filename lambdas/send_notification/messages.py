"""What an applicant reads: a template per kind of message, in a folder per language.

Nothing of why the bank decides is in a message (REQ-11): a template is filled with what is needed and with advice on
how to send it, and a decline reads the same whatever its reason.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Template

from lambdas.shared.providers.notifier import Message
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.json_text import parse
from lambdas.shared.runtime.policies import policy

DEFAULT = "en"
FOLDER = Path(__file__).parent / "templates"
TEMPLATES = {"AccountActivated": "welcome", "ApplicationDeclined": "declined"}
"""By type of event; the others say it in ``message``."""


def message(event: Event, language: str) -> Message:
    """The message about this event; in English where the language, or the template in it, is not there."""
    name = TEMPLATES.get(event["type"]) or event["message"]
    spoken = language if (FOLDER / language / f"{name}.txt").is_file() else DEFAULT
    words = _words(DEFAULT) | _words(spoken)
    needed = [words[one] for one in (*event.get("pictures", []), *event.get("parts", []))]
    advice = [sentence for code in event.get("advice", []) if (sentence := words.get(code) or _policy_says(code))]
    subject, _, body = _template(spoken, name).partition("\n")
    lists = {"needed": needed, "advice": advice}
    return Message(name, spoken, subject, "\n\n".join(_filled(body.strip().split("\n\n"), lists)) + "\n")


def _filled(paragraphs: list[str], lists: dict[str, list[str]]) -> Iterator[str]:
    """The paragraphs with their lists; one whose list is empty is left out."""
    for paragraph in map(Template, paragraphs):
        if all(lists[name] for name in paragraph.get_identifiers()):
            yield paragraph.substitute({name: "\n".join(f"- {one}" for one in found) for name, found in lists.items()})


def _policy_says(code: str) -> str:
    return str(policy("identity")["resubmit"].get(code, {}).get("advice", ""))


@cache
def _template(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")


@cache
def _words(language: str) -> dict[str, str]:
    """Names of pictures, and advice by its code where it is not the policy's own sentence."""
    file = FOLDER / language / "words.json"
    words: dict[str, str] = parse(file.read_bytes()) if file.is_file() else {}
    return words
