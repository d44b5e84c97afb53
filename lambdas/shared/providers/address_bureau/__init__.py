"""The address bureau: it says whether the applicant lives at the address in the application.

A bureau answers late, within hours or days. So it is asked once with ``request``, and then polled.
"""

from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter
from lambdas.shared.providers.polling import LateAnswer

CHECKED = "check_address"
"""The step under which its answer is kept."""


class AddressBureau(Protocol):
    """An adapter asks about the name, the birth date and the address, and about nothing else of the application."""

    def request(self, application: Application) -> tuple[str, int]:
        """Ask the bureau to check the address.

        Returns the reference to poll with, and after how many seconds the bureau suggests the first poll. The reference
        has at most 80 letters, digits and hyphens and says nothing about the person, since it is seen in the history of
        the execution. The same name, birth date and address of the same application give the same reference and one
        check; a corrected application gives another.
        """

    def poll(self, application: Application, reference: str, polls: int) -> LateAnswer:
        """Look whether the bureau has answered.

        ``reference``: as ``request`` returned it. ``polls``: which poll this is, from 1. The answer is ``confirmed``
        (the applicant lives there), ``moved`` (the bureau knows another address) or ``unknown`` (it does not know the
        applicant). A bureau that takes longer than the policy's ``late_after_hours`` is polled no more.
        """


def address_bureau() -> AddressBureau:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(AddressBureau, adapter("address_bureau"))
