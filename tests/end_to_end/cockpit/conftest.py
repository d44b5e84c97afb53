"""A real browser in front of the deployed bank; whatever it has to say against the page fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from infrastructure import local_issuer
from lambdas.shared.access.roles import Role
from tests.applications import application
from tests.conftest import NEEDS_BROWSER
from tests.end_to_end.conftest import Bank

PATIENCE = 60_000  # milliseconds; far above what a busy machine needs
EXPECTED = ("Failed to load resource",)
"""What a browser says of every answer that is no success; which those are, each test says of its own."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        assert os.environ.get("KYC_BROWSER") != "required", NEEDS_BROWSER
        pytest.skip(NEEDS_BROWSER)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=found, args=flags)
        yield started
        started.close()


@pytest.fixture
def cockpit(bank: Bank) -> str:
    """The page's address."""
    return f"{bank.target.outputs()['ApiUrl']}/cockpit"


@pytest.fixture(scope="module")
def case(bank: Bank) -> str:
    """A case with one hit, which waits for two people."""
    given = application()
    given["applicant"] |= {"given_names": "Viktor", "family_name": "Volkov", "birth_date": "1969-03-14"}
    return str(bank.onboard(given)["application_id"])


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, cockpit: str) -> Iterator[Open]:
    """Opens the page, signed in as somebody with these roles, in a browser of their own."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_page(user: str, *roles: Role, seconds: int = 3600, path: str = "", **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: said.append(_said(message)))
        page.on("pageerror", lambda error: said.append(str(error)))
        if not roles:
            page.goto(cockpit)
            return page
        token = local_issuer.issue(user, roles, seconds)
        page.goto(f"{cockpit}#token={token}")
        expect(page.locator("main .view")).to_be_visible()
        if path:
            go(page, path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [one for one in said if one and not one.startswith(EXPECTED)]


def _said(message: ConsoleMessage) -> str:
    return message.text if message.type in {"error", "warning"} else ""


def go(page: Page, path: str) -> None:
    """To the view of this address, once it is shown."""
    page.evaluate("path => { location.hash = '#/' + path; }", path)
    expect(page.locator("main > .view")).to_be_visible()
    expect(page.locator(".loading")).to_have_count(0)
