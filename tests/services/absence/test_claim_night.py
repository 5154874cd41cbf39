"""Whose a night is (R33, R35): one server's, for as long as it lives; and what nobody had is caught up with."""

from datetime import date, datetime, timedelta

import pytest

from server.services.absence.batches import LeaseLostError
from server.services.absence.claim_night import LEASE, Night, WantedNight, claim_night
from server.services.absence.nights import run_due_nights
from server.services.absence.run import Run, Tally, sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.context import Context
from server.tables.nights import JobRun
from server.tables.studios import Studio
from tests.absences import (
    AUTO_CANCELLED,
    DAY,
    NIGHT,
    NO_SHOW,
    PENDING,
    SECOND,
    booked_in,
    messages_of,
    night_at,
    runs,
    statuses,
    three_booked,
)
from tests.builders import add_studio
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, everything, statements, status_of
from tests.scene import Scene, open_scene
from tests.written_log import WrittenLog

THIRD = date(2026, 3, 3)


async def claimed(scene: Scene, context: Context) -> Night:
    """Begin the night as a server does that then dies, or takes its time."""
    night = await claim_night(WantedNight(scene.studio_id, THIRD, context.now()), SYSTEM, context)
    assert night is not None
    return night


async def test_three_nights_down_are_caught_up_with_by_one_run(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R33: a run asks for every absence that was not acted on, never for yesterday's."""
    await night_at(NIGHT - DAY, clock, context)
    missed, soon, later = (
        (await scene.book(context)).id,
        await booked_in(1, scene, context),
        await booked_in(9, scene, context),
    )
    [run] = await night_at(NIGHT + 3 * DAY, clock, context)
    assert run["local_date"] == THIRD + 3 * DAY
    assert (run["no_shows"], run["absences"], run["auto_cancelled"]) == (2, 2, 1)
    assert await statuses([missed, soon, later]) == [NO_SHOW, NO_SHOW, AUTO_CANCELLED]
    assert len(await messages_of("AUTO_CANCELLATION")) == 1
    before = await everything()
    for later_that_day in (timedelta(seconds=30), timedelta(hours=5), timedelta(hours=22)):
        assert await night_at(NIGHT + 3 * DAY + later_that_day, clock, context) == []
    assert await everything() == before
    assert broken_invariants(await bookings(), clock.now()) == []


async def test_what_was_settled_before_the_server_went_down_still_acts(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    three = await three_booked(scene, context)
    clock.set(NIGHT - timedelta(hours=3))
    await settle(sweep_at(clock.now()))
    [run] = await night_at(NIGHT + timedelta(hours=9), clock, context)
    assert (run["no_shows"], run["absences"], run["auto_cancelled"]) == (0, 1, 2)
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]


async def test_a_night_that_a_living_server_has_is_nobody_elses(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    three = await three_booked(scene, context)
    clock.set(NIGHT)
    await claimed(scene, context)
    assert await night_at(NIGHT + LEASE - SECOND, clock, context) == []
    assert await statuses(three) == [PENDING] * 3


async def test_a_night_whose_holder_died_is_taken_over_when_its_lease_ends(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R35: two minutes; the run keeps its row and when it began."""
    three = await three_booked(scene, context)
    clock.set(NIGHT)
    dead = await claimed(scene, context)
    [run] = await night_at(NIGHT + LEASE, clock, context)
    assert (run["id"], run["started_at"], run["as_of"]) == (dead.id, NIGHT, NIGHT + LEASE)
    assert (run["finished_at"], run["auto_cancelled"]) == (NIGHT + LEASE, 2)
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert len(await runs()) == 1


async def test_each_batch_renews_the_lease(scene: Scene, context: Context, clock: MovableClock) -> None:
    clock.set(NIGHT)
    night = await claimed(scene, context)
    clock.advance(LEASE - SECOND)
    await night.note(Tally(attended=1))
    clock.advance(LEASE - SECOND)
    assert await run_due_nights(context) == []
    clock.advance(SECOND)
    assert await run_due_nights(context) == [night.id]


async def test_a_slow_holder_that_was_taken_over_writes_nothing_more(
    scene: Scene, context: Context, clock: MovableClock, log: WrittenLog
) -> None:
    """R35: its batch rolls back with all that it moved, for the other server does it; no row is to blame."""
    await three_booked(scene, context)
    clock.set(NIGHT)
    slow = await claimed(scene, context)
    clock.advance(LEASE)
    other = await claim_night(slow.wanted, SYSTEM, context)
    assert other is not None
    before = await everything()
    with pytest.raises(LeaseLostError):
        await settle(Run(NIGHT, lambda: NIGHT, slow.note))
    with pytest.raises(LeaseLostError):
        await slow.finish([])
    assert await everything() == before
    assert log.lines_of("batch.failed") == []


async def test_a_night_that_was_done_a_moment_ago_is_not_claimed_again(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """Another server looked before this one had finished, and comes to claim it after its lease."""
    await night_at(NIGHT, clock, context)
    clock.set(NIGHT + 2 * LEASE)
    assert await claim_night(WantedNight(scene.studio_id, THIRD, clock.now()), SYSTEM, context) is None


async def test_a_tick_at_which_nothing_is_due_is_two_statements_however_many_studios(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """It comes every 30 seconds, and takes no turn to write."""
    for number in range(5):
        await add_studio(f"Studio {number}")
    await night_at(NIGHT, clock, context)
    clock.advance(timedelta(seconds=30))
    with statements() as asked:
        await run_due_nights(context)
    assert [statement.split()[0] for statement in asked] == ["SELECT", "SELECT"]


async def test_a_slow_holder_writes_nothing_into_a_night_that_is_done(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    clock.set(NIGHT)
    slow = await claimed(scene, context)
    await night_at(NIGHT + LEASE, clock, context)
    before = await everything()
    with pytest.raises(LeaseLostError):
        await slow.note(Tally(no_shows=1))
    assert await everything() == before


@pytest.mark.parametrize("too_far", [LEASE + SECOND, 5 * DAY], ids=str)
async def test_a_lease_from_a_future_that_never_came_is_a_dead_ones(
    scene: Scene, context: Context, clock: MovableClock, too_far: timedelta
) -> None:
    """R35: the clock stood ahead when the night was claimed, the server died, and the clock was put right."""
    clock.set(NIGHT + too_far)
    ahead = await claim_night(WantedNight(scene.studio_id, THIRD, NIGHT), SYSTEM, context)
    assert ahead is not None
    [run] = await night_at(NIGHT, clock, context)
    assert (run["id"], run["finished_at"]) == (ahead.id, NIGHT)


@pytest.mark.parametrize("behind", [SECOND, LEASE], ids=str)
async def test_a_server_whose_clock_is_behind_takes_nothing_from_a_living_one(
    scene: Scene, context: Context, clock: MovableClock, behind: timedelta
) -> None:
    """The lease seems to come from the future, by no more than clocks may differ."""
    await three_booked(scene, context)
    clock.set(NIGHT + behind)
    ahead = await claimed(scene, context)
    assert await night_at(NIGHT, clock, context) == []
    clock.set(NIGHT + behind)
    await ahead.finish([])


@pytest.mark.parametrize("set_back", [timedelta(hours=1), timedelta(hours=7), 3 * DAY], ids=str)
async def test_a_clock_set_back_after_the_night_does_nothing_twice(
    scene: Scene, context: Context, clock: MovableClock, set_back: timedelta
) -> None:
    """R33: earlier dates may come round again, and find nothing left to do."""
    three = await three_booked(scene, context)
    await night_at(NIGHT - DAY, clock, context)
    await night_at(NIGHT, clock, context)
    before = await bookings()
    for elapsed in range(0, int(set_back.total_seconds()) + 3600, 1800):
        clock.set(NIGHT - set_back + timedelta(seconds=elapsed))
        await run_due_nights(context)
    assert await bookings() == before
    assert len(await messages_of("AUTO_CANCELLATION")) == 1
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    done = [(row["studio"], row["local_date"]) for row in await runs()]
    assert len(done) == len(set(done))
    assert all(row["finished_at"] for row in await runs())


async def test_a_clock_set_back_before_the_night_leaves_it_to_its_time(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    three = await three_booked(scene, context)
    await night_at(NIGHT - DAY, clock, context)
    assert await night_at(NIGHT - SECOND, clock, context) == []
    await night_at(NIGHT - timedelta(hours=5), clock, context)
    assert await statuses(three) == [PENDING] * 3
    [run] = await night_at(NIGHT, clock, context)
    assert (run["local_date"], run["auto_cancelled"]) == (THIRD, 2)


async def test_a_night_of_a_clock_that_ran_ahead_is_made_up_for_by_the_next_one(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R33: the date has its run by then, but what it could not know of is found the night after."""
    await night_at(NIGHT - DAY, clock, context)
    clock.set(NIGHT - 10 * timedelta(hours=1))
    booked = (await scene.book(context)).id, await booked_in(9, scene, context)
    await claim_and_finish(scene, context, THIRD)
    await night_at(NIGHT, clock, context)
    assert await status_of(booked[1]) is PENDING
    await night_at(NIGHT + DAY, clock, context)
    assert await statuses(booked) == [NO_SHOW, AUTO_CANCELLED]


async def claim_and_finish(scene: Scene, context: Context, night: date) -> None:
    run = await claim_night(WantedNight(scene.studio_id, night, context.now()), SYSTEM, context)
    assert run is not None
    await run.finish([])


async def test_an_archived_studio_has_no_nights(scene: Scene, context: Context, clock: MovableClock) -> None:
    other = await add_studio("Elsewhere")
    await Studio.update({Studio.archived_at: context.now()}).where(Studio.id == scene.studio_id)
    assert [row["studio"] for row in await night_at(NIGHT, clock, context)] == [other]


async def test_a_studio_that_breaks_off_harms_no_other_ones_night(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R35: a zone that this system has never heard of."""
    broken = await add_studio("Elsewhere")
    await Studio.update({Studio.timezone: "Mars/Olympus"}).where(Studio.id == broken)
    third = await open_scene(timezone="Europe/London")
    clock.set(NIGHT)
    with pytest.raises(LookupError):
        await run_due_nights(context)
    assert [row["studio"] for row in await runs()] == [scene.studio_id, third.studio_id]
    assert all(row["finished_at"] for row in await runs())


async def test_a_server_without_studios_has_nothing_to_do(
    database: None, context: Context, clock: MovableClock
) -> None:
    assert await run_due_nights(context) == []


async def test_nights_are_judged_by_the_instant_at_which_each_begins(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: however long the nights before it in this tick have taken."""
    await add_studio("Elsewhere")
    running = Context(RunningClock(NIGHT), context.keys, context.public_url)
    await run_due_nights(running)
    first, second = await runs()
    assert first["finished_at"] < second["as_of"] <= second["started_at"]
    rows = await JobRun.select(JobRun.lease_until)
    assert all(row["lease_until"] > NIGHT for row in rows)


class RunningClock:
    """A clock that goes on by a second at every look."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """The present instant."""
        self._instant += SECOND
        return self._instant
