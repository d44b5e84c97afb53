"""What the policy looks at: the application, the checks' results, and what earlier steps left as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from lambdas.score_risk.score import KNOWN_CHECKS, Observations
from lambdas.shared.accounts.customers import made_by
from lambdas.shared.cases.application import Application
from lambdas.shared.cases.table import CaseTable
from lambdas.shared.cases.verdicts import IdentityDecision, Verdict
from lambdas.shared.runtime.clock import moment
from lambdas.shared.runtime.dates import age_on, iso_date
from lambdas.shared.runtime.dynamodb import numbered
from lambdas.shared.runtime.errors import InvalidInput
from lambdas.shared.runtime.function import Event


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the identity checks found, as far as they ran: the fields of Observations that bear these names."""

    identity_doubts: int = 0
    face_similarity: float = 0
    relationship_days: int = 0


class Check(TypedDict):
    """A check's result, as the workflow carries it; screenings and the news search report more."""

    verdict: str
    reasons: list[str]
    top_score: NotRequired[float]
    articles: NotRequired[int]
    categories: NotRequired[dict[str, int]]


def earlier(table: CaseTable, event: Event, today: date) -> Earlier:
    """From the evidence of this attempt's identity checks."""
    application_id, run = event["application_id"], numbered(event["identity_run"], event["attempt"])
    decided, compared, searched = (
        table.kept(application_id, step, run)
        for step in ("decide_identity", "compare_faces", "find_duplicate_customer")
    )
    customer = searched.details.get("customers", {}).get("person") if searched else None
    return Earlier(
        identity_doubts=len(decided.result.get("reasons", [])) if decided else 0,
        face_similarity=(compared.result.get("similarity") if compared else None) or 0,
        relationship_days=_days_as_customer(table, customer, today),
    )


def observations(
    application: Application, identity: str, checks: Mapping[str, Check], before: Earlier, today: date
) -> Observations:
    """All that a policy may ask for. Raises InvalidInput."""
    applicant, activity, news = application["applicant"], application["expected_activity"], checks["adverse_media"]
    born, residence = iso_date(applicant["birth_date"]), applicant["address"]["country"]
    if born is None:
        raise InvalidInput("the application has no birth date; it should have been refused as invalid")
    countries = [*applicant["nationalities"], residence, application["document"]["issuing_country"]]
    matched = checks["sanctions"]["verdict"] != Verdict.PASS
    verdicts = {name: check["verdict"] for name, check in checks.items()}
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
        identity=IdentityDecision(identity),
        identity_doubts=before.identity_doubts,
        face_similarity=before.face_similarity,
        checks=verdicts,
        **{name: verdicts[name] for name in KNOWN_CHECKS if name in verdicts},
    )


def _days_as_customer(table: CaseTable, customer_id: str | None, today: date) -> int:
    """Since the application that made this customer was decided; 0 where there is none."""
    meta = table.find_meta(made_by(customer_id)) if customer_id else None
    return max(0, (today - moment(meta.updated_at).date()).days) if meta else 0
