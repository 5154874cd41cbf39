"""Headers that go with every answer, whoever made it: pages, JSON, errors, redirects, files."""

from collections.abc import Mapping

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

NO_STORE = "no-store"

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": NO_STORE,
}
"""A handler's own header wins: static files may be kept, for instance."""

STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


async def add_security_headers(message: Message, scope: Scope) -> None:
    """Add what the answer does not say itself; on https also that it stays https."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if scope["litestar_app"].state.settings.is_https:
        headers.setdefault(*STRICT_TRANSPORT)
