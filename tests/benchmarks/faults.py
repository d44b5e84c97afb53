"""A runtime of local functions in which a share of the calls fails; ``load.py`` deploys with it.

``KYC_FAULTS`` is the share. A call that fails is throttled, in error, out of time, or its process is killed; the last
two once its effect is there, so that the workflow calls again what was done already.

The local cloud does not tell a workflow that waits for a token that the call with the token failed; AWS does, and the
call is retried. So here such a call fails after its effect only.
"""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from awslambdaric import __main__ as runtime
from awslambdaric import bootstrap

Handler = Callable[[Any, Any], Any]
TimedOut = type("Sandbox.Timedout", (Exception,), {})
"""By its name Step Functions knows a function that was out of time."""


def failing(handler: Handler, share: float, chance: random.Random) -> Handler:
    """The handler, of whose calls this share fails."""

    def call(event: Any, context: Any) -> Any:
        if chance.random() >= share:
            return handler(event, context)
        faults = _AFTER_ITS_EFFECT if "task_token" in event else (*_BEFORE_ITS_EFFECT, *_AFTER_ITS_EFFECT)
        return chance.choice(faults)(handler, event, context)

    return call


def _throttled(*_: Any) -> Any:
    from lambdas.shared.runtime.errors import Throttled  # noqa: PLC0415 - the function's own, from its zip

    raise Throttled("a fault")


def _in_error(*_: Any) -> Any:
    from lambdas.shared.runtime.errors import StoreUnavailable  # noqa: PLC0415 - as above

    raise StoreUnavailable("a fault")


def _out_of_time(handler: Handler, event: Any, context: Any) -> Any:
    handler(event, context)
    raise TimedOut("a fault")


def _killed(handler: Handler, event: Any, context: Any) -> Any:
    handler(event, context)
    os._exit(1)


_BEFORE_ITS_EFFECT = (_throttled, _in_error)
_AFTER_ITS_EFFECT = (_out_of_time, _killed)


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    found = bootstrap._get_handler
    share = float(os.environ["KYC_FAULTS"])
    bootstrap._get_handler = lambda name: failing(found(name), share, random.Random())  # noqa: S311
    runtime.main(sys.argv)
