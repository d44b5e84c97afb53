"""The adapters of each port, as ``module:Class``: the sandbox's, and those that production may choose from."""

from lambdas.shared.providers.adapters import variable

_PROVIDERS = "lambdas.shared.providers"
SANDBOX = {
    "document_reader": f"{_PROVIDERS}.document_reader.sandbox:SandboxDocumentReader",
    "face_matcher": f"{_PROVIDERS}.face_matcher.sandbox:SandboxFaceMatcher",
    "address_bureau": f"{_PROVIDERS}.address_bureau.sandbox:SandboxAddressBureau",
    "news_search": f"{_PROVIDERS}.news_search.sandbox:SandboxNewsSearch",
    "core_banking": f"{_PROVIDERS}.core_banking.sandbox:SandboxCoreBanking",
    "notifier": f"{_PROVIDERS}.notifier.sandbox:SandboxNotifier",
}
PRODUCTION = {
    "document_reader": {"textract": f"{_PROVIDERS}.document_reader.textract:TextractDocumentReader"},
    "face_matcher": {"rekognition": f"{_PROVIDERS}.face_matcher.rekognition:RekognitionFaceMatcher"},
    "address_bureau": {"http": f"{_PROVIDERS}.address_bureau.http:HttpAddressBureau"},
    "news_search": {
        "off": f"{_PROVIDERS}.news_search.off:NoNewsSearch",
        "gdelt": f"{_PROVIDERS}.news_search.gdelt:GdeltNewsSearch",
    },
    "core_banking": {
        "ledger": f"{_PROVIDERS}.core_banking.ledger:Ledger",
        "http": f"{_PROVIDERS}.core_banking.http:HttpCoreBanking",
    },
    "notifier": {"ses": f"{_PROVIDERS}.notifier.ses:SesNotifier"},
}
"""By port and by the word that stands for it; the first is the default."""


def environment(places: dict[str, str]) -> dict[str, str]:
    """The variables by which a function finds these adapters."""
    return {variable(port): place for port, place in places.items()}
