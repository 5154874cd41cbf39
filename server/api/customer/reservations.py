"""The customers' reservations: book, see, cancel, check in, and the QR."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, delete, get, post
from litestar.params import QueryParameter

from server.access.guards import customers_or_staff
from server.access.parameters import PathId, RegistrationQuery
from server.access.refusals import accepted
from server.contract.base import DateSpan
from server.contract.reservations import (
    AvailableSession,
    MoveRequest,
    Reservation,
    ReserveRequest,
    SelfCheckInRequest,
)
from server.delivery.qr_image import qr_png, qr_svg
from server.services.actor import Actor
from server.services.booking.availability import available
from server.services.booking.cancel import cancel
from server.services.booking.move_reservation import move_reservation
from server.services.booking.new_code import issue_new_code
from server.services.booking.read_reservation import read_reservation
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.self_check_in import self_check_in
from server.services.outcomes import NotFoundError


class ReservationController(Controller):
    """`/api/reservations`: a customer's own, or, for staff, their studios'."""

    path = "/api/reservations"
    guards = (customers_or_staff,)
    tags = ("Customers",)

    @get("/available")
    async def available_sessions(
        self,
        actor: Actor,
        context: Context,
        registration_id: RegistrationQuery,
        first: Annotated[date, QueryParameter(name="from")],
        last: Annotated[date, QueryParameter(name="to")],
    ) -> list[AvailableSession]:
        """List what a pass can book in a span of the studio's dates, with the refusal that booking would give now."""
        return await available(registration_id, DateSpan(first, last), actor, context)

    @post("/")
    async def book(self, actor: Actor, context: Context, data: ReserveRequest) -> Reservation:
        """Book one session on one pass (R13-R18); staff may `force` it with a reason (R19)."""
        return accepted(await reserve(data, actor, context), context)

    @get("/{reservation_id:int}")
    async def one(self, actor: Actor, context: Context, reservation_id: PathId) -> Reservation:
        """Return one reservation."""
        return await read_reservation(reservation_id, actor, context)

    @delete("/{reservation_id:int}", status_code=200)
    async def give_up(self, actor: Actor, context: Context, reservation_id: PathId) -> Reservation:
        """Cancel a reservation; again is the same answer."""
        return accepted(await cancel(reservation_id, actor, context), context)

    @post("/{reservation_id:int}/move", status_code=200)
    async def move(self, actor: Actor, context: Context, reservation_id: PathId, data: MoveRequest) -> Reservation:
        """Move a reservation to another session; it keeps its id and its code (R20)."""
        return accepted(await move_reservation(reservation_id, data, actor, context), context)

    @post("/{reservation_id:int}/code", status_code=200)
    async def new_code(self, actor: Actor, context: Context, reservation_id: PathId) -> Reservation:
        """Issue a new code; the old one is `revoked_code` from now on (R43)."""
        return await issue_new_code(reservation_id, actor, context)

    @post("/{reservation_id:int}/check-in", status_code=200)
    async def check_in(
        self, actor: Actor, context: Context, reservation_id: PathId, data: SelfCheckInRequest
    ) -> Reservation:
        """Check in from the phone (R22, R30)."""
        return accepted(await self_check_in(reservation_id, data, actor, context), context)

    @get("/{reservation_id:int}/qr.png", media_type="image/png")
    async def png(self, actor: Actor, context: Context, reservation_id: PathId) -> Response[bytes]:
        """Draw the reservation's QR."""
        code = await _code(reservation_id, actor, context)
        return Response(qr_png(code, context.public_url), media_type="image/png")

    @get("/{reservation_id:int}/qr.svg", media_type="image/svg+xml")
    async def svg(self, actor: Actor, context: Context, reservation_id: PathId) -> Response[bytes]:
        """Draw the reservation's QR as SVG."""
        code = await _code(reservation_id, actor, context)
        return Response(qr_svg(code, context.public_url), media_type="image/svg+xml")


async def _code(reservation_id: int, actor: Actor, context: Context) -> str:
    """The picture cannot be drawn where the secret is another one: then only a new code helps (R43)."""
    reservation = await read_reservation(reservation_id, actor, context)
    if reservation.code is None:
        raise NotFoundError("pass code")
    return reservation.code
