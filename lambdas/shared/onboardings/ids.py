"""Application ids as staff type them."""

from lambdas.shared.onboardings.errors import UnknownApplication
from lambdas.shared.runtime import schemas

_MOST_SHOWN = 40


def application_id(given: str) -> str:
    """``given``, where an application can have this id. Raises UnknownApplication before anything is asked of AWS."""
    if not schemas.problems(given, schemas.validator("common", "application_id")):
        return given
    form = schemas.load("common")["$defs"]["application_id"]["description"]
    shown = given if len(given) <= _MOST_SHOWN else f"{given[:_MOST_SHOWN]}…"
    raise UnknownApplication(f"{shown!r} cannot be an application's id: {form}. See them all: kyc list")
