"""The windows of parts: which may be, and the sessions that have to lie in them (R17)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.contract.courses import ClassStepChange, ClassStepRequest
from server.contract.sessions import ClassSessionChange, ClassSessionRequest
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.checked_session import check_window
from server.services.setup.sessions.create_session import create_session
from server.services.setup.steps.change_step import change_step
from server.services.setup.steps.create_step import create_step
from server.services.setup.steps.remove_step import remove_step
from server.tables.courses import ClassSession, ClassStep
from tests import actors
from tests.builders import (
    LONG_AGO,
    STARTS_AT,
    TWO_HOURS,
    add_course,
    add_customer,
    add_pass,
    add_reservation,
    add_session,
    add_step,
    add_studio,
)
from tests.movable_clock import MovableClock
from tests.readings import everything

DAY = timedelta(days=1)
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
ADMIN = actors.admin(1)

LAST_MINUTE = datetime(2026, 3, 9, 3, 59, tzinfo=UTC)
"""23:59 on Sunday in New York, whose clocks went forward that morning."""


async def part_in(course_id: int, position: int, first: date | None, last: date | None) -> int:
    """A part with a window."""
    asked = ClassStepRequest(
        course_id=course_id, position=position, title=f"Part {position}", window_start=first, window_end=last
    )
    return (await create_step(asked)).id


async def test_a_window_that_another_part_has_a_date_of_is_refused_by_its_name(
    database: None, context: Context
) -> None:
    course_id = await add_course(await add_studio())
    await part_in(course_id, 1, MONDAY, SUNDAY)
    second = await part_in(course_id, 2, SUNDAY + DAY, SUNDAY + 7 * DAY)
    before = await everything()
    with pytest.raises(InvalidFieldError) as refused:
        await part_in(course_id, 3, SUNDAY, SUNDAY)
    assert refused.value.field == "windowStart"
    assert refused.value.message == "overlaps with part 1, Part 1: 2026-03-02 to 2026-03-08"
    with pytest.raises(InvalidFieldError, match="part 1, Part 1: 2026-03-02 to 2026-03-08"):
        await change_step(second, ClassStepChange(window_start=SUNDAY), context)
    with pytest.raises(InvalidFieldError, match="part 1"):
        await change_step(second, ClassStepChange(window_start=None), context)
    assert await everything() == before


async def test_neighbouring_weeks_other_courses_and_archived_parts_stand_in_nobodys_way(
    database: None, context: Context
) -> None:
    studio_id = await add_studio()
    course_id, other = await add_course(studio_id), await add_course(studio_id, "Drawing")
    first = await part_in(course_id, 1, MONDAY, SUNDAY)
    await part_in(course_id, 2, SUNDAY + DAY, SUNDAY + 7 * DAY)
    await part_in(course_id, 3, None, None)
    await part_in(other, 1, MONDAY, SUNDAY)
    pass_id = await add_pass(await add_customer(studio_id), studio_id, course_id)
    await add_reservation(pass_id, await add_session(course_id, step_id=first), step_id=first)
    assert (await remove_step(first, context)).archived
    await part_in(course_id, 4, MONDAY, SUNDAY)


async def test_a_lone_end_of_a_window_leaves_the_other_side_open(database: None, context: Context) -> None:
    course_id = await add_course(await add_studio())
    step_id = await part_in(course_id, 1, None, SUNDAY)
    await part_in(course_id, 2, SUNDAY + DAY, None)
    with pytest.raises(InvalidFieldError, match="until 2026-03-08"):
        await part_in(course_id, 3, LONG_AGO.date(), LONG_AGO.date())
    await create_session(ClassSessionRequest(course_id=course_id, starts_at=LONG_AGO, step_id=step_id))


async def test_a_part_keeps_its_own_window_when_something_else_changes(database: None, context: Context) -> None:
    """Its dates are not judged anew, so that what was set up before stays usable."""
    course_id = await add_course(await add_studio())
    step_id = await part_in(course_id, 1, MONDAY, SUNDAY)
    await add_session(course_id, STARTS_AT + 30 * DAY, step_id=step_id)
    step = await change_step(step_id, ClassStepChange(title="Handles", window_start=MONDAY), context)
    assert (step.title, step.window_start, step.window_end) == ("Handles", MONDAY, SUNDAY)


@pytest.mark.parametrize(
    ("starts_at", "outside"),
    [
        (datetime(2026, 3, 2, 4, 59, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 3, 2, 5, tzinfo=UTC), None),
        (LAST_MINUTE, None),
        (LAST_MINUTE + timedelta(minutes=1), "2026-03-09"),
    ],
)
async def test_a_session_lies_on_a_local_date_of_its_parts_window(
    database: None, context: Context, clock: MovableClock, starts_at: datetime, outside: str | None
) -> None:
    """R1: by the studio's dates, when it is made and when it is moved."""
    course_id = await add_course(await add_studio())
    step_id = await part_in(course_id, 1, MONDAY, SUNDAY)
    session_id = await add_session(course_id, STARTS_AT + DAY, step_id=step_id)
    before = await everything()
    making = ClassSessionRequest(course_id=course_id, starts_at=starts_at, step_id=step_id)
    moving = ClassSessionChange(starts_at=starts_at, ends_at=starts_at + TWO_HOURS)
    clock.set(LONG_AGO)
    for attempt in (create_session(making), change_session(session_id, moving, ADMIN, context)):
        if outside is None:
            await attempt
            continue
        with pytest.raises(InvalidFieldError) as refused:
            await attempt
        sentence = f"{outside} lies outside the window of Part 1: 2026-03-02 to 2026-03-08"
        assert (refused.value.field, refused.value.message) == ("startsAt", sentence)
    assert (await everything() == before) is (outside is not None)


