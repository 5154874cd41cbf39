"""What a browser remembers on the way through signing in: the address that a code went to, and the page wanted.

Cookies, because neither may stand in an address: a pass code and an e-mail address are never logged.
"""

import re
from contextlib import suppress
from datetime import timedelta
from typing import Final
from urllib.parse import quote, unquote

import msgspec
from litestar.datastructures import Cookie

from server.access.identity import Connection
from server.contract.base import Email

EMAIL_COOKIE: Final = "studio_sign_in"
WISH_COOKIE: Final = "studio_wish"
LIFE: Final = timedelta(minutes=30)
HOME: Final = "/"

_OWN_PAGE: Final = re.compile(r"/(?![/\\])[\x21-\x7e]{0,500}\Z")


def email_cookie(email: str, connection: Connection) -> Cookie:
    """Return the cookie that remembers the address that a code was sent to."""
    return _cookie(EMAIL_COOKIE, quote(email), connection)


def remembered_email(connection: Connection) -> str | None:
    """Return the address that a code was sent to; None where the cookie holds none, for others may have set it."""
    with suppress(msgspec.ValidationError):
        return msgspec.convert(unquote(connection.cookies.get(EMAIL_COOKIE, "")), Email)
    return None


def wish_cookie(address: str, connection: Connection) -> Cookie:
    """Return the cookie that remembers the page that somebody wanted to see before signing in."""
    return _cookie(WISH_COOKIE, quote(address), connection)


def wished_page(connection: Connection) -> str:
    """Return the page wanted, one of our own in any case: others may have set the cookie."""
    address = unquote(connection.cookies.get(WISH_COOKIE, ""))
    return address if _OWN_PAGE.match(address) else HOME


def forgetting(connection: Connection) -> list[Cookie]:
    """Return the cookies that end both."""
    return [_cookie(name, "", connection, max_age=0) for name in (EMAIL_COOKIE, WISH_COOKIE)]


def _cookie(name: str, value: str, connection: Connection, max_age: int = int(LIFE.total_seconds())) -> Cookie:
    is_https: bool = connection.app.state.settings.is_https
    return Cookie(name, value=value, path="/sign-in", max_age=max_age, httponly=True, samesite="lax", secure=is_https)
