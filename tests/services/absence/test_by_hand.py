"""A run by hand (R33): a kind of its own that claims no night, is judged as of an instant, and does nothing twice."""

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest

from server.rules.vocabulary import Role
from server.services.absence.nights import run_by_hand
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.tables.studios import Studio
from tests import actors
from tests.absences import (
    AUTO_CANCELLED,
    DAY,
    HOUR,
    NIGHT,
    NO_SHOW,
    PENDING,
    messages_of,
    night_at,
    runs,
    session_in,
    statuses,
    swept_at,
    three_booked,
)
from tests.builders import add_customer, add_pass, add_staff, add_studio
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, everything, reservation_row
from tests.scene import Scene, booked, open_scene


async def test_the_night_by_the_clock_still_comes_after_a_run_by_hand(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    three = await three_booked(scene, context)
    admin = actors.admin(await add_staff(role=Role.ADMIN))
    await night_at(NIGHT - DAY, clock, context)
    clock.set(NIGHT - HOUR)
    [by_hand] = await run_by_hand(None, clock.now(), admin, context)
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    [by_the_clock] = await night_at(NIGHT, clock, context)
    assert (by_the_clock["kind"], by_the_clock["local_date"], by_the_clock["absences"]) == (
        "NIGHTLY",
        date(2026, 3, 3),
        0,
    )
    [row] = [row for row in await runs() if row["id"] == by_hand]
    assert (row["kind"], row["local_date"], row["started_by"]) == ("BY_HAND", date(2026, 3, 2), admin.label)
    assert (row["no_shows"], row["absences"], row["auto_cancelled"], row["finished_at"]) == (1, 1, 2, NIGHT - HOUR)


async def test_a_run_by_hand_of_tonight_leaves_tonight_to_the_clock(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """After 01:00 and before the tick it bears tonight's date, and claims it no more than at noon."""
    await three_booked(scene, context)
    clock.set(NIGHT)
    await run_by_hand(None, clock.now(), SYSTEM, context)
    await run_by_hand(None, clock.now(), SYSTEM, context)
    assert len(await night_at(NIGHT, clock, context)) == 1
    assert [(row["kind"], row["local_date"], row["auto_cancelled"]) for row in await runs()] == [
        ("BY_HAND", date(2026, 3, 3), 2),
        ("BY_HAND", date(2026, 3, 3), 0),
        ("NIGHTLY", date(2026, 3, 3), 0),
    ]


async def test_it_is_judged_as_of_an_instant_and_not_by_the_clock(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """As of before the class's end nobody has missed it; as of after it falls what has not begun by the clock."""
    three = await three_booked(scene, context)
    clock.set(NIGHT + 5 * HOUR)
    await run_by_hand(None, NIGHT - 7 * HOUR - timedelta(seconds=1), SYSTEM, context)
    assert await statuses(three) == [PENDING] * 3
    await run_by_hand(None, NIGHT, SYSTEM, context)
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert (await reservation_row(three[0]))["no_show_detected_at"] == NIGHT
    [run] = [row for row in await runs() if row["absences"]]
    assert (run["as_of"], run["local_date"], run["started_at"]) == (NIGHT, date(2026, 3, 3), clock.now())


async def test_two_by_hand_at_once_do_everything_once(scene: Scene, context: Context, clock: MovableClock) -> None:
    people = 30
    made: list[int] = []
    for _ in range(people):
        who = await add_customer(scene.studio_id)
        its_pass = await add_pass(who, scene.studio_id, scene.course_id)
        sessions = [await session_in(days, scene) for days in (0, 2)]
        made += [(await booked(its_pass, session, actors.customer(who), context)).id for session in sessions]
    clock.set(NIGHT)
    await asyncio.gather(*(run_by_hand(None, NIGHT, SYSTEM, context) for _ in range(3)))
    assert Counter(await statuses(made)) == {NO_SHOW: people, AUTO_CANCELLED: people}
    assert len(await messages_of("AUTO_CANCELLATION")) == people
    assert sum(row["auto_cancelled"] for row in await runs()) == people
    assert sum(row["no_shows"] for row in await runs()) == people
    assert broken_invariants(await bookings(), clock.now()) == []


async def test_a_run_by_hand_and_the_night_at_once_do_everything_once(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    three = await three_booked(scene, context)
    clock.set(NIGHT)
    await asyncio.gather(run_by_hand(None, NIGHT, SYSTEM, context), night_at(NIGHT, clock, context))
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert len(await messages_of("AUTO_CANCELLATION")) == 1
    assert sorted(row["auto_cancelled"] for row in await runs()) == [0, 2]


async def test_one_studio_alone_can_be_run(scene: Scene, context: Context, clock: MovableClock) -> None:
    other = await open_scene()
    mine, theirs = await three_booked(scene, context), await three_booked(other, context)
    clock.set(NIGHT)
    await run_by_hand(other.studio_id, NIGHT, SYSTEM, context)
    assert await statuses(mine) == [PENDING] * 3
    assert await statuses(theirs) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]


async def test_an_absence_of_another_studio_is_left_to_its_own_night(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """Whichever of the two has opened first."""
    other = await open_scene()
    mine, theirs = await three_booked(scene, context), await three_booked(other, context)
    await swept_at(NIGHT - HOUR, clock, context)
    await run_by_hand(scene.studio_id, clock.now(), SYSTEM, context)
    assert await statuses(mine) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert await statuses(theirs) == [NO_SHOW, PENDING, PENDING]


async def test_a_studio_that_is_none_any_more_is_refused_and_nothing_changes(scene: Scene, context: Context) -> None:
    archived = await add_studio("Elsewhere")
    await Studio.update({Studio.archived_at: context.now()}).where(Studio.id == archived)
    before = await everything()
    for studio_id in (archived, 999):
        with pytest.raises(NotFoundError):
            await run_by_hand(studio_id, NIGHT, SYSTEM, context)
    assert await everything() == before


async def test_a_studio_that_breaks_off_harms_no_other_one(scene: Scene, context: Context, clock: MovableClock) -> None:
    broken = await add_studio("Elsewhere")
    await Studio.update({Studio.timezone: "Mars/Olympus"}).where(Studio.id == broken)
    other = await open_scene()
    theirs = await three_booked(other, context)
    clock.set(NIGHT)
    with pytest.raises(LookupError):
        await run_by_hand(None, NIGHT, SYSTEM, context)
    assert await statuses(theirs) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
