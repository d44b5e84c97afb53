"""Rate the risk by the policy, every point explained."""

from dataclasses import asdict

from lambdas.score_risk.score import Observations, score
from lambdas.shared import steps
from lambdas.shared.clock import today
from lambdas.shared.dates import age_on, iso_date
from lambdas.shared.errors import InvalidInput
from lambdas.shared.function import Event, function
from lambdas.shared.policies import policy
from lambdas.shared.stores import Evidence


@function
def handler(event: Event) -> Event:
    def logic() -> Evidence:
        observed = observations(steps.application(event), event["identity"], event["checks"])
        scored = score(policy("risk"), observed)
        told = [code for check in event["checks"].values() for code in check["reasons"]]
        result = {
            "rating": scored.rating,
            "score": scored.points,
            "review_required": scored.review_required,
            "reasons": list(dict.fromkeys(told + scored.reasons)),
            "policy_version": scored.policy_version,
        }
        details = {"contributions": [asdict(one) for one in scored.contributions], "overrides": scored.overrides}
        return Evidence(result, details=details, versions={"policy": scored.policy_version})

    return steps.once(event, "score_risk", logic)


def observations(application: Event, identity: str, checks: dict[str, Event]) -> Observations:
    """What the policy looks at: facts of the application and the verdicts of the checks."""
    applicant, activity = application["applicant"], application["expected_activity"]
    born = iso_date(applicant["birth_date"])
    if born is None:
        raise InvalidInput("the application has no birth date; it should have been refused as invalid")
    countries = [
        *applicant["nationalities"],
        applicant["address"]["country"],
        application["document"]["issuing_country"],
    ]
    return Observations(
        countries=tuple(dict.fromkeys(countries)),
        product=application["product"],
        channel=application["channel"],
        occupation=applicant["occupation"],
        monthly_deposits_eur=activity["monthly_deposits_eur"],
        purpose=activity["purpose"],
        age=age_on(born, today()),
        identity=identity,
        **{name: check["verdict"] for name, check in checks.items()},
    )
