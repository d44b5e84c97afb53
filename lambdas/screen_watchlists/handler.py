"""Search the applicant's names in one kind of watchlist."""

from dataclasses import asdict
from typing import Any

from lambdas.screen_watchlists import watchlist
from lambdas.screen_watchlists.applicant import is_searched_by_sound, names_on_document, query
from lambdas.screen_watchlists.watchlist import Watchlist
from lambdas.shared.accounts import fingerprints
from lambdas.shared.accounts.customers import customers
from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.policies import version
from lambdas.shared.runtime.secrets import identity_key
from lambdas.shared.watchlists import cleared
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.matching import Hit
from lambdas.shared.watchlists.possible_match import possible_match

FOUND = {
    "sanctions": Finding("POSSIBLE_SANCTIONS_MATCH", Verdict.REVIEW, "A sanctions list has a similar person."),
    "pep": Finding("POSSIBLE_PEP_MATCH", Verdict.REVIEW, "A list of politically exposed persons has a similar person."),
}
BY_SOUND = Finding(
    "NAME_SEARCHED_BY_SOUND",
    Verdict.REVIEW,
    "Every name is in a script without an agreed Latin spelling: the lists were searched by its sound alone.",
)


@function
def handler(event: Event) -> Event:
    kind = event["kind"]

    def logic() -> Evidence:
        listed, wanted = watchlist.current(kind, now()), possible_match(kind)
        asked = query(step.application(event), names_on_document(case_table(), event["application_id"]))
        person = fingerprints.searched(asdict(asked), identity_key())
        remembered = cleared.cleared(customers(), person)
        # More than are shown, so that cleared hits never crowd out another.
        found = wanted.among(listed.index.search(asked, wanted.score, CONFIG.most_hits + len(remembered)))
        hits = [_shown(hit, listed, remembered) for hit in found]
        alerting = [hit for hit in hits if not hit["remembered"]]
        findings = [*([FOUND[kind]] if alerting else []), *([BY_SOUND] if is_searched_by_sound(asked) else [])]
        result = step.verdict(
            findings,
            hits=len(alerting),
            remembered=len(hits) - len(alerting),
            top_score=max((hit["score"] for hit in alerting), default=0),
            list_version=listed.version,
        )
        versions = {"watchlist": listed.version, **version("watchlist")}
        return Evidence(result, findings, {"person": person, "hits": hits}, versions)

    return step.once(event, f"screen_{kind}", logic)


def _shown(hit: Hit, listed: Watchlist, remembered: dict[str, Any]) -> dict[str, Any]:
    """The hit with the version of its list and, where a reviewer has cleared it, who did, when and why."""
    shown = asdict(hit) | {"list_version": listed.lists.get(hit.list_name, listed.version)}
    if not cleared.is_remembered(shown, remembered):
        return shown | {"remembered": False}
    return shown | {"remembered": True, "cleared": cleared.clearance(remembered[hit.entry_id])}
