"""Who cleared a hit of a case: they said that the listed person is somebody else, so other people decide the case.

That is known from the decision record alone: opinions in the case itself, and clearings of other cases by which its
screenings counted a hit as cleared. Nobody is known where the record is not whole; then no decision counts either.
"""

from collections.abc import Mapping
from typing import Any

from lambdas.shared.cases.case import Case
from lambdas.shared.cases.vouched import Said
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.entries import KINDS

_SCREENINGS = {f"screen_{kind}" for kind in KINDS}


def clearers(case: Case) -> list[Person]:
    """Of a monitoring case, who cleared a hit of the customer's application, as far as that was known then."""
    if case.alert:
        return [Person(**one) for one in case.alert.details.get("clearers", ())]
    screened = (one.details["hits"] for one in case.linked if one.step in _SCREENINGS)
    used = (hit["cleared"] for hits in screened for hit in hits if hit["remembered"])
    return [*of_its_own(case), *(person for clearing in used for person in people_of(clearing))]


def of_its_own(case: Case) -> list[Person]:
    """Whose opinions on its hits the record of the case itself has."""
    said = (one.details for one in case.linked if one.step == Said.CLEARING)
    return [Person(details["reviewer"], details["principal"]) for details in said]


def people_of(clearing: Mapping[str, Any]) -> list[Person]:
    """Who said so, of a clearing as ``clearing.settled`` gives it; one that was kept earlier has names alone."""
    principals = clearing.get("principals", [""] * len(clearing["by"]))
    return [Person(name, principal) for name, principal in zip(clearing["by"], principals, strict=True)]
