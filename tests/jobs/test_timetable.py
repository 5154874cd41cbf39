"""The timetable ticks, goes on after failures, and ends without leaving anything half done."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.contract.mail import Envelope, Undelivered
from server.jobs.timetable import Every, timetable
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.messages.send_due import Post
from server.tables.outbox import OutboxMessage
from tests.absences import AUTO_CANCELLED, DAY, HOUR, NIGHT, NO_SHOW, PENDING, night_at, three_booked
from tests.builders import STARTS_AT, add_reservation
from tests.movable_clock import MovableClock
from tests.readings import status_of
from tests.scene import open_scene
from tests.services.messages.mailbox import Mailbox
from tests.services.messages.waiting_messages import add_sign_in, message

PATIENCE_SECONDS = 20


async def until(question: Callable[[], Awaitable[object]]) -> None:
    """Ask again until the answer is a yes."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await question():  # noqa: ASYNC110 - the scheduler has no event to wait for
            await asyncio.sleep(0.02)


async def test_a_message_leaves_by_itself(database: None, context: Context, tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mail")
    async with timetable(context, mailbox.post):
        message_id = await add_sign_in(context.now())
        await until(lambda: is_sent(message_id))
    assert mailbox.recipients() == ["ana@example.org"]


async def test_people_are_reminded_by_itself(
    database: None, context: Context, clock: MovableClock, tmp_path: Path
) -> None:
    """R39: written by one job, and sent by another."""
    scene = await open_scene()
    await add_reservation(scene.pass_id, scene.session_id)
    clock.set(STARTS_AT - timedelta(days=1))
    mailbox = Mailbox(tmp_path / "mail")
    async with timetable(context, mailbox.post):
        await until(lambda: OutboxMessage.exists().where(OutboxMessage.sent_at == context.now()).run())
    assert [mail["Subject"] for mail in mailbox.mails()] == ["Reminder: Pottery, Mon 2 Mar, 16:00"]


async def test_the_schedule_goes_on_after_a_failure(database: None, context: Context, tmp_path: Path) -> None:
    """A kind that this version does not know is nobody's fault but the operator's, who went back a version."""
    unknown = await add_sign_in(context.now(), to="eve@example.org")
    await OutboxMessage.update({OutboxMessage.kind: "UNHEARD_OF"}).where(OutboxMessage.id == unknown)
    mailbox = Mailbox(tmp_path / "mail")
    async with timetable(context, mailbox.post):
        await until(lambda: was_tried(unknown))
        message_id = await add_sign_in(context.now(), to="ana@example.org")
        await until(lambda: is_sent(message_id))
    assert mailbox.recipients() == ["ana@example.org"]


async def test_a_mail_under_way_at_the_end_is_finished_and_noted(
    database: None, context: Context, tmp_path: Path
) -> None:
    post = SlowPost(Mailbox(tmp_path / "mail").post)
    message_id = await add_sign_in(context.now())
    async with AsyncExitStack() as running:
        await running.enter_async_context(timetable(context, post))
        await post.has_begun.wait()
        end = asyncio.create_task(running.pop_all().aclose())
    await asyncio.sleep(0)
    assert not end.done()
    post.may_go_on.set()
    await end
    assert await is_sent(message_id)


async def test_the_end_leaves_nothing_running(database: None, context: Context, tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    async with timetable(context, Mailbox(tmp_path / "mail").post):
        pass
    await add_sign_in(context.now())
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_a_start_settles_what_has_ended_and_does_the_night_that_is_due(
    database: None, context: Context, clock: MovableClock, tmp_path: Path
) -> None:
    """R32, R33: without waiting for five minutes, or for 01:00."""
    scene = await open_scene()
    missed, ahead, _ = await three_booked(scene, context)
    clock.set(NIGHT + HOUR)
    async with timetable(context, Mailbox(tmp_path / "mail").post):
        await until(lambda: is_now(missed, NO_SHOW))
        await until(lambda: is_now(ahead, AUTO_CANCELLED))


async def test_a_sweep_alone_comes_at_a_start_whose_night_is_done(
    database: None, context: Context, clock: MovableClock, tmp_path: Path
) -> None:
    scene = await open_scene()
    missed, ahead, _ = await three_booked(scene, context)
    await night_at(NIGHT - DAY, clock, context)
    clock.set(NIGHT - HOUR)
    async with timetable(context, Mailbox(tmp_path / "mail").post):
        await until(lambda: is_now(missed, NO_SHOW))
    assert await status_of(ahead) is PENDING


@pytest.mark.parametrize(
    ("behind", "next_tick"),
    [
        (timedelta(milliseconds=20), timedelta(seconds=1)),
        (timedelta(days=30), timedelta(days=30, seconds=1)),
    ],
)
def test_a_clock_that_jumped_ahead_costs_no_tick_more(behind: timedelta, next_tick: timedelta) -> None:
    every = Every(seconds=1, timezone=UTC)
    ticked = datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert every.get_next_fire_time(ticked, ticked + behind) == ticked + next_tick


class SlowPost:
    """Delivers, but only when it is told to."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self.has_begun = asyncio.Event()
        self.may_go_on = asyncio.Event()

    async def deliver(self, envelope: Envelope) -> Undelivered | None:
        """Wait for the word, then deliver."""
        self.has_begun.set()
        await self.may_go_on.wait()
        return await self._post.deliver(envelope)


async def is_sent(message_id: int) -> bool:
    return (await message(message_id))["sent_at"] is not None


async def was_tried(message_id: int) -> bool:
    return bool((await message(message_id))["attempts"])


async def is_now(reservation_id: int, status: ReservationStatus) -> bool:
    return await status_of(reservation_id) is status
