"""The main job: applications go in and come out decided."""

from schwifty import IBAN

from tests.applications import application, sample
from tests.end_to_end.conftest import Bank


def steps(found: dict) -> dict[str, str]:  # type: ignore[type-arg]
    return {step["step"]: step["verdict"] for step in found["steps"]}


def codes(found: dict, step: str) -> list[str]:  # type: ignore[type-arg]
    return [one["code"] for each in found["steps"] if each["step"] == step for one in each["reasons"]]


def test_a_good_application_gets_an_account_with_a_valid_iban(bank: Bank) -> None:
    found = bank.onboard(sample("straight-through"))
    assert (found["status"], found["outcome"], found["risk_rating"]) == ("onboarded", "onboarded", "low")
    assert found["account"]["status"] == "active"
    assert IBAN(found["account"]["iban"]).validate()
    bank.told(found["application_id"], "welcome")
    assert steps(found) == {
        "validate_application": "pass",
        "check_document": "pass",
        "compare_faces": "pass",
        "check_address": "pass",
        "find_duplicate_customer": "pass",
        "decide_identity": "verified",
        "screen_sanctions": "pass",
        "screen_pep": "pass",
        "search_adverse_media": "pass",
        "assess_customer": "pass",
        "score_risk": "low",
        "settle_decision": "settled",
        "create_customer": "done",
        "reserve_iban": "done",
        "open_account": "done",
        "activate_account": "pass",
        "send_welcome": "done",
        "record_outcome": "done",
    }


def test_a_possible_match_waits_for_a_reviewer_who_approves(bank: Bank) -> None:
    found = bank.onboard(sample("possible-match"))
    assert (found["status"], found["review"]["queue"]) == ("awaiting_review", "possible match")
    assert "POSSIBLE_SANCTIONS_MATCH" in found["reasons"]
    assert found["account"] is None
    assert "task_token" not in str(found)
    assert (found["risk_rating"], found["review"]["two_people"]) == ("high", True)
    assert bank.decide(found["application_id"], "approved", "eva")["status"] == "pending"
    bank.decide(found["application_id"], "approved", "max", senior=True)
    after = bank.settled(found["application_id"])
    assert (after["status"], after["account"]["status"]) == ("onboarded", "active")
    assert steps(after)["review"] == "approved"


def test_a_reviewer_declines(bank: Bank) -> None:
    waiting = bank.onboard(application(sandbox={"adverse_media": {"articles": 3}}))
    assert waiting["status"] == "awaiting_review"
    bank.decide(waiting["application_id"], "declined")
    found = bank.settled(waiting["application_id"])
    assert (found["status"], found["reasons"], found["account"]) == ("declined", ["DECLINED_BY_REVIEWER"], None)
    bank.told(found["application_id"], "declined")
    left = {item["item"]["S"] for item in bank.customer_items(found["application_id"])}
    assert left == {"FINGERPRINT"}  # the claims of its document and person, which hold no longer


def test_an_expired_passport_is_asked_for_again_and_a_valid_one_goes_through(bank: Bank) -> None:
    expired = sample("expired-passport")
    found = bank.onboard(expired)
    assert (found["status"], found["reasons"]) == ("awaiting_documents", ["DOCUMENT_EXPIRED"])
    bank.told(found["application_id"], "documents_needed")
    expired["document"] |= {"number": "CB112233", "expires_on": "2033-05-20"}
    after = bank.settled(bank.office.resubmit(expired, "branch"))
    assert (after["status"], after["attempts"]) == ("onboarded", 2)
    assert bank.office.resubmit(expired, "branch") == after["application_id"]


def test_three_attempts_are_enough(bank: Bank) -> None:
    expired = application(document={"expires_on": "2020-01-01"})
    assert bank.onboard(expired)["attempts"] == 1
    for attempt in (2, 3):
        expired["document"]["expires_on"] = f"2020-01-0{attempt}"
        found = bank.settled(bank.office.resubmit(expired, "branch"))
    assert (found["status"], found["attempts"], found["reasons"]) == ("declined", 3, ["DOCUMENT_EXPIRED"])


def test_an_applicant_under_age_is_declined_with_the_reason(bank: Bank) -> None:
    found = bank.onboard(application(applicant={"birth_date": "2015-06-01"}))
    assert (found["status"], found["reasons"]) == ("declined", ["UNDER_AGE"])
    assert steps(found).keys() == {"validate_application", "record_outcome"}


def test_an_impossible_date_and_an_unknown_country_give_reasons(bank: Bank) -> None:
    found = bank.onboard(application(applicant={"birth_date": "1990-02-30", "nationalities": ["ZZZ"]}))
    assert found["status"] == "declined"
    assert set(found["reasons"]) == {"IMPOSSIBLE_BIRTH_DATE", "UNKNOWN_COUNTRY"}


def test_a_wrong_check_digit_gives_a_reason(bank: Bank) -> None:
    zone = "P<SWEERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nXA12345670SWE8408122F3104155<<<<<<<<<<<<<<<0"
    found = bank.onboard(application(sandbox={"document": {"mrz": zone}}))
    assert found["status"] == "awaiting_documents"
    assert "CHECK_DIGIT_WRONG" in codes(found, "check_document")


def test_the_same_person_twice_is_seen_by_a_reviewer(bank: Bank) -> None:
    first = application()
    assert bank.onboard(first)["status"] == "onboarded"
    found = bank.onboard(first | {"application_id": f"{first['application_id']}-again"})
    assert found["status"] == "awaiting_review"
    assert set(codes(found, "find_duplicate_customer")) == {"DUPLICATE_DOCUMENT", "DUPLICATE_PERSON"}


def test_the_list_has_every_application_with_its_status(bank: Bank) -> None:
    found = bank.onboard(application())
    (row,) = [row for row in bank.office.list() if row["application_id"] == found["application_id"]]
    assert row["status"] == "onboarded"
    assert row["risk_rating"] == "low"
    assert row["submitted_at"] < row["updated_at"]
    assert row in bank.office.list("onboarded")
    assert row not in bank.office.list("declined")
