"""What the policy is told about an application, and that the policy in force keeps its schema."""

from datetime import date

import pytest

from lambdas.score_risk import handler
from lambdas.shared.errors import InvalidInput
from lambdas.shared.policies import policy
from tests.applications import application

CHECKS = {name: {"verdict": "pass", "reasons": []} for name in ("sanctions", "pep", "adverse_media", "customer")}


def test_facts_and_verdicts_are_observed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "today", lambda: date(2026, 8, 11))
    made = application(
        applicant={"birth_date": "1984-08-12", "nationalities": ["SWE", "KEN"]}, document={"issuing_country": "IRN"}
    )
    observed = handler.observations(made, "verified", CHECKS | {"pep": {"verdict": "review", "reasons": ["X"]}})
    assert observed.countries == ("SWE", "KEN", "IRN")
    assert (observed.age, observed.identity, observed.pep, observed.sanctions) == (41, "verified", "review", "pass")
    assert (observed.purpose, observed.monthly_deposits_eur) == ("salary", 3200)


def test_an_application_without_birth_date_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no birth date"):
        handler.observations(application(applicant={"birth_date": "1984-02-30"}), "verified", CHECKS)


def test_each_factor_of_the_policy_ends_with_a_band_for_all_that_is_left() -> None:
    for factor in policy("risk")["factors"].values():
        assert not {"list", "values", "below"} & factor["bands"][-1].keys()
    assert policy("risk")["thresholds"]["medium"] < policy("risk")["thresholds"]["high"]
