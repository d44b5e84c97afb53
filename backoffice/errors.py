"""What can be wrong with what staff ask for. Messages are for people: what, where, what to do.

- BackOfficeError
  - InvalidApplication: the application does not keep its schema; ``problems`` names each field and its rule
  - UnknownApplication: no application has that id
  - DifferentApplication: the id is taken by an application with other content
  - NotWaiting: the application waits for nothing of that kind
  - InvalidPolicy: the risk policy cannot be used; ``problems`` names each field and its rule
  - UnknownHit: the screening of the application has found no such entry
  - UnusableFile: a picture that cannot be uploaded
"""

from lambdas.shared.runtime.errors import ApplicationNotFound


class BackOfficeError(Exception):
    """Base of all errors that the client raises on purpose."""


class InvalidApplication(BackOfficeError):
    """The application does not keep its schema."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(["the application does not keep its schema:", *(f"  {one}" for one in problems)]))
        self.problems = problems


class UnknownApplication(BackOfficeError, ApplicationNotFound):
    """No application has that id."""


class DifferentApplication(BackOfficeError):
    """The id is taken by an application with other content."""


class NotWaiting(BackOfficeError):
    """The application waits for nothing of that kind."""


class InvalidPolicy(BackOfficeError):
    """The risk policy cannot be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(["the policy cannot be used:", *(f"  {one}" for one in problems)]))
        self.problems = problems


class UnknownHit(BackOfficeError):
    """The screening of the application has found no such entry."""


class UnusableFile(BackOfficeError):
    """A picture that cannot be uploaded."""
