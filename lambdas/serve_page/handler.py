"""Serve the cockpit, the page of the bank's staff: ``/cockpit``, and its files beneath the version that they are of.

Nobody is signed in to read it: it holds no data, and whatever it shows it asks of the API with the reader's token. This
function may do nothing else. A file is kept by browsers for a year, since another version has another path.
"""

import hashlib
import html
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lambdas.serve_page.policy import HEADERS, csp

_FOLDER = Path(__file__).parents[2] / "backoffice" / "page"
_INDEX = "index.html"
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_FOR_GOOD = "public, max-age=31536000, immutable"


def handler(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """Takes API Gateway's event of a REST API's proxy integration, returns its answer."""
    asked = event.get("pathParameters") or {}
    if str(event.get("path", "")).endswith("/"):  # what the page names lies beside it, not beneath it
        return {"statusCode": 308, "headers": HEADERS | {"Location": "../cockpit"}, "body": ""}
    if "file" not in asked:
        return _answer(200, _INDEX, _index(os.environ["SIGN_IN"]), "no-store")
    found = files().get(asked["file"]) if asked["file"] != _INDEX else None
    if found is None:
        return _answer(404, _INDEX, "There is no such file.", "no-store")
    # While a new version is deployed, a page may ask for files of the other one: they are not to be kept as that one's.
    return _answer(200, asked["file"], found, _FOR_GOOD if asked.get("version") == version() else "no-store")


@cache
def files() -> Mapping[str, str]:
    """The page's files by name."""
    return {one.name: one.read_text("utf-8") for one in sorted(_FOLDER.iterdir()) if one.suffix in _TYPES}


@cache
def version() -> str:
    """Of all files together."""
    return hashlib.sha256("\0".join(f"{name}\0{text}" for name, text in files().items()).encode()).hexdigest()[:12]


@cache
def _index(sign_in: str) -> str:
    """``sign_in``: where and as what the page signs its reader in, as JSON. Every module is asked for at once."""
    place = f"cockpit/{version()}"
    values = {
        "place": place,
        "styles": _links("stylesheet", place, ".css"),
        "preload": _links("modulepreload", place, ".js"),
        "sign_in": html.escape(sign_in),
    }
    text = files()[_INDEX]
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


def _links(relation: str, place: str, suffix: str) -> str:
    return "\n".join(f'<link rel="{relation}" href="{place}/{name}">' for name in files() if name.endswith(suffix))


def _answer(status: int, name: str, body: str, kept: str) -> dict[str, Any]:
    headers = HEADERS | {
        "Content-Type": f"{_TYPES[Path(name).suffix]}; charset=utf-8",
        "Content-Security-Policy": csp(os.environ["PICTURES_ORIGIN"].split(), os.environ["ISSUER_ORIGIN"].split()),
        "Cache-Control": kept,
    }
    return {"statusCode": status, "headers": headers, "body": body}
