"""The mails about one booking: what they say today, and that they stay unsaid when their reason has gone (R38, R39)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from server.contract.sessions import ClassSessionChange
from server.contract.studio_acts import ClassCancelRequest
from server.database.write_transaction import write_transaction
from server.keys import keys_from
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.messages.about import Addressee, cancellation_of, class_cancelled_of, class_moved_of, reminder_of
from server.services.messages.outbox import Message, enqueue
from server.services.messages.send_due import send_due
from server.services.setup.sessions.change_session import change_session
from server.services.studio_acts.cancel_class import cancel_class
from server.tables.courses import ClassSession
from server.tables.studios import Studio
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_reservation
from tests.movable_clock import MovableClock
from tests.readings import messages
from tests.scene import Scene, moved, open_scene
from tests.services.messages.mailbox import Mailbox, body_of

SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)
ADMIN: Final = actors.admin(7)
ANA: Final = "ana@example.org"


async def tell(message: Message, context: Context) -> None:
    """Put a message into the outbox."""
    async with write_transaction():
        await enqueue(message, context.now())


async def settled_as() -> list[str]:
    """What became of each message, oldest first."""
    names = ("sent_at", "dropped_at", "failed_at")
    return [next((name[:-3] for name in names if row[name] is not None), "waits") for row in await messages()]


def subjects(mailbox: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for mail in mailbox.mails()]


async def move_class(scene: Scene, starts_at: datetime, context: Context) -> None:
    asked = ClassSessionChange(starts_at=starts_at, ends_at=starts_at + TWO_HOURS, reason="No power")
    await change_session(scene.session_id, asked, ADMIN, context)


async def test_who_cancels_is_told_with_what_it_means(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    await Studio.update({Studio.contact_email: "desk@kiln.example"}).where(Studio.id == scene.studio_id)
    reservation = await scene.book(context)
    await send_due(context, mailbox.post)
    await cancel(reservation.id, scene.customer, context)
    await send_due(context, mailbox.post)
    confirmation, cancellation = mailbox.mails()
    assert confirmation["Subject"] == "Booked: Pottery, Mon 2 Mar, 16:00"
    assert cancellation["Subject"] == "Cancelled: Pottery, Mon 2 Mar, 16:00"
    assert "No punch was taken" in body_of(cancellation)
    assert f"http://studio.test/book?pass={scene.pass_id}" in body_of(cancellation)
    assert cancellation["Reply-To"] == "desk@kiln.example"


async def test_cancelling_again_tells_nothing_again(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    reservation = await scene.book(context)
    for actor in (scene.customer, scene.customer, scene.staff):
        await cancel(reservation.id, actor, context)
    await send_due(context, mailbox.post)
    assert subjects(mailbox) == ["Cancelled: Pottery, Mon 2 Mar, 16:00"]


async def test_staff_cancelling_tells_the_customer_too(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    reservation = await scene.book(context)
    await cancel(reservation.id, scene.staff, context)
    await send_due(context, mailbox.post)
    assert [str(mail["To"]).startswith("ana.") for mail in mailbox.mails()] == [True]


async def test_a_pass_without_punches_hears_of_none(database: None, context: Context, mailbox: Mailbox) -> None:
    scene = await open_scene(pass_type=PassType.UNLIMITED_SERIES)
    reservation = await scene.book(context)
    await cancel(reservation.id, scene.customer, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert "punch" not in body_of(mail)


@pytest.mark.parametrize("status", [one for one in ReservationStatus if one is not ReservationStatus.CANCELLED])
async def test_only_what_is_cancelled_is_told_to_be(
    scene: Scene, context: Context, mailbox: Mailbox, status: ReservationStatus
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id, status)
    to = Addressee(ANA, scene.studio_id)
    await tell(cancellation_of(reservation.id, to), context)
    await tell(class_cancelled_of(reservation.id, "Flu", to), context)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped", "dropped"]


async def test_a_reminder_has_the_room_the_opening_and_the_qr(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    await ClassSession.update({ClassSession.room: "Room 2"}).where(ClassSession.id == scene.session_id)
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await tell(reminder_of(reservation.id, STARTS_AT, Addressee(ANA, scene.studio_id)), context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert mail["Subject"] == "Reminder: Pottery, Mon 2 Mar, 16:00"
    for said in ("Room 2", "Check-in opens at 14:00", f"http://studio.test/c/{reservation.code}"):
        assert said in body_of(mail)
    assert "image/png" in {part.get_content_type() for part in mail.walk()}


async def test_a_reminder_goes_without_a_picture_where_the_secret_is_another_one(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """R43: the code that the customer has still opens the door."""
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await tell(reminder_of(reservation.id, STARTS_AT, Addressee(ANA, scene.studio_id)), context)
    await send_due(Context(clock, keys_from(b"another secret, just as long!!!!"), context.public_url), mailbox.post)
    [mail] = mailbox.mails()
    assert f"http://studio.test/reservations/{reservation.id}" in body_of(mail)
    assert "image/png" not in {part.get_content_type() for part in mail.walk()}


@pytest.mark.parametrize(
    ("status", "is_reminded"),
    [(one, one is ReservationStatus.PENDING) for one in ReservationStatus],
)
async def test_only_who_is_expected_is_reminded(
    scene: Scene, context: Context, mailbox: Mailbox, status: ReservationStatus, *, is_reminded: bool
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id, status)
    await tell(reminder_of(reservation.id, STARTS_AT, Addressee(ANA, scene.studio_id)), context)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["sent" if is_reminded else "dropped"]


@pytest.mark.parametrize(("before", "is_reminded"), [(SECOND, True), (timedelta(0), False)])
async def test_nobody_is_reminded_of_a_class_that_has_begun(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox, before: timedelta, *, is_reminded: bool
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await tell(reminder_of(reservation.id, STARTS_AT, Addressee(ANA, scene.studio_id)), context)
    clock.set(STARTS_AT - before)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["sent" if is_reminded else "dropped"]


async def test_a_reminder_of_a_time_that_is_no_longer_meant_is_dropped(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await tell(reminder_of(reservation.id, STARTS_AT, Addressee(ANA, scene.studio_id)), context)
    await move_class(scene, STARTS_AT + DAY, context)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped", "sent"]
    assert subjects(mailbox) == ["New time: Pottery, Tue 3 Mar, 16:00"]


async def test_a_class_that_the_studio_cancels_is_told_with_its_reason(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    await cancel_class(scene.session_id, ClassCancelRequest(reason="The kiln is broken"), ADMIN, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert mail["Subject"] == "Class cancelled: Pottery, Mon 2 Mar, 16:00"
    assert "The reason: The kiln is broken" in body_of(mail)
    assert "No punch was taken" in body_of(mail)


async def test_who_had_arrived_hears_that_the_punch_is_back(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now())
    await cancel_class(scene.session_id, ClassCancelRequest(reason="Flu"), ADMIN, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert "Your punch is back" in body_of(mail)


async def test_a_punch_that_came_back_before_was_not_taken(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """R29: the check-in was undone at the desk, and a while later the class was cancelled."""
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now())
    await moved(reservation.id, ReservationStatus.PENDING, context.now())
    clock.advance(SECOND)
    await cancel_class(scene.session_id, ClassCancelRequest(reason="Flu"), ADMIN, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert "No punch was taken" in body_of(mail)


async def test_a_moved_class_is_told_with_both_times(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await move_class(scene, STARTS_AT + DAY, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert mail["Subject"] == "New time: Pottery, Tue 3 Mar, 16:00"
    assert "planned for Mon 2 Mar at 16:00" in body_of(mail)
    assert f"http://studio.test/c/{reservation.code}" in body_of(mail)


async def test_of_two_moves_before_any_mail_only_the_last_is_told_and_from_the_time_that_was_known(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    for days in (1, 2, 3):
        await move_class(scene, STARTS_AT + days * DAY, context)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped", "dropped", "sent"]
    [mail] = mailbox.mails()
    assert mail["Subject"] == "New time: Pottery, Thu 5 Mar, 16:00"
    assert "planned for Mon 2 Mar at 16:00" in body_of(mail)


async def test_a_second_move_is_told_from_the_time_of_the_first_mail(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    for days in (1, 2):
        await move_class(scene, STARTS_AT + days * DAY, context)
        await send_due(context, mailbox.post)
    assert "planned for Tue 3 Mar at 16:00" in body_of(mailbox.mails()[-1])


async def test_a_move_there_and_back_before_any_mail_is_no_news(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    for start in (STARTS_AT + DAY, STARTS_AT):
        clock.advance(SECOND)
        await move_class(scene, start, context)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped", "dropped"]


async def test_a_move_there_and_back_again_is_told_each_time(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    for start in (STARTS_AT + DAY, STARTS_AT, STARTS_AT + DAY):
        clock.advance(SECOND)
        await move_class(scene, start, context)
        await send_due(context, mailbox.post)
    assert subjects(mailbox) == [f"New time: Pottery, {day}, 16:00" for day in ("Tue 3 Mar", "Mon 2 Mar", "Tue 3 Mar")]


async def test_what_another_reservation_was_told_says_nothing_of_this_one(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    """Neither of number 1 with a digit more, nor of another kind of message."""
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    to = Addressee(ANA, scene.studio_id)
    alike = class_moved_of(10 * reservation.id + 1, STARTS_AT - 5 * DAY, STARTS_AT, context.now(), to)
    await tell(replace(alike, due_at=context.now() + DAY), context)
    await move_class(scene, STARTS_AT + DAY, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert "planned for Mon 2 Mar at 16:00" in body_of(mail)


@pytest.mark.parametrize("status", [one for one in ReservationStatus if one is not ReservationStatus.PENDING])
async def test_a_move_is_told_to_nobody_who_has_no_place(
    scene: Scene, context: Context, mailbox: Mailbox, status: ReservationStatus
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id, status)
    to = Addressee(ANA, scene.studio_id)
    await tell(class_moved_of(reservation.id, STARTS_AT - DAY, STARTS_AT, context.now(), to), context)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped"]
