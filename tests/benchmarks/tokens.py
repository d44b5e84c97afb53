"""The authorizer once it is warm: CPU time of a request that the gateway knows no answer for, its log line left out."""

import logging
import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from unittest.mock import patch

import jwt

from lambdas.authorize_request.handler import handler
from lambdas.authorize_request.identity import identity
from tests.tokens import AUDIENCE, ENVIRONMENT, KINDS, private_key, request, token

ASKED = 2000


def figures() -> Iterator[tuple[str, ...]]:
    identity.cache_clear()
    for kind in ("P-256", "RSA"):
        good, key = token(kind), private_key(kind).public_key()
        event = request(good)
        logging.disable()
        with patch.dict(os.environ, ENVIRONMENT):
            ours = _percentiles(partial(handler, event, None))
        logging.disable(logging.NOTSET)
        theirs = _percentiles(partial(jwt.decode, good, key, [KINDS[kind]], audience=AUDIENCE))
        yield f"authorizer, warm, {KINDS[kind]}, p50 / p99, CPU", ours, "", f"PyJWT alone: {theirs}"


def _percentiles(once: Callable[[], object]) -> str:
    seconds = []
    for _ in range(ASKED):
        start = time.process_time()
        once()
        seconds.append(time.process_time() - start)
    cuts = statistics.quantiles(seconds, n=100)
    return f"{cuts[49] * 1000:.2f} / {cuts[98] * 1000:.2f} ms"
