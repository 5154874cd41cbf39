"""What a kiosk keeps: whose codes may come today and tomorrow, no address of anybody (R27)."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from server.contract.roster import RosterReservation
from server.rules.pass_code import hash_of
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.services.door.snapshot import snapshot
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_pass, add_reservation, add_session, add_step
from tests.movable_clock import MovableClock
from tests.readings import everything, statements
from tests.scene import Scene, booked, moved, open_scene

SECOND = timedelta(seconds=1)


async def test_a_snapshot_says_where_and_when_it_was_taken(scene: Scene, context: Context) -> None:
    taken = await snapshot(scene.kiosk, context)
    assert (taken.studio_id, taken.studio_name, taken.timezone) == (scene.studio_id, "Kiln & Co", "America/New_York")
    assert taken.server_time == context.now()
    assert (taken.settings.self_opens_minutes, taken.settings.self_closes_minutes) == (120, 120)


async def test_a_session_has_its_window_and_its_people(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    [session] = (await snapshot(scene.kiosk, context)).sessions
    assert (session.session_id, session.cancelled) == (scene.session_id, False)
    assert (session.opens_at, session.closes_at) == (STARTS_AT - TWO_HOURS, STARTS_AT + TWO_HOURS)
    [person] = session.reservations
    assert (person.reservation_id, person.display_name) == (reservation.id, "Ana R.")
    assert person.code_hash == hash_of(str(reservation.code))
    assert (person.pass_type, person.pass_usable, person.sessions_remaining) == (PassType.PUNCH_PASS, True, 8)


async def test_a_snapshot_holds_no_code_and_no_address(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    wire = msgspec.json.encode(await snapshot(scene.kiosk, context)).decode()
    assert str(reservation.code) not in wire
    assert "@" not in wire
    assert "Ruiz" not in wire


async def test_replaced_codes_are_known_by_their_hashes(scene: Scene, context: Context) -> None:
    first = await scene.book(context)
    second = await issue_new_code(first.id, scene.customer, context)
    third = await issue_new_code(first.id, scene.customer, context)
    person = await only_person(scene, context)
    assert person.code_hash == hash_of(str(third.code))
    assert person.replaced_code_hashes == [hash_of(str(first.code)), hash_of(str(second.code))]


@pytest.mark.parametrize("status", list(ReservationStatus))
async def test_every_status_is_there_so_that_the_door_can_say_why(
    scene: Scene, context: Context, status: ReservationStatus
) -> None:
    reservation = await scene.book(context)
    if status is not ReservationStatus.PENDING:
        await moved(reservation.id, status, context.now())
    person = await only_person(scene, context)
    assert person.status is status
    has_come = status in (ReservationStatus.CHECKED_IN, ReservationStatus.ATTENDED)
    assert person.checked_in_at == (context.now() if has_come else None)
    assert person.no_show_took_punch is (status is ReservationStatus.NO_SHOW)


async def test_a_cancelled_pass_and_a_cancelled_class_are_told(scene: Scene, context: Context) -> None:
    await scene.book(context)
    await ClassRegistration.update({ClassRegistration.cancelled_at: context.now()}).where(
        ClassRegistration.id == scene.pass_id
    )
    table = ClassSession
    await table.update({table.cancelled_at: context.now()}).where(table.id == scene.session_id)
    [session] = (await snapshot(scene.kiosk, context)).sessions
    assert (session.cancelled, session.reservations[0].pass_usable) == (True, False)


@pytest.mark.parametrize(
    ("now", "first_midnight", "last_midnight"),
    [
        (STARTS_AT, datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2026, 3, 4, 5, tzinfo=UTC)),
        (
            datetime(2026, 3, 8, 20, tzinfo=UTC),
            datetime(2026, 3, 8, 5, tzinfo=UTC),
            datetime(2026, 3, 10, 4, tzinfo=UTC),
        ),
    ],
)
async def test_sessions_are_there_whose_windows_touch_today_or_tomorrow(
    scene: Scene,
    context: Context,
    clock: MovableClock,
    now: datetime,
    first_midnight: datetime,
    last_midnight: datetime,
) -> None:
    clock.set(now)
    earliest, latest = first_midnight - TWO_HOURS, last_midnight + TWO_HOURS - SECOND
    _, first, last, _ = [
        await add_session(scene.course_id, at) for at in (earliest - SECOND, earliest, latest, latest + SECOND)
    ]
    taken = [session.session_id for session in (await snapshot(scene.kiosk, context)).sessions]
    assert [session_id for session_id in taken if session_id != scene.session_id] == [first, last]


async def test_reservations_on_one_pass_share_a_key_and_those_on_two_none(scene: Scene, context: Context) -> None:
    """A check-in at the door takes its punch from the pass, and so from the customer's other booking on it (R24)."""
    await scene.book(context)
    later = await add_session(scene.course_id, STARTS_AT + TWO_HOURS)
    await scene.book(context, later)
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    await booked(other_pass, await add_session(scene.course_id, STARTS_AT + TWO_HOURS), scene.customer, context)
    sessions = (await snapshot(scene.kiosk, context)).sessions
    first, second, third = [person.pass_key for session in sessions for person in session.reservations]
    assert first == second != third


