"""Count news that name the applicant together with a crime. Whatever was found is for a person to read and judge."""

from lambdas.shared.cases import restarts
from lambdas.shared.cases.evidence import Evidence, KeptEvidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.providers.news_search import NewsCount, news_search
from lambdas.shared.runtime.function import Event

FOUND = Finding("ADVERSE_MEDIA", Verdict.REVIEW, "News name somebody of the applicant's name together with a crime.")
NOT_SEARCHED = Finding("ADVERSE_MEDIA_UNAVAILABLE", Verdict.UNAVAILABLE, "News were not searched for this name.")


@step
def handler(event: Event) -> Evidence:
    application, earlier = submitted(event), restarts.answered(event, "search_adverse_media")
    searched = _counted(earlier) if earlier else news_search().count(application)
    count = searched or NewsCount({}, "none")
    found = [FOUND] if count.articles else []
    findings = found if searched else [NOT_SEARCHED]
    versions = {"news": count.source}
    counts = {"articles": count.articles, "categories": dict(count.by_category)}
    return Evidence.of(findings, restarts.taken_from(earlier), versions, **counts)


def _counted(kept: KeptEvidence) -> NewsCount:
    return NewsCount(kept.result["categories"], kept.versions["news"])
