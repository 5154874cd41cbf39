"""A pass is frozen: what it has booked on those dates falls, it lasts as many days longer (R8)."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from server.contract.pass_acts import BookingOfPass, FreezeRequest
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.door.snapshot import snapshot
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.passes.freeze_pass import freeze_pass
from server.services.passes.read_status import registration_status
from tests import actors
from tests.absences import booked_in, statuses
from tests.builders import STARTS_AT, TWO_HOURS, add_session, add_studio
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    WrittenAct,
    acts,
    events_of,
    everything,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    seats_taken,
    status_of,
)
from tests.scene import Scene, booked, open_scene, refusal
from tests.services.passes.changes import WHY, cancel, done, freeze, give_until

DAY: Final = timedelta(days=1)
SECOND: Final = timedelta(seconds=1)
TODAY: Final = date(2026, 3, 2)
PENDING, CANCELLED = ReservationStatus.PENDING, ReservationStatus.CANCELLED


@pytest.fixture
async def scene(database: None) -> Scene:
    """A pass without a limit, for R15 plays no part here."""
    return await open_scene(max_advance_reservations=None)


async def four_days(scene: Scene, context: Context) -> Sequence[int]:
    """Book the classes of Monday, Tuesday, Wednesday and Thursday on the scene's pass."""
    monday = (await scene.book(context)).id
    later = [await add_session(scene.course_id, STARTS_AT + days * DAY) for days in (1, 2, 3)]
    return [monday, *[(await booked(scene.pass_id, each, scene.staff, context)).id for each in later]]


async def test_bookings_on_the_frozen_dates_fall_and_their_neighbours_stay(scene: Scene, context: Context) -> None:
    reservations = await four_days(scene, context)
    frozen = done(await freeze(scene.pass_id, TODAY + DAY, TODAY + 2 * DAY, context, confirm=True))
    assert await statuses(reservations) == [PENDING, CANCELLED, CANCELLED, PENDING]
    assert [each.reservation_id for each in frozen.cancelled] == reservations[1:3]
    for reservation_id in reservations[1:3]:
        row = await reservation_row(reservation_id)
        assert (row["cancelled_at"], await seats_taken(row["session"])) == (context.now(), 0)
        assert (await events_of(reservation_id))[-1] == Event("PENDING", "CANCELLED", "staff:7", "API", WHY)
    assert (await ledger_of(scene.pass_id), await punches_left(scene.pass_id)) == ([], 8)


async def test_its_owner_is_told_once_of_all(scene: Scene, context: Context) -> None:
    """R39."""
    reservations = await four_days(scene, context)
    before = await messages()
    await freeze(scene.pass_id, TODAY + DAY, TODAY + 2 * DAY, context, confirm=True)
    [message] = (await messages())[len(before) :]
    assert (message["kind"], message["studio"], message["due_at"]) == ("PASS_CHANGED", scene.studio_id, context.now())
    assert json.loads(message["facts"]) == {
        "reservationIds": list(reservations[1:3]),
        "why": "FROZEN",
        "first": "2026-03-03",
        "last": "2026-03-04",
    }


async def test_what_would_fall_is_shown_first_and_nothing_is_written(scene: Scene, context: Context) -> None:
    reservations = await four_days(scene, context)
    before = await everything()
    with pytest.raises(ConflictError, match="would cancel 1 booking of the pass") as refused:
        await freeze(scene.pass_id, TODAY + DAY, TODAY + DAY, context)
    assert refused.value.code == "would_cancel"
    row = await reservation_row(reservations[1])
    assert refused.value.facts == {
        "reservations": [
            BookingOfPass(
                reservation_id=reservations[1],
                session_id=row["session"],
                course_name="Pottery",
                step_title=None,
                starts_at=STARTS_AT + DAY,
            )
        ]
    }
    assert await everything() == before


async def test_where_nothing_would_fall_nothing_is_to_be_confirmed_and_nobody_is_told(
    scene: Scene, context: Context
) -> None:
    await scene.book(context)
    before = await messages()
    frozen = done(await freeze(scene.pass_id, TODAY + DAY, TODAY + 7 * DAY, context))
    assert (frozen.cancelled, await messages()) == ([], before)
    assert (frozen.frozen_from, frozen.frozen_until, frozen.status) == (TODAY + DAY, TODAY + 7 * DAY, "active")


@pytest.mark.parametrize(("until", "extended"), [(date(2026, 3, 30), date(2026, 4, 2)), (None, None)])
async def test_the_validity_gains_the_frozen_days(
    scene: Scene, context: Context, until: date | None, extended: date | None
) -> None:
    """Both ends are inclusive: from the 10th to the 12th are three days."""
    await give_until(scene.pass_id, until)
    frozen = done(await freeze(scene.pass_id, date(2026, 3, 10), date(2026, 3, 12), context))
    assert frozen.valid_until == extended
    facts = {
        "frozenFrom": "2026-03-10",
        "frozenUntil": "2026-03-12",
        "oldValidUntil": until and str(until),
        "validUntil": extended and str(extended),
        "cancelled": 0,
    }
    assert await acts() == [
        WrittenAct("PASS_FROZEN", "CLASS_REGISTRATION", scene.pass_id, "staff:7", "API", WHY, facts)
    ]


