"""Who is reminded, when, and how often (R39)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from server.contract.sessions import ClassSessionChange
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.messages.remind import SESSIONS_A_TRANSACTION, remind
from server.services.messages.send_due import send_due
from server.services.setup.sessions.change_session import change_session
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_course, add_reservation, add_session, add_studio
from tests.movable_clock import MovableClock
from tests.readings import messages, statements
from tests.scene import Scene, booked, open_scene
from tests.services.messages.mailbox import Mailbox

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
THE_DAY_BEFORE: Final = STARTS_AT - DAY
ADMIN: Final = actors.admin(7)


async def reminded() -> list[int]:
    """The reservations whose reminders are in the outbox."""
    return [json.loads(row["facts"])["reservationId"] for row in await messages() if row["kind"] == "REMINDER"]


@pytest.mark.parametrize(("before", "is_written"), [(SECOND, False), (timedelta(0), True)])
async def test_a_reminder_is_written_at_the_classs_own_time_the_day_before(
    scene: Scene, context: Context, clock: MovableClock, before: timedelta, *, is_written: bool
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    clock.set(THE_DAY_BEFORE - before)
    await remind(context)
    assert await reminded() == [reservation.id] * is_written


async def test_a_reminder_is_for_the_owner_and_of_the_studio(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    clock.set(THE_DAY_BEFORE)
    await remind(context)
    await send_due(context, mailbox.post)
    [row] = await messages()
    assert (row["studio"], row["due_at"]) == (scene.studio_id, THE_DAY_BEFORE)
    assert [mail["Subject"] for mail in mailbox.mails()] == ["Reminder: Pottery, Mon 2 Mar, 16:00"]


@pytest.mark.parametrize(
    ("zone", "starts_at", "hours"),
    [
        ("America/New_York", (2026, 3, 8, 16, 0), 23),
        ("America/New_York", (2026, 11, 1, 16, 0), 25),
        ("Europe/London", (2026, 3, 29, 10, 0), 23),
        ("America/Santiago", (2026, 4, 5, 9, 0), 25),
        ("Africa/Cairo", (2026, 4, 24, 18, 0), 23),
        ("Australia/Lord_Howe", (2026, 4, 5, 8, 0), 24.5),
    ],
)
async def test_the_day_before_is_the_studios_over_a_change_of_its_clocks(
    database: None, context: Context, clock: MovableClock, zone: str, starts_at: Sequence[int], hours: float
) -> None:
    start = datetime(*starts_at, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type, misc]  # year to minute
    scene = await open_scene(timezone=zone, starts_at=start)
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    clock.set(start - timedelta(hours=hours) - SECOND)
    await remind(context)
    assert await reminded() == []
    clock.advance(SECOND)
    await remind(context)
    assert await reminded() == [reservation.id]


async def test_each_studio_has_its_own_day_before(scene: Scene, context: Context, clock: MovableClock) -> None:
    """On 28 March London's day before is an hour shorter, and New York's is not."""
    start = datetime(2026, 3, 29, 15, tzinfo=UTC)
    london = await add_course(await add_studio("Thames Clay", timezone="Europe/London"))
    there = await add_reservation(scene.pass_id, await add_session(london, start))
    here = await add_reservation(scene.pass_id, await add_session(scene.course_id, start))
    clock.set(start - timedelta(hours=23, minutes=30))
    await remind(context)
    assert await reminded() == [here.id]
    clock.set(start - timedelta(hours=23))
    await remind(context)
    assert await reminded() == [here.id, there.id]


async def test_who_books_after_that_gets_none_and_who_booked_before_does(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    clock.set(THE_DAY_BEFORE)
    before = await booked(scene.pass_id, scene.session_id, scene.customer, context)
    neighbour, pass_id = await scene.add_neighbour()
    clock.advance(SECOND)
    await booked(pass_id, scene.session_id, neighbour, context)
    await remind(context)
    assert await reminded() == [before.id]


async def test_nobody_is_reminded_twice(scene: Scene, context: Context, clock: MovableClock) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    clock.set(THE_DAY_BEFORE)
    for _ in range(3):
        await remind(context)
        clock.advance(MINUTE)
    assert len(await reminded()) == 1


async def test_a_class_whose_reminders_are_written_is_not_looked_at_again(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """One without anybody in it, too: who books now gets none anyway."""
    clock.set(THE_DAY_BEFORE)
    await remind(context)
    with statements() as seen:
        await remind(context)
    assert len(seen) == 1


@pytest.mark.parametrize(("before", "is_written"), [(SECOND, True), (timedelta(0), False)])
async def test_after_a_downtime_reminders_still_go_while_the_class_has_not_begun(
    scene: Scene, context: Context, clock: MovableClock, before: timedelta, *, is_written: bool
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    clock.set(STARTS_AT - before)
    await remind(context)
    assert await reminded() == [reservation.id] * is_written


async def test_nobody_is_reminded_of_a_class_that_is_off(scene: Scene, context: Context, clock: MovableClock) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == scene.session_id)
    clock.set(THE_DAY_BEFORE)
    await remind(context)
    assert await reminded() == []


@pytest.mark.parametrize("status", [one for one in ReservationStatus if one is not ReservationStatus.PENDING])
async def test_only_who_is_expected_is_reminded(
    scene: Scene, context: Context, clock: MovableClock, status: ReservationStatus
) -> None:
    await add_reservation(scene.pass_id, scene.session_id, status)
    clock.set(THE_DAY_BEFORE)
    await remind(context)
    assert await reminded() == []


async def test_many_classes_are_taken_some_at_a_time(scene: Scene, context: Context, clock: MovableClock) -> None:
    """Nobody who books waits for all of them."""
    count = SESSIONS_A_TRANSACTION + 2
    made = []
    for number in range(count):
        session_id = await add_session(scene.course_id, STARTS_AT + number * SECOND)
        made.append((await add_reservation(scene.pass_id, session_id)).id)
    clock.set(STARTS_AT - timedelta(hours=12))
    with statements() as seen:
        await remind(context)
    assert sorted(await reminded()) == sorted(made)
    assert sum(statement.startswith("UPDATE class_session") for statement in seen) == 2


async def test_a_class_that_is_moved_meanwhile_is_left_to_the_next_run(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    clock.set(THE_DAY_BEFORE)
    await remind(context)
    await move(scene, STARTS_AT + 2 * DAY, context)
    assert await reminded() == [reservation.id]
    clock.set(THE_DAY_BEFORE + 2 * DAY)
    await remind(context)
    assert await reminded() == [reservation.id] * 2


async def test_a_move_to_within_a_day_is_its_own_reminder(scene: Scene, context: Context, clock: MovableClock) -> None:
    """The mail of the move says the time: a second one a minute later would only puzzle."""
    await add_reservation(scene.pass_id, scene.session_id)
    clock.set(STARTS_AT - 3 * DAY)
    await move(scene, STARTS_AT - 2 * DAY - MINUTE, context)
    await remind(context)
    assert await reminded() == []
    assert [row["kind"] for row in await messages()] == ["CLASS_MOVED"]


async def test_who_reserved_after_the_old_time_is_reminded_of_the_new_one(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    clock.set(STARTS_AT - MINUTE)
    late = await booked(scene.pass_id, scene.session_id, scene.customer, context)
    await move(scene, STARTS_AT + 3 * DAY, context)
    clock.set(THE_DAY_BEFORE + 3 * DAY)
    await remind(context)
    assert await reminded() == [late.id]
    assert await SessionReservation.count() == 1


async def move(scene: Scene, starts_at: datetime, context: Context) -> None:
    asked = ClassSessionChange(starts_at=starts_at, ends_at=starts_at + TWO_HOURS, reason="No power")
    await change_session(scene.session_id, asked, ADMIN, context)
