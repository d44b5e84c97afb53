"""The one table of the API: every route, with the roles that reach it.

The authorizer's policy, the function that answers, the gateway's resources and the OpenAPI document are made from it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lambdas.shared.access.roles import STAFF, Role

PARAMETER = re.compile(r"\{(\w+)\}")
"""A variable part of a path, as API Gateway and OpenAPI write it. It matches one segment."""

_SUBMITTER = (Role.SUBMITTER,)
_REVIEWERS = (Role.REVIEWER, Role.SENIOR_REVIEWER)
_READERS = (Role.SUBMITTER, *_REVIEWERS, Role.AUDITOR)
_PICTURES = (Role.SUBMITTER, Role.APPLICANT, *_REVIEWERS)
_AUDITOR = (Role.AUDITOR,)
_OPERATOR = (Role.OPERATOR,)
_OVERVIEW = (Role.OPERATOR, Role.AUDITOR)
_ALL_CASES = (*_REVIEWERS, Role.AUDITOR)
_ANYONE: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path.

    ``operation`` is its name in OpenAPI and in the code. ``roles``: any one of them is enough; empty, everybody who is
    signed in. ``public``: nobody needs to be signed in, so no authorizer is asked. ``request`` and ``response`` name
    the bodies in ``definitions/schemas/answer_request.json``, ``query`` the query's parameters; empty, there is none.
    ``status``: of an answer that went well. ``keyed``: it takes an Idempotency-Key; ``matched``: an If-Match with the
    whole hash of the evidence, or of the party. ``seconds``: for how long the caller may keep the answer. ``rate``: how
    many requests a second it takes of all callers together; 0, as many as the API.
    """

    operation: str
    method: str
    path: str
    roles: tuple[Role, ...]
    request: str = ""
    response: str = ""
    query: str = ""
    status: int = 200
    public: bool = False
    keyed: bool = False
    matched: bool = False
    seconds: int = 0
    rate: int = 0

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the path's variable parts, in their order."""
        return tuple(PARAMETER.findall(self.path))

    def is_open_to(self, roles: Collection[Role]) -> bool:
        """Whether somebody who is signed in with these roles may call it."""
        return self.public or not self.roles or any(role in self.roles for role in roles)


ROUTES = (
    Route(
        "submit_application",
        "POST",
        "/applications",
        _SUBMITTER,
        "application",
        "submitted",
        status=201,
        keyed=True,
        rate=100,
    ),
    Route("list_applications", "GET", "/applications", _READERS, "", "applications", "list"),
    Route("read_application", "GET", "/applications/{id}", _READERS, "", "case", "details"),
    Route("correct_application", "PUT", "/applications/{id}", _SUBMITTER, "application", "submitted", matched=True),
    Route("read_timeline", "GET", "/applications/{id}/timeline", _READERS, "", "timeline"),
    Route("read_workflow", "GET", "/applications/{id}/workflow", _READERS, "", "workflow"),
    Route(
        "read_decision_record", "GET", "/applications/{id}/decision-record", _AUDITOR, "", "decision_record", rate=10
    ),
    Route("make_applicant_token", "POST", "/applications/{id}/applicant-token", _SUBMITTER, "", "token", status=201),
    Route("upload_documents", "POST", "/applications/{id}/documents", _PICTURES, "pictures", "addresses", status=201),
    Route("read_document", "GET", "/applications/{id}/documents/{picture}", _PICTURES, "", "picture"),
    Route("begin_liveness", "POST", "/applications/{id}/liveness", _PICTURES, "", "liveness", status=201),
    Route("take_liveness_picture", "POST", "/applications/{id}/liveness/{session}", _PICTURES, status=204),
    Route("read_explanation", "GET", "/applications/{id}/explanation", _READERS, "", "explanation"),
    Route("restart_application", "POST", "/applications/{id}/restart", _OPERATOR, "restart", "restarted", rate=10),
    Route("report_match", "POST", "/applications/{id}/report", _REVIEWERS, "report", "reported"),
    Route(
        "unblock_account",
        "POST",
        "/applications/{id}/unblocking",
        _REVIEWERS,
        "unblocking",
        "unblocked",
        matched=True,
    ),
    Route(
        "clear_hit", "POST", "/applications/{id}/hits/{entry}/clearing", _REVIEWERS, "clearing", "cleared", matched=True
    ),
    # Not beneath /applications, where it would be the place of an application of that id.
    Route("search_applications", "POST", "/searches", _ALL_CASES, "search", "found_applications", rate=10),
    Route("list_reviews", "GET", "/reviews", _REVIEWERS, "", "reviews", "waiting_list"),
    Route("claim_review", "POST", "/reviews/next", _REVIEWERS, "next", "claimed"),
    Route("release_review", "DELETE", "/reviews/{id}/claim", _REVIEWERS, status=204),
    Route("decide_review", "POST", "/reviews/{id}/decisions", _REVIEWERS, "decision", "review", matched=True),
    Route("list_watchlists", "GET", "/watchlists", (*_ALL_CASES, *_OPERATOR), "", "watchlists", seconds=60),
    Route("refresh_watchlists", "POST", "/watchlists/refresh", _OPERATOR, "refresh", "refreshing", status=202, rate=1),
    Route("list_supplement", "GET", "/watchlists/supplement", _ALL_CASES, "", "supplement"),
    Route("add_party", "POST", "/watchlists/supplement", _REVIEWERS, "party", "party_decided"),
    Route(
        "remove_party",
        "POST",
        "/watchlists/supplement/{party}/removal",
        _REVIEWERS,
        "removal",
        "party_decided",
        matched=True,
    ),
    Route("read_coverage", "GET", "/monitoring/coverage/{day}", _OVERVIEW, "", "coverage"),
    Route("list_monitoring_runs", "GET", "/monitoring/runs", _OVERVIEW, "", "monitoring_runs"),
    Route("run_monitoring", "POST", "/monitoring/runs", _OPERATOR, "monitoring", "begun", status=202, rate=1),
    Route("read_monitoring_run", "GET", "/monitoring/runs/{run}", _OPERATOR, "", "monitoring_run"),
    Route("list_queues", "GET", "/queues", _OPERATOR, "", "queues"),
    Route("redrive_queue", "POST", "/queues/{name}/redrive", _OPERATOR, "", "redriven", rate=1),
    Route("run_watchdog", "POST", "/watchdog", _OPERATOR, "", "begun", status=202, rate=1),
    Route("read_watchdog_report", "GET", "/watchdog/{run}", _OPERATOR, "", "watchdog_report"),
    Route("read_figures", "GET", "/figures", _OVERVIEW, "", "figures", "figures_of", seconds=60, rate=1),
    Route("read_words", "GET", "/words", STAFF, "", "words", seconds=300),
    Route("read_caller", "GET", "/me", _ANYONE, "", "caller"),
    Route("read_openapi", "GET", "/openapi.json", _ANYONE, "", "openapi", seconds=300),
    Route("read_health", "GET", "/health", _ANYONE, "", "health", public=True),
)


def of(roles: Collection[Role]) -> tuple[Route, ...]:
    """The routes that somebody who is signed in with these roles may call."""
    return tuple(route for route in ROUTES if route.is_open_to(roles))