async def test_a_missed_part_that_was_booked_again_is_told(scene: Scene, context: Context) -> None:
    """R17: the door refuses the missed one then, online and offline."""
    part = await add_step(scene.course_id, 1, "Throwing")
    for status in (ReservationStatus.NO_SHOW, ReservationStatus.PENDING):
        session = await add_session(scene.course_id, STARTS_AT, step_id=part)
        await add_reservation(scene.pass_id, session, status, step_id=part)
    people = [p for session in (await snapshot(scene.kiosk, context)).sessions for p in session.reservations]
    assert [(person.status, person.part_booked_again) for person in people] == [
        (ReservationStatus.NO_SHOW, "Throwing"),
        (ReservationStatus.PENDING, None),
    ]


async def test_another_studios_people_are_not_there(scene: Scene, context: Context) -> None:
    elsewhere = await open_scene()
    await elsewhere.book(context)
    mine = await scene.book(context)
    assert (await only_person(scene, context)).reservation_id == mine.id


async def test_one_customers_reservations_share_a_key_and_two_customers_none(scene: Scene, context: Context) -> None:
    await scene.book(context)
    later = await add_session(scene.course_id, STARTS_AT + TWO_HOURS)
    await scene.book(context, later)
    neighbour, neighbours_pass = await scene.add_neighbour()
    await booked(neighbours_pass, later, neighbour, context)
    sessions = (await snapshot(scene.kiosk, context)).sessions
    keys = {person.reservation_id: person.customer_key for session in sessions for person in session.reservations}
    assert len(keys) == 3
    assert len(set(keys.values())) == 2


async def test_a_snapshot_writes_nothing_and_costs_the_same_for_many(scene: Scene, context: Context) -> None:
    first = await scene.book(context)
    await issue_new_code(first.id, scene.customer, context)
    with statements() as for_one:
        await snapshot(scene.kiosk, context)
    for hour in (1, 2, 3):
        neighbour, neighbours_pass = await scene.add_neighbour()
        session_id = await add_session(scene.course_id, STARTS_AT + timedelta(hours=hour))
        await booked(neighbours_pass, session_id, neighbour, context)
    before = await everything()
    with statements() as for_many:
        await snapshot(scene.kiosk, context)
    assert len(for_many) == len(for_one)
    assert await everything() == before


async def test_who_stands_at_no_studio_gets_no_snapshot(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError, match="studio"):
        await snapshot(actors.customer(scene.customer_id), context)


async def only_person(scene: Scene, context: Context) -> RosterReservation:
    [session] = (await snapshot(scene.kiosk, context)).sessions
    [person] = session.reservations
    return person
