"""What can speak against a booking as it stands in a database, in the order of R13 to R18."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from server.tables.studios import Studio
from tests.builders import STARTS_AT, add_pass, add_reservation, add_session, add_step
from tests.movable_clock import MovableClock
from tests.scene import Scene, booked

TOMORROW = STARTS_AT + timedelta(days=1)

Flaw = Callable[[Scene, Context, MovableClock], Awaitable[None]]


async def the_pass_ended_the_day_before(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_pass(scene, {ClassRegistration.valid_until: date(2026, 3, 1)})


async def the_pass_begins_the_day_after(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_pass(scene, {ClassRegistration.valid_from: date(2026, 3, 3)})


async def the_pass_is_frozen_that_day(scene: Scene, context: Context, clock: MovableClock) -> None:
    day = date(2026, 3, 2)
    await _change_pass(scene, {ClassRegistration.frozen_from: day, ClassRegistration.frozen_until: day})


async def the_pass_is_cancelled(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_pass(scene, {ClassRegistration.cancelled_at: context.now()})


async def the_course_is_not_covered(scene: Scene, context: Context, clock: MovableClock) -> None:
    await ClassRegistration.raw("DELETE FROM registration_course WHERE registration = {}", scene.pass_id)


async def the_class_is_cancelled(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_class(scene, {ClassSession.cancelled_at: context.now()})


async def the_class_has_started(scene: Scene, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT)


async def booking_opens_later(scene: Scene, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT - timedelta(days=1, seconds=1))
    await _change_settings(scene, '{"booking_opens_days": 1}')


async def booking_has_closed(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_settings(scene, '{"booking_closes_minutes": 60}')


async def the_seat_is_booked_already(scene: Scene, context: Context, clock: MovableClock) -> None:
    await scene.book(context)


async def the_seat_is_booked_on_another_pass(scene: Scene, context: Context, clock: MovableClock) -> None:
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    await booked(other_pass, scene.session_id, scene.customer, context)


async def the_class_was_missed(scene: Scene, context: Context, clock: MovableClock) -> None:
    await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.NO_SHOW)


async def the_limit_is_reached(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_pass(scene, {ClassRegistration.max_advance_reservations: 1})
    await scene.book(context, await add_session(scene.course_id, TOMORROW))


async def the_limit_is_reached_by_a_class_under_way(scene: Scene, context: Context, clock: MovableClock) -> None:
    """One that has not ended counts, even where the customer sits in it (R15)."""
    await _change_pass(scene, {ClassRegistration.max_advance_reservations: 1})
    under_way = await add_session(scene.course_id, STARTS_AT - timedelta(hours=2))
    await add_reservation(scene.pass_id, under_way, ReservationStatus.CHECKED_IN)


async def the_last_punch_is_gone(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_pass(scene, {ClassRegistration.sessions_remaining: 0})


async def the_last_punch_is_held(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_pass(scene, {ClassRegistration.sessions_remaining: 1})
    await scene.book(context, await add_session(scene.course_id, TOMORROW))


async def the_last_punch_is_held_by_a_class_not_settled_yet(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """An ended one holds until it is settled (R10)."""
    await _change_pass(scene, {ClassRegistration.sessions_remaining: 1})
    yesterday = await add_session(scene.course_id, STARTS_AT - timedelta(days=1))
    await add_reservation(scene.pass_id, yesterday)


async def the_makeups_part_is_not_named(scene: Scene, context: Context, clock: MovableClock) -> None:
    await add_step(scene.course_id, 1)
    await _change_class(scene, {ClassSession.is_makeup: True})


async def the_part_was_attended(scene: Scene, context: Context, clock: MovableClock) -> None:
    part = await _class_in_parts(scene)
    await _part_taken(scene, part, ReservationStatus.ATTENDED, STARTS_AT - timedelta(days=1))


async def the_part_was_arrived_at_in_a_class_that_has_ended(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    part = await _class_in_parts(scene)
    await _part_taken(scene, part, ReservationStatus.CHECKED_IN, STARTS_AT - timedelta(days=1))


async def the_part_is_booked(scene: Scene, context: Context, clock: MovableClock) -> None:
    part = await _class_in_parts(scene)
    await _part_taken(scene, part, ReservationStatus.PENDING, TOMORROW)


async def the_part_before_is_only_booked(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _class_in_second_part(scene, required_sequence=True)


async def the_pass_keeps_the_order(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _class_in_second_part(scene, required_sequence=False)
    await _change_pass(scene, {ClassRegistration.requires_sequential_attendance: True})


async def the_class_is_full(scene: Scene, context: Context, clock: MovableClock) -> None:
    await _change_class(scene, {ClassSession.capacity: 1})
    neighbour, neighbours_pass = await scene.add_neighbour()
    await booked(neighbours_pass, scene.session_id, neighbour, context)


FLAWS: tuple[tuple[Flaw, Refusal], ...] = (
    (the_pass_ended_the_day_before, Refusal.PASS_NOT_VALID),
    (the_pass_begins_the_day_after, Refusal.PASS_NOT_VALID),
    (the_pass_is_frozen_that_day, Refusal.PASS_NOT_VALID),
    (the_pass_is_cancelled, Refusal.PASS_NOT_VALID),
    (the_course_is_not_covered, Refusal.SESSION_NOT_COVERED),
    (the_class_is_cancelled, Refusal.SESSION_CANCELLED),
    (the_class_has_started, Refusal.SESSION_STARTED),
    (booking_opens_later, Refusal.BOOKING_NOT_OPEN),
    (booking_has_closed, Refusal.BOOKING_CLOSED),
    (the_seat_is_booked_already, Refusal.ALREADY_RESERVED),
    (the_seat_is_booked_on_another_pass, Refusal.ALREADY_RESERVED),
    (the_class_was_missed, Refusal.ALREADY_RESERVED),
    (the_limit_is_reached, Refusal.RESERVATION_LIMIT_REACHED),
    (the_limit_is_reached_by_a_class_under_way, Refusal.RESERVATION_LIMIT_REACHED),
    (the_last_punch_is_gone, Refusal.NO_PUNCHES_LEFT),
    (the_last_punch_is_held, Refusal.NO_PUNCHES_LEFT),
    (the_last_punch_is_held_by_a_class_not_settled_yet, Refusal.NO_PUNCHES_LEFT),
    (the_makeups_part_is_not_named, Refusal.PART_REQUIRED),
    (the_part_was_attended, Refusal.PART_ALREADY_ATTENDED),
    (the_part_was_arrived_at_in_a_class_that_has_ended, Refusal.PART_ALREADY_ATTENDED),
    (the_part_is_booked, Refusal.PART_ALREADY_RESERVED),
    (the_part_before_is_only_booked, Refusal.PREVIOUS_PART_NOT_ATTENDED),
    (the_pass_keeps_the_order, Refusal.PREVIOUS_PART_NOT_ATTENDED),
    (the_class_is_full, Refusal.SESSION_FULL),
)


async def _change_pass(scene: Scene, values: dict[object, object]) -> None:
    await ClassRegistration.update(values).where(ClassRegistration.id == scene.pass_id)  # type: ignore[arg-type]


async def _change_class(scene: Scene, values: dict[object, object]) -> None:
    await ClassSession.update(values).where(ClassSession.id == scene.session_id)  # type: ignore[arg-type]


async def _change_settings(scene: Scene, settings: str) -> None:
    await Studio.update({Studio.settings: settings}).where(Studio.id == scene.studio_id)


async def _class_in_parts(scene: Scene) -> int:
    """The scene's class belongs to the first part."""
    part = await add_step(scene.course_id, 1)
    await _change_class(scene, {ClassSession.step: part})
    return part


async def _class_in_second_part(scene: Scene, *, required_sequence: bool) -> None:
    """The scene's class belongs to the second part; the first is booked for later."""
    first = await add_step(scene.course_id, 1)
    second = await add_step(scene.course_id, 2, required_sequence=required_sequence)
    await _change_class(scene, {ClassSession.step: second})
    await _part_taken(scene, first, ReservationStatus.PENDING, TOMORROW)


async def _part_taken(scene: Scene, part: int, status: ReservationStatus, starts_at: datetime) -> None:
    session_id = await add_session(scene.course_id, starts_at, step_id=part)
    await add_reservation(scene.pass_id, session_id, status, step_id=part)
