"""Who missed a class, and what it does to the bookings after it: due, done, excused, never (R34, R36)."""

from datetime import timedelta

import pytest

from server.contract.attendance import SessionNoShow
from server.contract.reservations import StaffCheckInRequest
from server.contract.studio_acts import ClassCancelRequest
from server.rules.vocabulary import OverrideAction, ReservationStatus
from server.services.absence.session_no_shows import session_no_shows
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.staff_check_in import staff_check_in
from server.services.outcomes import NotFoundError
from server.services.studio_acts.cancel_class import cancel_class
from server.tables.passes import ClassRegistration
from tests.builders import STARTS_AT, TWO_HOURS
from tests.movable_clock import MovableClock
from tests.scene import Scene, agreed, booked, moved
from tests.services.absence.aftermath import booked_ahead, done, evening_after, night_after

NO_SHOW = ReservationStatus.NO_SHOW
JUST_AFTER_WINDOW = STARTS_AT + TWO_HOURS + timedelta(seconds=1)


async def listed(scene: Scene, context: Context) -> list[SessionNoShow]:
    return await session_no_shows(scene.session_id, scene.staff, context)


async def test_an_absence_says_who_it_was_and_from_when_it_acts(scene: Scene, context: Context) -> None:
    """R34: without a grace, when the self window is over."""
    missed = (await scene.book(context)).id
    await moved(missed, NO_SHOW, STARTS_AT + timedelta(hours=1))
    [absent] = await listed(scene, context)
    assert (absent.reservation.id, absent.customer_id, absent.customer_name, absent.pass_name) == (
        missed,
        scene.customer_id,
        "Ana Ruiz",
        "Punch pass",
    )
    assert (absent.auto_cancel, absent.due_at) == ("due", JUST_AFTER_WINDOW)


@pytest.mark.parametrize(
    ("grace", "auto_cancel", "due_at"),
    [(24, "due", STARTS_AT + timedelta(hours=25)), (1, "due", JUST_AFTER_WINDOW), (None, "never", None)],
)
async def test_a_grace_puts_it_off_and_none_never_acts(
    scene: Scene, context: Context, grace: int | None, auto_cancel: str, due_at: object
) -> None:
    """R34."""
    table = ClassRegistration
    await table.update({table.absence_grace_period: grace}).where(table.id == scene.pass_id)
    await moved((await scene.book(context)).id, NO_SHOW, STARTS_AT + timedelta(hours=1))
    [absent] = await listed(scene, context)
    assert (absent.auto_cancel, absent.due_at) == (auto_cancel, due_at)


async def test_an_absence_that_has_acted_is_done(scene: Scene, context: Context, clock: MovableClock) -> None:
    await night_after(scene, context, clock)
    [absent] = await listed(scene, context)
    assert (absent.auto_cancel, absent.due_at) == ("done", None)


@pytest.mark.parametrize("cascade", [True, False])
async def test_an_excused_one_stays_on_the_list(
    scene: Scene, context: Context, clock: MovableClock, *, cascade: bool
) -> None:
    """`api.md`: NO_SHOW rows and excused ones."""
    after = await night_after(scene, context, clock)
    done(await after.override(after.missed, OverrideAction.EXCUSE, context, cascade=cascade))
    [excused] = await listed(scene, context)
    assert (excused.reservation.reservation_status, excused.auto_cancel, excused.due_at) == (
        "CANCELLED",
        "excused",
        None,
    )


async def test_whoever_came_after_all_is_off_the_list(scene: Scene, context: Context, clock: MovableClock) -> None:
    after = await evening_after(scene, context, clock)
    agreed(await staff_check_in(after.missed, StaffCheckInRequest(), scene.staff, context))
    assert await listed(scene, context) == []


async def test_whoever_gave_the_seat_up_was_not_absent(scene: Scene, context: Context, clock: MovableClock) -> None:
    after = await booked_ahead(scene, context)
    await cancel(after.missed, scene.customer, context)
    assert await listed(scene, context) == []


async def test_from_a_class_that_the_studio_cancelled_nobody_was_absent(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R32."""
    after = await booked_ahead(scene, context)
    clock.set(STARTS_AT + timedelta(minutes=5))
    await moved(after.missed, NO_SHOW, context.now())
    await cancel_class(scene.session_id, ClassCancelRequest(reason="The kiln is cold"), scene.staff, context)
    assert await listed(scene, context) == []


async def test_the_list_is_by_name_and_of_this_class_alone(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    ben = await booked(neighbours_pass, scene.session_id, neighbour, context)
    after = await booked_ahead(scene, context)
    for each in (ben.id, after.missed, after.released[0]):
        await moved(each, NO_SHOW, context.now())
    assert [absent.customer_name for absent in await listed(scene, context)] == ["Ana Ruiz", "Ben Ode"]


async def test_another_studios_class_does_not_exist(scene: Scene, context: Context) -> None:
    """R41."""
    _, stranger, _ = await scene.strangers()
    with pytest.raises(NotFoundError, match="class session"):
        await session_no_shows(scene.session_id, stranger, context)
