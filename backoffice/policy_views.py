"""What ``kyc explain`` and ``kyc policy simulate`` show in a terminal."""

from typing import Any

from rich.console import Group
from rich.table import Table

from lambdas.shared.runtime.dynamodb import Row


def for_staff(found: Row) -> Group:
    """The whole way to the rating."""
    head = f"{found['application_id']} ({found['status']}): {found['rating']}, {found['score']} points"
    limits = ", ".join(f"{name} from {points}" for name, points in found["thresholds"].items() if points)
    factors = Table("Factor", "Observed", "Band", "Points", "Reason")
    for one in found["factors"]:
        factors.add_row(one["factor"], one["observed"], one["band"], str(one["points"]), one["reason"])
    factors.add_row("sum", "", "", str(found["score"]), "")
    return Group(
        f"{head}; policy {found['policy_version']}: {limits}",
        factors,
        *[f"Override: {_override(one)}" for one in found["overrides"]],
        f"Due diligence: {found['due_diligence']}",
        *[line for one in found["screening"] for line in _screening(one)],
        _news(found["news"]),
        _identity(found["identity"]),
    )


def for_customer(found: Row) -> str:
    """What may be read or sent to the customer as it is."""
    considered = [f"  {one['what']}: {one['answer'].replace('_', ' ')}" for one in found["considered"]]
    asked = ["We considered what you told us:", *considered] if considered else []
    return "\n".join([found["told"], *asked, found["contest"]])


def simulated(found: Row) -> Group:
    """Which ratings the new policy would change."""
    lines: list[Any] = [
        f"Policy {found['policy_version']}, tried on {found['replayed']} decided cases: "
        f"{len(found['changed'])} would be rated otherwise. Nothing was changed."
    ]
    if found["changed"]:
        table = Table("Application", "Outcome", "Rating", "Points", "Why")
        for one in found["changed"]:
            rating, points = f"{one['rating']} to {one['new_rating']}", f"{one['score']} to {one['new_score']}"
            table.add_row(one["application_id"], one["outcome"], rating, points, "\n".join(one["why"]))
        lines.append(table)
    if found["not_replayed"]:
        lines.append(f"Decided on other observations, so not tried: {', '.join(found['not_replayed'])}")
    return Group(*lines)


def _override(one: Row) -> str:
    return f"{one['check']} {one['verdict']} forces at least {one['rating']} ({one['reason']})"


def _screening(one: Row) -> list[str]:
    version = f", list {one['list_version']}" if one["list_version"] else ""
    others = [
        f"  and {count} more of {name}, too many to show each"
        for name, count in one.get("other_hits", _NONE)["lists"].items()
    ]
    return [f"Screening, {one['kind']}: {one['verdict']}{version}", *(f"  {_hit(hit)}" for hit in one["hits"]), *others]


_NONE: Row = {"lists": {}}


def _hit(hit: Row) -> str:
    version = f" of {hit['list_version']}" if "list_version" in hit else ""
    cleared = ", cleared before" if hit.get("remembered") else ""
    reasons = ", ".join(hit["reasons"])
    return f"{hit['list_name']} {hit['entry_id']}{version}: score {hit['score']:.2f}{cleared} ({reasons})"


def _news(found: Row | None) -> str:
    if found is None:
        return "News: not searched"
    counts = [f"{count} {name}" for name, count in found["categories"].items() if count]
    articles = ", ".join([f"{found['articles']} articles", *counts])
    return f"News: {found['verdict']}, {articles}; source: {found['source']}"


def _identity(found: Row | None) -> str:
    if found is None:
        return "Identity: not decided"
    return ": ".join(["Identity", ", ".join([found["decision"], *found["reasons"]])])
