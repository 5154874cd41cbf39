"""One studio with all that a seat needs, and the people who act in it: what most tests of services begin with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.contract.reservations import Reservation, ReserveRequest
from server.contract.scan import ScanRequest, ScanVerdict
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.actor import SYSTEM, Actor
from server.services.booking.move_status import Move, move_status
from server.services.booking.reservation_row import find_by_id
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.scan import scan
from server.services.outcomes import Declined
from tests import actors
from tests.builders import (
    STARTS_AT,
    TWO_HOURS,
    add_course,
    add_customer,
    add_kiosk,
    add_pass,
    add_session,
    add_staff,
    add_studio,
)


@dataclass(frozen=True)
class Scene:
    """A customer with a pass that covers one class of one course, staff, and a kiosk at the door."""

    studio_id: int
    course_id: int
    session_id: int
    customer_id: int
    pass_id: int
    staff_id: int
    kiosk_id: int

    @property
    def customer(self) -> Actor:
        """The pass's owner."""
        return actors.customer(self.customer_id)

    @property
    def staff(self) -> Actor:
        """A staff member of the studio."""
        return actors.staff(self.staff_id, self.studio_id)

    @property
    def kiosk(self) -> Actor:
        """The kiosk at the studio's door."""
        return actors.kiosk(self.kiosk_id, self.studio_id)

    @property
    def staff_at_kiosk(self) -> Actor:
        """The staff member at that kiosk."""
        return actors.staff_at_kiosk(self.staff_id, self.kiosk_id, self.studio_id)

    async def add_neighbour(self) -> tuple[Actor, int]:
        """Another customer with a punch pass for the same course; return who, and the pass."""
        customer_id = await add_customer(self.studio_id, "Ben Ode")
        return actors.customer(customer_id), await add_pass(customer_id, self.studio_id, self.course_id)

    async def strangers(self) -> list[Actor]:
        """Who may see nothing of the customer: another one, staff of another studio, and a kiosk on its own."""
        neighbour, _ = await self.add_neighbour()
        elsewhere = await add_studio("Elsewhere")
        return [neighbour, actors.staff(await add_staff(elsewhere), elsewhere), self.kiosk]

    async def book(self, context: Context, session_id: int | None = None) -> Reservation:
        """Book a class (the scene's own) for the customer."""
        return await booked(self.pass_id, session_id or self.session_id, self.customer, context)

    async def scan(self, code: str | None, context: Context, nonce: str, *, offer: int | None = None) -> ScanVerdict:
        """Hold a code to the kiosk."""
        return await scan(scan_of(code, context, nonce, offer=offer), self.kiosk, context)


async def open_scene(
    *,
    timezone: str = "America/New_York",
    settings: dict[str, object] | None = None,
    starts_at: datetime = STARTS_AT,
    length: timedelta = TWO_HOURS,
    capacity: int = 10,
    pass_type: PassType = PassType.PUNCH_PASS,
    punches: int = 8,
    max_advance_reservations: int | None = 3,
    absence_grace_period: int | None = 0,
    valid_until: date | None = None,
) -> Scene:
    """Open the studio; only what the test is about is given."""
    studio_id = await add_studio(timezone=timezone, settings=settings)
    course_id = await add_course(studio_id)
    customer_id = await add_customer(studio_id)
    return Scene(
        studio_id=studio_id,
        course_id=course_id,
        session_id=await add_session(course_id, starts_at, length=length, capacity=capacity),
        customer_id=customer_id,
        pass_id=await add_pass(
            customer_id,
            studio_id,
            course_id,
            pass_type=pass_type,
            punches=punches,
            max_advance_reservations=max_advance_reservations,
            absence_grace_period=absence_grace_period,
            valid_until=valid_until,
        ),
        staff_id=await add_staff(studio_id),
        kiosk_id=(await add_kiosk(studio_id)).id,
    )


async def booked(
    pass_id: int, session_id: int, actor: Actor, context: Context, step_id: int | None = None
) -> Reservation:
    """Book, and insist that it worked."""
    asked = ReserveRequest(registration_id=pass_id, session_id=session_id, step_id=step_id)
    return agreed(await reserve(asked, actor, context))


async def moved(reservation_id: int, to_status: ReservationStatus, at: datetime, actor: Actor = SYSTEM) -> None:
    """Move a reservation as a job would, by the one function that moves."""
    async with write_transaction():
        await move_status(await find_by_id(reservation_id), Move(to_status, actor, at))


def agreed(outcome: Reservation | Declined) -> Reservation:
    """Return the reservation of an outcome that has to be a yes."""
    assert isinstance(outcome, Reservation), outcome
    return outcome


def refusal(outcome: object) -> str:
    """Return the code of an outcome that has to be a no."""
    assert isinstance(outcome, Declined), outcome
    return outcome.refused.code


def scan_of(code: str | None, context: Context, nonce: str, *, offer: int | None = None) -> ScanRequest:
    """Return what the kiosk sends; a nonce has eight letters at least."""
    assert code is not None
    return ScanRequest(code=code, nonce=f"{nonce:_>8}", scanned_at=context.now(), offer_reservation_id=offer)
