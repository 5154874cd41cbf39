"""The two cookies: the session, which scripts cannot read, and the proof against forged forms, which they can."""

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.types import Message, Scope

from server.access.csrf import CSRF_COOKIE, csrf_cookie_to_set
from server.access.identity import SESSION_COOKIE, Connection
from server.access.security_headers import NO_STORE

LONGEST_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie at most; how long the token lives is the server's business."""


def session_cookie(token: str, connection: Connection) -> Cookie:
    """Return the cookie that signs a browser in."""
    return Cookie(
        SESSION_COOKIE,
        value=token,
        max_age=LONGEST_SECONDS,
        httponly=True,
        samesite="lax",
        secure=_is_https(connection),
    )


def no_session_cookie(connection: Connection) -> Cookie:
    """Return the cookie that signs a browser out."""
    return Cookie(SESSION_COOKIE, value="", max_age=0, httponly=True, samesite="lax", secure=_is_https(connection))


async def set_csrf_cookie(message: Message, scope: Scope) -> None:
    """Add the proof's cookie to an answer where the browser does not hold the right one yet."""
    if message["type"] != "http.response.start":
        return
    connection: Connection = ASGIConnection(scope)
    headers = MutableScopeHeaders.from_message(message)
    proof = csrf_cookie_to_set(connection)
    if proof is not None and headers.get("Cache-Control") == NO_STORE:  # else a proxy might hand it to somebody else
        cookie = Cookie(CSRF_COOKIE, value=proof, samesite="lax", secure=_is_https(connection))
        headers.add("Set-Cookie", cookie.to_header(header=""))


def _is_https(connection: Connection) -> bool:
    https: bool = connection.app.state.settings.is_https
    return https
