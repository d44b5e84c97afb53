"""What ``kyc`` does with a bank, whichever way it reaches it: through the API, or with AWS credentials."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

Json = dict[str, Any]


class Bank(Protocol):
    """A bank as one person uses it.

    ``client.Onboarding`` is one for whoever is signed in, ``direct.Direct`` one for an operator with AWS credentials;
    their docstrings say what each method returns.
    """

    def submit(self, application: Mapping[str, Any], /) -> str: ...

    def resubmit(self, application: Mapping[str, Any], /) -> str: ...

    def list(self, status: str | None = None, /) -> Iterable[Json]: ...

    def waiting(self, queue: str | None = None, /) -> Sequence[Json]: ...

    def show(self, application_id: str, /, *, details: bool = False) -> Json: ...

    def timeline(self, application_id: str, /) -> Sequence[Json]: ...

    def documents_asked(self, application_id: str, /) -> Json: ...

    def upload_addresses(self, application_id: str, files: Mapping[str, tuple[str, int]], /) -> Json: ...

    def decide(
        self,
        application_id: str,
        decision: str,
        /,
        *,
        reason: str,
        evidence: str,
        note: str = "",
        parts: Sequence[str] = (),
    ) -> Json: ...

    def clear_hit(
        self, application_id: str, entry_id: str, /, *, reason: str, evidence: str, note: str = ""
    ) -> Json: ...

    def decision_record(self, application_id: str, /) -> Json: ...

    def watchlists(self) -> Json: ...

    def refresh(self, accept: Sequence[str] = (), /) -> Json: ...

    def queues(self) -> Sequence[Json]: ...

    def redrive(self, name: str, /) -> Json: ...

    def watchdog(self) -> Json: ...
