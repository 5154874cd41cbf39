"""What races are made of: many askers at once, and the check that all agrees afterwards."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from random import Random

from server.contract.reservations import (
    Reservation,
    ReserveRequest,
    SelfCheckInRequest,
    StaffCheckInRequest,
    UndoRequest,
)
from server.contract.scan import ScanVerdict
from server.rules.vocabulary import PassType
from server.services.actor import Actor
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in, undo_check_in
from server.services.outcomes import Declined
from tests import actors
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import add_customer, add_pass
from tests.faults.answers import answer_of
from tests.invariants import broken_invariants
from tests.readings import bookings
from tests.scene import Scene, booked

ROUNDS = 20
UNDO = UndoRequest()
DESK = StaffCheckInRequest()
PHONE = SelfCheckInRequest()


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
