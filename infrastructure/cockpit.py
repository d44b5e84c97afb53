"""The page of the bank's staff: what serves it behind the API, and where it signs them in.

The page is behind the API's own gateway, so that it asks the API beneath the same origin. Nobody is signed in to read
it; it holds no data.
"""

from urllib.parse import urlsplit

from infrastructure import local_sign_in
from infrastructure.identity import COGNITO
from infrastructure.permissions import Grant, Value, sub
from infrastructure.settings import Identity, Settings
from lambdas.shared.runtime.json_text import compact
from lambdas.shared.runtime.stage import LOCAL
from workflows.slots import function_slot

SERVES = function_slot("serve_page")
FOLDERS = ("backoffice/page",)
"""What the function's zip holds beside its code."""
_DOCUMENTS = "https://${DocumentsBucket}.s3.${AWS::Region}.${AWS::URLSuffix}"
_COGNITO = "https://${StaffPoolDomain}.auth.${AWS::Region}.amazoncognito.com"


def serve(settings: Settings, stage: str) -> Grant:
    """No permission at all: where the page signs its reader in, and which origins beside its own it may ask."""
    sign_in, issuer = _sign_in(settings.identity, stage)
    pictures = "" if stage == LOCAL else sub(_DOCUMENTS)
    return Grant((), {"SIGN_IN": sign_in, "PICTURES_ORIGIN": pictures, "ISSUER_ORIGIN": issuer})


def _sign_in(given: Identity, stage: str) -> tuple[Value, Value]:
    """``authorize``, ``token``, ``client`` and ``scope`` of the issuer as JSON, and its origin where it is another's.

    Empty where the settings do not say them: then a page is opened signed in, by ``kyc login --open``.
    """
    if stage == LOCAL:
        if not given.keys:
            return "{}", ""
        return _places(local_sign_in.AUTHORIZE, local_sign_in.TOKEN, "cockpit"), ""
    if given.issuer == COGNITO:
        token = f"{_COGNITO}/oauth2/token"
        return _places(f"{_COGNITO}/oauth2/authorize", token, "${StaffPoolClient}"), sub(_COGNITO)
    if not given.token_url:
        return "{}", ""
    parts = urlsplit(given.token_url)
    found = _places(given.authorize_url, given.token_url, given.client_id, given.scope)
    return found, f"{parts.scheme}://{parts.netloc}"


def _places(authorize: str, token: str, client: str, scope: str = "openid") -> Value:
    return sub(compact({"authorize": authorize, "token": token, "client": client, "scope": scope}))
