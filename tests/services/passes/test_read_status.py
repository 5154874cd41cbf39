from datetime import date, timedelta

import pytest

from server.rules.vocabulary import PartState, PassType, ReservationStatus
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.services.passes.read_status import registration_status
from server.tables.passes import ClassRegistration
from tests.builders import LONG_AGO, STARTS_AT, add_course, add_pass, add_reservation, add_session, add_step
from tests.readings import everything
from tests.scene import Scene


async def freeze(registration_id: int, since: date, until: date) -> None:
    table = ClassRegistration
    await table.update({table.frozen_from: since, table.frozen_until: until}).where(table.id == registration_id)


async def test_a_pass_says_what_is_left(scene: Scene, context: Context) -> None:
    await scene.book(context)
    status = await registration_status(scene.pass_id, scene.customer, context)
    assert (status.sessions_included, status.sessions_remaining) == (8, 8)
    assert (status.sessions_held, status.sessions_available, status.open_reservations) == (1, 7, 1)
    assert (status.status, status.frozen, status.parts, status.next_step_id) == ("active", False, [], None)
    assert status.warnings == []


async def test_parts_say_how_far_the_customer_is_and_what_comes_next(scene: Scene, context: Context) -> None:
    """R17."""
    course_id = await add_course(scene.studio_id, "Mugs")
    steps = [await add_step(course_id, position) for position in (1, 2, 3)]
    pass_id = await add_pass(
        scene.customer_id,
        scene.studio_id,
        course_id,
        pass_type=PassType.FULL_COURSE,
        requires_sequential_attendance=True,
    )
    attended = await add_session(course_id, LONG_AGO, step_id=steps[0])
    await add_reservation(pass_id, attended, ReservationStatus.ATTENDED, step_id=steps[0])
    status = await registration_status(pass_id, scene.customer, context)
    assert [(part.step_id, part.state) for part in status.parts] == [
        (steps[0], PartState.DONE),
        (steps[1], PartState.OPEN),
        (steps[2], PartState.LOCKED),
    ]
    assert [part.why for part in status.parts] == [None, None, "Part 3 opens when you have attended Part 2."]
    assert status.next_step_id == steps[1]


async def test_a_missed_part_comes_next_and_a_booked_one_does_not(scene: Scene, context: Context) -> None:
    """R17: a missed part can be taken again."""
    course_id = await add_course(scene.studio_id, "Mugs")
    first, second = await add_step(course_id, 1), await add_step(course_id, 2)
    pass_id = await add_pass(scene.customer_id, scene.studio_id, course_id, pass_type=PassType.FULL_COURSE)
    booked = await add_session(course_id, STARTS_AT + timedelta(days=7), step_id=first)
    missed = await add_session(course_id, LONG_AGO, step_id=second)
    await add_reservation(pass_id, booked, step_id=first)
    await add_reservation(pass_id, missed, ReservationStatus.NO_SHOW, step_id=second)
    status = await registration_status(pass_id, scene.customer, context)
    assert [part.state for part in status.parts] == [PartState.BOOKED, PartState.MISSED]
    assert status.next_step_id == second


async def test_another_passs_attendance_is_not_this_ones(scene: Scene, context: Context) -> None:
    course_id = await add_course(scene.studio_id, "Mugs")
    step_id = await add_step(course_id, 1)
    mine, other = [
        await add_pass(scene.customer_id, scene.studio_id, course_id, pass_type=PassType.FULL_COURSE) for _ in range(2)
    ]
    session_id = await add_session(course_id, LONG_AGO, step_id=step_id)
    await add_reservation(other, session_id, ReservationStatus.ATTENDED, step_id=step_id)
    status = await registration_status(mine, scene.customer, context)
    assert [part.state for part in status.parts] == [PartState.OPEN]


async def test_a_pass_that_is_frozen_today_says_so(scene: Scene, context: Context) -> None:
    """R8."""
    await freeze(scene.pass_id, date(2026, 3, 2), date(2026, 3, 9))
    status = await registration_status(scene.pass_id, scene.customer, context)
    assert (status.frozen, status.status, status.warnings) == (True, "frozen", ["Frozen until 9 Mar"])


async def test_a_pass_that_is_frozen_from_tomorrow_does_not(scene: Scene, context: Context) -> None:
    """R8."""
    await freeze(scene.pass_id, date(2026, 3, 3), date(2026, 3, 9))
    assert not (await registration_status(scene.pass_id, scene.customer, context)).frozen


async def test_warnings_come_before_the_surprise(scene: Scene, context: Context) -> None:
    two = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, punches=2, valid_until=date(2026, 3, 10))
    status = await registration_status(two, scene.customer, context)
    assert status.warnings == ["Ends on 10 Mar", "2 punches left"]


async def test_a_pass_is_not_there_for_strangers_and_reading_changes_nothing(scene: Scene, context: Context) -> None:
    """R41."""
    strangers = await scene.strangers()
    before = await everything()
    for stranger in strangers:
        with pytest.raises(NotFoundError):
            await registration_status(scene.pass_id, stranger, context)
    for known in (scene.customer, scene.staff, scene.staff_at_kiosk):
        assert (await registration_status(scene.pass_id, known, context)).id == scene.pass_id
    with pytest.raises(NotFoundError):
        await registration_status(9999, scene.staff, context)
    assert await everything() == before
