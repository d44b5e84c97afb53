"""Search the applicant's names in one kind of watchlist."""

from dataclasses import asdict

from lambdas.screen_watchlists import watchlist
from lambdas.screen_watchlists.matching import Query
from lambdas.shared import steps
from lambdas.shared.clock import now
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence
from lambdas.shared.verdicts import Finding, Verdict

FOUND = {
    "sanctions": Finding("POSSIBLE_SANCTIONS_MATCH", Verdict.REVIEW, "A sanctions list has a similar person."),
    "pep": Finding("POSSIBLE_PEP_MATCH", Verdict.REVIEW, "A list of politically exposed persons has a similar person."),
}


@function
def handler(event: Event) -> Event:
    kind = event["kind"]

    def logic() -> Evidence:
        listed = watchlist.current(now())
        hits = listed.index(kind).search(query(steps.application(event)))
        findings = [FOUND[kind]] if hits else []
        result = steps.verdict(
            findings, hits=len(hits), top_score=max((hit.score for hit in hits), default=0), list_version=listed.version
        )
        details = {"hits": [asdict(hit) for hit in hits]}
        return Evidence(result, findings, details, {"watchlist": listed.version})

    return steps.once(event, f"screen_{kind}", logic)


def query(application: Event) -> Query:
    """All names of the applicant, with the birth date and every country the application tells."""
    applicant = application["applicant"]
    family_names = [applicant["family_name"], *applicant.get("former_names", [])]
    return Query(
        names=tuple(f"{applicant.get('given_names', '')} {name}".strip() for name in family_names),
        birth_date=applicant["birth_date"],
        countries=tuple(dict.fromkeys([*applicant["nationalities"], applicant["address"]["country"]])),
    )
