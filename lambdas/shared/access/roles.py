"""The roles of the API: what a caller may have, as the token says at that moment."""

from enum import StrEnum


class Role(StrEnum):
    """Named in tokens, settings and records by these values."""

    SUBMITTER = "submitter"
    """A branch or an app of the bank that submits applications, and sees those."""
    REVIEWER = "reviewer"
    """Decides cases and clears hits."""
    SENIOR_REVIEWER = "senior_reviewer"
    """A reviewer whose decision counts where the rules ask for a senior one."""
    AUDITOR = "auditor"
    """Reads everything that was decided, and decides nothing."""
    OPERATOR = "operator"
    """Runs watchlists, queues and watchdog, and sees no case."""
    APPLICANT = "applicant"
    """The person of one application, by a short token that the bank made for it."""


STAFF = tuple(role for role in Role if role is not Role.APPLICANT)
"""The roles that the bank's issuer gives."""
