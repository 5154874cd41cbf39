"""Two at once for what there is once: one gets it, the other is told why, and nothing is out of step afterwards.

Each race is run again and again; on PostgreSQL the tasks have connections of their own.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from random import Random

import pytest

from server.contract.reservations import (
    Reservation,
    ReserveRequest,
    SelfCheckInRequest,
    StaffCheckInRequest,
    UndoRequest,
)
from server.contract.scan import ScanVerdict
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.actor import Actor
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.scan import scan
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in, undo_check_in
from server.services.idempotency.keyed_requests import KeyReusedError
from server.services.outcomes import Declined
from tests import actors
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import STARTS_AT, add_customer, add_kiosk, add_pass, add_session
from tests.faults.answers import answer_of
from tests.invariants import broken_invariants
from tests.properties.studio_life import HALF_AN_HOUR
from tests.readings import bookings, punches_left, seats_taken, status_of
from tests.scene import Scene, booked, open_scene, scan_of

ROUNDS = 20
UNDO = UndoRequest()
DESK = StaffCheckInRequest()
PHONE = SelfCheckInRequest()


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def test_fifty_for_the_last_seat(scene: Scene, context: Context) -> None:
    comers = [await another(scene) for _ in range(50)]
    for _ in range(3):
        session_id = await add_session(scene.course_id, capacity=1)
        answers = await together(*(book(pass_id, session_id, actor, context) for actor, pass_id in comers))
        assert answers == {"PENDING": 1, "session_full": 49}
        assert await seats_taken(session_id) == 1
    await all_agrees()


async def test_two_classes_for_the_last_punch(scene: Scene, context: Context) -> None:
    sessions = [await add_session(scene.course_id, capacity=1000) for _ in range(2)]
    for _ in range(ROUNDS):
        actor, pass_id = await another(scene, punches=1)
        answers = await together(*(book(pass_id, session_id, actor, context) for session_id in sessions))
        assert answers == {"PENDING": 1, "no_punches_left": 1}
    await all_agrees()


async def test_three_classes_for_the_last_place_under_the_limit(scene: Scene, context: Context) -> None:
    sessions = [await add_session(scene.course_id, capacity=1000) for _ in range(3)]
    for _ in range(ROUNDS):
        actor, pass_id = await another(scene, pass_type=PassType.UNLIMITED_SERIES, limit=1)
        answers = await together(*(book(pass_id, session_id, actor, context) for session_id in sessions))
        assert answers == {"PENDING": 1, "reservation_limit_reached": 2}
    await all_agrees()


async def test_one_class_on_two_passes_of_one_customer(scene: Scene, context: Context) -> None:
    for _ in range(ROUNDS):
        actor, first = await another(scene)
        second = await add_pass(int(actor.customer_id or 0), scene.studio_id, scene.course_id)
        answers = await together(*(book(pass_id, scene.session_id, actor, context) for pass_id in (first, second)))
        assert answers == {"PENDING": 1, "already_reserved": 1}
    assert await seats_taken(scene.session_id) == ROUNDS
    await all_agrees()


async def test_a_double_tap_on_book(scene: Scene, context: Context) -> None:
    for _ in range(ROUNDS):
        actor, pass_id = await another(scene)
        answers = await together(*(book(pass_id, scene.session_id, actor, context) for _ in range(3)))
        assert answers == {"PENDING": 1, "already_reserved": 2}
    await all_agrees()


async def test_one_code_at_two_kiosks(scene: Scene, context: Context) -> None:
    back_door = actors.kiosk((await add_kiosk(scene.studio_id, "Back door")).id, scene.studio_id)
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        asked = scan_of(reservation.code, context, f"round{place}")
        answers = await together(scan(asked, scene.kiosk, context), scan(asked, back_door, context))
        assert answers == {"ok": 1, "already_checked_in": 1}
        assert await punches_left(pass_id) == 7
    await all_agrees()


async def test_one_scan_that_comes_twice(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        asked = scan_of(reservation.code, context, f"round{place}")
        verdicts = await asyncio.gather(*(scan(asked, scene.kiosk, context) for _ in range(4)))
        assert [verdict.verdict for verdict in verdicts] == ["ok"] * 4
        assert len({str(verdict) for verdict in verdicts}) == 1
        assert await punches_left(pass_id) == 7
    assert len((await bookings())["scan_attempt"]) == ROUNDS
    await all_agrees()


async def test_a_nonce_that_two_codes_share_checks_one_of_them_in(scene: Scene, context: Context) -> None:
    """No good kiosk does this; the one that is refused must not be checked in either (R21)."""
    for place in range(ROUNDS):
        reservations = [(await booked_anew(scene, context))[2] for _ in range(2)]
        asked = [scan_of(reservation.code, context, f"round{place}") for reservation in reservations]
        scans = (scan(each, scene.kiosk, context) for each in asked)
        answers = await asyncio.gather(*scans, return_exceptions=True)
        verdicts = [answer for answer in answers if isinstance(answer, ScanVerdict)]
        assert [type(answer) for answer in answers if answer not in verdicts] == [KeyReusedError]
        stands = {reservation.id: await status_of(reservation.id) for reservation in reservations}
        assert stands.pop(int(verdicts[0].reservation_id or 0)) is ReservationStatus.CHECKED_IN
        assert list(stands.values()) == [ReservationStatus.PENDING]
    await all_agrees()


async def test_kiosk_phone_and_desk_at_once(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        actor, pass_id, reservation = await booked_anew(scene, context)
        answers = await together(
            scene.scan(reservation.code, context, f"round{place}"),
            self_check_in(reservation.id, PHONE, actor, context),
            staff_check_in(reservation.id, DESK, scene.staff, context),
        )
        assert answers["already_checked_in"] == 2
        assert answers["ok"] + answers["CHECKED_IN"] == 1
        assert await punches_left(pass_id) == 7
    await all_agrees()


async def test_cancelling_against_checking_in(scene: Scene, context: Context) -> None:
    outcomes: Counter[ReservationStatus] = Counter()
    for place in range(ROUNDS):
        actor, pass_id, reservation = await booked_anew(scene, context)
        answers = await together(
            *shuffled(
                place,
                cancel(reservation.id, actor, context),
                scene.scan(reservation.code, context, f"round{place}"),
            )
        )
        status = await status_of(reservation.id)
        outcomes[status] += 1
        came = status is ReservationStatus.CHECKED_IN
        assert answers == ({"ok": 1, "illegal_transition": 1} if came else {"CANCELLED": 1, "cancelled": 1})
        assert await punches_left(pass_id) == (7 if came else 8)
    assert sum(outcomes.values()) == outcomes[ReservationStatus.CHECKED_IN] + outcomes[ReservationStatus.CANCELLED]
    await all_agrees()


async def test_taking_back_against_checking_in(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        await together(
            *shuffled(
                place,
                undo_check_in(reservation.id, UNDO, scene.staff, context),
                scene.scan(reservation.code, context, f"round{place}"),
                undo_check_in(reservation.id, UNDO, scene.staff, context),
            )
        )
        came = await status_of(reservation.id) is ReservationStatus.CHECKED_IN
        assert await punches_left(pass_id) == (7 if came else 8)
    await all_agrees()


async def test_two_who_take_one_check_in_back(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        await scene.scan(reservation.code, context, f"round{place}")
        answers = await together(*(undo_check_in(reservation.id, UNDO, scene.staff, context) for _ in range(2)))
        assert answers == {"PENDING": 1, "illegal_transition": 1}
        assert await punches_left(pass_id) == 8
    await all_agrees()


async def test_a_new_code_against_a_scan_of_the_old_one(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        actor, _, reservation = await booked_anew(scene, context)
        answers = await together(
            *shuffled(
                place,
                issue_new_code(reservation.id, actor, context),
                scene.scan(reservation.code, context, f"round{place}"),
            )
        )
        came = await status_of(reservation.id) is ReservationStatus.CHECKED_IN
        assert answers["ok" if came else "revoked_code"] == 1
    await all_agrees()


async def test_new_codes_at_once_leave_one_that_scans(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        actor, _, reservation = await booked_anew(scene, context)
        renewed = await asyncio.gather(*(issue_new_code(reservation.id, actor, context) for _ in range(3)))
        codes = {str(each.code) for each in renewed}
        verdicts = [(await scene.scan(code, context, f"r{place}-{i}")).verdict for i, code in enumerate(sorted(codes))]
        assert sorted(verdicts) == ["ok"] + ["revoked_code"] * (len(codes) - 1)
        assert (await scene.scan(reservation.code, context, f"old{place}")).verdict == "revoked_code"
    await all_agrees()


async def test_offers_that_cross_each_other(scene: Scene, context: Context) -> None:
    """Each code is held to a kiosk for the class of the other pass: both transactions hold both passes."""
    for place in range(ROUNDS):
        actor, first_pass, first = await booked_anew(scene, context)
        second_pass = await add_pass(int(actor.customer_id or 0), scene.studio_id, scene.course_id)
        second = await booked(second_pass, await add_session(scene.course_id), actor, context)
        answers = await together(
            scene.scan(first.code, context, f"one{place}", offer=second.id),
            scene.scan(second.code, context, f"two{place}", offer=first.id),
        )
        assert answers == {"ok": 2}
        assert (await punches_left(first_pass), await punches_left(second_pass)) == (7, 7)
    await all_agrees()


async def test_a_crowd_that_does_everything_at_once(scene: Scene, context: Context) -> None:
    """Whatever of it comes first, nobody is turned away by the database, and all agrees afterwards."""
    chance = Random(7)
    sessions = [await add_session(scene.course_id, STARTS_AT + n * HALF_AN_HOUR, capacity=3) for n in range(3)]
    people = [await another(scene, punches=2) for _ in range(5)]
    for place in range(ROUNDS):
        rows = (await bookings())["session_reservation"]
        doings: list[Awaitable[object]] = []
        doings += [book(pass_id, chance.choice(sessions), actor, context) for actor, pass_id in people]
        for row in chance.sample(rows, min(len(rows), 8)):
            doings += anything_with(row["id"], row["customer"], scene, context, f"{place}-{row['id']}")
        chance.shuffle(doings)
        await together(*doings)
        await all_agrees()


def anything_with(
    reservation_id: int, customer_id: int, scene: Scene, context: Context, nonce: str
) -> list[Awaitable[object]]:
    owner = actors.customer(customer_id)
    return [
        cancel(reservation_id, owner, context),
        staff_check_in(reservation_id, DESK, scene.staff, context),
        undo_check_in(reservation_id, UNDO, scene.staff, context),
        self_check_in(reservation_id, PHONE, owner, context),
        new_code_and_scan(reservation_id, owner, scene, context, nonce),
    ]


async def new_code_and_scan(
    reservation_id: int, owner: Actor, scene: Scene, context: Context, nonce: str
) -> ScanVerdict:
    renewed = await issue_new_code(reservation_id, owner, context)
    return await scene.scan(renewed.code, context, nonce)


async def book(pass_id: int, session_id: int, actor: Actor, context: Context) -> Reservation | Declined:
    return await reserve(ReserveRequest(registration_id=pass_id, session_id=session_id), actor, context)


async def another(
    scene: Scene, *, punches: int = 8, pass_type: PassType = PassType.PUNCH_PASS, limit: int | None = 3
) -> tuple[Actor, int]:
    """Return another customer, and a pass of theirs."""
    customer_id = await add_customer(scene.studio_id)
    pass_id = await add_pass(
        customer_id,
        scene.studio_id,
        scene.course_id,
        pass_type=pass_type,
        punches=punches,
        max_advance_reservations=limit,
    )
    return actors.customer(customer_id), pass_id


async def booked_anew(scene: Scene, context: Context) -> tuple[Actor, int, Reservation]:
    actor, pass_id = await another(scene)
    return actor, pass_id, await booked(pass_id, scene.session_id, actor, context)


async def together(*doings: Awaitable[object]) -> Counter[str]:
    """Do all at once, each in a task of its own, and return how often each answer was given."""
    return Counter(answer_of(outcome) for outcome in await asyncio.gather(*doings))


def shuffled(seed: int, *doings: Awaitable[object]) -> list[Awaitable[object]]:
    """Who starts first differs from round to round."""
    order = list(doings)
    Random(seed).shuffle(order)
    return order


async def all_agrees() -> None:
    assert broken_invariants(await bookings(), AN_HOUR_BEFORE_CLASS) == []
