"""What ``kyc audit`` shows in a terminal."""

from rich.console import Group
from rich.table import Table

from backoffice import audit
from lambdas.shared.onboardings.timeline import is_direct, lines
from lambdas.shared.runtime.characters import visible
from lambdas.shared.runtime.dynamodb import Row

_DIGITS = 8


def record(found: Row) -> Group:
    """The answer, then each entry in order, then whether the record is whole."""
    exported, answer = found["record"], audit.answer(found["record"])
    table = Table("#", "At", "Entry", "Result", "Reasons", "By", "Code", "Hash")
    for entry, line in zip(exported["entries"], lines(exported["entries"]), strict=True):
        at, reasons = line["at"][:19].replace("T", " "), "\n".join(line["reasons"])
        by = [f"{name.replace('_', ' ')} {version}" for name, version in line["versions"].items()]
        by += ["through: direct"] if is_direct(entry) else []
        code, sealed = (line[name][:_DIGITS] for name in ("code", "hash"))
        table.add_row(str(line["number"]), at, line["what"], line["result"], reasons, "\n".join(by), code, sealed)
    return Group(*_answer(exported["application_id"], answer), table, *_state(found))


def _answer(application_id: str, answer: Row) -> list[str]:
    reasons = f" ({', '.join(answer['reasons'])})" if answer["reasons"] else ""
    decided = f"{answer['outcome']}{reasons}, risk {answer['rating']}" if answer["outcome"] else "not decided yet"
    people = [f"  by {_person(one)}" for one in answer["people"]] or ["  by the rules alone"]
    versions = [f"  {name.replace('_', ' ')}: {', '.join(found)}" for name, found in answer["versions"].items()]
    lines = [f"{application_id}: {decided}", *(people if answer["outcome"] else []), *versions]
    return list(map(visible, lines))


def _person(one: Row) -> str:
    return ": ".join(str(one[part]) for part in ("reviewer", "decision", "reason", "note") if one.get(part))


def _state(found: Row) -> list[str]:
    missing = _listed("Not checked:", found["unchecked"])
    if found["problems"]:
        return [*_listed("The record was changed:", found["problems"]), *missing]
    head, seal = found["record"]["head"], found["record"]["seal"]
    whole = f"The record is whole: {head['count']} entries, the last one {head['hash']}"
    sealed = [f"Sealed on {seal['statement']['day']} under {seal['statement']['root']}"] if seal else []
    return [whole, *sealed, *missing]


def _listed(head: str, lines: list[str]) -> list[str]:
    """One line each: an entry's name from a file may have line breaks in it."""
    return [head, *(f"  {visible(one)}" for one in lines)] if lines else []
