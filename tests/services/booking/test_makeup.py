"""The makeup week of the design's Mug Building: one class for every part, one counter of seats (R17, R18)."""

from datetime import timedelta

import pytest

from server.contract.base import DateSpan
from server.contract.reservations import Reservation, ReserveRequest
from server.rules.vocabulary import ReservationStatus
from server.services.booking.availability import available
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.outcomes import Declined, InvalidFieldError
from server.services.setup.steps.remove_step import remove_step
from tests import actors
from tests.builders import add_customer, add_reservation
from tests.design_courses import MUG_PARTS, MugBuilding, add_mug_building, add_mug_pass, evening, window_of
from tests.faults.answers import answer_of
from tests.movable_clock import MovableClock
from tests.readings import everything, seats_taken, status_of
from tests.scene import Scene, booked, moved

ATTENDED, CHECKED_IN, NO_SHOW = ReservationStatus.ATTENDED, ReservationStatus.CHECKED_IN, ReservationStatus.NO_SHOW


@pytest.fixture
async def mugs(scene: Scene) -> MugBuilding:
    return await add_mug_building(scene.studio_id, makeup_capacity=3)


@pytest.fixture
async def pass_id(scene: Scene, mugs: MugBuilding) -> int:
    return await add_mug_pass(scene.customer_id, scene.studio_id, mugs)


async def asked(
    pass_id: int, session_id: int, scene: Scene, context: Context, part: int | None = None
) -> Reservation | Declined:
    """Ask for a makeup class as the pass's owner."""
    request = ReserveRequest(registration_id=pass_id, session_id=session_id, step_id=part)
    return await reserve(request, scene.customer, context)


async def test_all_parts_share_the_seats_of_a_makeup_class(scene: Scene, mugs: MugBuilding, context: Context) -> None:
    makeup = mugs.class_of(4, 0)
    for part, title in zip(mugs.parts, MUG_PARTS, strict=True):
        customer_id = await add_customer(scene.studio_id)
        theirs = await add_mug_pass(customer_id, scene.studio_id, mugs)
        made = await booked(theirs, makeup, actors.customer(customer_id), context, part)
        assert (made.step_id, made.step_title, made.is_makeup) == (part, title, True)
    assert await seats_taken(makeup) == 3
    late = await add_mug_pass(scene.customer_id, scene.studio_id, mugs)
    before = await everything()
    for part in mugs.parts:
        assert answer_of(await asked(late, makeup, scene, context, part)) == "session_full"
    assert await everything() == before


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (ReservationStatus.PENDING, "part_already_reserved"),
        (CHECKED_IN, "part_already_reserved"),
        (ATTENDED, "part_already_attended"),
        (NO_SHOW, "PENDING"),
        (ReservationStatus.CANCELLED, "PENDING"),
        (ReservationStatus.AUTO_CANCELLED, "PENDING"),
    ],
)
async def test_a_makeup_is_for_a_part_that_is_neither_booked_nor_done(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context, status: ReservationStatus, answer: str
) -> None:
    """R17: and the parts beside it are judged each for itself."""
    await add_reservation(pass_id, mugs.class_of(1, 0), status, step_id=mugs.parts[0])
    assert answer_of(await asked(pass_id, mugs.class_of(4, 0), scene, context, mugs.parts[0])) == answer
    assert answer_of(await asked(pass_id, mugs.class_of(4, 1), scene, context, mugs.parts[1])) == "PENDING"


async def test_one_makeup_class_makes_up_for_one_part(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    """R14: nobody sits on two chairs; the next day makes up for the other part."""
    await booked(pass_id, mugs.class_of(4, 0), scene.customer, context, mugs.parts[0])
    assert answer_of(await asked(pass_id, mugs.class_of(4, 0), scene, context, mugs.parts[1])) == "already_reserved"
    assert answer_of(await asked(pass_id, mugs.class_of(4, 1), scene, context, mugs.parts[0])) == (
        "part_already_reserved"
    )
    await booked(pass_id, mugs.class_of(4, 1), scene.customer, context, mugs.parts[1])


async def test_without_its_part_a_makeup_is_not_booked(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    before = await everything()
    assert answer_of(await asked(pass_id, mugs.class_of(4, 0), scene, context)) == "part_required"
    assert await everything() == before


async def test_in_order_the_second_makeup_waits_until_the_customer_has_come_to_the_first(
    scene: Scene, mugs: MugBuilding, context: Context
) -> None:
    """R17: CHECKED_IN counts; the class need not be over."""
    in_order = await add_mug_pass(scene.customer_id, scene.studio_id, mugs, in_order=True)
    await add_reservation(in_order, mugs.class_of(1, 0), ATTENDED, step_id=mugs.parts[0])
    await add_reservation(in_order, mugs.class_of(2, 0), NO_SHOW, step_id=mugs.parts[1])
    glaze = mugs.parts[2]
    assert answer_of(await asked(in_order, mugs.class_of(4, 1), scene, context, glaze)) == "previous_part_not_attended"
    handle = await booked(in_order, mugs.class_of(4, 0), scene.customer, context, mugs.parts[1])
    assert answer_of(await asked(in_order, mugs.class_of(4, 1), scene, context, glaze)) == "previous_part_not_attended"
    await moved(handle.id, CHECKED_IN, evening(4, 0), scene.staff)
    await booked(in_order, mugs.class_of(4, 1), scene.customer, context, glaze)


async def test_availability_offers_just_the_parts_that_a_makeup_would_take(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context, clock: MovableClock
) -> None:
    """The list answers what POST would."""
    await add_reservation(pass_id, mugs.class_of(1, 0), ATTENDED, step_id=mugs.parts[0])
    await add_reservation(pass_id, mugs.class_of(2, 0), NO_SHOW, step_id=mugs.parts[1])
    clock.set(evening(3, 6))
    week = window_of(4)
    assert week.first is not None
    shown = await available(pass_id, DateSpan(week.first, week.first + timedelta(days=6)), scene.customer, context)
    assert [[choice.step_id for choice in one.part_choices] for one in shown] == [list(mugs.parts[1:])] * 5
    for part in mugs.parts:
        offered = part in {choice.step_id for choice in shown[0].part_choices}
        outcome = await asked(pass_id, shown[mugs.parts.index(part)].session_id, scene, context, part)
        assert isinstance(outcome, Reservation) is offered


async def test_an_archived_part_is_made_up_for_no_more_and_who_booked_it_keeps_the_seat(
    scene: Scene, mugs: MugBuilding, pass_id: int, context: Context
) -> None:
    part = mugs.parts[1]
    kept = await booked(pass_id, mugs.class_of(4, 0), scene.customer, context, part)
    assert (await remove_step(part, context)).archived
    neighbour_id = await add_customer(scene.studio_id)
    theirs = await add_mug_pass(neighbour_id, scene.studio_id, mugs)
    with pytest.raises(InvalidFieldError, match="stepId: this course has no such part"):
        await booked(theirs, mugs.class_of(4, 0), actors.customer(neighbour_id), context, part)
    assert (await status_of(kept.id), await seats_taken(mugs.class_of(4, 0))) == (ReservationStatus.PENDING, 1)
