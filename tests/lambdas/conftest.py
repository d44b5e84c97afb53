"""A real server for the adapters that speak HTTP."""

from collections.abc import Iterator

import pytest

from tests.lambdas.shared.providers.loopback import Loopback, serving


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as made:
        yield made
