"""Nights in which the clocks change, lived through tick by tick: each date has its night once, at its 01:00 (R33)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.services.absence.nights import run_due_nights
from server.services.context import Context
from tests.absences import AUTO_CANCELLED, DAY, HOUR, NO_SHOW, PENDING, messages_of, runs, statuses
from tests.builders import add_session, add_studio
from tests.movable_clock import MovableClock
from tests.rules.nights_of_change import NIGHTS_OF_CHANGE
from tests.scene import open_scene

TICK = timedelta(seconds=30)
PHASE = timedelta(seconds=17)
"""No server starts at a full minute."""

STEP = 10 * TICK

EVERYWHERE = (
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Cairo",
    "Europe/London",
    "America/Santiago",
    "America/New_York",
    "Pacific/Pago_Pago",
)


async def live(since: datetime, until: datetime, clock: MovableClock, context: Context, step: timedelta = TICK) -> None:
    """Let time pass from tick to tick."""
    clock.set(since)
    while clock.now() < until:
        await run_due_nights(context)
        clock.advance(step)


@pytest.mark.parametrize(("zone", "night", "begins_at"), NIGHTS_OF_CHANGE)
async def test_a_night_of_change_is_done_once_at_its_first_tick(
    database: None, context: Context, clock: MovableClock, zone: str, night: date, begins_at: datetime
) -> None:
    scene = await open_scene(timezone=zone, starts_at=begins_at - 7 * HOUR)
    ahead = await add_session(scene.course_id, begins_at + 3 * DAY)
    booked = [(await scene.book(context, session)).id for session in (scene.session_id, ahead)]
    await live(begins_at - 12 * HOUR, begins_at - 2 * HOUR, clock, context, HOUR / 4)
    await live(begins_at - 2 * HOUR + PHASE, begins_at, clock, context)
    assert await statuses(booked) == [PENDING, PENDING]  # the sweep is another job
    await live(begins_at + TICK - PHASE, begins_at + 3 * HOUR, clock, context)
    assert await statuses(booked) == [NO_SHOW, AUTO_CANCELLED]
    await live(begins_at + 3 * HOUR, begins_at + 22 * HOUR, clock, context, HOUR / 4)
    before, this = await runs()
    assert (before["local_date"], this["local_date"]) == (night - DAY, night)
    assert begins_at <= this["as_of"] < begins_at + TICK
    assert (this["started_at"], this["finished_at"]) == (this["as_of"], this["as_of"])
    assert (this["no_shows"], this["absences"], this["auto_cancelled"]) == (1, 1, 1)
    assert len(await messages_of("AUTO_CANCELLATION")) == 1


@pytest.mark.parametrize("zone", sorted({zone for zone, _, _ in NIGHTS_OF_CHANGE}))
async def test_the_nights_around_a_change_miss_no_date(
    database: None, context: Context, clock: MovableClock, zone: str
) -> None:
    """Both changes of the year, three days around each, on a server that ticks every quarter of an hour."""
    await add_studio(timezone=zone)
    changes = [begins_at for each, _, begins_at in NIGHTS_OF_CHANGE if each == zone]
    for begins_at in sorted(changes):
        await live(begins_at - 2 * DAY - HOUR / 8, begins_at + 3 * DAY, clock, context, HOUR / 4)
    dates = [row["local_date"] for row in await runs()]
    assert dates == sorted(set(dates))
    for _, night, _ in (each for each in NIGHTS_OF_CHANGE if each[0] == zone):
        assert {night + n * DAY for n in range(-2, 3)} <= set(dates)


async def test_studios_all_over_the_world_have_each_their_own_night(
    database: None, context: Context, clock: MovableClock
) -> None:
    """One server, one clock, and eight times 01:00 on each date."""
    studios = {await add_studio(zone, timezone=zone): ZoneInfo(zone) for zone in EVERYWHERE}
    await live(datetime(2026, 3, 2, 6, tzinfo=UTC) + PHASE, datetime(2026, 3, 4, 14, tzinfo=UTC), clock, context, STEP)
    nights = [(row["studio"], row["local_date"]) for row in await runs()]
    assert len(nights) == len(set(nights))
    assert set(nights) >= {(studio, date(2026, 3, day)) for studio in studios for day in (2, 3)}
    for row in (await runs())[len(studios) :]:  # the first of each came when the server started
        begins_at = datetime.combine(row["local_date"], time(1), studios[row["studio"]])
        assert begins_at <= row["as_of"] < begins_at + STEP
