"""What a caller may call, as the IAM policy that API Gateway keeps for the token and asks at every request.

It names every route of the caller's roles, whole, so that the answer to one request is right for all others. ``*`` in a
policy stands for any text, with slashes too, so ``GET/applications/*`` alone would name every route beneath it: the
routes among these that are not the caller's are denied by name.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from lambdas.shared.access import routes
from lambdas.shared.access.caller import Caller
from lambdas.shared.access.routes import PARAMETER, ROUTES, Route


def policy(caller: Caller, method_arn: str) -> dict[str, Any]:
    """For the API and the stage of ``method_arn``: ``arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH``."""
    stage = "/".join(method_arn.split("/")[:2])
    allowed = [route for route in routes.of(caller.roles) if not route.public]
    denied = [route for route in ROUTES if route not in allowed and any(_covers(one, route) for one in allowed)]
    effects = {"Allow": allowed, "Deny": denied}
    statements = [
        {
            "Effect": effect,
            "Action": "execute-api:Invoke",
            "Resource": [f"{stage}/{route.method}{_resource(route, caller)}" for route in found],
        }
        for effect, found in effects.items()
        if found
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def lets(document: Mapping[str, Any], method_arn: str) -> bool:
    """Whether the policy lets this request in: something allows it, and nothing denies it."""
    effects = {
        statement["Effect"]
        for statement in document["Statement"]
        if any(fnmatchcase(method_arn, resource) for resource in statement["Resource"])
    }
    return effects == {"Allow"}


def _covers(wide: Route, narrow: Route) -> bool:
    """Whether the resource of one route names paths of the other too."""
    return wide.method == narrow.method and fnmatchcase(narrow.path, PARAMETER.sub("*", wide.path))


def _resource(route: Route, caller: Caller) -> str:
    """The route's path; of an applicant's, with the one application, which is the first variable part."""
    path = route.path
    if caller.application_id:
        path = PARAMETER.sub(caller.application_id, path, count=1)
    return PARAMETER.sub("*", path)
