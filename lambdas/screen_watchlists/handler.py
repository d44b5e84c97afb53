"""Search the applicant's names in one kind of watchlist."""

import hashlib
from collections import Counter
from dataclasses import asdict
from functools import partial

from lambdas.shared.accounts import fingerprints
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.searched import is_searched_by_sound, names_on_document, query
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import POSSIBLE_MATCH, Finding, Verdict
from lambdas.shared.cases.verified import read
from lambdas.shared.reviews import clearing
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.dynamodb import Row, json_text, numbered
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.policies import version
from lambdas.shared.runtime.secrets import identity_key
from lambdas.shared.watchlists import cleared, loaded
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.loaded import Watchlist
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.searches import Hit

_SENTENCES = {
    "sanctions": "A sanctions list has a similar person.",
    "pep": "A list of politically exposed persons has a similar person.",
}
FOUND = {kind: Finding(POSSIBLE_MATCH[kind], Verdict.REVIEW, sentence) for kind, sentence in _SENTENCES.items()}
BY_SOUND = Finding(
    "NAME_SEARCHED_BY_SOUND",
    Verdict.REVIEW,
    "Every name is in a script without an agreed Latin spelling: the lists were searched by its sound alone.",
)


def _run(event: Event) -> str:
    """Each round of screening again is a run of its own."""
    return numbered(event["run"], event["round"]) if event["round"] else str(event["run"])


@partial(step, name=lambda event: f"screen_{event['kind']}", run=_run)
def handler(event: Event) -> Evidence:
    kind = event["kind"]
    listed, wanted = loaded.current(kind, now()), possible_match(kind)
    asked = query(submitted(event), names_on_document(case_table(), event))
    person = fingerprints.searched(asdict(asked), identity_key())
    remembered = cleared.cleared(customer_table(), person)
    found = wanted.among(listed.index.search(asked, wanted.score))
    case = read(case_table(), event["application_id"]) if remembered else None
    hits = [_shown(hit, listed, _clearing(hit, person, remembered, case) if case else None) for hit in found]
    # Cleared hits come last, so that they never crowd out another.
    hits.sort(key=lambda hit: hit["remembered"])
    shown, others = hits[: CONFIG.most_hits], [hit for hit in hits[CONFIG.most_hits :] if not hit["remembered"]]
    alerting = [hit for hit in hits if not hit["remembered"]]
    findings = [*([FOUND[kind]] if alerting else []), *([BY_SOUND] if is_searched_by_sound(asked) else [])]
    return Evidence.of(
        findings,
        {"person": person, "hits": shown} | ({"other_hits": _grouped(others)} if others else {}),
        {"watchlist": listed.version, **version("watchlist")},
        hits=len(alerting),
        remembered=len(hits) - len(alerting),
        top_score=max((hit["score"] for hit in alerting), default=0),
        list_version=listed.version,
    )


def _grouped(hits: list[Row]) -> Row:
    """Hits too many to show each: how many there are in each list, the best score, and a hash of what they are."""
    content = sorted((hit["list_name"], hit["entry_id"], hit["entry_content"]) for hit in hits)
    return {
        "lists": Counter(hit["list_name"] for hit in hits),
        "top_score": max(hit["score"] for hit in hits),
        "sha256": hashlib.sha256(json_text(content).encode()).hexdigest(),
    }


def _clearing(hit: Hit, person: str, remembered: dict[str, Row], case: Case) -> Row | None:
    """The clearing of this hit that is in force for the case."""
    of_hit, row = cleared.Hit(person, hit.entry_id, hit.list_name, hit.entry_content), remembered.get(hit.entry_id)
    return clearing.in_force(case_table(), row, of_hit, case) if row and cleared.is_of(row, of_hit) else None


def _shown(hit: Hit, listed: Watchlist, clearing_used: Row | None) -> Row:
    """The hit with the version of its list and, where it was cleared, by whom, when, why and by which entries."""
    return (
        listed.shown(hit) | {"remembered": bool(clearing_used)} | ({"cleared": clearing_used} if clearing_used else {})
    )
