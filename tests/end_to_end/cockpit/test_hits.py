"""A hundred hits by keyboard alone, and any text as text."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from lambdas.shared.access.roles import Role
from tests.end_to_end.cockpit.conftest import Open, go

Row = dict[str, Any]
HITS = 100
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>document.title='taken'</script>",
    "\u202eevil\u202c \u0645\u062d\u0645\u062f",
    "x" * 3000,
    "{name} ${7*7} {{7*7}}",
)


def with_case(page: Page, case: str, change: Callable[[Row], None]) -> None:
    """Show the case as the API answers it, changed."""

    def answer(route: Route) -> None:
        if route.request.method != "GET":
            return route.fallback()
        real = route.fetch()
        body = real.json()
        change(body)
        return route.fulfill(response=real, body=json.dumps(body))

    page.route(f"**/applications/{case}?details=true", answer)


def with_hits(page: Page, case: str, number: int, cleared: list[str]) -> None:
    """Show the case with so many hits; what is cleared is answered here, and its entry kept in ``cleared``."""

    def several(body: Row) -> None:
        [step] = [one for one in body["steps"] if one["step"] == "screen_sanctions"]
        [hit] = step["details"]["hits"]
        step["details"]["hits"] = [hit | {"entry_id": f"ofac-{place}"} for place in range(number)]

    def clear(route: Route) -> None:
        cleared.append(route.request.url.split("/")[-2])
        body = {"entry_id": cleared[-1], "list_name": "OFAC SDN", "by": ["eva"], "cleared": False}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    with_case(page, case, several)
    page.route("**/clearing", clear)


def test_a_hundred_hits_are_cleared_by_one_key_each(
    opened: Open, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = opened("eva", Role.REVIEWER)
    cleared: list[str] = []

    with_hits(page, case, HITS, cleared)
    go(page, f"applications/{case}")
    expect(page.locator(".hit")).to_have_count(HITS)
    keys = 1
    page.keyboard.press("h")
    for number in range(HITS):
        page.keyboard.press("f")
        keys += 1
        expect(page.locator(".hit.cleared")).to_have_count(number + 1)
    assert cleared == [f"ofac-{number}" for number in range(HITS)]
    with capsys.disabled():
        print(f"\n{HITS} hits: {keys} keystrokes, {keys / HITS:.2f} a hit")


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "script", "right-to-left", "long", "template"])
def test_any_text_is_shown_as_text(opened: Open, case: str, text: str) -> None:
    page = opened("eva", Role.REVIEWER)

    def put(body: Row) -> None:
        _everywhere(body["application"], text)
        for step in body["steps"]:
            for hit in step["details"].get("hits", []):
                hit |= {"name_matched": text, "list_name": text}
            for row in step["details"].get("compared", []):
                row |= {"applicant": text, "document": text}
        body["asked"]["question"] = text
        body["review"]["decisions"] = [
            {"decision": "approved", "reason": text, "reviewer": text, "senior": True, "note": text, "counts": True}
            | {"at": "2026-01-01T00:00:00.000Z"}
        ]

    with_case(page, case, put)
    go(page, f"applications/{case}")
    expect(page.get_by_text(text, exact=True).first).to_be_visible()
    assert "taken" not in page.title()
    assert page.locator("main img").count() == 0
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0  # however long it is, the page does not become wider


def _everywhere(part: Any, text: str) -> None:
    """Every text of the application, but for codes and dates."""
    for name, value in part.items() if isinstance(part, dict) else ():
        if isinstance(value, dict):
            _everywhere(value, text)
        elif isinstance(value, str) and name not in {"birth_date", "expires_on"}:
            part[name] = text


def test_a_key_that_is_held_or_pressed_elsewhere_clears_no_hit_unseen(opened: Open, case: str) -> None:
    page = opened("eva", Role.REVIEWER)
    cleared: list[str] = []

    with_hits(page, case, 2, cleared)
    go(page, f"applications/{case}")
    page.keyboard.press("f")
    expect(page.locator(".hit").first).to_be_focused()
    assert cleared == []
    page.keyboard.down("f")
    expect(page.locator(".hit.cleared")).to_have_count(1)
    page.keyboard.down("f")  # a second time without a release: the key repeats itself
    page.keyboard.up("f")
    expect(page.locator(".hit").nth(1)).to_be_focused()
    assert cleared == ["ofac-0"]
