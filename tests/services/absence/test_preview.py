"""The dry run of a night (R38): whom it will touch and why, with a way to spare each, and not a row changed."""

from datetime import date, timedelta

import pytest

from server.contract.nights import NightPreview, PreviewAction
from server.services.absence.preview import preview
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.tables.reservations import Reinstatement
from tests.absences import (
    ATTENDED,
    CHECKED_IN,
    DAY,
    HOUR,
    NIGHT,
    NO_SHOW,
    PENDING,
    SECOND,
    booked_in,
    night_at,
    session_in,
    swept_at,
    three_booked,
)
from tests.builders import STARTS_AT, TWO_HOURS
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import Scene, booked, moved, open_scene

ENDS_AT = STARTS_AT + TWO_HOURS


async def tonight(context: Context) -> NightPreview:
    """The preview of the one studio that there is, and proof that asking for it changed nothing."""
    before = await everything()
    [night] = await preview(None, None, context)
    assert await everything() == before
    return night


async def test_before_the_class_whoever_is_awaited_counts_as_absent(scene: Scene, context: Context) -> None:
    """An hour before class nobody has come yet; a cancellation until its end spares each."""
    missed, first, second = await three_booked(scene, context)
    night = await tonight(context)
    assert (night.studio_id, night.timezone) == (scene.studio_id, "America/New_York")
    assert (night.as_of, night.local_date) == (NIGHT, date(2026, 3, 3))
    [absence] = night.absences
    assert (absence.reservation_id, absence.reservation_status) == (missed, PENDING)
    assert (absence.registration_id, absence.customer_id) == (scene.pass_id, scene.customer_id)
    assert (absence.customer_name, absence.pass_name, absence.course_name) == ("Ana Ruiz", "Punch pass", "Pottery")
    assert (absence.starts_at, absence.ends_at, absence.acts_at) == (STARTS_AT, ENDS_AT, ENDS_AT + SECOND)
    assert absence.reason == "Missed Pottery, Mon 2 Mar 2026, 16:00"
    assert [each.reservation_id for each in absence.released] == [first, second]
    assert [each.starts_at for each in absence.released] == [STARTS_AT + DAY, STARTS_AT + 2 * DAY]
    assert absence.actions == [PreviewAction.CANCEL]


async def test_an_absence_that_was_detected_is_excused_or_marked_as_attended(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    missed, *_ = await three_booked(scene, context)
    await swept_at(ENDS_AT, clock, context)
    [absence] = (await tonight(context)).absences
    assert (absence.reservation_id, absence.reservation_status) == (missed, NO_SHOW)
    assert absence.actions == [PreviewAction.EXCUSE, PreviewAction.ATTENDED]


async def test_between_the_end_and_the_sweep_there_is_nothing_to_do_yet(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R32: PENDING, but its class is over and cannot be cancelled any more; in five minutes it is a NO_SHOW."""
    await three_booked(scene, context)
    clock.set(ENDS_AT)
    [absence] = (await tonight(context)).absences
    assert (absence.reservation_status, absence.actions) == (PENDING, [])


@pytest.mark.parametrize("status", [CHECKED_IN, ATTENDED])
async def test_who_came_is_not_on_the_list(scene: Scene, context: Context, clock: MovableClock, status: str) -> None:
    came, *_ = await three_booked(scene, context)
    await moved(came, CHECKED_IN, context.now())
    if status == ATTENDED:
        await swept_at(ENDS_AT, clock, context)
    assert (await tonight(context)).absences == []


async def test_an_absence_with_nothing_ahead_is_listed_too(scene: Scene, context: Context) -> None:
    missed = (await scene.book(context)).id
    [absence] = (await tonight(context)).absences
    assert (absence.reservation_id, absence.released) == (missed, [])


async def test_a_grace_that_runs_past_tonight_touches_nobody_tonight(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene = await open_scene(absence_grace_period=24)
    missed, *_ = await three_booked(scene, context)
    assert (await tonight(context)).absences == []
    await swept_at(ENDS_AT, clock, context)
    await night_at(NIGHT, clock, context)
    clock.set(NIGHT + 12 * HOUR)
    [absence] = (await tonight(context)).absences
    assert (absence.reservation_id, absence.acts_at) == (missed, ENDS_AT + DAY)


async def test_a_pass_without_a_period_is_never_on_the_list(database: None, context: Context) -> None:
    scene = await open_scene(absence_grace_period=None)
    await three_booked(scene, context)
    assert (await tonight(context)).absences == []


async def test_what_was_reinstated_from_an_absence_that_is_found_again_is_not_listed(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R36: the same reservation is awaited once more, and would be the same absence."""
    missed, spared, _ = await three_booked(scene, context)
    await Reinstatement(reservation=spared, no_show=missed, at=context.now()).save()
    [absence] = (await tonight(context)).absences
    assert spared not in [each.reservation_id for each in absence.released]
    assert len(absence.released) == 1


async def test_absences_are_listed_by_their_start_and_each_booking_once(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    later = (await scene.book(context, await session_in(1, scene))).id
    neighbour, its_pass = await scene.add_neighbour()
    other = (await booked(its_pass, scene.session_id, neighbour, context)).id
    first = (await scene.book(context)).id
    ahead = await booked_in(5, scene, context)
    clock.set(NIGHT)
    [night] = await preview(None, NIGHT + DAY, context)
    assert [absence.reservation_id for absence in night.absences] == [other, first, later]
    assert [[each.reservation_id for each in absence.released] for absence in night.absences] == [[], [ahead], []]


async def test_each_studio_has_its_own_night(scene: Scene, context: Context) -> None:
    london = await open_scene(timezone="Europe/London")
    nights = await preview(None, None, context)
    assert [(night.studio_id, night.as_of) for night in nights] == [
        (scene.studio_id, NIGHT),
        (london.studio_id, NIGHT - 5 * HOUR),
    ]
    assert await preview(london.studio_id, None, context) == nights[1:]


async def test_a_studio_that_is_none_is_refused(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError):
        await preview(999, None, context)


async def test_a_dry_run_as_of_an_earlier_instant_detects_as_that_run_would(
    database: None, context: Context, clock: MovableClock
) -> None:
    """A run by hand settles as of its own instant, whatever the clock says by now."""
    scene = await open_scene()
    three = await three_booked(scene, context)
    clock.set(NIGHT + 12 * HOUR)
    [night] = await preview(None, NIGHT, context)
    [absence] = night.absences
    assert [absence.reservation_id, *[each.reservation_id for each in absence.released]] == list(three)


async def test_a_dry_run_as_of_an_earlier_instant_releases_no_class_that_has_begun_since(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: as the run does not."""
    missed, _, ahead = await three_booked(scene, context)
    clock.set(STARTS_AT + DAY)
    [night] = await preview(None, NIGHT, context)
    [absence] = night.absences
    assert (absence.reservation_id, [each.reservation_id for each in absence.released]) == (missed, [ahead])


async def test_a_dry_run_as_of_days_ahead_lets_a_grace_run_from_then(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene = await open_scene(absence_grace_period=24)
    await three_booked(scene, context)
    [night] = await preview(None, NIGHT + timedelta(hours=40), context)
    assert night.absences == []