async def test_a_freeze_from_today_on_shows_everywhere(scene: Scene, context: Context) -> None:
    """R7, R8: to its owner, at the desk and at the door."""
    reservation = await scene.book(context)
    assert done(await freeze(scene.pass_id, TODAY, TODAY + DAY, context, confirm=True)).status == "frozen"
    status = await registration_status(scene.pass_id, scene.customer, context)
    assert (status.status, status.frozen, status.warnings) == ("frozen", True, ["Frozen until 3 Mar"])
    [session] = (await snapshot(scene.kiosk, context)).sessions
    assert [(each.status, each.pass_usable) for each in session.reservations] == [(CANCELLED, False)]
    assert (await scene.scan(reservation.code, context, "frozen")).verdict == "cancelled"


async def test_a_class_that_is_over_is_the_sweeps_to_settle(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R32, §6: one second before its end it is cancelled, at its end it is not."""
    _, other_pass = await scene.add_neighbour()
    mine = (await scene.book(context)).id
    others = (await booked(other_pass, scene.session_id, scene.staff, context)).id
    clock.set(STARTS_AT + TWO_HOURS - SECOND)
    done(await freeze(scene.pass_id, TODAY, TODAY, context, confirm=True))
    clock.set(STARTS_AT + TWO_HOURS)
    done(await freeze(other_pass, TODAY, TODAY, context))
    assert await statuses([mine, others]) == [CANCELLED, PENDING]


async def test_an_arrival_stays(scene: Scene, context: Context) -> None:
    """R8 is about PENDING reservations."""
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "came")
    done(await freeze(scene.pass_id, TODAY, TODAY, context))
    assert await status_of(reservation.id) is ReservationStatus.CHECKED_IN


async def test_other_passes_are_left_alone(scene: Scene, context: Context) -> None:
    _, other_pass = await scene.add_neighbour()
    others = (await booked(other_pass, scene.session_id, scene.staff, context)).id
    await scene.book(context)
    await freeze(scene.pass_id, TODAY, TODAY, context, confirm=True)
    assert (await status_of(others), await seats_taken(scene.session_id)) == (PENDING, 1)


@pytest.mark.parametrize(
    ("first", "until", "field"),
    [
        (TODAY - DAY, TODAY, "from"),
        (TODAY + DAY, TODAY, "until"),
        (TODAY, TODAY + 366 * DAY, "until"),
    ],
)
async def test_dates_that_cannot_be_are_refused(
    scene: Scene, context: Context, first: date, until: date, field: str
) -> None:
    before = await everything()
    with pytest.raises(InvalidFieldError) as refused:
        await freeze(scene.pass_id, first, until, context)
    assert refused.value.field == field
    assert await everything() == before


async def test_today_is_the_studios(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R4: 04:30 in UTC on Tuesday is Monday evening in New York."""
    clock.set(datetime(2026, 3, 3, 4, 30, tzinfo=UTC))
    assert done(await freeze(scene.pass_id, TODAY, TODAY + 365 * DAY, context)).status == "frozen"


async def test_one_freeze_at_a_time(scene: Scene, context: Context, clock: MovableClock) -> None:
    await freeze(scene.pass_id, TODAY + 2 * DAY, TODAY + 3 * DAY, context)
    for _ in range(2):
        before = await everything()
        assert refusal(await freeze(scene.pass_id, TODAY + 9 * DAY, TODAY + 9 * DAY, context)) == "freeze_not_over"
        assert await everything() == before
        clock.set(context.now() + 3 * DAY)
    done(await freeze(scene.pass_id, TODAY + 9 * DAY, TODAY + 9 * DAY, context))


async def test_a_pass_that_is_cancelled_or_over_is_not_frozen(scene: Scene, context: Context) -> None:
    await give_until(scene.pass_id, TODAY)
    assert refusal(await freeze(scene.pass_id, TODAY + DAY, TODAY + DAY, context)) == "pass_ended"
    await cancel(scene.pass_id, context)
    assert refusal(await freeze(scene.pass_id, TODAY, TODAY, context)) == "pass_cancelled"


async def test_another_studios_pass_is_not_there(scene: Scene, context: Context) -> None:
    """R41."""
    asked = FreezeRequest(first=TODAY, until=TODAY, reason=WHY)
    elsewhere = await add_studio("Elsewhere")
    for actor, pass_id in (
        (actors.admin(7), 9999),
        (actors.staff(7, elsewhere), scene.pass_id),
    ):
        with pytest.raises(NotFoundError):
            await freeze_pass(pass_id, asked, actor, context)


async def test_the_frozen_dates_book_nothing_and_the_days_after_do(scene: Scene, context: Context) -> None:
    """R7."""
    await give_until(scene.pass_id, TODAY + DAY)
    await freeze(scene.pass_id, TODAY, TODAY + DAY, context)
    for days in (0, 1, 4):
        with pytest.raises(AssertionError, match="pass_not_valid"):
            await booked_in(days, scene, context)
    for days in (2, 3):
        await booked_in(days, scene, context)
