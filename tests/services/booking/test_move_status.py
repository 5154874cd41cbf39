"""The one function that moves: a legal move keeps seat, punch and event in step, any other changes nothing (§6)."""

from itertools import product

import pytest

from server.database.write_transaction import write_transaction
from server.rules.lifecycle import LEGAL_MOVES
from server.rules.vocabulary import SEATED, CheckInMethod, PassType, ReservationStatus
from server.services.actor import Actor
from server.services.booking.move_status import IllegalMoveError, Move, move_status
from server.services.booking.reservation_row import find_by_id
from server.services.booking.seats import NoSeatError
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests.readings import (
    Punch,
    events_of,
    everything,
    ledger_of,
    punches_left,
    reservation_row,
    seats_taken,
    status_of,
)
from tests.scene import Scene, booked, moved, open_scene

PENDING, CHECKED_IN, ATTENDED, NO_SHOW, CANCELLED, AUTO_CANCELLED = ReservationStatus

WAY_TO = {
    PENDING: (),
    CHECKED_IN: (CHECKED_IN,),
    ATTENDED: (CHECKED_IN, ATTENDED),
    NO_SHOW: (NO_SHOW,),
    CANCELLED: (CANCELLED,),
    AUTO_CANCELLED: (AUTO_CANCELLED,),
}
"""By which moves a fresh reservation comes to each status."""

CONSUMED = {
    PENDING: [],
    CHECKED_IN: ["CHECK_IN"],
    ATTENDED: ["CHECK_IN"],
    NO_SHOW: ["NO_SHOW"],
    CANCELLED: [],
    AUTO_CANCELLED: [],
}
"""What of the pass is consumed in each status, however it was reached."""

ALL_PAIRS = list(product(ReservationStatus, ReservationStatus))
LEGAL = [pair for pair in ALL_PAIRS if pair in LEGAL_MOVES]
ILLEGAL = [pair for pair in ALL_PAIRS if pair not in LEGAL_MOVES]

WHEN_KNOWN = {
    PENDING: set(),
    CHECKED_IN: {"checked_in_at"},
    ATTENDED: {"checked_in_at", "attended_at"},
    NO_SHOW: {"no_show_detected_at"},
}
"""Which instants stand while a reservation has a status, when it was reached by `WAY_TO`."""


async def reserved_as(status: ReservationStatus, scene: Scene, context: Context) -> int:
    reservation_id = (await scene.book(context)).id
    for step in WAY_TO[status]:
        await moved(reservation_id, step, context.now())
    return reservation_id


@pytest.mark.parametrize(("from_status", "to_status"), LEGAL)
async def test_a_legal_move_keeps_seat_punch_and_event_in_step(
    scene: Scene, context: Context, from_status: ReservationStatus, to_status: ReservationStatus
) -> None:
    reservation_id = await reserved_as(from_status, scene, context)
    await moved(reservation_id, to_status, context.now())
    assert await status_of(reservation_id) is to_status
    assert await seats_taken(scene.session_id) == (to_status in SEATED)
    assert await live_kinds(scene.pass_id) == CONSUMED[to_status]
    assert await punches_left(scene.pass_id) == 8 - len(CONSUMED[to_status])
    assert await punches_left(scene.pass_id) == 8 + sum(punch.delta for punch in await ledger_of(scene.pass_id))
    last = (await events_of(reservation_id))[-1]
    assert (last.from_status, last.to_status, last.actor, last.channel) == (from_status, to_status, "system", "SYSTEM")


@pytest.mark.parametrize(("from_status", "to_status"), ILLEGAL)
async def test_every_other_move_is_illegal_and_changes_nothing(
    scene: Scene, context: Context, from_status: ReservationStatus, to_status: ReservationStatus
) -> None:
    reservation_id = await reserved_as(from_status, scene, context)
    before = await everything()
    with pytest.raises(IllegalMoveError):
        await moved(reservation_id, to_status, context.now())
    assert await everything() == before


@pytest.mark.parametrize("status", WHEN_KNOWN)
async def test_only_the_instants_of_the_present_status_stand(
    scene: Scene, context: Context, status: ReservationStatus
) -> None:
    row = await reservation_row(await reserved_as(status, scene, context))
    instants = {name for name, value in row.items() if name.endswith("_at") and value is not None}
    assert instants - {"reserved_at"} == WHEN_KNOWN[status]


@pytest.mark.parametrize("back_to", [PENDING, NO_SHOW])
async def test_a_check_in_that_is_taken_back_leaves_no_trace_of_the_arrival(
    scene: Scene, context: Context, back_to: ReservationStatus
) -> None:
    reservation_id = await reserved_as(CHECKED_IN, scene, context)
    await moved(reservation_id, back_to, context.now())
    row = await reservation_row(reservation_id)
    arrival = ("checked_in_at", "checked_in_by", "checked_in_staff", "checked_in_kiosk_id", "check_in_method")
    assert [row[name] for name in arrival] == [None] * 5


