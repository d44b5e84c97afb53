"""What a browser may do with the page: run its own files alone, and ask the API and the places named here alone."""

from collections.abc import Iterable

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Frame-Options": "DENY",
}


def csp(pictures: Iterable[str], issuer: Iterable[str]) -> str:
    """Origins beside the page's own: where ``pictures`` are, and where the ``issuer`` gives tokens."""
    shown = " ".join(("'self'", *pictures))
    asked = " ".join((shown, *issuer))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {shown}",
            f"connect-src {asked}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
