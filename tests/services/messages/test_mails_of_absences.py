"""The mails about an absence: what they say today, and that they stay unsaid when their reason has gone (R34, R36)."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.absence.nights import run_by_hand, run_due_nights
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.booking.reservation_row import find_by_id
from server.services.context import Context
from server.services.messages.about import Addressee, reinstatement_of
from server.services.messages.outbox import enqueue
from server.services.messages.send_due import send_due
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from server.tables.reservations import Reinstatement, SessionReservation
from server.tables.studios import Studio
from tests.builders import STARTS_AT, TWO_HOURS, add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.readings import status_of
from tests.scene import Scene, moved, open_scene
from tests.services.messages.mailbox import Mailbox, body_of
from tests.services.messages.test_mails_of_bookings import settled_as

SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)
ENDS_AT: Final = STARTS_AT + TWO_HOURS
NIGHT: Final = datetime(2026, 3, 3, 6, tzinfo=UTC)
"""01:00 in New York, the night after the class of Monday 2 March."""


async def booked_days_ahead(scene: Scene, *days: float) -> list[int]:
    """The class of tonight, and one some days later each; return the reservations' ids."""
    later = [await add_session(scene.course_id, STARTS_AT + number * DAY) for number in days]
    made = [await add_reservation(scene.pass_id, session_id) for session_id in (scene.session_id, *later)]
    return [one.id for one in made]


async def give_grace(scene: Scene, hours: int) -> None:
    table = ClassRegistration
    await table.update({table.absence_grace_period: hours}).where(table.id == scene.pass_id)


async def miss_with_grace(scene: Scene, context: Context, clock: MovableClock, hours: int = 24) -> None:
    """The class of tonight is over, and nobody came."""
    await give_grace(scene, hours)
    clock.set(ENDS_AT)
    await settle(sweep_at(context.now()))


