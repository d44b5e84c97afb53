"""The pictures of a document and its holder: their kinds, and where they lie in the documents bucket.

An attempt's pictures lie at ``<application id>/<attempt>/<picture>``; what the liveness service writes lies beneath.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PICTURES = ("document_front", "document_back", "selfie")
_KEY = re.compile(
    r"(?P<application_id>[A-Za-z0-9][A-Za-z0-9-]{2,63})/(?P<attempt>[0-9]{3})/(?P<picture>"
    + "|".join(PICTURES)
    + ")(/.+)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Which picture of which attempt of which application an object of the bucket is."""

    application_id: str
    attempt: int
    picture: str

    @property
    def key(self) -> str:
        return f"{self.application_id}/{self.attempt:03d}/{self.picture}"


def place(key: str) -> Place | None:
    """What the object with this key is; None where it is no picture of an application."""
    found = _KEY.fullmatch(key)
    return Place(found["application_id"], int(found["attempt"]), found["picture"]) if found else None


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture in the documents bucket: one version of one object, so that a later upload changes nothing.

    ``media_type`` is image/jpeg, image/png or application/pdf, as its bytes say. ``liveness``: the confidence in
    percent that a selfie was taken from a living person; None where it was not taken in a liveness session.
    """

    bucket: str
    key: str
    version: str
    media_type: str
    liveness: float | None = None


Scans = Mapping[str, Scan]
"""By kind: ``document_front``, ``document_back``, ``selfie``. What the sandbox was not given is not in it."""
