"""Overrides, marks and arrivals against the night, against bookings, and against each other (R35, R36)."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import httpx
import pytest

from server.contract.attendance import AttendanceItem, AttendanceRequest, AttendanceResults
from server.contract.overrides import Override
from server.contract.reservations import StaffCheckInRequest
from server.rules.vocabulary import AttendanceStatus, OverrideAction, ReservationStatus
from server.services.absence.nights import run_by_hand
from server.services.actor import SYSTEM, Actor
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.mark_attendance import mark_attendance
from server.services.door.staff_check_in import staff_check_in
from server.tables.reservations import SessionReservation
from server.tables.studios import Studio
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import STARTS_AT, add_session, as_bearer, sign_in_staff
from tests.faults.answers import answer_of
from tests.faults.meanwhile import done_meanwhile
from tests.faults.racers import another, book, shuffled
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, seats_taken, status_of
from tests.scene import Scene, booked, moved, open_scene
from tests.services.absence.aftermath import (
    DAY,
    EVENING,
    Aftermath,
    an_admin,
    answers,
    booked_ahead,
    evening_after,
    told_of_return,
)

ROUNDS = 10
DESK = StaffCheckInRequest()
S = ReservationStatus
REINSTATE, EXCUSE, ATTENDED = OverrideAction


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def together(*doings: Awaitable[object]) -> Counter[str]:
    return Counter(word_of(outcome) for outcome in await asyncio.gather(*doings))


def word_of(outcome: object) -> str:
    match outcome:
        case Override(reservation=reservation):
            return reservation.reservation_status.value
        case AttendanceResults(results=results):
            return ", ".join(sorted({result.code or "ok" for result in results}))
    return answer_of(outcome)


async def missed_in_the_evening(scene: Scene, context: Context, clock: MovableClock) -> Aftermath:
    """The class is over and nobody came; the night has not been run."""
    after = await booked_ahead(scene, context)
    clock.set(EVENING)
    return after


async def test_an_excuse_that_comes_while_the_night_acts_brings_back_what_it_released(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R35: the look before the locks saw nothing, so all is let go and held anew."""
    after = await missed_in_the_evening(scene, context, clock)
    await moved(after.missed, S.NO_SHOW, context.now())
    outcome = await done_meanwhile(
        lambda: after.override(after.missed, EXCUSE, context, cascade=True),
        lambda: run_by_hand(None, EVENING, SYSTEM, context),
    )
    assert answers(outcome) == [(each, "ok") for each in after.released]
    assert await after.standing() == [S.PENDING, S.PENDING]
    assert broken_invariants(await bookings(), EVENING) == []


async def excuse(after: Aftermath, context: Context) -> object:
    return await after.override(after.missed, EXCUSE, context, cascade=True)


async def come_late(after: Aftermath, context: Context) -> object:
    return await after.scene.scan(after.code, context, "late")


@pytest.mark.parametrize("undo", [excuse, come_late])
async def test_who_undoes_and_who_gives_up_both_wait_for_the_night_and_not_for_each_other(
    database: None, context: Context, clock: MovableClock, undo: Callable[[Aftermath, Context], Awaitable[object]]
) -> None:
    """R35: giving up waits for the class that the night releases, the other one for the pass; both then want both."""
    for _ in range(3):
        clock.set(AN_HOUR_BEFORE_CLASS)
        after = await missed_in_the_evening(await open_scene(), context, clock)
        await moved(after.missed, S.NO_SHOW, context.now())
        told = await done_meanwhile(
            lambda: together(  # awaited within its round
                undo(after, context),  # noqa: B023
                cancel(after.released[0], after.scene.customer, context),  # noqa: B023
            ),
            lambda: act_and_widen(after, context),  # noqa: B023
            waiting=2,
        )
        assert set(told) <= {"CANCELLED", "ok", "AUTO_CANCELLED"}
        assert await status_of(after.released[1]) is S.PENDING
    assert broken_invariants(await bookings(), EVENING) == []


async def act_and_widen(after: Aftermath, context: Context) -> None:
    """Run the night, and let the door take late comers all the same."""
    await run_by_hand(None, EVENING, SYSTEM, context)
    table = Studio
    await table.update({table.settings: '{"self_closes_minutes": 300}'}).where(table.id == after.scene.studio_id)


