"""Who knows where the applicant lives."""

from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter
from lambdas.shared.providers.polling import LateAnswer


class AddressBureau(Protocol):
    def request(self, application: Application) -> tuple[str, int]:
        """Ask; the reference to poll with, and the seconds to wait. The same application has the same reference."""

    def poll(self, application: Application, reference: str, polls: int) -> LateAnswer:
        """``confirmed``, ``moved`` or ``unknown``."""


def address_bureau() -> AddressBureau:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(AddressBureau, adapter("address_bureau"))
