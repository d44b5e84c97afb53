"""Count news that name the applicant together with a crime. Whatever was found is for a person to read and judge."""

from lambdas.shared import providers, steps
from lambdas.shared.function import Event, function
from lambdas.shared.providers import NewsCount
from lambdas.shared.stores import Evidence
from lambdas.shared.verdicts import Finding, Verdict

FOUND = Finding("ADVERSE_MEDIA", Verdict.REVIEW, "News name somebody of the applicant's name together with a crime.")
NOT_SEARCHED = Finding("ADVERSE_MEDIA_UNAVAILABLE", Verdict.UNAVAILABLE, "News were not searched for this name.")


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        searched = providers.news_search().count(steps.application(event))
        count = searched or NewsCount({}, "none")
        found = [FOUND] if count.articles else []
        findings = found if searched else [NOT_SEARCHED]
        result = steps.verdict(findings, articles=count.articles, categories=dict(count.by_category))
        return Evidence(result, findings, versions={"news": count.source})

    return steps.once(event, "search_adverse_media", logic)
