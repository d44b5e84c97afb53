"""Application ids as staff type them."""

import re

from backoffice.errors import UnknownApplication
from lambdas.shared.runtime import schemas

_MOST_SHOWN = 40


def application_id(given: str) -> str:
    """``given``, where an application can have this id. Raises UnknownApplication before anything is asked of AWS."""
    rule = schemas.load("common")["$defs"]["application_id"]
    if re.fullmatch(rule["pattern"], given):
        return given
    shown = given if len(given) <= _MOST_SHOWN else f"{given[:_MOST_SHOWN]}…"
    raise UnknownApplication(f"{shown!r} cannot be an application's id: {rule['description']}. See them all: kyc list")
