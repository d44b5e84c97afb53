"""Who cannot see the page, or uses no mouse: every view in every look, and what a checker does not find."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lambdas.shared.access.roles import Role
from tests.end_to_end.cockpit.conftest import Open, go

EVERYBODY = (Role.SUBMITTER, Role.SENIOR_REVIEWER, Role.AUDITOR, Role.OPERATOR)
VIEWS = ("work", "applications", "new", "audit", "lists", "operations", "figures")
CASE_VIEWS = ("work/{}", "applications/{}", "applications/{}/workflow", "audit/{}")
LOOKS = {"light": (1400, 900), "dark": (1400, 900), "narrow": (360, 740), "wide": (3840, 2160)}
"""Pixels of the window, of each scheme of colours and size."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def in_every_look(page: Page, path: str) -> dict[str, list[str]]:
    """What is found in any look of what is shown, which fits into each window."""
    found = {}
    for look, (width, height) in LOOKS.items():
        page.emulate_media(color_scheme="dark" if look == "dark" else "light")
        page.set_viewport_size({"width": width, "height": height})
        found[f"{path}, {look}"] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} pixels wider than the window ({look})"
    return {where: what for where, what in found.items() if what}


@pytest.mark.parametrize("paths", [VIEWS, CASE_VIEWS], ids=["views", "views of a case"])
def test_a_checker_finds_nothing_on_any_view_in_any_look(opened: Open, case: str, paths: tuple[str, ...]) -> None:
    page = opened("eva", *EVERYBODY)
    for path in paths:
        go(page, path.format(case))
        assert in_every_look(page, path) == {}


def test_a_checker_finds_nothing_on_the_keys(opened: Open) -> None:
    page = opened("eva", *EVERYBODY)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert in_every_look(page, "keys") == {}


def test_nothing_but_signing_in_is_found_wanting_either(opened: Open) -> None:
    page = opened("")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert violations(page) == []


def test_the_focus_goes_to_the_view_that_opens(opened: Open, case: str) -> None:
    page = opened("eva", *EVERYBODY)
    for path in (*VIEWS, f"applications/{case}"):
        go(page, path)
        expect(page.locator("main h1").first).to_be_focused()


def test_keys_are_off_while_somebody_types(opened: Open) -> None:
    page = opened("eva", *EVERYBODY, path="applications")
    page.get_by_label("Application id").focus()
    page.keyboard.type("n?/jk")
    expect(page.get_by_label("Application id")).to_have_value("n?/jk")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_whatever_is_pressed_is_large_enough(opened: Open, case: str) -> None:
    """24 pixels each way (WCAG 2.2, 2.5.8), but for links within a sentence."""
    page = opened("eva", *EVERYBODY)
    for path in (*VIEWS, f"work/{case}"):
        go(page, path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, textarea, summary, nav a, .button")]
            .map((one) => [one, one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
            .map(([one]) => one.outerHTML.slice(0, 120))"""
        )
        assert small == [], path


def test_no_bar_hides_what_has_the_focus(opened: Open, case: str) -> None:
    page = opened("eva", *EVERYBODY, path=f"work/{case}", viewport={"width": 1200, "height": 500})
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
            const one = document.activeElement, box = one.getBoundingClientRect();
            if (one === document.body || !box.width || one.closest("header.top")) return "";
            const seen = document.elementFromPoint(
                Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
                Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1));
            return seen && seen.closest("header.top, .notices") ? one.outerHTML.slice(0, 120) : "";
            }"""
        )
        assert hidden == ""


def test_what_changes_is_announced(opened: Open) -> None:
    page = opened("eva", *EVERYBODY, path="applications")
    expect(page.locator("#live")).to_have_text("Applications | KYC cockpit")
    assert page.locator("#live").get_attribute("aria-live") == "polite"


def test_the_focus_stays_in_the_queue_while_it_is_looked_at_anew(opened: Open, case: str) -> None:
    page = opened("eva", *EVERYBODY, path="applications")
    page.clock.install()
    go(page, "work")
    page.keyboard.press("j")
    expect(page.locator(".case-link").first).to_be_focused()
    page.evaluate("document.activeElement.dataset.before = 'yes'")
    with page.expect_response("**/reviews?*"):
        page.clock.fast_forward(21_000)
    expect(page.locator("[data-before]")).to_have_count(0)  # the rows are drawn anew
    expect(page.locator(".case-link").first).to_be_focused()


def test_no_field_of_a_decision_is_wider_than_its_place(opened: Open, case: str) -> None:
    page = opened("eva", *EVERYBODY, path=f"work/{case}", viewport={"width": 1400, "height": 900})
    for name in ("Approve", "Decline", "Ask the applicant"):
        page.get_by_role("button", name=name).click()
        place = page.locator("#decision").bounding_box()
        field = page.get_by_label("Reason").bounding_box()
        assert place
        assert field
        assert field["x"] + field["width"] <= place["x"] + place["width"]


def test_what_the_watchdog_found_is_said_in_words(opened: Open) -> None:
    page = opened("olga", Role.OPERATOR)
    finding = {"application_id": "test-1", "code": "REVIEW_FORGOTTEN", "repaired": False, "to_do": "Ask for it again."}
    report = {"looked_at": 2, "left": 0, "stuck": 1, "findings": [finding], "alerted": True, "note": ""}
    reports = [report, report | {"stuck": 0, "findings": []}, report | {"stuck": 0, "findings": [], "note": "Another."}]
    page.route("**/watchdog", lambda route: route.fulfill(status=202, json={"run": "one"}))
    page.route("**/watchdog/one", lambda route: route.fulfill(json={"report": reports.pop(0), "error": None}))
    go(page, "operations")
    for texts, absent in (
        (["test-1", "Review forgotten", "Ask for it again.", "2 cases were looked at."], "Nothing is stuck."),
        (["Nothing is stuck.", "2 cases were looked at."], "test-1"),
        (["Another."], "Nothing is stuck."),
    ):
        page.get_by_role("button", name="Look now for what is stuck").click()
        place = page.locator("section", has_text="Watchdog").locator("[role=status]")
        for text in texts:
            expect(place).to_contain_text(text)
        expect(place).not_to_contain_text(absent)
