"""Each refusal of R13 to R18 over a real database: its code, and nothing is written."""

import pytest

from server.contract.reservations import ReserveRequest
from server.rules.vocabulary import Refusal
from server.services.booking.reserve import reserve
from server.services.context import Context
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import Scene, refusal
from tests.services.booking.flaws import FLAWS, Flaw


@pytest.mark.parametrize(("flaw", "expected"), FLAWS, ids=[flaw.__name__ for flaw, _ in FLAWS])
async def test_a_customer_is_refused_and_nothing_is_written(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, expected: Refusal
) -> None:
    await flaw(scene, context, clock)
    before = await everything()
    asked = ReserveRequest(registration_id=scene.pass_id, session_id=scene.session_id)
    assert refusal(await reserve(asked, scene.customer, context)) == expected
    assert await everything() == before
