"""The mails about a pass and its bookings: what they say today, and when they stay unsaid (R8, R39)."""

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Final

from server.contract.studio_acts import ClassCancelRequest
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import PassType
from server.services.context import Context
from server.services.messages.about import Addressee, course_booked_of
from server.services.messages.outbox import enqueue
from server.services.messages.send_due import send_due
from server.services.studio_acts.cancel_class import cancel_class
from server.tables.outbox import OutboxMessage
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_pass, add_session
from tests.movable_clock import MovableClock
from tests.scene import Scene, booked
from tests.services.messages.mailbox import Mailbox, body_of
from tests.services.passes.changes import cancel, extend, freeze

DAY: Final = timedelta(days=1)
TODAY: Final = date(2026, 3, 2)
LATER: Final = STARTS_AT + DAY


async def two_booked(scene: Scene, context: Context, pass_id: int | None = None) -> list[int]:
    """The class of tonight and tomorrow's."""
    sessions = (scene.session_id, await add_session(scene.course_id, LATER))
    return [(await booked(pass_id or scene.pass_id, each, scene.customer, context)).id for each in sessions]


async def sent(about: str, context: Context, mailbox: Mailbox) -> list[EmailMessage]:
    """Send what is due, and return the mails whose subject says so."""
    await send_due(context, mailbox.post)
    return [mail for mail in mailbox.mails() if about in mail["Subject"]]


async def course_told(scene: Scene, reservation_ids: list[int], context: Context) -> None:
    async with write_transaction():
        to = Addressee("ana@example.org", scene.studio_id)
        await enqueue(course_booked_of(scene.pass_id, reservation_ids, to), context.now())


async def test_a_frozen_pass_tells_of_its_dates_and_its_bookings(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    await two_booked(scene, context)
    await freeze(scene.pass_id, TODAY, TODAY + 6 * DAY, context, confirm=True)
    [mail] = await sent("Cancelled", context, mailbox)
    assert mail["Subject"] == "Cancelled: 2 bookings at Kiln & Co"
    body = body_of(mail)
    assert "your pass Punch pass is frozen from Mon 2 Mar to Sun 8 Mar, so the bookings" in body
    assert "Mon 2 Mar, 16:00–18:00: Pottery" in body  # noqa: RUF001 - the mail's own dash
    assert "Tue 3 Mar, 16:00–18:00: Pottery" in body  # noqa: RUF001
    assert "No punch was taken." in body


async def test_a_shortened_pass_tells_of_its_new_end(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    await two_booked(scene, context)
    await extend(scene.pass_id, TODAY, context, confirm=True)
    [mail] = await sent("Cancelled", context, mailbox)
    assert "now ends on Mon 2 Mar, so a booking that it does not cover was cancelled" in body_of(mail)


async def test_a_cancelled_pass_without_punches_tells_nothing_of_punches(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    """R11."""
    season = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, pass_type=PassType.UNLIMITED_SERIES)
    await two_booked(scene, context, season)
    await cancel(season, context, confirm=True)
    [mail] = await sent("Cancelled", context, mailbox)
    body = body_of(mail)
    assert "your pass Unlimited series was cancelled, so the bookings" in body
    assert "punch" not in body


async def test_a_class_that_the_studio_has_cancelled_has_its_own_mail(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    await scene.book(context)
    await cancel(scene.pass_id, context, confirm=True)
    await cancel_class(scene.session_id, ClassCancelRequest(reason="No power"), actors.admin(7), context)
    assert await sent("", context, mailbox) == []


async def test_a_course_is_confirmed_with_all_that_is_booked_still(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """R12: the first class is over when the mail leaves at last."""
    await course_told(scene, await two_booked(scene, context), context)
    clock.set(STARTS_AT + TWO_HOURS)
    [mail] = await sent("Your course is booked: Punch pass", context, mailbox)
    assert "this class comes with Punch pass, and a place in it is yours" in body_of(mail)
    assert "Tue 3 Mar" in body_of(mail)


async def test_a_course_of_which_nothing_is_booked_any_more_is_not_confirmed(
    scene: Scene, context: Context, mailbox: Mailbox
) -> None:
    await course_told(scene, await two_booked(scene, context), context)
    await cancel(scene.pass_id, context, confirm=True)
    assert [mail["Subject"] for mail in await sent("", context, mailbox)] == ["Cancelled: 2 bookings at Kiln & Co"]
    rows = await OutboxMessage.select().where(OutboxMessage.kind == "COURSE_BOOKED")
    assert rows[0]["dropped_at"] == context.now()
