"""Count news that name the applicant together with a crime. Whatever was found is for a person to read and judge."""

from lambdas.shared.cases import step
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.providers.news_search import NewsCount, news_search
from lambdas.shared.runtime.function import Event, function

FOUND = Finding("ADVERSE_MEDIA", Verdict.REVIEW, "News name somebody of the applicant's name together with a crime.")
NOT_SEARCHED = Finding("ADVERSE_MEDIA_UNAVAILABLE", Verdict.UNAVAILABLE, "News were not searched for this name.")


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        searched = news_search().count(step.application(event))
        count = searched or NewsCount({}, "none")
        found = [FOUND] if count.articles else []
        findings = found if searched else [NOT_SEARCHED]
        result = step.verdict(findings, articles=count.articles, categories=dict(count.by_category))
        return Evidence(result, findings, versions={"news": count.source})

    return step.once(event, "search_adverse_media", logic)
