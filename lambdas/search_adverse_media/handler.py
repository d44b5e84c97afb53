"""Count news that name the applicant together with a financial crime."""

from lambdas.shared import providers, steps
from lambdas.shared.function import Event, function
from lambdas.shared.stores import Evidence
from lambdas.shared.verdicts import Finding, Verdict

FOUND = Finding("ADVERSE_MEDIA", Verdict.REVIEW, "News name the applicant together with a financial crime.")


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        articles = providers.news_search().count(steps.application(event))
        findings = [FOUND] if articles else []
        return Evidence(steps.verdict(findings, articles=articles), findings)

    return steps.once(event, "search_adverse_media", logic)
