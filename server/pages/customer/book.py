"""Book: the week, the classes of a day, and why not where not."""

from datetime import date
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Template

from server.access.addresses import HIGHEST_ID
from server.access.guards import customers_only
from server.access.identity import AnyRequest
from server.contract.reservations import ReserveRequest
from server.pages.customer.book_days import Asked, booking_page
from server.pages.forms import BookForm
from server.pages.page import Place, page, see
from server.pages.said import Said, reservation_address
from server.pages.views.book_page import BookPage, Complaint
from server.rules.vocabulary import SEATED, Refusal
from server.rules.words import sentence_for_customer
from server.services.actor import Actor
from server.services.booking.read_reservation import reservations_of
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.outcomes import Declined

REFUSED = 409


class BookController(Controller):
    """`/book`."""

    path = "/book"
    guards = (customers_only,)
    include_in_schema = False

    @get("/")
    async def show(
        self,
        request: AnyRequest,
        actor: Actor,
        context: Context,
        pass_id: Annotated[int | None, QueryParameter(name="pass", ge=1, le=HIGHEST_ID)] = None,
        day: FromQuery[date | None] = None,
        week: FromQuery[date | None] = None,
    ) -> Template:
        """Show a day of the week for a pass; without a word the best pass, and its next day with classes."""
        view = await booking_page(Asked(pass_id, day, week), actor, context)
        return _shown(request, view)

    @post("/")
    async def book(
        self,
        request: AnyRequest,
        actor: Actor,
        context: Context,
        data: Annotated[BookForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Response[bytes]:
        """Book one class and show its QR; a class that is booked already is shown, a refusal explained (R13-R18)."""
        asked = ReserveRequest(registration_id=data.pass_id, session_id=data.session_id, step_id=data.step_id)
        outcome = await reserve(asked, actor, context)
        if not isinstance(outcome, Declined):
            return see(reservation_address(outcome.id, Said.BOOKED))
        held_id = await _held_already(outcome, data, actor, context)
        if held_id is not None:
            return see(reservation_address(held_id, Said.BOOKED_ALREADY))
        return await _explained(request, outcome, data, actor, context)


async def _held_already(declined: Declined, form: BookForm, actor: Actor, context: Context) -> int | None:
    """Return the reservation that the customer has in this class: the second of two taps means the first (R14)."""
    if declined.refused.reason is not Refusal.ALREADY_RESERVED:
        return None
    own = await reservations_of(actor, context)
    seated = (one for one in own if one.session_id == form.session_id and one.reservation_status in SEATED)
    return next((one.id for one in seated), None)


async def _explained(
    request: AnyRequest, declined: Declined, form: BookForm, actor: Actor, context: Context
) -> Template:
    """Show the page as it was, with the reason."""
    sentence = sentence_for_customer(declined.refused, declined.zone, context.now())
    complaint = Complaint(sentence, form.session_id, form.step_id)
    view = await booking_page(Asked(form.pass_id, form.day), actor, context, complaint)
    return _shown(request, view, REFUSED)


def _shown(request: AnyRequest, view: BookPage | None, status_code: int = 200) -> Template:
    template = "no_pass.html" if view is None else "book.html"
    return page(request, template, view, place=Place.BOOK, status_code=status_code)
