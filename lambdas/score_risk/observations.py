"""What the policy looks at: the application, the checks' results, and what earlier steps left as evidence."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from lambdas.score_risk.score import Observations
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import Verdict
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.dates import age_on, iso_date
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the identity checks found, as far as they ran: the fields of Observations that bear these names."""

    identity_doubts: int = 0
    face_similarity: float = 0
    relationship_days: int = 0


def earlier(table: CaseTable, application_id: str, today: date) -> Earlier:
    """From the evidence of the last attempt's identity checks."""
    decided, compared = (
        _latest(table, application_id, step)["result"] for step in ("decide_identity", "compare_faces")
    )
    found = _latest(table, application_id, "find_duplicate_customer")["details"]
    return Earlier(
        identity_doubts=len(decided.get("reasons", [])),
        face_similarity=compared.get("similarity") or 0,
        relationship_days=_days_as_customer(table, found.get("customers", {}).get("person"), today),
    )


def observations(
    application: Row, identity: str, checks: dict[str, dict[str, Any]], before: Earlier, today: date
) -> Observations:
    """All that a policy may ask for. Raises InvalidInput."""
    applicant, activity, news = application["applicant"], application["expected_activity"], checks["adverse_media"]
    born, residence = iso_date(applicant["birth_date"]), applicant["address"]["country"]
    if born is None:
        raise InvalidInput("the application has no birth date; it should have been refused as invalid")
    countries = [*applicant["nationalities"], residence, application["document"]["issuing_country"]]
    matched = checks["sanctions"]["verdict"] != Verdict.PASS
    return Observations(
        country=tuple(dict.fromkeys(countries)),
        residence=residence,
        product=application["product"],
        channel=application["channel"],
        occupation=applicant["occupation"],
        monthly_deposits_eur=activity["monthly_deposits_eur"],
        purpose=activity["purpose"],
        age=age_on(born, today),
        relationship_days=before.relationship_days,
        sanctions_score=checks["sanctions"].get("top_score", 0) if matched else 0,
        adverse_media_articles=news.get("articles", 0),
        adverse_media_categories=tuple(name for name, count in sorted(news.get("categories", {}).items()) if count),
        identity=identity,
        identity_doubts=before.identity_doubts,
        face_similarity=before.face_similarity,
        **{name: check["verdict"] for name, check in checks.items()},
    )


def _latest(table: CaseTable, application_id: str, step: str) -> Row:
    """``result`` and ``details`` of the step's last evidence; empty where it has none."""
    rows = sorted(table.starting(application_id, f"EVIDENCE#{step}#"), key=lambda row: str(row["at"]))
    return {part: json.loads(rows[-1][part]) if rows else {} for part in ("result", "details")}


def _days_as_customer(table: CaseTable, customer_id: str | None, today: date) -> int:
    """Since the application that made this customer was decided; 0 where there is none."""
    made_by = table.get(customer_id.removeprefix("customer-"), "META") if customer_id else None
    return max(0, (today - moment(made_by["updated_at"]).date()).days) if made_by else 0
