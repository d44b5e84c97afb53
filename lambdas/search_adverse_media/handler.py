"""Count news that name the applicant together with a crime. Whatever was found is for a person to read and judge."""

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.providers.news_search import NewsCount, news_search
from lambdas.shared.runtime.function import Event

FOUND = Finding("ADVERSE_MEDIA", Verdict.REVIEW, "News name somebody of the applicant's name together with a crime.")
NOT_SEARCHED = Finding("ADVERSE_MEDIA_UNAVAILABLE", Verdict.UNAVAILABLE, "News were not searched for this name.")


@step
def handler(event: Event) -> Evidence:
    searched = news_search().count(submitted(event))
    count = searched or NewsCount({}, "none")
    found = [FOUND] if count.articles else []
    findings = found if searched else [NOT_SEARCHED]
    versions = {"news": count.source}
    return Evidence.of(findings, versions=versions, articles=count.articles, categories=dict(count.by_category))
