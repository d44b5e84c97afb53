"""The page on which somebody signs in on the local cloud."""

import base64
import hashlib
import html
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

NOT_KEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:26rem;margin:12vh auto;padding:0 1rem}
h1{font-size:1.4rem}
label{display:block;margin:.5rem 0}
input[name=user]{display:block;box-sizing:border-box;width:100%;font:inherit;padding:.5rem}
input[type=checkbox]{width:1.5rem;height:1.5rem;vertical-align:middle;margin-right:.5rem}
fieldset{border:1px solid GrayText;border-radius:.4rem;margin:1rem 0}
button{font:inherit;padding:.5rem 1.5rem;min-height:2.75rem}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_CSP = f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_CHOSEN = "reviewer"


def sign_in(query: Mapping[str, str], roles: Iterable[str], problem: str = "") -> str:
    """The form; it is sent to where it came from. ``problem``: what was wrong with what was sent before."""
    boxes = "".join(map(_box, roles))
    said = f'<p role="alert">{html.escape(problem)}</p>' if problem else ""
    return (
        "<p>This is the local cloud: you are whoever you say. On AWS the bank's own issuer asks.</p>"
        f'{said}<form method="post" action="authorize?{html.escape(urlencode(query))}">'
        '<label>Name<input name="user" required maxlength="255" autocomplete="username" value="eva"></label>'
        f"<fieldset><legend>Roles</legend>{boxes}</fieldset><button>Sign in</button></form>"
    )


def _box(role: str) -> str:
    checked = " checked" if role == _CHOSEN else ""
    return f'<label><input type="checkbox" name="{role}"{checked}>{role.replace("_", " ")}</label>'


def page(status: int, content: str) -> dict[str, Any]:
    """The answer with this page."""
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in to the local cloud</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>Sign in to the local cloud</h1>{content}</main></body></html>"
    )
    headers = NOT_KEPT | {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _CSP}
    return {"statusCode": status, "headers": headers, "body": body}
