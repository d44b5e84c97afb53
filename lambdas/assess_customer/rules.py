"""Does what the customer says about their money fit together? What does not is for a person to ask about.

What is plausible is the bank's own policy: ``plausibility`` in definitions/risk_policy.json.
"""

from typing import TypedDict

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.verdicts import Finding, Verdict

DEPOSITS = Finding(
    "DEPOSITS_ABOVE_OCCUPATION", Verdict.REVIEW, "The expected deposits are more than the occupation explains."
)
PURPOSE = Finding(
    "PURPOSE_WITHOUT_SALARY", Verdict.REVIEW, "The account is for a salary, but the occupation brings none."
)


class Plausibility(TypedDict):
    """A month's deposits in EUR that an occupation explains, and the occupations that bring no salary."""

    monthly_deposits_eur: dict[str, int]
    occupations_without_salary: list[str]


def check(application: Application, plausible: Plausibility) -> list[Finding]:
    """What does not fit: DEPOSITS_ABOVE_OCCUPATION, PURPOSE_WITHOUT_SALARY."""
    occupation, activity = application["applicant"]["occupation"], application["expected_activity"]
    limit = plausible["monthly_deposits_eur"].get(occupation)
    findings = []
    if limit is not None and activity["monthly_deposits_eur"] > limit:
        findings.append(DEPOSITS)
    if occupation in plausible["occupations_without_salary"] and activity["purpose"] == "salary":
        findings.append(PURPOSE)
    return findings
