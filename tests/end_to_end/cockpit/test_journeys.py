"""What staff do in the cockpit, in a real browser: from signing in to the last decision."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, Route, expect

from infrastructure import local_issuer
from lambdas.shared.access.roles import Role
from tests.applications import application
from tests.end_to_end.cockpit.conftest import Open, go
from tests.end_to_end.conftest import Bank, run
from tests.pictures import drawn, encoded

Row = dict[str, Any]
VOLKOV = {
    "given_names": "Viktor",
    "family_name": "Volkov",
    "birth_date": "1969-03-14",
    "nationalities": ["LVA"],
}


def matching(number: str) -> Row:
    """An application of somebody whose name is like one on a watchlist."""
    given: Row = application()
    given["applicant"] |= VOLKOV
    given["document"] |= {"number": f"LV{number}", "issuing_country": "LVA"}
    return given


def possible_match(bank: Bank, number: str) -> str:
    """Such an application, once it waits for two people."""
    found = bank.onboard(matching(number))
    assert found["status"] == "awaiting_review", found
    return str(found["application_id"])


def decide(page: Page, choice: str, reason: str, note: str = "") -> None:
    page.get_by_role("button", name=choice).click()
    page.get_by_label("Reason").select_option(reason)
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Decide on this evidence").click()


def test_somebody_signs_in_at_the_issuer_and_comes_back_to_where_they_were(opened: Open) -> None:
    page = opened("")
    expect(page.get_by_role("heading", name="KYC cockpit")).to_be_focused()
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Sign in to the local cloud")
    page.get_by_label("Name").fill("eva.muster")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("eva.muster")).to_be_visible()
    expect(page.get_by_role("link", name="Work", exact=True)).to_have_attribute("aria-current", "page")
    assert "code=" not in page.url
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "eyJ" not in kept  # what every token begins with


def test_an_application_is_submitted_by_the_form_and_goes_through(opened: Open) -> None:
    page = opened("branch-7", Role.SUBMITTER, path="new")
    given = application()
    one, person, document = given["application_id"], given["applicant"], given["document"]
    page.get_by_label("Application id").fill(one)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Some fields")
    expect(page.locator("[name='applicant.family_name']")).to_have_attribute("aria-invalid", "true")
    texts = {
        **{f"applicant.{name}": person[name] for name in ("given_names", "family_name", "birth_date", "birth_place")},
        **{f"applicant.{name}": person[name] for name in ("email", "phone")},
        **{f"document.{name}": document[name] for name in ("number", "issuing_country", "expires_on")},
        **{f"applicant.address.{name}": person["address"][name] for name in ("city", "country")},
        "applicant.nationalities": ", ".join(person["nationalities"]),
        "applicant.address.lines": "\n".join(person["address"]["lines"]),
        "expected_activity.monthly_deposits_eur": str(given["expected_activity"]["monthly_deposits_eur"]),
    }
    for name, text in texts.items():
        page.locator(f"[name='{name}']").fill(text)
    for name, value in {
        "product": given["product"],
        "channel": given["channel"],
        "applicant.occupation": person["occupation"],
        "document.type": document["type"],
        "expected_activity.purpose": given["expected_activity"]["purpose"],
    }.items():
        page.locator(f"[name='{name}']").select_option(value)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name=one)).to_be_visible()
    expect(page.locator(".tag", has_text="Onboarded")).to_be_visible()


def test_two_people_decide_a_possible_match_and_neither_twice(bank: Bank, opened: Open) -> None:
    one = possible_match(bank, "7000001")
    first = opened("eva", Role.REVIEWER, path=f"work/{one}")
    expect(first.get_by_role("heading", name="1 hit in the watchlists")).to_be_visible()
    expect(first.get_by_text("0 of 2 so far")).to_be_visible()
    decide(first, "Approve", "FALSE_POSITIVE", "another birth place")
    expect(first.get_by_text("1 of 2 so far")).to_be_visible()

    decide(first, "Approve", "RISK_ACCEPTED")  # the same person, once more
    expect(first.locator(".decision [role=alert]")).not_to_be_empty()
    expect(first.get_by_text("1 of 2 so far")).to_be_visible()

    second = opened("max", Role.SENIOR_REVIEWER, path=f"work/{one}")
    expect(second.get_by_text("another birth place")).to_be_visible()
    decide(second, "Approve", "FALSE_POSITIVE")
    bank.until(one, lambda found: found["status"] == "onboarded")
    go(second, f"applications/{one}")
    expect(second.get_by_text("Onboarded").first).to_be_visible()


def test_evidence_that_changed_is_shown_before_anything_is_decided(bank: Bank, opened: Open) -> None:
    given = matching("7000002")
    one = bank.onboard(given)["application_id"]
    page = opened("eva", Role.REVIEWER, path=f"work/{one}")
    bank.decide(one, "request_information", "max", parts=["explanation"], note="Why?")
    bank.until(one, lambda found: found["status"] == "awaiting_documents")
    bank.office.resubmit(given | {"explanation": "It was my grandfather's name."}, "branch")
    bank.until(one, lambda found: found["status"] == "awaiting_review" and found["attempts"] == 2)
    decide(page, "Approve", "FALSE_POSITIVE")
    alert = page.locator(".decision [role=alert]")
    expect(alert).not_to_be_empty()
    seen = alert.get_by_role("button", name="See what changed")
    seen.click()
    expect(page.locator(".timeline .fresh").first).to_be_visible()


def test_a_case_is_claimed_by_one_of_two_who_race_for_it(bank: Bank, opened: Open) -> None:
    one = possible_match(bank, "7000003")
    pages = [opened(user, Role.REVIEWER, path=f"work/{one}") for user in ("ina", "jan")]
    for page in pages:
        page.keyboard.press("c")
    for page in pages:
        expect(page.locator(".notice.done, .notice.failed")).to_be_visible()
    held = [page for page in pages if page.locator(".notice.done").count()]
    assert len(held) == 1


def test_what_was_asked_for_is_sent_and_the_onboarding_goes_on(bank: Bank, opened: Open, tmp_path: Path) -> None:
    given = application(sandbox={"uploads": True})
    office = opened("branch-8", Role.SUBMITTER)
    go(office, "applications")
    file = tmp_path / "application.json"
    file.write_text(json.dumps(given), "utf-8")
    token = local_issuer.issue("branch-8", [Role.SUBMITTER], 600)
    run("-m", "backoffice", "submit", str(file), KYC_TOKEN=token)
    one = given["application_id"]
    bank.until(one, lambda found: found["status"] == "awaiting_documents")
    go(office, f"applications/{one}")
    front, selfie = tmp_path / "front.jpg", tmp_path / "selfie.png"
    front.write_bytes(encoded(drawn()))
    selfie.write_bytes(encoded(drawn(ink=40), "PNG"))
    office.locator("[name=document_front]").set_input_files(front)
    office.locator("[name=selfie]").set_input_files(selfie)
    office.get_by_role("button", name="Send the pictures").click()
    expect(office.get_by_text("The pictures are sent")).to_be_visible()
    bank.until(one, lambda found: found["status"] == "onboarded")
    expect(office.locator(".tag", has_text="Onboarded")).to_be_visible()

    reviewer = opened("eva", Role.REVIEWER, path=f"applications/{one}")
    with reviewer.expect_response(lambda answer: "X-Amz-Signature" in answer.url) as picture:
        reviewer.get_by_role("button", name="Show 2 pictures").click()
    # S3 answers by what the signed address says; the local cloud's does not.
    asked = dict(parse_qsl(urlsplit(picture.value.url).query))
    assert asked["response-content-disposition"] == "attachment"
    assert asked["response-content-type"] in {"image/jpeg", "image/png"}
    expect(reviewer.locator(".frame img")).to_have_count(2)
    expect(reviewer.locator(".frame img").first).to_have_js_property("complete", value=True)
    assert reviewer.locator(".frame img").first.evaluate("image => image.naturalWidth") > 0


def test_a_session_that_ends_is_renewed_without_losing_what_is_typed(bank: Bank, opened: Open) -> None:
    one = possible_match(bank, "7000004")
    page = opened("eva", Role.REVIEWER, seconds=25, path=f"work/{one}")
    page.get_by_role("button", name="Decline").click()
    page.get_by_label("Note").fill("as the applicant said on the phone")
    expect(page.locator(".notice.session")).to_contain_text("has ended")
    expect(page.get_by_label("Note")).not_to_be_visible()  # whoever passes by reads nothing
    with page.context.expect_page() as found:
        page.get_by_role("button", name="Sign in again").click()
    window = found.value
    window.get_by_label("Name").fill("eva")
    window.get_by_role("button", name="Sign in").click()
    expect(page.locator(".notice.session")).to_have_count(0)
    expect(page.get_by_label("Note")).to_have_value("as the applicant said on the phone")


def test_the_page_waits_for_an_api_that_is_away(opened: Open) -> None:
    page = opened("eva", Role.REVIEWER)
    page.context.set_offline(True)
    page.evaluate("location.hash = '#/applications'")
    expect(page.locator(".notice.away")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Applications", exact=True)).to_be_visible()
    expect(page.locator(".notice.away")).to_have_count(0)


def refusal(status: int) -> Callable[[Route], None]:
    body = json.dumps({"type": "about:blank", "title": "no", "status": status, "detail": f"said of {status}"})
    return lambda route: route.fulfill(status=status, content_type="application/problem+json", body=body)


def test_every_problem_is_said_in_its_own_words(opened: Open) -> None:
    page = opened("eva", Role.REVIEWER)
    for status in (400, 403, 404, 409, 412, 422, 429, 500):
        page.route("**/applications?*", refusal(status))
        go(page, "applications")
        expect(page.get_by_role("alert").filter(has_text=f"said of {status}")).to_be_visible()
        page.unroute("**/applications?*")
        go(page, "work")


def test_an_auditor_saves_a_record_that_verifies(bank: Bank, opened: Open, tmp_path: Path) -> None:
    one = bank.onboard(application())["application_id"]
    page = opened("ada", Role.AUDITOR, path=f"audit/{one}")
    expect(page.get_by_text("Every entry fits the one before")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the record").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert "The record is whole" in run("-m", "backoffice", "audit", "--verify", str(file)).stdout


def test_the_graph_is_followed_by_keyboard(bank: Bank, opened: Open) -> None:
    one = bank.onboard(application())["application_id"]
    page = opened("eva", Role.REVIEWER, path=f"applications/{one}/workflow")
    first = page.locator(".graph [data-state='Validate application']")
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".graph [data-state='Application valid?']")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Validate application")).to_be_visible()
    assert "Validate application" in page.evaluate("document.activeElement.innerText")
    page.get_by_role("button", name="kyc-identity").click()
    expect(page.locator(".graph [data-state='Check document']")).to_have_count(1)
    page.get_by_role("button", name="kyc-risk").click()
    page.locator(".graph [data-state='Screen watchlists']").press("Enter")
    for step in ("Screen sanctions", "Screen for political exposure"):
        expect(page.get_by_role("heading", name=step)).to_be_visible()


def test_two_operators_send_dead_letters_back_and_look_for_what_is_stuck(bank: Bank, opened: Open) -> None:
    queue = bank.target.outputs()["WebhooksDeadLettersUrl"]
    bank.target.client("sqs").send_message(QueueUrl=queue, MessageBody="{}")
    for user, said in (("opa", "A second operator has to ask"), ("oma", "dead letter was sent back")):
        page = opened(user, Role.OPERATOR, path="operations")
        page.get_by_role("button", name="Send the dead letters of webhooks back").click()
        page.get_by_role("dialog").get_by_role("button", name="Send back").click()
        expect(page.locator(".notice.done")).to_contain_text(said)
    page.get_by_role("button", name="Look now for what is stuck").click()
    expect(page.get_by_text("The watchdog is looking")).to_have_count(0)
    expect(page.locator("section", has_text="Watchdog").locator("[role=status]")).not_to_be_empty()