async def test_the_same_with_a_key_which_has_a_transaction_around_it(
    client: httpx.AsyncClient, scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R21: what is let go is let go inside the transaction that keeps the answer."""
    after = await missed_in_the_evening(scene, context, clock)
    await moved(after.missed, S.NO_SHOW, context.now())
    headers = as_bearer(await sign_in_staff(int(after.admin.staff_id or 0), context.now()))
    answer = await done_meanwhile(
        lambda: client.post(
            f"/api/admin/reservations/{after.missed}/override",
            json={"action": "attended", "reason": "was here"},
            headers=headers | {"Idempotency-Key": "once"},
        ),
        lambda: run_by_hand(None, EVENING, SYSTEM, context),
    )
    assert [item["ok"] for item in answer.json()["cascade"]] == [True, True]
    assert await after.standing() == [S.PENDING, S.PENDING]


async def test_a_late_comer_who_is_checked_in_while_the_night_acts_loses_nothing(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await missed_in_the_evening(scene, context, clock)
    outcome = await done_meanwhile(
        lambda: staff_check_in(after.missed, DESK, scene.staff, context),
        lambda: run_by_hand(None, EVENING, SYSTEM, context),
    )
    assert answer_of(outcome) == "CHECKED_IN"
    assert await after.standing() == [S.PENDING, S.PENDING]
    assert broken_invariants(await bookings(), EVENING) == []


async def test_a_late_scan_while_the_night_acts_loses_nothing(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await missed_in_the_evening(scene, context, clock)
    verdict = await done_meanwhile(
        lambda: scene.scan(after.code, context, "late"), lambda: act_and_widen(after, context)
    )
    assert verdict.verdict == "ok"
    assert await after.standing() == [S.PENDING, S.PENDING]
    assert broken_invariants(await bookings(), EVENING) == []


async def test_the_night_that_comes_while_an_excuse_is_written_finds_nobody_absent(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await missed_in_the_evening(scene, context, clock)
    await moved(after.missed, S.NO_SHOW, context.now())
    await done_meanwhile(
        lambda: run_by_hand(None, EVENING, SYSTEM, context), lambda: after.override(after.missed, EXCUSE, context)
    )
    assert await after.standing() == [S.PENDING, S.PENDING]


async def test_excuse_arrival_and_night_at_once(scene: Scene, context: Context, clock: MovableClock) -> None:
    """Whoever comes first: the customer has what is ahead, once, and one of the two who decide is told no."""
    for place in range(ROUNDS):
        clock.set(AN_HOUR_BEFORE_CLASS)
        scene = await open_scene()
        after = await missed_in_the_evening(scene, context, clock)
        await moved(after.missed, S.NO_SHOW, context.now())
        await asyncio.gather(
            *shuffled(
                place,
                run_by_hand(scene.studio_id, EVENING, SYSTEM, context),
                after.override(after.missed, EXCUSE, context, cascade=True),
                staff_check_in(after.missed, DESK, scene.staff, context),
            )
        )
        assert await after.standing() == [S.PENDING, S.PENDING]
        assert await status_of(after.missed) in {S.CANCELLED, S.CHECKED_IN, S.ATTENDED}
    assert broken_invariants(await bookings(), EVENING) == []


async def test_a_reinstatement_and_a_booking_of_the_last_seat(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await evening_after(scene, context, clock)
    outcomes: Counter[str] = Counter()
    for place in range(ROUNDS):
        session = await add_session(scene.course_id, STARTS_AT + 2 * DAY, capacity=1)
        comer, comers_pass = await another(scene)
        released = await booked(comers_pass, session, comer, context)
        await moved(released.id, S.AUTO_CANCELLED, context.now())
        actor, pass_id = await another(scene)
        told = await together(
            *shuffled(place, after.override(released.id, REINSTATE, context), book(pass_id, session, actor, context))
        )
        assert told == {"PENDING": 1, "session_full": 1}
        assert await seats_taken(session) == 1
        outcomes[(await status_of(released.id)).value] += 1
    assert outcomes.total() == ROUNDS
    assert broken_invariants(await bookings(), EVENING) == []


async def test_two_admins_who_decide_at_once(scene: Scene, context: Context, clock: MovableClock) -> None:
    for place in range(ROUNDS):
        clock.set(AN_HOUR_BEFORE_CLASS)
        scene = await open_scene()
        after = await evening_after(scene, context, clock)
        told = await together(
            *shuffled(
                place,
                after.override(after.missed, EXCUSE, context, cascade=True),
                after.override(after.missed, ATTENDED, context),
                after.override(after.released[0], REINSTATE, context),
                after.override(after.released[0], REINSTATE, context),
            )
        )
        assert told["illegal_transition"] in {2, 3}
        assert await after.standing() == [S.PENDING, S.PENDING]
        told_of = [each for listed in await told_of_return() for each in listed]
        assert [told_of.count(each) for each in after.released] == [1, 1]
    assert broken_invariants(await bookings(), EVENING) == []


async def test_two_rosters_whose_absences_released_seats_in_each_others_class(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """Each mark holds both classes, and the passes of its own people: nobody waits in a circle (R35)."""
    admin = await an_admin()
    for place in range(ROUNDS):
        clock.set(AN_HOUR_BEFORE_CLASS)
        classes = [await add_session(scene.course_id, capacity=1000) for _ in range(2)]
        absent: list[list[int]] = [[], []]
        for who in range(4):
            actor, pass_id = await another(scene)
            missed, released = [await booked(pass_id, classes[(who + n) % 2], actor, context) for n in range(2)]
            await released_by(missed.id, released.id, context)
            absent[who % 2].append(missed.id)
        clock.set(EVENING + DAY)
        marks = [mark_attended(classes[n], absent[n], admin, context) for n in range(2)]
        told = await together(*shuffled(place, *marks))
        assert told == {"ok": 2}
        assert [await seats_taken(each) for each in classes] == [2, 2]
    assert broken_invariants(await bookings(), clock.now()) == []


async def released_by(missed: int, released: int, context: Context) -> None:
    await moved(missed, S.NO_SHOW, context.now())
    await moved(released, S.AUTO_CANCELLED, context.now())
    table = SessionReservation
    await table.update({table.absence_acted_at: context.now()}).where(table.id == missed)
    await table.update({table.auto_cancelled_by: missed}).where(table.id == released)


async def mark_attended(
    session_id: int, reservation_ids: list[int], admin: Actor, context: Context
) -> AttendanceResults:
    items = [AttendanceItem(reservation_id=each, status=AttendanceStatus.ATTENDED) for each in reservation_ids]
    return await mark_attendance(session_id, AttendanceRequest(items=items, reason="they were here"), admin, context)
