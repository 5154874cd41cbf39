"""What can be wrong with a reservation when its code is scanned, and what the scan then answers (R27)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests.builders import STARTS_AT
from tests.movable_clock import MovableClock
from tests.scene import Scene, moved

Flaw = Callable[[Scene, int, Context, MovableClock], Awaitable[object]]


async def replaced(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await issue_new_code(reservation_id, scene.customer, context)


async def cancelled_by_the_studio(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    table = ClassSession
    await table.update({table.cancelled_at: context.now()}).where(table.id == scene.session_id)


async def given_up(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await cancel(reservation_id, scene.customer, context)


async def released(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.AUTO_CANCELLED, context.now())


async def checked_in(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.CHECKED_IN, context.now())


async def confirmed(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.ATTENDED, context.now())


async def three_hours_before(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT - timedelta(hours=3))


async def three_hours_after(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT + timedelta(hours=3))


async def missed_and_too_late(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.NO_SHOW, context.now())
    clock.set(STARTS_AT + timedelta(hours=3))


async def the_pass_was_shortened(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    table = ClassRegistration
    await table.update({table.valid_until: date(2026, 3, 1)}).where(table.id == scene.pass_id)


async def no_punch_is_left(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    table = ClassRegistration
    await table.update({table.sessions_remaining: 0}).where(table.id == scene.pass_id)


async def missed_without_a_punch(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await no_punch_is_left(scene, reservation_id, context, clock)
    await moved(reservation_id, ReservationStatus.NO_SHOW, context.now())


FLAWS: tuple[tuple[Flaw, Refusal], ...] = (
    (replaced, Refusal.REVOKED_CODE),
    (cancelled_by_the_studio, Refusal.SESSION_CANCELLED),
    (given_up, Refusal.CANCELLED),
    (released, Refusal.AUTO_CANCELLED),
    (checked_in, Refusal.ALREADY_CHECKED_IN),
    (confirmed, Refusal.ALREADY_CHECKED_IN),
    (three_hours_before, Refusal.TOO_EARLY),
    (three_hours_after, Refusal.TOO_LATE),
    (missed_and_too_late, Refusal.TOO_LATE),
    (the_pass_was_shortened, Refusal.PASS_NOT_VALID),
    (no_punch_is_left, Refusal.NO_PUNCHES_LEFT),
    (missed_without_a_punch, Refusal.NO_PUNCHES_LEFT),
)