async def test_a_session_is_given_only_a_part_in_whose_window_it_lies(database: None, context: Context) -> None:
    course_id = await add_course(await add_studio())
    this_week = await part_in(course_id, 1, MONDAY, SUNDAY)
    next_week = await part_in(course_id, 2, SUNDAY + DAY, SUNDAY + 7 * DAY)
    session_id = await add_session(course_id, STARTS_AT, is_makeup=True)
    before = await everything()
    with pytest.raises(InvalidFieldError, match="2026-03-02 lies outside the window of Part 2"):
        await change_session(session_id, ClassSessionChange(is_makeup=False, step_id=next_week), ADMIN, context)
    assert await everything() == before
    await change_session(session_id, ClassSessionChange(is_makeup=False, step_id=this_week), ADMIN, context)
    await change_session(session_id, ClassSessionChange(is_makeup=True, step_id=None), ADMIN, context)


async def test_a_makeup_session_and_one_without_parts_lie_anywhere(database: None) -> None:
    studio_id = await add_studio()
    course_id, other = await add_course(studio_id), await add_course(studio_id, "Drawing")
    await part_in(course_id, 1, MONDAY, SUNDAY)
    far = STARTS_AT + 60 * DAY
    await create_session(ClassSessionRequest(course_id=course_id, starts_at=far, is_makeup=True))
    await create_session(ClassSessionRequest(course_id=other, starts_at=far))


async def test_many_starts_are_judged_at_once_and_the_first_wrong_one_is_named(database: None) -> None:
    """What a timetable asks before it writes any."""
    course_id = await add_course(await add_studio())
    step_id = await part_in(course_id, 1, MONDAY, SUNDAY)
    await check_window(step_id, [STARTS_AT + day * DAY for day in range(6)])
    await check_window(None, [STARTS_AT + 99 * DAY])
    with pytest.raises(InvalidFieldError) as refused:
        await check_window(step_id, [STARTS_AT + day * DAY for day in range(10)], "until")
    assert refused.value.field == "until"
    assert refused.value.message.startswith("2026-03-09 and 2 more dates lie outside the window of Part 1")


async def test_a_window_is_not_taken_away_from_classes_to_come(database: None, context: Context) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    step_id = await part_in(course_id, 1, MONDAY, SUNDAY)
    booked, empty = [await add_session(course_id, STARTS_AT + day * DAY, step_id=step_id) for day in (1, 2)]
    pass_id = await add_pass(await add_customer(studio_id), studio_id, course_id)
    await add_reservation(pass_id, booked, step_id=step_id)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await change_step(step_id, ClassStepChange(window_start=date(2026, 3, 5)), context)
    assert refused.value.code == "sessions_outside_window"
    assert refused.value.message.startswith(
        "2 classes of this part lie outside that window, the first on 2026-03-03, 1 of them with bookings."
    )
    with pytest.raises(ConflictError, match="1 class of this part lies outside that window, the first on 2026-03-04"):
        await change_step(step_id, ClassStepChange(window_end=date(2026, 3, 3)), context)
    assert await everything() == before
    for asked in (
        ClassStepChange(window_start=date(2026, 3, 3), window_end=date(2026, 3, 4)),
        ClassStepChange(window_start=None, window_end=None),
    ):
        await change_step(step_id, asked, context)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == empty)
    await change_step(step_id, ClassStepChange(window_start=date(2026, 3, 3), window_end=date(2026, 3, 3)), context)


async def test_a_course_that_is_taught_again_gets_new_weeks(database: None, context: Context) -> None:
    """Classes that are over bind no window; somebody attended one."""
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    step_id = await add_step(course_id, 1)
    over = await add_session(course_id, LONG_AGO, step_id=step_id)
    pass_id = await add_pass(await add_customer(studio_id), studio_id, course_id)
    await add_reservation(pass_id, over, ReservationStatus.ATTENDED, step_id=step_id)
    await change_step(step_id, ClassStepChange(window_start=MONDAY, window_end=SUNDAY), context)
    assert await ClassStep.exists().where(ClassStep.window_start == MONDAY)
