"""Who may be signed in by whom."""

from playwright.sync_api import Page, Route, expect

from infrastructure import local_issuer
from lambdas.shared.access.roles import Role
from tests.end_to_end.cockpit.conftest import Open


def test_a_link_signs_nobody_in_where_the_bank_has_an_issuer(opened: Open, cockpit: str) -> None:
    page = opened("")

    def elsewhere(route: Route) -> None:
        real = route.fetch()
        route.fulfill(response=real, body=real.text().replace("&quot;/restapis/", "&quot;https://login.bank.example/"))

    page.route(cockpit, elsewhere)
    _follow(page, f"{cockpit}#token={local_issuer.issue('mallory', [Role.REVIEWER], 600)}")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("mallory")).to_have_count(0)
    assert "token" not in page.url


def test_a_link_whose_token_has_ended_says_so(opened: Open, cockpit: str) -> None:
    page = opened("")
    _follow(page, f"{cockpit}#token={local_issuer.issue('eva', [Role.REVIEWER], -10)}")
    expect(page.get_by_role("alert")).to_have_text("This session has ended. Sign in again.")


def test_a_path_of_dots_leads_to_no_other_route(opened: Open) -> None:
    page = opened("eva", Role.REVIEWER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("location.hash = '#/applications/%2e%2e'")
    expect(page.get_by_role("alert")).to_have_text("There is no such thing.")
    assert not [url for url in asked if "/cockpit/" not in url]


def test_who_signs_out_is_signed_out_in_every_window_and_nobody_else_is(opened: Open, cockpit: str) -> None:
    page = opened("eva", Role.REVIEWER)
    others = {user: page.context.new_page() for user in ("eva", "max")}
    for user, other in others.items():
        other.goto(f"{cockpit}#token={local_issuer.issue(user, [Role.REVIEWER], 600)}")
        expect(other.locator(".who")).to_contain_text(user)
    page.get_by_role("button", name="Sign out").click()
    for left in (page, others["eva"]):
        expect(left.get_by_role("button", name="Sign in")).to_be_visible()
    expect(others["max"].locator(".who")).to_contain_text("max")


def _follow(page: Page, link: str) -> None:
    page.goto("about:blank")  # otherwise only what stands behind the # changes
    page.goto(link)
