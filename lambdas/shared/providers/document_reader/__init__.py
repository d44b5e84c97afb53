"""The document reader: it reads the text off the pictures of an identity document, and judges nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.documents.pictures import Scans
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What was read off a document; all three are empty where nothing could be read.

    ``zone``: the machine-readable zone (ICAO 9303) as it is printed, with its fillers, its lines separated by line
    breaks; "" where the document has none. ``mrz.find_zone`` finds it among lines of text.
    ``fields``: the printed fields, from a reader that knows which is which. Any of ``given_names``, ``family_name``,
    ``document_number``, ``birth_date`` and ``expires_on`` (both YYYY-MM-DD), ``issuing_country`` (ISO 3166-1 alpha-3).
    A field that is missing was not read; one that is doubtful is better left out.
    ``lines``: all printed lines outside the machine-readable zone, from a reader that does not know the fields.
    """

    zone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """As a check's evidence keeps it."""
        return cls(kept["zone"], kept["fields"], tuple(kept["lines"]))


class DocumentReader(Protocol):
    def read(self, application: Application, scans: Scans) -> DocumentReading:
        """Read the document's front, and its back where there is one.

        ``scans``: the pictures by kind, ``document_front`` and ``document_back``, each a place in the documents bucket.
        ``application["document"]`` says which document it should be (``type``, ``issuing_country``). Pictures that
        cannot be read make an empty reading, not an error: the applicant is then asked for new ones.

        Raises InvalidInput where there is no front.
        """


def document_reader() -> DocumentReader:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(DocumentReader, adapter("document_reader"))
