"""What the demo's customers did in the last ten days: bought, booked, came, stayed away."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from server.contract.customers import CustomerRequest
from server.contract.mail import Envelope, Undelivered
from server.contract.reservations import Reservation, ReserveRequest, StaffCheckInRequest
from server.contract.sales import SaleRequest
from server.demo.cast import AT_THE_DOOR, CUSTOMERS, FRIEND, HEROINE, LATE_SLEEPER, address_of
from server.demo.open_studio import OpenedStudio, open_studio
from server.demo.timetable import WHEEL, Slot
from server.rules.absence import next_night_at
from server.rules.vocabulary import Channel, PassType, PaymentMethod, Role
from server.services.absence.nights import run_due_nights
from server.services.actor import Actor
from server.services.booking.cancel import cancel
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.customers.add_customer import add_customer
from server.services.door.staff_check_in import staff_check_in
from server.services.messages.send_due import send_due
from server.services.outcomes import Declined
from server.services.passes.sell_pass import sell_pass

STORY = timedelta(days=10)
BOOKED_BEFORE = timedelta(days=2)
CAME_BEFORE = timedelta(minutes=12)
SEATS_WANTED = 8
Deed = tuple[datetime, Callable[[], Awaitable[object]]]
"""What happened in the story, and when (UTC)."""

SELLER = Actor(Role.ADMIN, Channel.API, studio_ids=None)


@dataclass
class StoryClock:
    """A clock that stands where the story is (UTC)."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant of the story."""
        return self.instant


class Read:
    """Where the story's mails go: everybody has read them."""

    async def deliver(self, envelope: Envelope) -> Undelivered | None:  # noqa: ARG002 - nothing is left to do
        """Take a mail."""
        return None


@dataclass(frozen=True)
class Person:
    """A customer with one pass."""

    actor: Actor
    registration_id: int
    pass_type: PassType


@dataclass(frozen=True)
class ReadyCodes:
    """Codes to hold to the kiosk, and what each is answered."""

    ok: str
    already_checked_in: str
    too_early: str
    cancelled: str


class Story:
    """The studio, its people, and the clock that the services are told."""

    def __init__(self, now: datetime, context: Context) -> None:
        """Begin the story ten days ago."""
        self.clock = StoryClock(now - STORY)
        self.context = replace(context, clock=self.clock)
        self.now = now
        self.people: dict[str, Person] = {}

    async def tell(self, zone: ZoneInfo) -> ReadyCodes:
        """Write everything up to now, and return codes to try."""
        opened = await open_studio(self.now, zone, self.context)
        await self._sell_passes(opened)
        for at, deed in sorted([*self._classes(opened), *self._nights(zone)], key=lambda what: what[0]):
            self.clock.instant = at
            await deed()
        self.clock.instant = self.now
        codes = await self._ready_codes(opened)
        await send_due(self.context, Read())  # the story's mails were read long ago
        return codes

    async def _sell_passes(self, opened: OpenedStudio) -> None:
        for number, name in enumerate(CUSTOMERS):
            asked = CustomerRequest(studio_id=opened.studio_id, email=address_of(name), name=name)
            customer = (await add_customer(asked, SELLER, self.context)).customer
            pass_type = _pass_of(number)
            sale = SaleRequest(
                customer_id=customer.id, pass_product_id=opened.products[pass_type], payment=PaymentMethod.CARD
            )
            sold = await sell_pass(sale, SELLER, self.context)
            actor = Actor(Role.CUSTOMER, Channel.PAGES, customer_id=customer.id)
            self.people[name] = Person(actor, sold.id, pass_type)

    def _classes(self, opened: OpenedStudio) -> Iterator[Deed]:
        """Some book each class two days before; most of them come to those that have begun."""
        latest = self.now - timedelta(minutes=5)
        for number, (slot, session_id) in enumerate(sorted(opened.sessions, key=lambda pair: pair[0].starts_at)):
            booked: list[Reservation] = []
            part = opened.steps[1] if slot.is_makeup else None
            book = partial(self._fill_class, _guests(number, slot), session_id, part, booked)
            yield min(slot.starts_at - BOOKED_BEFORE, latest), book
            if slot.starts_at - CAME_BEFORE < self.now:
                yield slot.starts_at - CAME_BEFORE, partial(self._let_in, booked)

    def _nights(self, zone: ZoneInfo) -> Iterator[Deed]:
        """Each night settles the day's classes, and releases what was booked after a missed one."""
        at = next_night_at(self.now - STORY, zone)
        while at < self.now:
            yield at, partial(run_due_nights, self.context)
            at = next_night_at(at, zone)

    async def _fill_class(
        self, guests: Sequence[str], session_id: int, part: int | None, booked: list[Reservation]
    ) -> None:
        for name in guests:
            reservation = await self._book(name, session_id, part)
            if reservation is not None:
                booked.append(reservation)

    async def _let_in(self, booked: Sequence[Reservation]) -> None:
        """All but every sixth come; whose booking was released meanwhile is told so at the door."""
        for place, reservation in enumerate(booked):
            if place % 6 != 5:
                await self._check_in(reservation)

    async def _book(self, name: str, session_id: int, part: int | None = None) -> Reservation | None:
        """Return the reservation, or None where a rule says no: a limit reached, a part not open yet."""
        person = self.people[name]
        asked = ReserveRequest(registration_id=person.registration_id, session_id=session_id, step_id=part)
        outcome = await reserve(asked, person.actor, self.context)
        return None if isinstance(outcome, Declined) else outcome

    async def _check_in(self, reservation: Reservation) -> None:
        await staff_check_in(reservation.id, StaffCheckInRequest(), SELLER, self.context)

    async def _ready_codes(self, opened: OpenedStudio) -> ReadyCodes:
        """The class within the hour is Ana's to book; four others hold codes for the door."""
        soon, later = _soon_and_later(opened, self.now)
        ok, already, early, gone = AT_THE_DOOR
        ready = [await self._booked(name, session) for name, session in ((ok, soon), (already, soon), (early, later))]
        await self._check_in(ready[1])
        cancelled = await self._booked(gone, soon)
        await cancel(cancelled.id, self.people[gone].actor, self.context)
        codes = [str(reservation.code) for reservation in (*ready, cancelled)]
        return ReadyCodes(*codes)

    async def _booked(self, name: str, session_id: int) -> Reservation:
        reservation = await self._book(name, session_id)
        if reservation is None:
            raise LookupError(name)
        return reservation


def _pass_of(number: int) -> PassType:
    """Every fifth builds mugs, every fourth of the others has the season pass, the rest have punches."""
    if number % 5 == 4:
        return PassType.FULL_COURSE
    return PassType.UNLIMITED_SERIES if number % 4 == 3 else PassType.PUNCH_PASS


def _guests(number: int, slot: Slot) -> list[str]:
    """Return who would like to come: other people each time, but for Ana, Ben, Chloé and the four with the codes."""
    others = [name for name in CUSTOMERS if name not in (HEROINE, FRIEND, LATE_SLEEPER, *AT_THE_DOOR)]
    start = number * 7 % len(others)
    return [others[(start + step) % len(others)] for step in range(SEATS_WANTED + (0 if slot.course == WHEEL else 6))]


def _soon_and_later(opened: OpenedStudio, now: datetime) -> tuple[int, int]:
    """Return the wheel class that starts within the hour, and the one after it."""
    ahead = sorted((slot.starts_at, session) for slot, session in opened.sessions if slot.course == WHEEL)
    coming = [session for starts_at, session in ahead if starts_at > now]
    return coming[0], coming[1]
