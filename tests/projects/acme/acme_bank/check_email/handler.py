"""A throw-away e-mail address is for a person to look at."""

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import step, submitted
from lambdas.shared.cases.verdicts import Finding, Verdict
from lambdas.shared.runtime.function import Event

THROW_AWAY = Finding("THROW_AWAY_EMAIL", Verdict.REVIEW, "The e-mail address is of a throw-away service.")


@step
def handler(event: Event) -> Evidence:
    is_throw_away = submitted(event)["applicant"]["email"].endswith("@throwaway.example")
    return Evidence.of([THROW_AWAY] if is_throw_away else [])
