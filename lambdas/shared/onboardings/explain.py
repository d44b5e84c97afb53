"""Why an application was rated as it was: in full for staff, and for the customer what cannot tip off.

The customer's version follows from the status and from the application that the customer gave, and from nothing else
(REQ-11, REQ-12): whatever was checked, found or weighed, and whether there is a rating yet, it reads the same.
"""

from lambdas.shared.cases.application import Application
from lambdas.shared.cases.case import Case
from lambdas.shared.cases.status import Status
from lambdas.shared.onboardings.errors import RequestRefused
from lambdas.shared.onboardings.presentation import Shown
from lambdas.shared.runtime.clock import today
from lambdas.shared.runtime.dates import age_on, iso_date
from lambdas.shared.watchlists.entries import KINDS

GIVEN = {
    "country": "Nationality, residence and the country of your document",
    "residence": "Where you live",
    "product": "The account you asked for",
    "channel": "How you applied",
    "occupation": "Your occupation",
    "monthly_deposits_eur": "The deposits you expect each month, in EUR",
    "purpose": "What the account is for",
    "age": "Your age",
}
"""The factors that are the customer's own data, and how they are named to the customer."""

_WORKING, _OPEN = "We are working on your application.", "Your account is open."
ANSWERS = {
    Status.RUNNING: _WORKING,
    Status.AWAITING_REVIEW: _WORKING,
    Status.FAILED: _WORKING,
    Status.AWAITING_DOCUMENTS: "We need something from you to go on. Please see our last message.",
    Status.ONBOARDED: _OPEN,
    Status.DECLINED: "We cannot open this account for you.",
    **dict.fromkeys((Status.CLEARED, Status.CONFIRMED), _OPEN),
}
"""What the customer reads, by status: of a monitoring case, nothing that was not so before."""
CONTEST = "You can ask that a person at the bank looks at this anew, tell us your view, and contest a decision."

_REFERENCE = ("entry_id", "list_name", "list_version", "score", "remembered")


def customer(case: Case) -> Shown:
    """``told``, ``considered`` (what and the customer's own answer) and ``contest``.

    Raises RequestRefused where it is a monitoring case: the customer is not to know of it.
    """
    if case.is_monitoring:
        raise RequestRefused(f"{case.id} is a monitoring case, of which the customer is told nothing")
    given = _given(case.application)
    return {
        "application_id": case.id,
        "told": ANSWERS[case.meta.status],
        "considered": [{"what": what, "answer": given[name]} for name, what in GIVEN.items()],
        "contest": CONTEST,
    }


def _given(application: Application) -> dict[str, str]:
    """The customer's own answers, by the names of GIVEN; what is no date has no age."""
    applicant, activity = application["applicant"], application["expected_activity"]
    residence, born = applicant["address"]["country"], iso_date(applicant["birth_date"])
    countries = [*applicant["nationalities"], residence, application["document"]["issuing_country"]]
    return {
        "country": ", ".join(dict.fromkeys(countries)),
        "residence": residence,
        "product": application["product"],
        "channel": application["channel"],
        "occupation": applicant["occupation"],
        "monthly_deposits_eur": str(activity["monthly_deposits_eur"]),
        "purpose": activity["purpose"],
        "age": str(age_on(born, today())) if born else "",
    }


def staff(found: Shown) -> Shown:
    """Every point and override with its reason, and what stands behind them, from ``Onboarding.show``.

    Hits are references to list entries, without names. Raises RequestRefused where there is no rating yet.
    """
    last = _last(found)
    if "score_risk" not in last:
        raise RequestRefused(f"{found['application_id']} has no rating: it is {found['status']}")
    scored = last["score_risk"]
    # Of the same assessment alone: one that stayed away has no evidence of its own, and an earlier one's would mislead.
    assessed = {name: step for name, step in last.items() if step["run"] == scored["run"]}
    kept = ("rating", "score", "review_required", "due_diligence", "policy_version")
    return {
        "application_id": found["application_id"],
        "status": found["status"],
        **{key: scored["result"].get(key) for key in kept},
        "thresholds": scored["details"]["thresholds"],
        "factors": scored["details"]["contributions"],
        "overrides": scored["details"]["overrides"],
        "screening": [_screening(kind, assessed, scored) for kind in KINDS],
        "news": _news(assessed),
        "identity": last["decide_identity"]["result"] if "decide_identity" in last else None,
    }


def _last(found: Shown) -> dict[str, Shown]:
    """Each step as it was done last."""
    return {step["step"]: step for step in found["steps"]}


def _screening(kind: str, assessed: dict[str, Shown], scored: Shown) -> Shown:
    step = assessed.get(f"screen_{kind}", {"result": {}, "details": {}})
    return {
        "kind": kind,
        "verdict": scored["details"]["observations"][kind],
        "list_version": step["result"].get("list_version"),
        "hits": [_reference(hit) for hit in step["details"].get("hits", [])],
    } | {name: step["details"][name] for name in ("other_hits",) if name in step["details"]}


def _reference(hit: Shown) -> Shown:
    reasons = [one["code"] if isinstance(one, dict) else one for one in hit.get("reasons", [])]
    return {key: hit[key] for key in _REFERENCE if key in hit} | {"reasons": reasons}


def _news(assessed: dict[str, Shown]) -> Shown | None:
    step = assessed.get("search_adverse_media")
    if step is None:
        return None
    counts = {key: step["result"][key] for key in ("verdict", "articles", "categories")}
    return counts | {"source": step["versions"].get("news")}
