"""Whatever happens in whatever order, seats, punches, limits and histories agree after each step."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.settings import Settings
from tests.app_fixtures import empty_database
from tests.invariants import broken_invariants
from tests.properties.studio_life import Deed, Step, begin
from tests.readings import bookings

LIVES = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same lives on every run and every machine."""

OFTEN = {Deed.BOOK: 8, Deed.SCAN: 5, Deed.TAKE_OFFER: 2, Deed.CHECK_IN_AT_DESK: 2, Deed.PASS_TIME: 2, Deed.SETTLE: 2}
DEEDS = [deed for deed in Deed for _ in range(OFTEN.get(deed, 1))]
STEPS = st.builds(Step, st.sampled_from(DEEDS), st.integers(0, 999), st.integers(0, 999), st.booleans())


@LIVES
@given(steps=st.lists(STEPS, min_size=45, max_size=60))
def test_seats_punches_limits_and_histories_agree_after_each_step(app_settings: Settings, steps: list[Step]) -> None:
    asyncio.run(live(steps, app_settings))


async def live(steps: list[Step], given_settings: Settings) -> None:
    async with empty_database(given_settings):
        life = await begin()
        for step in steps:
            await life.take(step)
            tables = await bookings()
            assert broken_invariants(tables, life.clock.now()) == []
            assert len(tables["scan_attempt"]) == life.scans
