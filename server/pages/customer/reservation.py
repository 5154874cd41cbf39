"""One reservation: its QR, check-in from the phone, a new code, and giving it up."""

from dataclasses import dataclass
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery
from litestar.response import Redirect, Template

from server.access.guards import customers_only
from server.access.identity import AnyRequest
from server.contract.base import Id
from server.contract.reservations import SelfCheckInRequest
from server.pages.forms import CheckInForm
from server.pages.page import Place, page, see
from server.pages.said import Said, reservation_address, sentence_of
from server.pages.views.reservation_page import ReservationPage, cancel_page, reservation_page
from server.rules.words import sentence_for_customer
from server.services.actor import Actor
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.booking.read_reservation import read_reservation
from server.services.context import Context
from server.services.door.self_check_in import self_check_in
from server.services.outcomes import Declined


@dataclass(frozen=True)
class _View:
    """The reservation, what was just done or refused, and what was typed into the door code's field."""

    page: ReservationPage
    said: str | None = None
    complaint: str | None = None
    door_code: str = ""


class ReservationController(Controller):
    """`/reservations/{id}`: the customer's own."""

    path = "/reservations/{reservation_id:int}"
    guards = (customers_only,)
    include_in_schema = False

    @get("/")
    async def show(
        self, request: AnyRequest, actor: Actor, context: Context, reservation_id: Id, said: FromQuery[str] = ""
    ) -> Template:
        """Show the reservation with its QR."""
        shown = reservation_page(await read_reservation(reservation_id, actor, context), context.now())
        return _shown(request, _View(shown, said=sentence_of(said)))

    @get("/cancel")
    async def ask(self, request: AnyRequest, actor: Actor, context: Context, reservation_id: Id) -> Template | Redirect:
        """Ask once, and say what it costs; where nothing can be cancelled any more, show the reservation."""
        view = cancel_page(await read_reservation(reservation_id, actor, context), context.now())
        if view is None:
            return see(f"/reservations/{reservation_id}")
        return page(request, "cancel.html", view, place=Place.CLASSES)

    @post("/cancel")
    async def give_up(self, request: AnyRequest, actor: Actor, context: Context, reservation_id: Id) -> Response[bytes]:
        """Cancel; again is the same page."""
        outcome = await cancel(reservation_id, actor, context)
        if isinstance(outcome, Declined):
            return await _refused(request, reservation_id, outcome, actor, context)
        return see(reservation_address(reservation_id, Said.CANCELLED))

    @post("/code")
    async def new_code(self, actor: Actor, context: Context, reservation_id: Id) -> Redirect:
        """Issue a new code; the one before ends (R43)."""
        await issue_new_code(reservation_id, actor, context)
        return see(reservation_address(reservation_id, Said.NEW_CODE))

    @post("/check-in")
    async def check_in(
        self,
        request: AnyRequest,
        actor: Actor,
        context: Context,
        reservation_id: Id,
        data: Annotated[CheckInForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Response[bytes]:
        """Check in from the phone (R22, R30)."""
        outcome = await self_check_in(reservation_id, SelfCheckInRequest(door_code=data.door_code), actor, context)
        if isinstance(outcome, Declined):
            return await _refused(request, reservation_id, outcome, actor, context, data.door_code)
        return see(reservation_address(reservation_id, Said.CHECKED_IN))


async def _refused(
    request: AnyRequest,
    reservation_id: int,
    declined: Declined,
    actor: Actor,
    context: Context,
    door_code: str = "",
) -> Template:
    """Show the reservation as it stands, with the reason, and with what was typed."""
    reservation = await read_reservation(reservation_id, actor, context)
    now = context.now()
    sentence = sentence_for_customer(declined.refused, declined.zone, now)
    view = _View(reservation_page(reservation, now), complaint=sentence, door_code=door_code)
    return _shown(request, view, status_code=409)


def _shown(request: AnyRequest, view: _View, status_code: int = 200) -> Template:
    return page(request, "reservation.html", view, place=Place.CLASSES, status_code=status_code)
