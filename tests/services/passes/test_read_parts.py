"""How far a pass is with its parts, why, and what comes next: the design's Mug Building (R17)."""

from datetime import date, timedelta

import pytest

from server.contract.passes import RegistrationStatus
from server.rules.vocabulary import PartState, ReservationStatus
from server.services.context import Context
from server.services.passes.read_status import registration_status
from server.tables.courses import ClassSession, ClassStep
from tests.builders import add_pass, add_reservation
from tests.design_courses import MUG_PARTS, MugBuilding, add_mug_building, add_mug_pass, evening
from tests.movable_clock import MovableClock
from tests.readings import statements
from tests.scene import Scene

BODY, HANDLE, GLAZE = MUG_PARTS
ATTENDED, NO_SHOW = ReservationStatus.ATTENDED, ReservationStatus.NO_SHOW


@pytest.fixture
async def mugs(scene: Scene) -> MugBuilding:
    return await add_mug_building(scene.studio_id)


@pytest.fixture
async def pass_id(scene: Scene, mugs: MugBuilding) -> int:
    return await add_mug_pass(scene.customer_id, scene.studio_id, mugs)


async def status_of(pass_id: int, scene: Scene, context: Context) -> RegistrationStatus:
    return await registration_status(pass_id, scene.customer, context)


def states(status: RegistrationStatus) -> list[PartState]:
    return [part.state for part in status.parts]


