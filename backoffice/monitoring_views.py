"""What ``kyc coverage`` and ``kyc monitoring`` show in a terminal."""

from rich.console import Group
from rich.table import Table

from lambdas.shared.runtime.dynamodb import Row


def coverage(found: Row) -> Group | str:
    """The certificates of a day; what is wrong with them is said beside."""
    if not found["certificates"]:
        return ""
    table = Table("Certified", "What", "Lists", "Active", "Screened", "Unknown", "Failed", "Hits", "Matcher", "Policy")
    for one in found["certificates"]:
        counts = (f"{one[name]:,}" for name in ("active", "screened", "unknown", "failed", "hits"))
        table.add_row(_time(one["at"]), one["what"], one["version"], *counts, one["matcher"], one["policy"])
    sealed = f"under the seal of {found['sealed']}" if found["sealed"] else "not sealed yet: that is done every night"
    return Group(table, *_told(found["certificates"]), f"The record of {found['day']} is {sealed}.")


def _told(certificates: list[Row]) -> list[str]:
    return [
        f"{one['what']} {one['version']}: lists {one['lists']}; SHA-256 over the sorted ids {one['ids_sha256']}"
        for one in certificates
    ]


def runs(found: list[Row]) -> Table | str:
    """The runs, the latest first."""
    if not found:
        return "No run of the monitoring began in the last days."
    table = Table("Began", "What", "Lists", "Since", "Asked by", "Certified")
    for one in found:
        since, certified = one["base"] or "", _time(one["certificate"]) if one["certificate"] else "no"
        table.add_row(_time(one["at"]), one["what"], one["version"], since, one["asked_by"], certified)
    return table


def ran(found: Row) -> str:
    """What a run came to."""
    if found["verdict"] == "covered":
        return "Nothing to do: every customer is screened by what is in force. Look with: kyc coverage"
    return f"{found['goal']} is certified. Look with: kyc coverage"


def _time(at: str) -> str:
    return at[:19].replace("T", " ")
