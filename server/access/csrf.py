"""Forged forms: only a browser sends a cookie by itself, so only cookie callers have to prove that they meant it.

The proof is an HMAC of the session's token, or, before signing in, of a random visitor's mark; a page carries it in
a hidden field, a script in a header. It is also kept in a readable cookie, for scripts that use the cookie session.
"""

import hashlib
import hmac
import secrets
from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.handlers import BaseRouteHandler

from server.access.identity import Connection, context_of, credential_of

CSRF_COOKIE = "csrftoken"
CSRF_HEADER = "x-csrftoken"
CSRF_FIELD = "_csrf_token"

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_FRESH = "studio_fresh_csrf"


class CsrfError(Exception):
    """An unsafe request with a cookie and without the proof: the edge answers 403 `csrf_failed`."""


async def refuse_forged(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard every unsafe request that a browser can be tricked into. Raises CsrfError.

    Those are requests whose session comes by cookie, and the forms of pages that sign people in (`opt={"form": True}`).
    """
    if connection.scope.get("method") in SAFE_METHODS:
        return
    credential = credential_of(connection)
    if not (credential.is_cookie if credential else handler.opt.get("form")):
        return
    given = await _given(connection)
    if not _is_proof(given, connection):
        raise CsrfError


def csrf_token_for(connection: Connection) -> str:
    """Return the proof that a page's forms carry in `_csrf_token`; a visitor's is remembered in a cookie."""
    credential = credential_of(connection)
    if credential and credential.is_cookie:
        return _of_session(credential.token, connection)
    kept = connection.cookies.get(CSRF_COOKIE, "")
    if _is_visitors(kept, connection):
        return kept
    state: dict[str, Any] = connection.scope["state"]
    if _FRESH not in state:
        state[_FRESH] = _of_visitor(secrets.token_urlsafe(16), connection)
    fresh: str = state[_FRESH]
    return fresh


def csrf_cookie_to_set(connection: Connection) -> str | None:
    """Return what the cookie has to be set to with this answer, None where it is right or nobody needs it."""
    credential = credential_of(connection)
    if credential and credential.is_cookie:
        wanted = _of_session(credential.token, connection)
        return wanted if connection.cookies.get(CSRF_COOKIE) != wanted else None
    fresh: str | None = connection.scope["state"].get(_FRESH)
    return fresh


async def _given(connection: Connection) -> str:
    header = connection.headers.get(CSRF_HEADER)
    if header is not None:
        return header
    if not isinstance(connection, Request) or connection.content_type[0] != RequestEncodingType.URL_ENCODED:
        return ""
    form = await connection.form()
    field = form.get(CSRF_FIELD, "")
    return field if isinstance(field, str) else ""


def _is_proof(given: str, connection: Connection) -> bool:
    credential = credential_of(connection)
    if credential and credential.is_cookie:
        return _same(given, _of_session(credential.token, connection))
    return _is_visitors(given, connection) and _same(given, connection.cookies.get(CSRF_COOKIE, ""))


def _is_visitors(text: str, connection: Connection) -> bool:
    mark, _, _ = text.partition(".")
    return bool(mark) and _same(text, _of_visitor(mark, connection))


def _of_session(token: str, connection: Connection) -> str:
    return _mac(f"session:{token}", connection)


def _of_visitor(mark: str, connection: Connection) -> str:
    return f"{mark}.{_mac(f'visitor:{mark}', connection)}"


def _mac(text: str, connection: Connection) -> str:
    return hmac.new(context_of(connection).keys.csrf, text.encode(), hashlib.sha256).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