async def test_a_new_course_says_its_weeks_and_its_first_classes(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    """It is Monday at three: the first class is this evening."""
    status = await status_of(pass_id, scene, context)
    assert [(part.title, part.state) for part in status.parts] == [(title, PartState.OPEN) for title in MUG_PARTS]
    assert [part.why for part in status.parts] == [
        "Any day from Mon 2 Mar to Sun 8 Mar. The next class with a seat is today at 18:30.",
        "Any day from Mon 9 Mar to Sun 15 Mar. The next class with a seat is Mon 9 Mar at 18:30.",
        "Any day from Mon 16 Mar to Sun 22 Mar. The next class with a seat is Mon 16 Mar at 18:30.",
    ]
    first = status.parts[0]
    assert (first.window_start, first.window_end) == (date(2026, 3, 2), date(2026, 3, 8))
    assert (first.next_session_id, first.next_starts_at) == (mugs.class_of(1, 0), evening(1, 0))
    assert status.next_step_id == mugs.parts[0]


async def test_done_booked_and_locked_say_why(scene: Scene, mugs: MugBuilding, context: Context) -> None:
    """R17: the registration's own order."""
    pass_id = await add_mug_pass(scene.customer_id, scene.studio_id, mugs, in_order=True)
    await add_reservation(pass_id, mugs.class_of(1, 0), ATTENDED, step_id=mugs.parts[0])
    await add_reservation(pass_id, mugs.class_of(2, 1), step_id=mugs.parts[1])
    status = await status_of(pass_id, scene, context)
    assert states(status) == [PartState.DONE, PartState.BOOKED, PartState.LOCKED]
    assert [part.why for part in status.parts] == [
        "Attended on Mon 2 Mar.",
        "Booked for Tue 10 Mar at 18:30.",
        f"{GLAZE} opens when you have attended {HANDLE}.",
    ]
    assert [part.next_session_id for part in status.parts] == [None] * 3
    assert status.next_step_id is None


async def test_a_missed_part_says_which_class_and_where_it_can_be_taken_again(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context, clock: MovableClock
) -> None:
    """R17: on Wednesday of week 2 the other days of the week are left, and the makeup week."""
    await add_reservation(pass_id, mugs.class_of(1, 0), ATTENDED, step_id=mugs.parts[0])
    await add_reservation(pass_id, mugs.class_of(2, 1), NO_SHOW, step_id=mugs.parts[1])
    clock.set(evening(2, 2) - timedelta(hours=8))
    status = await status_of(pass_id, scene, context)
    assert states(status) == [PartState.DONE, PartState.MISSED, PartState.OPEN]
    missed = status.parts[1]
    assert missed.why == (
        "The class on Tue 10 Mar at 18:30 was missed. You can take the part in any of its classes or in a makeup class,"
        " Mon 23 Mar to Fri 27 Mar. The next class with a seat is today at 18:30."
    )
    assert (status.next_step_id, missed.next_session_id) == (mugs.parts[1], mugs.class_of(2, 2))


async def test_after_its_week_a_part_is_taken_in_the_makeup_week(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context, clock: MovableClock
) -> None:
    """A full makeup class and a cancelled one are passed over; the dates are those of all that are not cancelled."""
    await add_reservation(pass_id, mugs.class_of(2, 1), NO_SHOW, step_id=mugs.parts[1])
    table = ClassSession
    await table.update({table.capacity: 0}).where(table.id == mugs.class_of(4, 1))
    await table.update({table.cancelled_at: context.now()}).where(table.id == mugs.class_of(4, 0))
    clock.set(evening(3, 4) + timedelta(hours=4))
    body, handle, _ = (await status_of(pass_id, scene, context)).parts
    assert body.why == "Its last day was Sun 8 Mar. The next makeup class with a seat is Wed 25 Mar at 18:30."
    assert handle.why == (
        "The class on Tue 10 Mar at 18:30 was missed. You can take the part in a makeup class,"
        " Tue 24 Mar to Fri 27 Mar. The next makeup class with a seat is Wed 25 Mar at 18:30."
    )
    assert body.next_session_id == handle.next_session_id == mugs.class_of(4, 2)


async def test_a_booked_makeup_is_the_parts_booking(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    await add_reservation(pass_id, mugs.class_of(4, 3), step_id=mugs.parts[1])
    status = await status_of(pass_id, scene, context)
    assert states(status) == [PartState.OPEN, PartState.BOOKED, PartState.OPEN]
    assert status.parts[1].why == "Booked for Thu 26 Mar at 18:30, a makeup class."


async def test_what_the_pass_cannot_book_is_no_next_class(scene: Scene, mugs: MugBuilding, context: Context) -> None:
    """R7, R15: the class named is one that booking would give."""
    scarce = await add_pass(scene.customer_id, scene.studio_id, mugs.course_id, max_advance_reservations=1)
    await add_reservation(scarce, mugs.class_of(1, 0), step_id=mugs.parts[0])
    status = await status_of(scarce, scene, context)
    assert [part.next_session_id for part in status.parts] == [None] * 3
    assert status.parts[1].why == (
        "Any day from Mon 9 Mar to Sun 15 Mar. No class of it can be booked now: the studio can help."
    )
    short = await add_pass(scene.customer_id, scene.studio_id, mugs.course_id, valid_until=date(2026, 3, 9))
    assert [part.next_session_id for part in (await status_of(short, scene, context)).parts] == [
        mugs.class_of(1, 1),
        mugs.class_of(2, 0),
        None,
    ]


async def test_another_passs_attendance_is_not_this_ones(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    other = await add_mug_pass(scene.customer_id, scene.studio_id, mugs)
    await add_reservation(other, mugs.class_of(1, 0), ATTENDED, step_id=mugs.parts[0])
    assert states(await status_of(pass_id, scene, context)) == [PartState.OPEN] * 3


async def test_an_archived_part_is_no_part_of_the_course_any_more(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    table = ClassStep
    await table.update({table.archived_at: context.now()}).where(table.id == mugs.parts[1])
    assert [part.title for part in (await status_of(pass_id, scene, context)).parts] == [BODY, GLAZE]


async def test_parts_cost_two_statements_however_many_they_are(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    with statements() as without:
        await status_of(scene.pass_id, scene, context)
    with statements() as with_parts:
        await status_of(pass_id, scene, context)
    assert len(with_parts) - len(without) == 2
