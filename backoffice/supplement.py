"""The bank's own list as staff see it and decide on it; what two people agreed on is in force with the next refresh."""

from pathlib import Path
from typing import Any

from backoffice import files
from infrastructure.target import Target
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings.errors import UnusableFile
from lambdas.shared.reviews import supplement, supplement_decisions
from lambdas.shared.reviews.supplement import Party, Standing
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy


class Supplement:
    """The bank's own list of one deployed onboarding."""

    def __init__(self, table: CaseTable, principal: str = "") -> None:
        self._table, self._principal = table, principal

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> "Supplement":
        """Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs = where.outputs()
        table = CaseTable(where.client("dynamodb"), outputs["OnboardingTableName"], outputs["DecisionsTableName"])
        return cls(table, where.principal())

    def show(self) -> list[Row]:
        """Each party that is listed, or that somebody wants listed, as ``_shown`` has it. Raises Conflict."""
        opinions, _ = supplement.read(self._table)
        found = supplement.standings(opinions)
        return [_shown(one, found[one]) for one in sorted(found) if found[one].listed or found[one].open]

    def add(self, party: Party, reviewer: str, reason: str, *, note: str = "", senior: bool = False) -> Row:
        """Say that this party is to be listed, which counts once two people say so.

        Returns ``id``, ``evidence`` (the party's hash), ``by`` (who says so) and ``decided``. Raises what
        ``supplement_decisions.add`` raises.
        """
        by = Person(reviewer, self._principal)
        standing = supplement_decisions.add(self._table, party, by, reason, note=note, senior=senior)
        content = supplement.content_hash(party)
        return _given(str(party["id"]), content, standing, decided=standing.content == content)

    def remove(
        self, party_id: str, seen: str, reviewer: str, reason: str, *, note: str = "", senior: bool = False
    ) -> Row:
        """Say that this party is to be removed, which counts once two people say so, one of them senior.

        ``seen``: the first digits of its hash. Returns what ``add`` returns. Raises what
        ``supplement_decisions.remove`` raises.
        """
        by = Person(reviewer, self._principal)
        standing = supplement_decisions.remove(self._table, party_id, seen, by, reason, note=note, senior=senior)
        return _given(party_id, standing.content, standing, decided=not standing.listed)


def own_lists() -> list[str]:
    """What the policy calls the bank's own list."""
    return [source["name"] for source in policy("watchlist")["sources"] if source["format"] == "bank_supplement"]


def party(path: Path) -> Party:
    """The party in a file. Raises UnusableFile."""
    found: Any = files.json_value(path)
    if not isinstance(found, dict):
        raise UnusableFile(f"{path} is no party: it must be a JSON object, as definitions/schemas/supplement.json says")
    return found


def _shown(party_id: str, standing: Standing) -> Row:
    """``party`` as it is listed, None where it is not; its hash; who listed it and why; what is wanted of it."""
    return {
        "id": party_id,
        "party": standing.party,
        "evidence": standing.content,
        "by": [one.reviewer for one in standing.listed],
        "reason": standing.listed[0].reason if standing.listed else None,
        "at": max((one.at for one in standing.listed), default=None),
        "wanted": [
            {"action": one.action, "by": one.reviewer, "reason": one.reason, "at": one.at, "evidence": one.content}
            for one in standing.open
        ],
    }


def _given(party_id: str, content: str, standing: Standing, *, decided: bool) -> Row:
    so_far = [one.reviewer for one in standing.open if one.content == content]
    by = [one.reviewer for one in standing.listed] if decided else so_far
    return {"id": party_id, "evidence": content, "by": by, "decided": decided}
