"""What can be wrong with what people ask for. Messages are for people: what, where, what to do.

- RequestRefused
  - InvalidApplication: the application does not keep its schema; ``problems`` names each field and its rule
    - NotAnswered: it lacks what the applicant was asked for; ``problems`` names each part and picture
  - UnknownApplication: no application has that id
  - MissingRecord: the application's record was sealed, and is gone
  - DifferentApplication: the id is taken, by an application with other content or of another submitter
  - NotWaiting: the application waits for nothing of that kind
  - NotRestartable: the case's execution is at work, or the case is decided
  - NoLiveness: Face Liveness is not here
  - NoSessionPicture: a Face Liveness session gives no picture
  - UnknownHit: the screening of the application has found no such entry
  - UnusableFile: a file that cannot be read, is too large, or is not what it should be

``status`` is what the API answers with.
"""

from lambdas.shared.runtime.errors import ApplicationNotFound, PermanentError


class RequestRefused(PermanentError):
    """What somebody asked for is not possible."""

    status = 422


_MOST_PROBLEMS = 20


def listed(head: str, problems: list[str]) -> str:
    """A message with one line a problem, as many as a person reads."""
    more = [f"and {len(problems) - _MOST_PROBLEMS:,} more"] if len(problems) > _MOST_PROBLEMS else []
    return "\n".join([head, *(f"  {one}" for one in [*problems[:_MOST_PROBLEMS], *more])])


class InvalidApplication(RequestRefused):
    """The application does not keep its schema."""

    HEAD = "the application does not keep its schema:"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(listed(self.HEAD, problems), problems)


class NotAnswered(InvalidApplication):
    """The application, or a picture, lacks what the applicant was asked for."""

    HEAD = "the application lacks what was asked for:"


class UnknownApplication(RequestRefused, ApplicationNotFound):
    """No application has that id."""

    status = 404


class MissingRecord(RequestRefused):
    """The application's record was sealed, and is gone."""

    status = 410


class DifferentApplication(RequestRefused):
    """The id is taken, by an application with other content or of another submitter."""

    status = 409


class NotWaiting(RequestRefused):
    """The application waits for nothing of that kind."""

    status = 409


class NotRestartable(RequestRefused):
    """The case's execution is at work, or the case is decided."""

    status = 409


class NoLiveness(RequestRefused):
    """Face Liveness is a service of AWS: here the sandbox's face.liveness answers for it."""

    status = 409


class NoSessionPicture(RequestRefused):
    """The session gives no picture: open another one.

    It is another application's, not finished, has failed, is older than three minutes, or writes into the documents
    bucket itself.
    """

    status = 409


class UnknownHit(RequestRefused):
    """The screening of the application has found no such entry."""

    status = 404


class UnusableFile(RequestRefused):
    """A file that cannot be read, is too large, or is not what it should be."""
