"""The adapters of each port: the class, what it may do, and what it needs to work.

A port is named as its folder in ``lambdas/shared/providers``. ``sandbox`` is the adapter of every stage but production;
of the others the bank's settings choose one by its name. An adapter of the bank's own is named there as module:Class.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from infrastructure.permissions import (
    ASK_ADDRESS_BUREAU,
    ASK_CORE_BANKING,
    COMPARE_FACES,
    READ_CUSTOMERS,
    READ_TEXT,
    WRITE_CUSTOMERS,
    GrantOf,
    call_out,
    read_liveness,
    send_mail,
)

SANDBOX = "sandbox"


@dataclass(frozen=True)
class Adapter:
    """``place``: module:Class. ``grants``: by what the port is used for, "" where there is one use.

    ``service``: the AWS service that it asks, as botocore names it. ``access``: the logical id of the secret with the
    address and key of a system outside AWS, which has to be filled before the adapter works.
    """

    place: str
    grants: Mapping[str, tuple[GrantOf, ...]] = field(default_factory=dict)
    service: str | None = None
    access: str | None = None

    @property
    def module(self) -> str:
        return self.place.partition(":")[0]

    @property
    def name(self) -> str:
        """The class's."""
        return self.place.partition(":")[2]


def _own(port: str, module: str, name: str) -> str:
    return f"lambdas.shared.providers.{port}.{module}:{name}"


def _uses(*grants: GrantOf) -> dict[str, tuple[GrantOf, ...]]:
    return {"": grants}


ADAPTERS: Mapping[str, Mapping[str, Adapter]] = {
    "document_reader": {
        SANDBOX: Adapter(_own("document_reader", SANDBOX, "SandboxDocumentReader")),
        "textract": Adapter(
            _own("document_reader", "textract", "TextractDocumentReader"), _uses(READ_TEXT), service="textract"
        ),
    },
    "face_matcher": {
        SANDBOX: Adapter(_own("face_matcher", SANDBOX, "SandboxFaceMatcher")),
        "rekognition": Adapter(
            _own("face_matcher", "rekognition", "RekognitionFaceMatcher"),
            {"compare": (COMPARE_FACES,), "liveness": (read_liveness,)},
            service="rekognition",
        ),
    },
    "address_bureau": {
        SANDBOX: Adapter(_own("address_bureau", SANDBOX, "SandboxAddressBureau")),
        "http": Adapter(
            _own("address_bureau", "http", "HttpAddressBureau"),
            _uses(ASK_ADDRESS_BUREAU, call_out),
            access="AddressBureauAccess",
        ),
    },
    "news_search": {
        SANDBOX: Adapter(_own("news_search", SANDBOX, "SandboxNewsSearch")),
        "off": Adapter(_own("news_search", "off", "NoNewsSearch")),
        "gdelt": Adapter(_own("news_search", "gdelt", "GdeltNewsSearch"), _uses(call_out)),
    },
    "core_banking": {
        SANDBOX: Adapter(_own("core_banking", SANDBOX, "SandboxCoreBanking"), _uses(READ_CUSTOMERS, WRITE_CUSTOMERS)),
        "ledger": Adapter(_own("core_banking", "ledger", "Ledger"), _uses(READ_CUSTOMERS, WRITE_CUSTOMERS)),
        "http": Adapter(
            _own("core_banking", "http", "HttpCoreBanking"),
            _uses(ASK_CORE_BANKING, call_out),
            access="CoreBankingAccess",
        ),
    },
    "notifier": {
        SANDBOX: Adapter(_own("notifier", SANDBOX, "SandboxNotifier")),
        "ses": Adapter(_own("notifier", "ses", "SesNotifier"), _uses(send_mail), service="ses"),
    },
}
"""By port and name."""


def own(place: str, known: Mapping[str, Adapter]) -> Adapter:
    """A bank's own adapter, named as module:Class, for a system outside AWS; it may read the port's secret.

    Only ports of such systems have a secret.
    """
    uses = {"", *(use for adapter in known.values() for use in adapter.grants)}
    calling = Adapter(place, dict.fromkeys(uses, (call_out,)))
    like = next((adapter for adapter in known.values() if adapter.access), calling)
    return Adapter(place, like.grants, access=like.access)
