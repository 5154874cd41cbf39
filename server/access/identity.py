"""Who is asking: read from the request once, when a guard or a handler first wants to know."""

from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException

from server.rules.vocabulary import Channel
from server.services.actor import Actor
from server.services.context import Context
from server.services.signing_in.identify import identify

SESSION_COOKIE = "studio_session"
KIOSK_HEADER = "studio-kiosk"

Connection = ASGIConnection[Any, Any, Any, Any]
AnyRequest = Request[Any, Any, Any]

_ASKED = "studio_who_asks"


@dataclass(frozen=True)
class Credential:
    """The token that came with a request, and whether a browser sent it by itself, in a cookie."""

    token: str
    is_cookie: bool


def credential_of(connection: Connection) -> Credential | None:
    """Return the request's token: `Authorization: Bearer` first, else the cookie."""
    given = connection.headers.get("authorization")
    if given is None:
        cookie = connection.cookies.get(SESSION_COOKIE)
        return Credential(cookie, is_cookie=True) if cookie else None
    scheme, _, token = given.partition(" ")
    return Credential(token.strip(), is_cookie=False) if scheme.lower() == "bearer" and token.strip() else None


async def who_asks(connection: Connection) -> Actor | None:
    """Return the actor behind a request, None for nobody; a dead token is nobody (R41)."""
    state: dict[str, Any] = connection.scope["state"]
    if _ASKED not in state:
        state[_ASKED] = await _identified(connection)
    actor: Actor | None = state[_ASKED]
    return actor


def known_actor(connection: Connection) -> Actor | None:
    """Return the actor where a guard has asked already, else None; asks nothing, so it serves while errors are told."""
    actor: Actor | None = connection.scope["state"].get(_ASKED)
    return actor


async def provide_actor(request: AnyRequest) -> Actor:
    """Give a handler its `actor`. Raises 401 where nobody is signed in."""
    actor = await who_asks(request)
    if actor is None:
        raise NotAuthorizedException
    return actor


async def provide_context(request: AnyRequest) -> Context:
    """Give a handler its `context`."""
    return context_of(request)


async def provide_client(request: AnyRequest) -> str:
    """Give a handler its `client`: the address on the net that limits count by, or an IPv6 customer's whole network."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:  # a Unix socket, for instance: all its callers are one
        return host
    return host if isinstance(address, IPv4Address) else str(IPv6Network((address, 64), strict=False))


def context_of(connection: Connection) -> Context:
    """Return the clock, the keys and the public address that this app was made with."""
    context: Context = connection.app.state.context
    return context


async def _identified(connection: Connection) -> Actor | None:
    credential = credential_of(connection)
    if credential is None:
        return None
    kiosk_token = connection.headers.get(KIOSK_HEADER)
    actor = await identify(credential.token, kiosk_token, context_of(connection).now())
    if actor is not None and credential.is_cookie:
        return replace(actor, channel=Channel.PAGES)
    return actor
