"""Answer API Gateway whether a request is signed in, and which routes its caller reaches.

Whatever is wrong with a token, whoever sent it hears ``Unauthorized`` alone (401); the log has the reason's code, and
nothing of the token: nobody has vouched for the subject that it names. Whom a good token names is logged, and whether
the policy refuses the request (403). While the issuer's keys are not known, the answer is 500.
"""

import os
import re
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from lambdas.authorize_request.identity import identity
from lambdas.authorize_request.policy import lets, policy
from lambdas.shared.access import usage
from lambdas.shared.access.unverified import InvalidToken, Reason
from lambdas.shared.runtime.errors import KycError, PermanentError
from lambdas.shared.runtime.metrics import Metric, count

# Without lambdas/shared/runtime/function.py: every request that is not kept waits for this function, which
# therefore starts without botocore and jsonschema.
_logger = Logger(service="kyc")
_BEARER = re.compile(r"bearer (\S+)", re.IGNORECASE)


class Unauthorized(PermanentError):
    """API Gateway answers 401 where an authorizer's error says exactly this."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


def handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Takes a REQUEST authorizer's event, returns its answer: ``definitions/schemas/authorize_request.json``.

    Raises Unauthorized, NotConfigured, ProviderUnavailable.
    """
    _logger.set_correlation_id((event.get("requestContext") or {}).get("requestId"))
    try:
        caller = identity().caller(_token(event))
    except InvalidToken as error:
        _refused(error.reason)
        raise Unauthorized from None
    except KycError as error:
        _not_judged(error)
        raise
    document = policy(caller, event["methodArn"])
    outcome = "signed in" if lets(document, event["methodArn"]) else "refused"
    _logger.info(outcome, function="authorize_request", subject=caller.subject, roles=sorted(caller.roles))
    return {
        "principalId": caller.subject,
        "policyDocument": document,
        "context": caller.context(),
        "usageIdentifierKey": usage.key(os.environ["STACK"], usage.plan_of(caller.roles)),
    }


def _token(event: Mapping[str, Any]) -> str:
    """The token of the one Authorization header. Raises InvalidToken."""
    headers = event.get("multiValueHeaders") or {}
    given = [value for name, values in headers.items() if name.lower() == "authorization" for value in values]
    found = _BEARER.fullmatch(given[0]) if len(given) == 1 else None
    if found is None:
        raise InvalidToken(Reason.MALFORMED)
    return found[1]


def _refused(reason: Reason) -> None:
    _logger.info("refused", function="authorize_request", reason=reason.value)
    count(Metric.SIGN_INS_REFUSED, reason=reason.value)


def _not_judged(error: KycError) -> None:
    """Nobody is signed in until the issuer's keys are known, or the settings are mended."""
    _logger.error("not judged", function="authorize_request", error=type(error).__name__, said=str(error))
    count(Metric.SIGN_IN_FAULTS)
