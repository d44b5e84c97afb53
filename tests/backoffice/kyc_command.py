"""The ``kyc`` command run within this process, away from every bank, and its commands as they are."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from backoffice import cli
from tests.applications import SAMPLES

ROOT = Path(__file__).parents[2]


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(_commands(typer.main.get_command(cli.app)))
REQUIRED = {
    "application_id": "demo-1001",
    "application_ids": "demo-1001",
    "entry_id": "ofac-90001",
    "evidence": "3f9a1c0b2d4e",
    "file": str(ROOT / "definitions" / "risk_policy.json"),
    "files": str(SAMPLES / "1-straight-through.json"),
    "lists": str(ROOT / "tests" / "backoffice" / "lists"),
    "party_id": "oj-1",
    "reason": "FALSE_POSITIVE",
    "reference": "BaFin-4711",
}
"""A value for each argument and option that a command cannot do without."""
OF_COMMAND: dict[tuple[str, ...], dict[str, str]] = {
    ("watchlists", "add"): {"file": str(SAMPLES / "later" / "party.json"), "reason": "NOT_PUBLISHED_YET"},
    ("watchlists", "remove"): {"reason": "PUBLISHED"},
}
"""Where a command needs another."""
MORE: dict[tuple[str, ...], list[list[str]]] = {
    ("audit",): [["demo-1001"]],
    ("queues",): [[], ["redrive", "webhooks"]],
    ("review",): [["--approve"], ["--decline"], ["--ask=explanation"]],
    ("upload",): [["--front=picture.jpg"]],
}
"""Where what is required is not enough, or a command does several things."""


def call_of(path: tuple[str, ...], more: list[str], **instead: str) -> list[str]:
    """The command with all that is required, in the order in which any text can be an argument; ``instead`` of that."""
    options, arguments = [one for one in more if one.startswith("--")], list[str]()
    for parameter in COMMANDS[path].params:
        if parameter.required or parameter.name in instead:
            value = (REQUIRED | OF_COMMAND.get(path, {}) | instead)[parameter.name]
            if parameter.param_type_name == "argument":
                arguments.append(value)
            else:
                options.append(f"{parameter.opts[0]}={value}")
    return [*path, *options, "--", *arguments, *(one for one in more if not one.startswith("--"))]


WITHOUT_BANK = {("login",), ("logout",), ("token",), ("validate",)}
"""Commands that ask no bank, so that none can fail them."""
CALLS = [call_of(path, more) for path in COMMANDS if path not in WITHOUT_BANK for more in MORE.get(path, [[]])]


def kyc(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command; its exit status."""
    monkeypatch.setattr(sys, "argv", ["kyc", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def one_message(capsys: pytest.CaptureFixture[str]) -> str:
    """The message, in one line: all that was printed."""
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("kyc: ")
    assert printed.err.count("kyc: ") == 1
    assert "Traceback" not in printed.err
    return " ".join(printed.err.split())
