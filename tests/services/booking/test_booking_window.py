"""When booking opens and closes, by a moved clock over a real database (R13)."""

from datetime import datetime, timedelta

import pytest

from server.contract.reservations import Reservation, ReserveRequest
from server.services.booking.reserve import reserve
from server.services.context import Context
from tests.builders import STARTS_AT
from tests.movable_clock import MovableClock
from tests.readings import seats_taken
from tests.scene import Scene, open_scene

SECOND = timedelta(seconds=1)
OPENS_AT = STARTS_AT - timedelta(days=3)
CLOSES_AT = STARTS_AT - timedelta(minutes=90)
WINDOW: dict[str, object] = {"booking_opens_days": 3, "booking_closes_minutes": 90}


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (OPENS_AT - SECOND, "booking_not_open"),
        (OPENS_AT, "PENDING"),
        (OPENS_AT + SECOND, "PENDING"),
        (CLOSES_AT - SECOND, "PENDING"),
        (CLOSES_AT, "booking_closed"),
        (CLOSES_AT + SECOND, "booking_closed"),
        (STARTS_AT - SECOND, "booking_closed"),
        (STARTS_AT, "session_started"),
    ],
)
async def test_customers_book_from_the_opening_to_just_before_the_close(
    database: None, context: Context, clock: MovableClock, instant: datetime, expected: str
) -> None:
    scene = await open_scene(settings=WINDOW)
    clock.set(instant)
    assert await booking(scene, context) == expected
    assert await seats_taken(scene.session_id) == (expected == "PENDING")


async def test_without_an_opening_a_class_can_be_booked_at_any_time_before(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene = await open_scene()
    clock.set(STARTS_AT - timedelta(days=400))
    assert await booking(scene, context) == "PENDING"


async def booking(scene: Scene, context: Context) -> str:
    asked = ReserveRequest(registration_id=scene.pass_id, session_id=scene.session_id)
    outcome = await reserve(asked, scene.customer, context)
    return outcome.reservation_status if isinstance(outcome, Reservation) else outcome.refused.code
