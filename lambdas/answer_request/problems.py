"""What went wrong, as RFC 9457 has it: it names field and rule, and repeats nothing of the request."""

import re
from collections.abc import Sequence
from http import HTTPStatus

from lambdas.shared.onboardings.errors import NotRestartable
from lambdas.shared.reviews.decisions import DecisionRefused, EvidenceChanged, NotAllowed
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.runtime.errors import ApplicationNotFound, Conflict, KycError, PermanentError, TransientError

MEDIA_TYPE = "application/problem+json"
RECORDED = (401, 403, 409, 412)
"""Statuses of which it is recorded whom they met."""
_SPEAKS = (DecisionRefused, NotAllowed, NotRestartable)
"""Errors whose messages are for whoever asks: rules, ids, people of the same case. One with problems says those."""
_WORDS = re.compile("(?<=[a-z])(?=[A-Z])")


class Problem(PermanentError):
    """A request that is not answered; ``errors``: each ``field: rule`` that it breaks."""

    def __init__(self, status: int, detail: str, errors: Sequence[str] = (), kind: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.kind = status, detail, errors, kind or HTTPStatus(status).phrase

    @classmethod
    def of(cls, error: KycError) -> "Problem":
        """Of an error of this project; of a defect, nothing but that it is one."""
        status, kind = _status(error), type(error).__name__
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            is_late = status == HTTPStatus.SERVICE_UNAVAILABLE
            return cls(status, "try again in a moment" if is_late else "this is our fault; it was recorded")
        speaks = type(error) in _SPEAKS and not error.problems
        return cls(status, str(error) if speaks else _first_line(error), error.problems, kind)

    def body(self, request_id: str) -> Row:
        return {
            "type": f"urn:kyc:{_WORDS.sub('-', self.kind).replace(' ', '-').lower()}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **({"errors": [_error(one) for one in self.errors]} if self.errors else {}),
            **({"request_id": request_id} if request_id else {}),
        }


def _status(error: KycError) -> int:
    if isinstance(error, EvidenceChanged):
        return HTTPStatus.PRECONDITION_FAILED
    if isinstance(error, TransientError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, Conflict):
        return HTTPStatus.CONFLICT
    if isinstance(error, ApplicationNotFound):
        return HTTPStatus.NOT_FOUND
    return int(getattr(error, "status", HTTPStatus.INTERNAL_SERVER_ERROR))


def _first_line(error: KycError) -> str:
    return (type(error).__doc__ or "").partition("\n")[0]


def _error(problem: str) -> Row:
    name, _, rule = problem.partition(": ")
    return {"field": name, "rule": rule}