@pytest.mark.parametrize("to_status", [PENDING, ATTENDED])
async def test_what_is_reinstated_is_no_longer_released(
    scene: Scene, context: Context, to_status: ReservationStatus
) -> None:
    reservation_id = await reserved_as(AUTO_CANCELLED, scene, context)
    await moved(reservation_id, to_status, context.now())
    assert (await reservation_row(reservation_id))["auto_cancelled_at"] is None


async def test_an_arrival_records_who_where_and_how(scene: Scene, context: Context) -> None:
    reservation_id = (await scene.book(context)).id
    await move(reservation_id, scene.staff_at_kiosk, context, method=CheckInMethod.NAME)
    row = await reservation_row(reservation_id)
    assert (row["checked_in_by"], row["checked_in_staff"], row["checked_in_kiosk_id"]) == (
        "STAFF",
        scene.staff_id,
        scene.kiosk_id,
    )
    assert row["check_in_method"] == "NAME"


async def test_a_no_show_takes_no_punch_where_the_studio_wants_none(database: None, context: Context) -> None:
    scene = await open_scene(settings={"no_show_deducts": False})
    await reserved_as(NO_SHOW, scene, context)
    assert await ledger_of(scene.pass_id) == []


async def test_a_no_show_takes_no_punch_where_none_is_left(scene: Scene, context: Context) -> None:
    reservation_id = (await scene.book(context)).id
    await ClassRegistration.update({ClassRegistration.sessions_remaining: 0}).where(
        ClassRegistration.id == scene.pass_id
    )
    await moved(reservation_id, NO_SHOW, context.now())
    assert (await punches_left(scene.pass_id), await ledger_of(scene.pass_id)) == (0, [])


async def test_the_no_shows_punch_becomes_the_check_ins(scene: Scene, context: Context) -> None:
    reservation_id = await reserved_as(NO_SHOW, scene, context)
    await moved(reservation_id, CHECKED_IN, context.now())
    assert await ledger_of(scene.pass_id) == [
        Punch("NO_SHOW", -1, reservation_id, "system", None, live=False),
        Punch("REVERSAL", 1, reservation_id, "system", None, live=True),
        Punch("CHECK_IN", -1, reservation_id, "system", None, live=True),
    ]


async def test_a_waived_punch_is_written_as_such_and_takes_none(scene: Scene, context: Context) -> None:
    reservation_id = (await scene.book(context)).id
    await move(reservation_id, scene.staff, context, waives_punch=True, reason="first class is free")
    actor = f"staff:{scene.staff_id}"
    assert await ledger_of(scene.pass_id) == [
        Punch("WAIVE", 0, reservation_id, actor, "first class is free", live=True)
    ]
    assert await punches_left(scene.pass_id) == 8


async def test_a_waived_punch_stays_waived_when_the_arrival_is_confirmed(scene: Scene, context: Context) -> None:
    reservation_id = (await scene.book(context)).id
    await move(reservation_id, scene.staff, context, waives_punch=True)
    await moved(reservation_id, ATTENDED, context.now())
    assert await live_kinds(scene.pass_id) == ["WAIVE"]


async def test_a_pass_without_punches_writes_no_ledger_on_any_move(database: None, context: Context) -> None:
    scene = await open_scene(pass_type=PassType.UNLIMITED_SERIES)
    reservation_id = await reserved_as(NO_SHOW, scene, context)
    for status in (ATTENDED, NO_SHOW, CHECKED_IN, PENDING):
        await moved(reservation_id, status, context.now())
    assert (await punches_left(scene.pass_id), await ledger_of(scene.pass_id)) == (None, [])


async def test_what_was_released_is_not_reinstated_into_a_full_class(scene: Scene, context: Context) -> None:
    await ClassSession.update({ClassSession.capacity: 1}).where(ClassSession.id == scene.session_id)
    reservation_id = await reserved_as(AUTO_CANCELLED, scene, context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    await booked(neighbours_pass, scene.session_id, neighbour, context)
    before = await everything()
    with pytest.raises(NoSeatError):
        await moved(reservation_id, PENDING, context.now())
    assert await everything() == before


async def live_kinds(registration_id: int) -> list[str]:
    return [punch.kind for punch in await ledger_of(registration_id) if punch.live and punch.kind != "REVERSAL"]


async def move(
    reservation_id: int,
    actor: Actor,
    context: Context,
    *,
    method: CheckInMethod | None = None,
    waives_punch: bool = False,
    reason: str | None = None,
) -> None:
    step = Move(CHECKED_IN, actor, context.now(), reason=reason, method=method, waives_punch=waives_punch)
    async with write_transaction():
        await move_status(await find_by_id(reservation_id), step)
