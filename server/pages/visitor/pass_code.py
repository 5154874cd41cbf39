"""What a phone's camera opens when it reads a QR: a page that only shows (`kiosk.md`, "The pass code and its QR")."""

from dataclasses import dataclass

from litestar import Controller, Response, get
from litestar.params import FromPath

from server.access.identity import AnyRequest, who_asks
from server.contract.reservations import Reservation
from server.pages.page import page, see
from server.pages.views.reservation_page import ReservationPage, reservation_page
from server.pages.visitor.remembered import wish_cookie
from server.rules.pass_code import parse
from server.services.actor import Actor
from server.services.booking.read_reservation import reservation_with_code
from server.services.context import Context
from server.services.door.day import roster
from server.services.outcomes import NotFoundError


@dataclass(frozen=True)
class _StaffView:
    """Whose reservation it is, and how it stands."""

    customer_name: str
    page: ReservationPage


class PassCodeController(Controller):
    """`/C/{code}`, as the QR says it, and `/c/{code}`, as mails do."""

    opt = {"public": True}  # noqa: RUF012 - Litestar reads it as it is
    include_in_schema = False

    @get(["/c/{code:str}", "/C/{code:str}"])
    async def show(self, request: AnyRequest, context: Context, code: FromPath[str]) -> Response[bytes]:
        """Show owners their reservation, staff whose it is, everybody else only that it is a pass."""
        if parse(code) is None:
            raise NotFoundError("pass code")
        actor = await who_asks(request)
        reservation = None if actor is None else await _theirs(code, actor, context)
        if actor is None or reservation is None:
            return _only_a_pass(request)
        if actor.is_staff:
            return await _for_staff(request, reservation, actor, context)
        return see(f"/reservations/{reservation.id}")


async def _theirs(code: str, actor: Actor, context: Context) -> Reservation | None:
    try:
        return await reservation_with_code(code, actor, context)
    except NotFoundError:
        return None


def _only_a_pass(request: AnyRequest) -> Response[bytes]:
    """Tell nobody more; whoever signs in from here comes back."""
    response = page(request, "pass_code.html")
    response.set_cookie(wish_cookie(request.url.path, request))
    return response


async def _for_staff(request: AnyRequest, reservation: Reservation, actor: Actor, context: Context) -> Response[bytes]:
    entries = await roster(reservation.session_id, actor, context)
    name = next(entry.customer_name for entry in entries if entry.reservation.id == reservation.id)
    view = _StaffView(name, reservation_page(reservation, context.now()))
    return page(request, "pass_code_for_staff.html", view)
