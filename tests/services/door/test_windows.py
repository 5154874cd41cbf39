"""The door's edges by a moved clock: a second before, at and after, on ordinary days and both DST days (R22, R23)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from server.contract.reservations import Reservation, SelfCheckInRequest, StaffCheckInRequest, UndoRequest
from server.services.context import Context
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in, undo_check_in
from server.services.outcomes import Declined
from tests.movable_clock import MovableClock
from tests.scene import Scene, agreed, open_scene

SECOND = timedelta(seconds=1)
JUST_UNDER_A_SECOND = timedelta(microseconds=999_999)
HOUR = timedelta(hours=1)
TWO_HOURS = 2 * HOUR


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class ClassDay:
    """A class in its zone, and the span in which staff check in, as the wall clock has it (UTC here)."""

    zone: str
    starts_at: datetime
    begins_at: datetime
    ends_at: datetime
    length: timedelta = TWO_HOURS


DAYS = {
    "an ordinary day": ClassDay(
        "America/New_York", utc("2026-03-02T21:00"), utc("2026-03-02T05:00"), utc("2026-03-03T05:00")
    ),
    "New York's spring day, in the night of the change": ClassDay(
        "America/New_York", utc("2026-03-08T07:30"), utc("2026-03-08T05:00"), utc("2026-03-09T04:00")
    ),
    "New York's spring day, in the afternoon": ClassDay(
        "America/New_York", utc("2026-03-08T20:00"), utc("2026-03-08T05:00"), utc("2026-03-09T04:00")
    ),
    "New York's autumn day, in the hour that comes twice": ClassDay(
        "America/New_York", utc("2026-11-01T06:30"), utc("2026-11-01T04:00"), utc("2026-11-02T05:00")
    ),
    "London's spring day, in the night of the change": ClassDay(
        "Europe/London", utc("2026-03-29T01:30"), utc("2026-03-28T23:30"), utc("2026-03-29T23:00")
    ),
    "London's spring day, in the afternoon": ClassDay(
        "Europe/London", utc("2026-03-29T15:00"), utc("2026-03-29T00:00"), utc("2026-03-29T23:00")
    ),
    "London's autumn day, in the hour that comes twice": ClassDay(
        "Europe/London", utc("2026-10-25T01:30"), utc("2026-10-24T23:00"), utc("2026-10-26T00:00")
    ),
    "a class just after midnight, whose window opens the evening before": ClassDay(
        "America/New_York", utc("2026-03-02T05:30"), utc("2026-03-02T03:30"), utc("2026-03-03T05:00")
    ),
    "a class of one hour before midnight, whose window closes after it": ClassDay(
        "America/New_York",
        utc("2026-03-03T04:00"),
        utc("2026-03-02T05:00"),
        utc("2026-03-03T06:00") + SECOND,
        length=HOUR,
    ),
    "a class of four hours that reaches over midnight": ClassDay(
        "America/New_York", utc("2026-03-03T02:30"), utc("2026-03-02T05:00"), utc("2026-03-03T06:30"), length=4 * HOUR
    ),
}
DAY_NAMES = [pytest.param(day, id=name) for name, day in DAYS.items()]

SELF_EDGES = [
    (-TWO_HOURS - SECOND, "too_early"),
    (-TWO_HOURS - timedelta(microseconds=1), "too_early"),
    (-TWO_HOURS, "ok"),
    (-TWO_HOURS + SECOND, "ok"),
    (TWO_HOURS - SECOND, "ok"),
    (TWO_HOURS, "ok"),
    (TWO_HOURS + JUST_UNDER_A_SECOND, "ok"),
    (TWO_HOURS + SECOND, "too_late"),
]


@pytest.mark.parametrize("day", DAY_NAMES)
@pytest.mark.parametrize(("from_start", "expected"), SELF_EDGES)
async def test_the_kiosk_opens_and_closes_by_elapsed_time(
    database: None, context: Context, clock: MovableClock, day: ClassDay, from_start: timedelta, expected: str
) -> None:
    scene, reservation = await booked_a_week_before(day, context, clock)
    clock.set(day.starts_at + from_start)
    assert (await scene.scan(reservation.code, context, "first")).verdict == expected


@pytest.mark.parametrize(("from_start", "expected"), SELF_EDGES)
async def test_the_phone_opens_and_closes_with_the_kiosk(
    database: None, context: Context, clock: MovableClock, from_start: timedelta, expected: str
) -> None:
    day = DAYS["New York's spring day, in the night of the change"]
    scene, reservation = await booked_a_week_before(day, context, clock)
    clock.set(day.starts_at + from_start)
    outcome = await self_check_in(reservation.id, SelfCheckInRequest(), scene.customer, context)
    assert answer_of(outcome) == expected


@pytest.mark.parametrize("day", DAY_NAMES)
@pytest.mark.parametrize(("edge", "expected"), [(-SECOND, "not_class_day"), (timedelta(), "ok"), (SECOND, "ok")])
async def test_staff_check_in_from_the_class_days_first_second(
    database: None, context: Context, clock: MovableClock, day: ClassDay, edge: timedelta, expected: str
) -> None:
    scene, reservation = await booked_a_week_before(day, context, clock)
    clock.set(day.begins_at + edge)
    assert answer_of(await staff_check_in(reservation.id, StaffCheckInRequest(), scene.staff, context)) == expected


@pytest.mark.parametrize("day", DAY_NAMES)
@pytest.mark.parametrize(
    ("edge", "expected"), [(-SECOND, "ok"), (timedelta(), "not_class_day"), (SECOND, "not_class_day")]
)
async def test_staff_check_in_to_the_class_days_last_second(
    database: None, context: Context, clock: MovableClock, day: ClassDay, edge: timedelta, expected: str
) -> None:
    scene, reservation = await booked_a_week_before(day, context, clock)
    clock.set(day.ends_at + edge)
    assert answer_of(await staff_check_in(reservation.id, StaffCheckInRequest(), scene.staff, context)) == expected


@pytest.mark.parametrize("day", DAY_NAMES)
@pytest.mark.parametrize(
    ("edge", "expected"), [(-SECOND, "ok"), (timedelta(), "session_ended"), (SECOND, "session_ended")]
)
async def test_a_check_in_is_undone_to_the_classs_last_second(
    database: None, context: Context, clock: MovableClock, day: ClassDay, edge: timedelta, expected: str
) -> None:
    scene, reservation = await booked_a_week_before(day, context, clock)
    clock.set(day.starts_at)
    await scene.scan(reservation.code, context, "first")
    clock.set(day.starts_at + day.length + edge)
    assert answer_of(await undo_check_in(reservation.id, UndoRequest(), scene.staff, context)) == expected


@pytest.mark.parametrize("length", [HOUR, TWO_HOURS, 4 * HOUR])
@pytest.mark.parametrize(
    ("from_start", "expected"),
    [(-31 * 60, "too_early"), (-30 * 60, "ok"), (45 * 60, "ok"), (45 * 60 + 1, "too_late")],
)
async def test_a_studios_own_window_counts_whatever_the_classs_length(
    database: None, context: Context, clock: MovableClock, length: timedelta, from_start: int, expected: str
) -> None:
    starts_at = utc("2026-03-02T21:00")
    settings: dict[str, object] = {"self_opens_minutes": 30, "self_closes_minutes": 45}
    scene = await open_scene(starts_at=starts_at, length=length, settings=settings)
    reservation = await scene.book(context)
    clock.set(starts_at + timedelta(seconds=from_start))
    assert (await scene.scan(reservation.code, context, "first")).verdict == expected


@pytest.mark.parametrize(
    ("from_start", "expected"),
    [
        (-TWO_HOURS - SECOND, "reason_required"),
        (-TWO_HOURS, "ok"),
        (TWO_HOURS, "ok"),
        (TWO_HOURS + SECOND, "reason_required"),
    ],
)
async def test_staff_at_the_kiosk_need_a_reason_just_outside_the_window(
    database: None, context: Context, clock: MovableClock, from_start: timedelta, expected: str
) -> None:
    scene = await open_scene()
    reservation = await scene.book(context)
    clock.set(reservation.starts_at + from_start)
    outcome = await staff_check_in(reservation.id, StaffCheckInRequest(), scene.staff_at_kiosk, context)
    assert answer_of(outcome) == expected


async def booked_a_week_before(day: ClassDay, context: Context, clock: MovableClock) -> tuple[Scene, Reservation]:
    scene = await open_scene(timezone=day.zone, starts_at=day.starts_at, length=day.length)
    clock.set(day.starts_at - timedelta(days=7))
    return scene, agreed(await scene.book(context))


def answer_of(outcome: Reservation | Declined) -> str:
    return "ok" if isinstance(outcome, Reservation) else outcome.refused.code
