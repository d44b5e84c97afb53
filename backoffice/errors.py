"""What can be wrong with what staff ask for. Messages are for people: what, where, what to do.

- BackOfficeError
  - InvalidApplication: the application does not keep its schema; ``problems`` names each field and its rule
    - NotAnswered: it lacks what the applicant was asked for; ``problems`` names each part and picture
  - UnknownApplication: no application has that id
  - MissingRecord: the application's record was sealed, and is gone
  - DifferentApplication: the id is taken by an application with other content
  - NotWaiting: the application waits for nothing of that kind
  - InvalidPolicy: the risk policy cannot be used; ``problems`` names each field and its rule
  - UnknownHit: the screening of the application has found no such entry
  - UnusableFile: a file that cannot be read, is too large, or is not what it should be
"""

from lambdas.shared.runtime.errors import ApplicationNotFound


class BackOfficeError(Exception):
    """Base of all errors that the client raises on purpose."""


_MOST_PROBLEMS = 20


def _listed(head: str, problems: list[str]) -> str:
    """A message with one line a problem, as many as a person reads."""
    more = [f"and {len(problems) - _MOST_PROBLEMS:,} more"] if len(problems) > _MOST_PROBLEMS else []
    return "\n".join([head, *(f"  {one}" for one in [*problems[:_MOST_PROBLEMS], *more])])


class InvalidApplication(BackOfficeError):
    """The application does not keep its schema."""

    HEAD = "the application does not keep its schema:"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_listed(self.HEAD, problems))
        self.problems = problems


class NotAnswered(InvalidApplication):
    """The application, or a picture, lacks what the applicant was asked for."""

    HEAD = "the application lacks what was asked for:"


class UnknownApplication(BackOfficeError, ApplicationNotFound):
    """No application has that id."""


class MissingRecord(BackOfficeError):
    """The application's record was sealed, and is gone."""


class DifferentApplication(BackOfficeError):
    """The id is taken by an application with other content."""


class NotWaiting(BackOfficeError):
    """The application waits for nothing of that kind."""


class InvalidPolicy(BackOfficeError):
    """The risk policy cannot be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_listed("the policy cannot be used:", problems))
        self.problems = problems


class UnknownHit(BackOfficeError):
    """The screening of the application has found no such entry."""


class UnusableFile(BackOfficeError):
    """A file that cannot be read, is too large, or is not what it should be."""
