"""For all tests."""

from typing import Any

from hypothesis import settings

# How long an example takes says something of the machine, which is shared, and nothing of the code.
settings.register_profile("kyc", deadline=None, max_examples=40)
settings.register_profile("quick", deadline=None, max_examples=25)  # for make quick
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("kyc")

NEEDS_BROWSER = "needs a browser: apt-get install chromium"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many tests were not run for want of a browser, and how to get one."""
    skipped = [one for one in terminalreporter.stats.get("skipped", []) if NEEDS_BROWSER in str(one.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests of the cockpit were not run: each {NEEDS_BROWSER}")