async def test_who_was_missed_hears_until_when_and_what_would_be_released(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """The class ended Monday at 18:00; a day's grace ends Tuesday at 18:00, and the night after that acts."""
    await booked_days_ahead(scene, 1, 2)
    await miss_with_grace(scene, context, clock)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert mail["Subject"] == "We missed you: Pottery, Mon 2 Mar"
    assert "by Tue 3 Mar at 18:00" in body_of(mail)
    assert "One punch was taken" in body_of(mail)
    assert "Wed 4 Mar, 16:00" in body_of(mail)
    assert "Tue 3 Mar, 16:00" not in body_of(mail)  # it will have begun by then


async def test_what_the_mail_foretells_is_what_the_night_does(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    missed, tomorrow, tomorrow_night, spared, released = await booked_days_ahead(scene, 1, 1 + 4 / 24, 2, 3)
    await miss_with_grace(scene, context, clock)
    await Reinstatement.insert(Reinstatement(reservation=spared, no_show=missed, at=context.now()))
    await send_due(context, mailbox.post)
    [foretold] = mailbox.mails()
    for night in (NIGHT, NIGHT + DAY):
        clock.set(night)
        await run_due_nights(context)
    days = {
        tomorrow: "Tue 3 Mar, 16",
        tomorrow_night: "Tue 3 Mar, 20",
        spared: "Wed 4 Mar, 16",
        released: "Thu 5 Mar, 16",
    }
    fallen = [each for each in days if await status_of(each) is ReservationStatus.AUTO_CANCELLED]
    assert fallen == [released]
    assert [each for each, day in days.items() if day in body_of(foretold)] == fallen


async def test_without_a_grace_nobody_is_told_of_one(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    await booked_days_ahead(scene)
    await miss_with_grace(scene, context, clock, hours=0)
    await send_due(context, mailbox.post)
    assert await settled_as() == []


async def test_who_was_there_after_all_is_not_missed(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    [missed] = await booked_days_ahead(scene)
    await miss_with_grace(scene, context, clock)
    await moved(missed, ReservationStatus.ATTENDED, context.now())
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped"]


@pytest.mark.parametrize(("before", "is_told"), [(SECOND, True), (timedelta(0), False)])
async def test_a_deadline_that_has_passed_is_not_told(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox, before: timedelta, *, is_told: bool
) -> None:
    await booked_days_ahead(scene)
    await miss_with_grace(scene, context, clock)
    clock.set(ENDS_AT + DAY - before)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["sent" if is_told else "dropped"]


async def test_an_absence_that_has_acted_is_told_by_its_own_mail(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    [missed] = await booked_days_ahead(scene)
    await miss_with_grace(scene, context, clock)
    table = SessionReservation
    await table.update({table.absence_acted_at: context.now()}).where(table.id == missed)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped"]


async def test_a_pass_whose_grace_became_endless_has_no_deadline(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    await booked_days_ahead(scene)
    await miss_with_grace(scene, context, clock)
    table = ClassRegistration
    await table.update({table.absence_grace_period: None}).where(table.id == scene.pass_id)
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped"]


async def test_a_short_class_misses_nobody_before_its_window_is_over(
    database: None, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    """R32: an hour's class is settled at 17:00, and the kiosk takes people until 18:00."""
    scene = await open_scene(length=timedelta(hours=1))
    await booked_days_ahead(scene)
    await give_grace(scene, 24)
    clock.set(STARTS_AT + timedelta(hours=1))
    await settle(sweep_at(context.now()))
    await send_due(context, mailbox.post)
    assert mailbox.mails() == []
    clock.set(STARTS_AT + TWO_HOURS)
    await send_due(context, mailbox.post)
    assert len(mailbox.mails()) == 1


async def test_a_night_sends_one_mail_that_lists_all(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    await Studio.update({Studio.contact_email: "desk@kiln.example"}).where(Studio.id == scene.studio_id)
    await booked_days_ahead(scene, 1, 2, 3)
    clock.set(NIGHT)
    await run_due_nights(context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert mail["Subject"] == "Released after a missed class: 3 bookings at Kiln & Co"
    for said in (
        "Monday's class was missed, so the bookings after it were released",
        "Tue 3 Mar, 16:00",
        "Wed 4 Mar, 16:00",
        "Thu 5 Mar, 16:00",
        "One punch was taken for it",
        f"http://studio.test/book?pass={scene.pass_id}",
        "Just answer this mail",
    ):
        assert said in body_of(mail)
    assert mail["Reply-To"] == "desk@kiln.example"


async def test_what_came_back_before_the_mail_left_is_not_in_it(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    _, first, second = await booked_days_ahead(scene, 1, 2)
    clock.set(NIGHT)
    await run_due_nights(context)
    await moved(first, ReservationStatus.PENDING, context.now())
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert "Tue 3 Mar, 16:00" not in body_of(mail)
    assert "the booking after it was released" in body_of(mail)
    assert await status_of(second) is ReservationStatus.AUTO_CANCELLED


async def test_when_all_came_back_there_is_nothing_to_tell(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    _, *ahead = await booked_days_ahead(scene, 1, 2)
    clock.set(NIGHT)
    await run_due_nights(context)
    for each in ahead:
        await moved(each, ReservationStatus.PENDING, context.now())
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped"]


async def test_what_another_absence_released_later_is_that_ones_to_tell(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    _, first, second = await booked_days_ahead(scene, 1, 2)
    clock.set(NIGHT)
    await run_due_nights(context)
    table = SessionReservation
    await table.update({table.auto_cancelled_by: first}).where(table.id == second)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert "Wed 4 Mar" not in body_of(mail)


@pytest.mark.parametrize(
    ("settings", "pass_type", "said"),
    [
        ({}, PassType.PUNCH_PASS, "One punch was taken for it"),
        ({"no_show_deducts": False}, PassType.PUNCH_PASS, "No punch was taken."),
        ({}, PassType.UNLIMITED_SERIES, None),
    ],
)
async def test_a_release_says_what_the_missed_class_has_cost(
    database: None,
    context: Context,
    mailbox: Mailbox,
    settings: dict[str, object],
    pass_type: PassType,
    said: str | None,
) -> None:
    scene = await open_scene(settings=settings, pass_type=pass_type)
    await booked_days_ahead(scene, 1)
    await run_by_hand(scene.studio_id, NIGHT, SYSTEM, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert (said or "Book again") in body_of(mail)
    assert ("punch" in body_of(mail)) is (said is not None)


async def test_what_is_back_is_told_with_its_links(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    first, second = await booked_days_ahead(scene, 1)
    await tell_back([first, second], scene, context)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert mail["Subject"] == "Your bookings are back: Kiln & Co"
    assert body_of(mail).count("http://studio.test/c/") == 2
    assert (await find_by_id(first)).status is ReservationStatus.PENDING


async def test_of_what_is_back_only_what_is_still_to_come_is_told(
    scene: Scene, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    tonight, gone, off, stays = await booked_days_ahead(scene, 1, 2, 3)
    await tell_back([tonight, gone, off, stays], scene, context)
    await moved(gone, ReservationStatus.CANCELLED, context.now())
    session_id = (await find_by_id(off)).session_id
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == session_id)
    clock.set(ENDS_AT)
    await send_due(context, mailbox.post)
    [mail] = mailbox.mails()
    assert mail["Subject"] == "Your booking is back: Kiln & Co"
    assert "Thu 5 Mar, 16:00" in body_of(mail)


async def test_when_nothing_is_left_of_it_nothing_is_told(scene: Scene, context: Context, mailbox: Mailbox) -> None:
    [tonight] = await booked_days_ahead(scene)
    await tell_back([tonight], scene, context)
    await moved(tonight, ReservationStatus.CANCELLED, context.now())
    await send_due(context, mailbox.post)
    assert await settled_as() == ["dropped"]


async def tell_back(reservation_ids: list[int], scene: Scene, context: Context) -> None:
    to = Addressee("ana@example.org", scene.studio_id)
    async with write_transaction():
        await enqueue(reinstatement_of(reservation_ids, context.now(), to), context.now())
