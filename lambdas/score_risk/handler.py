"""Rate the risk by the policy, every point explained."""

from dataclasses import asdict

from lambdas.score_risk.observations import earlier, observations
from lambdas.score_risk.score import Score, score
from lambdas.shared.cases.application import Application
from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.step import answered, step, submitted
from lambdas.shared.cases.table import case_table
from lambdas.shared.cases.verdicts import RISK_CHECKS, Diligence
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.function import Event
from lambdas.shared.runtime.policies import policy


@step
def handler(event: Event) -> Evidence:
    application, rules, day = submitted(event), policy("risk"), today()
    checks, before = answered(event, RISK_CHECKS), earlier(case_table(), event, day)
    observed = observations(application, event["identity"], checks, before, day)
    scored = score(rules, observed)
    found = [code for check in checks.values() for code in check["reasons"]]
    result = {
        "run": event["run"],
        "rating": scored.rating,
        "score": scored.points,
        "review_required": scored.review_required,
        "due_diligence": due_diligence(scored, application),
        "reasons": list(dict.fromkeys(found + scored.reasons)),
        "policy_version": scored.policy_version,
    }
    # The observations let a new policy be tried on this case: kyc policy simulate.
    details = {"observations": asdict(observed), "thresholds": rules["thresholds"], **scored.explained()}
    return Evidence(result, details=details, versions={"risk_policy": scored.policy_version})


def due_diligence(scored: Score, application: Application) -> Diligence:
    """``standard``; where it is enhanced, ``required`` until the applicant has answered, and then ``given``."""
    if not scored.enhanced:
        return Diligence.STANDARD
    return Diligence.GIVEN if "due_diligence" in application else Diligence.REQUIRED
