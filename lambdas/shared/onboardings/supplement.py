"""The bank's own list as staff see it and decide on it; what two people agreed on is in force with the next refresh."""

from collections.abc import Callable
from dataclasses import dataclass

from lambdas.shared.cases.table import CaseTable
from lambdas.shared.onboardings.watchlists import Watchlists
from lambdas.shared.reviews import supplement, supplement_decisions
from lambdas.shared.reviews.supplement import Party, Standing
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.people import Person
from lambdas.shared.runtime.policies import policy


@dataclass(frozen=True, slots=True)
class Supplement:
    """The bank's own list of one deployed onboarding, and the watchlists of which it is one."""

    table: CaseTable
    watchlists: Watchlists
    principal: Callable[[], str] = str

    def show(self) -> Row:
        """``parties``: each that is listed, or that somebody wants listed, as ``_shown`` has it; ``last_refresh``: what
        the last refresh reported, or None. Raises Conflict.
        """
        opinions, _ = supplement.read(self.table)
        found = supplement.standings(opinions)
        now = timestamp()
        known = (one for one in sorted(found) if found[one].listed or found[one].waiting(now))
        parties = [_shown(one, found[one], now) for one in known]
        return {"parties": parties, "last_refresh": self.watchlists.last_refresh()}

    def add(self, party: Party, reviewer: str, reason: str, *, note: str = "", senior: bool = False) -> Row:
        """Say that this party is to be listed, which counts once two people say so; then a refresh begins.

        Returns ``id``, ``evidence`` (the party's hash), ``by`` (who says so), ``decided``, and ``run``: the refresh's
        name, or None. Raises what ``supplement_decisions.add`` raises.
        """
        by = Person(reviewer, self.principal())
        standing = supplement_decisions.add(self.table, party, by, reason, note=note, senior=senior)
        content = supplement.content_hash(party)
        return self._given(reviewer, str(party["id"]), content, standing, decided=standing.content == content)

    def remove(
        self, party_id: str, seen: str, reviewer: str, reason: str, *, note: str = "", senior: bool = False
    ) -> Row:
        """Say that this party is to be removed, which counts once two people say so, one of them senior.

        ``seen``: the first digits of its hash. Returns what ``add`` returns. Raises what
        ``supplement_decisions.remove`` raises.
        """
        by = Person(reviewer, self.principal())
        standing = supplement_decisions.remove(self.table, party_id, seen, by, reason, note=note, senior=senior)
        return self._given(reviewer, party_id, standing.content or seen, standing, decided=not standing.listed)

    def _given(self, reviewer: str, party_id: str, content: str, standing: Standing, *, decided: bool) -> Row:
        so_far = [one.reviewer for one in standing.open if one.content == content]
        by = [one.reviewer for one in standing.listed] if decided else so_far
        run = self.watchlists.begin_refresh(reviewer) if decided else None
        return {"id": party_id, "evidence": content, "by": by, "decided": decided, "run": run}


def own_lists() -> list[str]:
    """What the policy calls the bank's own list."""
    return [source["name"] for source in policy("watchlist")["sources"] if source["format"] == "bank_supplement"]


def _shown(party_id: str, standing: Standing, now: str) -> Row:
    """``party`` as it is listed, None where it is not; its hash; who listed it and why; what is wanted of it."""
    return {
        "id": party_id,
        "party": standing.party,
        "evidence": standing.content,
        "by": [one.reviewer for one in standing.listed],
        "reason": standing.listed[0].reason if standing.listed else None,
        "at": max((one.at for one in standing.listed), default=None),
        "wanted": [
            {
                "action": one.action,
                "by": one.reviewer,
                "reason": one.reason,
                "at": one.at,
                "until": one.until,
                "evidence": one.content,
            }
            for one in standing.waiting(now)
        ],
    }
