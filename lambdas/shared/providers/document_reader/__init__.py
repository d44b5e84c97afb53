"""Who reads an identity document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.documents.pictures import Scans
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What was read off a document; all empty where nothing could be read.

    ``zone``: the text of the machine-readable zone, one line each, or "" where there is none.
    ``fields``: the visual zone where its parts are labelled, of ``given_names``, ``family_name``, ``document_number``,
    ``birth_date``, ``expires_on`` (YYYY-MM-DD), ``issuing_country`` (alpha-3); only those that were read.
    ``lines``: the visual zone where they are not: every line of text outside the machine-readable zone.
    """

    zone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


class DocumentReader(Protocol):
    def read(self, application: Application, scans: Scans) -> DocumentReading:
        """Read the document's sides; one that cannot be read at all is an empty reading, not an error."""


def document_reader() -> DocumentReader:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(DocumentReader, adapter("document_reader"))
