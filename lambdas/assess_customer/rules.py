"""Does what the customer tells about their money fit together? What does not is for a person to ask about.

The limits are the bank's own, a month's deposits in euros above which an occupation or a purpose does not explain them.
"""

from typing import Any

from lambdas.shared.cases.verdicts import Finding, Verdict

_PLAUSIBLE_DEPOSITS = {"student": 5_000, "unemployed": 5_000, "retired": 20_000, "employed": 50_000}
_WITHOUT_SALARY = {"student", "unemployed", "retired"}

DEPOSITS = Finding(
    "DEPOSITS_ABOVE_OCCUPATION", Verdict.REVIEW, "The expected deposits are more than the occupation explains."
)
PURPOSE = Finding(
    "PURPOSE_WITHOUT_SALARY", Verdict.REVIEW, "The account is for a salary, but the occupation brings none."
)


def check(application: dict[str, Any]) -> list[Finding]:
    """What does not fit: DEPOSITS_ABOVE_OCCUPATION, PURPOSE_WITHOUT_SALARY."""
    occupation, activity = application["applicant"]["occupation"], application["expected_activity"]
    limit = _PLAUSIBLE_DEPOSITS.get(occupation)
    findings = []
    if limit is not None and activity["monthly_deposits_eur"] > limit:
        findings.append(DEPOSITS)
    if occupation in _WITHOUT_SALARY and activity["purpose"] == "salary":
        findings.append(PURPOSE)
    return findings
