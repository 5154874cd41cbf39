"""Who may call a route (R41): `guards=[staff_only]`. Nobody: 401. Another role: 403.

A route without a guard is open to all and says so: `opt={"public": True}`.
"""

from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from server.access.identity import Connection, who_asks
from server.rules.vocabulary import Role
from server.services.actor import Actor


async def signed_in(connection: Connection, _: BaseRouteHandler) -> None:
    """Let everybody pass who has a living token."""
    await _signed_in_actor(connection)


async def customers_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Let customers pass."""
    actor = await _signed_in_actor(connection)
    _require(actor.role is Role.CUSTOMER)


async def customers_or_staff(connection: Connection, _: BaseRouteHandler) -> None:
    """Let customers pass, and staff who signed in with their password, for they may act for customers.

    A PIN opens the staff calls and nothing else (R42).
    """
    actor = await _signed_in_actor(connection)
    _require(actor.role is Role.CUSTOMER or (actor.is_staff and not actor.is_at_kiosk))


async def staff_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Let staff and admins pass, at the kiosk too."""
    actor = await _signed_in_actor(connection)
    _require(actor.is_staff)


async def admins_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Let admins pass who signed in with their password: a PIN opens staff calls only (R42)."""
    actor = await _signed_in_actor(connection)
    _require(actor.role is Role.ADMIN and not actor.is_at_kiosk)


async def kiosks_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Let kiosks pass."""
    actor = await _signed_in_actor(connection)
    _require(actor.role is Role.KIOSK)


async def _signed_in_actor(connection: Connection) -> Actor:
    actor = await who_asks(connection)
    if actor is None:
        raise NotAuthorizedException
    return actor


def _require(may_pass: bool) -> None:  # noqa: FBT001 - the answer to the guard's one question
    if not may_pass:
        raise PermissionDeniedException
