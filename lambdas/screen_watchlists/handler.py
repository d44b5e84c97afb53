"""Search the applicant's names in every kind of watchlist; each kind is a step with evidence of its own."""

import hashlib
from collections import Counter
from dataclasses import asdict
from functools import cached_property, partial

from lambdas.shared.accounts import fingerprints
from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.searched import is_searched_by_sound, names_on_document, query
from lambdas.shared.cases.step import kept, submitted
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import POSSIBLE_MATCH, Finding, Verdict
from lambdas.shared.cases.verified import read
from lambdas.shared.reviews import clearing
from lambdas.shared.runtime.clock import now
from lambdas.shared.runtime.dynamodb import Row, json_text, numbered
from lambdas.shared.runtime.errors import StaleWatchlist
from lambdas.shared.runtime.function import Event, function, log_failure, log_result
from lambdas.shared.runtime.policies import version
from lambdas.shared.runtime.secrets import identity_key
from lambdas.shared.watchlists import cleared, loaded
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import KINDS
from lambdas.shared.watchlists.loaded import Watchlist
from lambdas.shared.watchlists.possible_match import possible_match
from lambdas.shared.watchlists.searches import Hit, Query

_NAME, STALE = "screen_watchlists", "STALE_WATCHLIST"
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


@function
def handler(event: Event) -> Event:
    """Each kind's answer: where one cannot be searched, the others are all the same."""
    search = _Search(event)
    answers: Event = {kind: _answer(event | {"kind": kind}, search) for kind in KINDS}
    for kind, answer in answers.items():
        log_result(_NAME, answer, kind=kind)
    return answers


def _answer(event: Event, search: "_Search") -> Event:
    """Of the kind in the event. Nothing is kept of a search that could not be made: a repeated call tries it again."""
    try:
        return _found(event, search)
    except StaleWatchlist as error:
        log_failure(_NAME, error)
        return {"verdict": Verdict.UNAVAILABLE, "reasons": [STALE]}


class _Search:
    """What the searches have in common: read once, and not at all where every kind has its answer already."""

    def __init__(self, event: Event) -> None:
        self._event = event

    @cached_property
    def query(self) -> Query:
        return query(submitted(self._event), names_on_document(case_table(), self._event))

    @cached_property
    def person(self) -> str:
        """The fingerprint."""
        return fingerprints.searched(asdict(self.query), identity_key())

    @cached_property
    def remembered(self) -> dict[str, Row]:
        """What was cleared for this person."""
        return cleared.cleared(customer_table(), self.person)

    @cached_property
    def case(self) -> Case:
        return read(case_table(), self._event["application_id"])

    def cleared(self, hit: Hit) -> Row | None:
        """The clearing of this hit that is in force for the case."""
        row = self.remembered.get(hit.entry_id)
        of_hit = cleared.Hit(self.person, hit.entry_id, hit.list_name, hit.entry_content)
        return clearing.in_force(case_table(), row, of_hit, self.case) if row and cleared.is_of(row, of_hit) else None


@partial(kept, name=lambda event: f"screen_{event['kind']}", run=_run)
def _found(event: Event, search: _Search) -> Evidence:
    kind = event["kind"]
    listed, wanted = loaded.current(kind, now()), possible_match(kind)
    found = wanted.among(listed.index.search(search.query, wanted.score))
    hits = [_shown(hit, listed, search.cleared(hit)) for hit in found]
    # Cleared hits come last, so that they never crowd out another.
    hits.sort(key=lambda hit: hit["remembered"])
    shown, others = hits[: CONFIG.most_hits], [hit for hit in hits[CONFIG.most_hits :] if not hit["remembered"]]
    alerting = [hit for hit in hits if not hit["remembered"]]
    findings = [*([FOUND[kind]] if alerting else []), *([BY_SOUND] if is_searched_by_sound(search.query) else [])]
    return Evidence.of(
        findings,
        {"person": search.person, "hits": shown} | ({"other_hits": _grouped(others)} if others else {}),
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


def _shown(hit: Hit, listed: Watchlist, clearing_used: Row | None) -> Row:
    """The hit with the version of its list and, where it was cleared, by whom, when, why and by which entries."""
    return (
        listed.shown(hit) | {"remembered": bool(clearing_used)} | ({"cleared": clearing_used} if clearing_used else {})
    )
