"""A booking that moves takes its messages along: nothing is said of the class that it has left (R20)."""

from datetime import datetime, timedelta
from typing import Final

from server.contract.reservations import MoveRequest
from server.contract.sessions import ClassSessionChange
from server.services.booking.move_reservation import move_reservation
from server.services.context import Context
from server.services.messages.remind import remind
from server.services.messages.send_due import send_due
from server.services.setup.sessions.change_session import change_session
from tests import actors
from tests.absences import DAY
from tests.builders import STARTS_AT, TWO_HOURS, add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.scene import Scene, agreed
from tests.services.messages.mailbox import Mailbox, body_of

MINUTE: Final = timedelta(minutes=1)
TOMORROW: Final = STARTS_AT + DAY


def subjects(mailbox: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.mails()]


async def move(reservation_id: int, session_id: int, scene: Scene, context: Context) -> None:
    agreed(await move_reservation(reservation_id, MoveRequest(session_id=session_id), scene.staff, context))


async def move_class(session_id: int, starts_at: datetime, context: Context) -> None:
    asked = ClassSessionChange(starts_at=starts_at, ends_at=starts_at + TWO_HOURS, reason="No power")
    await change_session(session_id, asked, actors.admin(7), context)


async def test_the_new_time_is_confirmed_with_the_same_qr(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    reservation = await scene.book(context)
    await send_due(context, mailbox.post)
    await move(reservation.id, await add_session(scene.course_id, TOMORROW), scene, context)
    await send_due(context, mailbox.post)
    first, second = mailbox.mails()
    assert second["Subject"] == "Booked: Pottery, Tue 3 Mar, 16:00"
    assert reservation.code is not None
    pictures = [
        part.get_payload(decode=True)
        for mail in (first, second)
        for part in mail.walk()
        if "image" in part.get_content_type()
    ]
    assert len(pictures) == 2
    assert pictures[0] == pictures[1]


async def test_a_confirmation_that_is_late_is_said_once_and_of_the_last_class(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """R39: the mail server was away while the booking was made and moved twice."""
    reservation = await scene.book(context)
    for days in (1, 2):
        clock.advance(MINUTE)
        await move(reservation.id, await add_session(scene.course_id, STARTS_AT + days * DAY), scene, context)
    await send_due(context, mailbox.post)
    assert subjects(mailbox) == ["Booked: Pottery, Wed 4 Mar, 16:00"]


async def test_a_booking_that_goes_and_comes_back_is_confirmed_once(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    reservation = await scene.book(context)
    for session_id in (await add_session(scene.course_id, TOMORROW), scene.session_id):
        clock.advance(MINUTE)
        await move(reservation.id, session_id, scene, context)
    await send_due(context, mailbox.post)
    assert subjects(mailbox) == ["Booked: Pottery, Mon 2 Mar, 16:00"]


async def test_a_moved_booking_is_reminded_of_its_new_class_and_never_of_the_old(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    made = await add_reservation(scene.pass_id, scene.session_id)
    target = await add_session(scene.course_id, TOMORROW)
    clock.set(STARTS_AT - DAY)
    await remind(context)
    await move(made.id, target, scene, context)
    await send_due(context, mailbox.post)
    assert subjects(mailbox) == ["Booked: Pottery, Tue 3 Mar, 16:00"]
    clock.set(TOMORROW - DAY)
    await remind(context)
    await send_due(context, mailbox.post)
    assert subjects(mailbox)[1:] == ["Reminder: Pottery, Tue 3 Mar, 16:00"]


async def test_a_booking_that_is_moved_before_it_is_reminded_is_reminded_once(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    made = await add_reservation(scene.pass_id, scene.session_id)
    clock.set(STARTS_AT - DAY - MINUTE)
    await move(made.id, await add_session(scene.course_id, TOMORROW), scene, context)
    for at in (STARTS_AT - DAY, TOMORROW - DAY):
        clock.set(at)
        await remind(context)
        await send_due(context, mailbox.post)
    assert subjects(mailbox) == ["Booked: Pottery, Tue 3 Mar, 16:00", "Reminder: Pottery, Tue 3 Mar, 16:00"]


async def test_a_class_that_moves_after_the_booking_came_to_it_tells_its_own_old_time(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """R38: the class that was left had been moved too, and that mail has not left yet."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    target = await add_session(scene.course_id, TOMORROW)
    await move_class(scene.session_id, STARTS_AT + timedelta(hours=1), context)
    await move(made.id, target, scene, context)
    clock.advance(MINUTE)
    await move_class(target, TOMORROW + timedelta(hours=2), context)
    await send_due(context, mailbox.post)
    [moved] = [mail for mail in mailbox.mails() if str(mail["Subject"]).startswith("New time")]
    assert "Tue 3 Mar" in body_of(moved)
    assert "Mon 2 Mar" not in body_of(moved)
