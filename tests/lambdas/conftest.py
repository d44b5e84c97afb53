"""A real server for the adapters that speak HTTP."""

from collections.abc import Iterator

import pytest

from lambdas.shared.runtime.addresses import SETTING
from tests.lambdas.shared.providers.loopback import Loopback, serving


@pytest.fixture
def this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs on this machine may be called."""
    monkeypatch.setenv(SETTING, "127.0.0.0/8")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as made:
        yield made
