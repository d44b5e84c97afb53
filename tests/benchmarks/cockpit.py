"""The cockpit in a real browser: its weight, and how fast it can be used, scrolls and draws.

``python -m tests.benchmarks.cockpit``; without a browser (Debian: chromium) only the weight is measured.
"""

import gzip
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright
from rich.console import Console
from rich.table import Table

from infrastructure import local_issuer
from lambdas.shared.access.roles import Role
from tests.applications import application
from tests.benchmarks.load import deployed

PAGE = Path(__file__).parents[2] / "backoffice" / "page"
CASES = 10_000
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""Chromium's "slow 4G": 150 ms and 1.6 Mbit/s, in bytes a second."""
_STAFF = [role for role in Role if role is not Role.APPLICANT]
_SHIFT = """new Promise((resolve) => {
  let shift = 0;
  const add = (list) => list.getEntries().forEach((one) => (shift += one.hadRecentInput ? 0 : one.value));
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(shift), 300);
})"""
_SCROLL = """async () => {
  const list = document.querySelector(".rolling"), frames = [];
  let last = performance.now();
  for (let step = 0; step < 200; step += 1) {
    list.scrollTop = (list.scrollHeight - list.clientHeight) * step / 199;
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  return frames.slice(5);
}"""
_DRAW = """async ([module, layout]) => {
  const { graph } = await import(module);
  const times = [];
  for (let round = 0; round < 20; round += 1) {
    const start = performance.now();
    const node = graph("graph", layout, new Map(), new Set(), () => {});
    document.querySelector("main").append(node);
    node.getBoundingClientRect();
    times.push(performance.now() - start);
    node.remove();
  }
  return times.sort((one, other) => one - other)[10];
}"""


def figures() -> Iterator[tuple[str, ...]]:
    files = [one.read_bytes() for one in PAGE.iterdir()]
    weight = sum(len(gzip.compress(one, 9)) for one in files) / 1024
    yield (
        f"cockpit: {len(files)} files, compressed",
        f"{weight:.1f} KB",
        "60 KB",
        f"{sum(map(len, files)) / 1024:.0f} KB",
    )
    found = shutil.which("chromium")
    if found is None:
        yield "cockpit in a browser", "skipped", "", "needs a browser: apt-get install chromium"
        return
    with deployed() as target, sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        address = f"{target.outputs()['ApiUrl']}/cockpit"
        yield from _in_browser(browser, address)
        browser.close()


def _in_browser(browser: Browser, address: str) -> Iterator[tuple[str, ...]]:
    _opened(browser, address)  # the functions have started
    page, fast = _opened(browser, address)
    shift = page.evaluate(_SHIFT)
    _, slow = _opened(browser, address, slow=True)
    yield "cockpit: usable with an empty cache", f"{fast:.2f} s", "", "the local cloud serves a file in 0.05 s"
    yield "cockpit: the same at 150 ms and 1.6 Mbit/s", f"{slow:.2f} s", "", f"{fast:.2f} s without"
    yield "cockpit: layout shift until then", f"{shift:.3f}", "0", ""
    frames = _scrolled(browser, address)
    longest, usual = max(frames), sorted(frames)[len(frames) // 2]
    yield f"cockpit: longest frame, {CASES:,} cases scrolled", f"{longest:.0f} ms", "50 ms", f"median {usual:.0f} ms"
    one = _submitted(page)
    drawn, states = _drawn(page, one)
    yield "cockpit: kyc-onboarding drawn, median of 20", f"{drawn:.1f} ms", "50 ms", f"{states} states"


def _opened(browser: Browser, address: str, *, slow: bool = False) -> tuple[Page, float]:
    """A page in a new browser context, and the seconds until it can be used."""
    page = browser.new_context().new_page()
    page.set_default_timeout(120_000)
    if slow:
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"{address}#token={local_issuer.issue('eva', _STAFF, 3600)}", wait_until="commit")
    page.locator("main .view .queue").wait_for()
    return page, page.evaluate("performance.now()") / 1000


def _scrolled(browser: Browser, address: str) -> list[float]:
    """Milliseconds of each frame while the whole queue is scrolled from end to end."""
    page = browser.new_context().new_page()
    cases: list[dict[str, Any]] = [
        {
            "application_id": f"case-{number}",
            "queue": "possible match",
            "rating": "high",
            "reasons": [],
            "asked_at": "2026-01-01T00:00:00.000Z",
            "due_at": "2030-01-01T00:00:00.000Z",
            "claimed": False,
            "mine": False,
            "claimed_by": None,
            "claimed_until": None,
        }
        for number in range(CASES)
    ]
    body = json.dumps({"reviews": cases, "next": None})

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=body)

    page.route("**/reviews?*", answer)
    page.goto(f"{address}#token={local_issuer.issue('eva', _STAFF, 3600)}")
    page.locator(".rolling-row").first.wait_for()
    frames: list[float] = page.evaluate(_SCROLL)
    return frames


def _submitted(page: Page) -> str:
    """An application that was submitted by the page's own caller."""
    made = application()
    token = local_issuer.issue("eva", _STAFF, 3600)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": made["application_id"]}
    answer = page.request.post(f"{page.url.partition('/cockpit')[0]}/applications", data=made, headers=headers)
    assert answer.ok, answer.text()
    return str(made["application_id"])


def _drawn(page: Page, one: str) -> tuple[float, int]:
    """Milliseconds to draw the onboarding's graph, and how many states it has."""
    base, token = page.url.partition("/cockpit")[0], local_issuer.issue("eva", _STAFF, 3600)
    path = f"{base}/applications/{one}/workflow"
    answer: Any = page.request.get(path, headers={"Authorization": f"Bearer {token}"}).json()
    layout = answer["machines"][0]["layout"]
    module = page.locator("link[href$='/graph.js']").evaluate("link => link.href")
    return page.evaluate(_DRAW, [module, layout]), len(layout["nodes"])


def main() -> None:
    table = Table("Figure", "Measured", "Bound", "Compared to", title="The cockpit")
    for row in figures():
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 140).print(table)


if __name__ == "__main__":
    main()
