"""A real server's clock is set ahead and back by hours and days: its jobs go on, and nothing is done twice (R33)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from server.rules.vocabulary import ReservationStatus
from server.settings import Settings
from tests.absences import AUTO_CANCELLED, DAY, HOUR, NIGHT, NO_SHOW, PENDING, messages_of, runs, session_in, statuses
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import add_reservation
from tests.parts.moved_clock import MovedClock
from tests.parts.server_process import ServerProcess
from tests.readings import bookings
from tests.scene import Scene, open_scene
from tests.services.messages.waiting_messages import add_sign_in, message

PATIENCE_SECONDS = 60


@pytest.fixture
def moved_clock(tmp_path: Path) -> MovedClock:
    return MovedClock(tmp_path, AN_HOUR_BEFORE_CLASS)


@pytest.fixture
def server(app_settings: Settings, database: None, tmp_path: Path, moved_clock: MovedClock) -> Iterator[ServerProcess]:
    """A server whose clock is the test's; each test starts it when its rows are there."""
    with ServerProcess(tmp_path, app_settings.database_url, clock=moved_clock) as server:
        yield server


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


async def booked_twice(scene: Scene) -> list[int]:
    """Tonight's class, and one in nine days."""
    sessions = [scene.session_id, await session_in(9, scene)]
    return [(await add_reservation(scene.pass_id, session)).id for session in sessions]


async def until(question: Callable[[], Awaitable[object]]) -> None:
    """Ask again until the answer is a yes."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await question():  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.1)


async def until_standing(reservation_ids: list[int], *expected: ReservationStatus) -> None:
    async def stand() -> bool:
        return await statuses(reservation_ids) == list(expected)

    await until(stand)


async def until_it_ticks(now: datetime) -> None:
    """The jobs tick: a mail that is due by the server's clock leaves."""
    message_id = await add_sign_in(now, to=f"{now:%d.%H.%M}@example.org")

    async def is_sent() -> bool:
        return (await message(message_id))["sent_at"] is not None

    await until(is_sent)


async def until_nights(count: int) -> None:
    async def are_done() -> bool:
        return [row["finished_at"] is not None for row in await runs()] == [True] * count

    await until(are_done)


async def test_a_start_catches_up_with_what_was_missed(
    scene: Scene, server: ServerProcess, moved_clock: MovedClock
) -> None:
    """R32, R33: the sweep and the night that is due run when a server starts, three days late."""
    booked = await booked_twice(scene)
    moved_clock.run_from(NIGHT + 3 * DAY + 5 * HOUR)
    server.start()
    await until_standing(booked, NO_SHOW, AUTO_CANCELLED)
    await until_nights(1)
    [run] = await runs()
    assert (run["local_date"], run["kind"]) == ((NIGHT + 3 * DAY).date(), "NIGHTLY")


async def test_set_ahead_to_after_a_class_and_after_one_the_jobs_come_at_once(
    scene: Scene, server: ServerProcess, moved_clock: MovedClock
) -> None:
    """A machine slept, or found the time: the sweep's five minutes and the night's 30 seconds are long over."""
    booked = await booked_twice(scene)
    server.start()
    await until_nights(1)
    moved_clock.run_from(NIGHT - 6 * HOUR)
    await until_standing(booked, NO_SHOW, PENDING)
    moved_clock.run_from(NIGHT)
    await until_standing(booked, NO_SHOW, AUTO_CANCELLED)
    await until_nights(2)
    moved_clock.run_from(NIGHT + 30 * DAY)
    await until_nights(3)
    await until_it_ticks(NIGHT + 30 * DAY)
    assert len(await messages_of("AUTO_CANCELLATION")) == 1


async def test_set_back_by_hours_the_jobs_go_on_and_the_night_comes_at_its_time(
    scene: Scene, server: ServerProcess, moved_clock: MovedClock
) -> None:
    """APScheduler by itself would wait until the old time comes round again."""
    booked = await booked_twice(scene)
    moved_clock.run_from(NIGHT - HOUR)
    server.start()
    await until_standing(booked, NO_SHOW, AUTO_CANCELLED)  # the night before was missed, and is made up for
    moved_clock.run_from(NIGHT - 8 * HOUR)
    await until_it_ticks(NIGHT - 8 * HOUR)
    assert len(await runs()) == 1
    moved_clock.run_from(NIGHT)
    await until_nights(2)
    assert [row["local_date"] for row in await runs()] == [(NIGHT - DAY).date(), NIGHT.date()]
    assert NIGHT <= (await runs())[1]["as_of"] < NIGHT + HOUR


async def test_set_back_after_the_night_nothing_is_done_twice(
    scene: Scene, server: ServerProcess, moved_clock: MovedClock
) -> None:
    booked = await booked_twice(scene)
    moved_clock.run_from(NIGHT)
    server.start()
    await until_standing(booked, NO_SHOW, AUTO_CANCELLED)
    await until_nights(1)
    before = await bookings()
    moved_clock.run_from(NIGHT - 3 * HOUR)
    await until_nights(2)  # of the date before, which had none
    await until_it_ticks(NIGHT - 3 * HOUR)
    moved_clock.run_from(NIGHT + HOUR)
    await until_it_ticks(NIGHT + HOUR)
    assert await bookings() == before
    assert [row["local_date"] for row in await runs()] == [NIGHT.date(), (NIGHT - DAY).date()]
    assert len(await messages_of("AUTO_CANCELLATION")) == 1
