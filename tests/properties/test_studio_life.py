"""Whatever happens in whatever order, seats, punches, limits and histories agree after each step."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.settings import Settings
from tests.app_fixtures import empty_database
from tests.design_courses import NEW_YORK
from tests.invariants import broken_absences, broken_invariants, uncovered_bookings
from tests.properties.desk_deeds import forced_reservations
from tests.properties.studio_life import OF_THE_NIGHT, Deed, Step, StudioLife, begin
from tests.properties.what_a_night_does import left_undone, wrong_doings
from tests.readings import bookings
from tests.services.absence.aftermath import spared

LIVES = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same lives on every run and every machine."""

LONG_LIVES = settings(LIVES, derandomize=False, max_examples=1000)
"""Others on every run."""

OFTEN = {
    Deed.BOOK: 8,
    Deed.MOVE: 4,
    Deed.SCAN: 5,
    Deed.TAKE_OFFER: 2,
    Deed.CHECK_IN_AT_DESK: 2,
    Deed.PASS_TIME: 2,
    Deed.SETTLE: 2,
}
OFTEN_AT_NIGHT = OFTEN | {Deed.MARK: 2, Deed.SWEEP: 3, Deed.NIGHT: 5, Deed.OVERRIDE: 5, Deed.PASS_TIME: 4, Deed.SCAN: 2}


def steps_of(deeds: Collection[Deed], often: Mapping[Deed, int]) -> st.SearchStrategy[Step]:
    weighed = [deed for deed in Deed if deed in deeds for _ in range(often.get(deed, 1))]
    return st.builds(Step, st.sampled_from(weighed), st.integers(0, 999), st.integers(0, 999), st.booleans())


JOBS = frozenset({Deed.SWEEP, Deed.NIGHT})

BY_DAY = steps_of(set(Deed) - OF_THE_NIGHT, OFTEN)
WITH_NIGHTS = steps_of(set(Deed), OFTEN_AT_NIGHT)


@LIVES
@given(steps=st.lists(BY_DAY, min_size=45, max_size=60))
def test_seats_punches_limits_and_histories_agree_after_each_step(app_settings: Settings, steps: list[Step]) -> None:
    asyncio.run(live(steps, app_settings))


async def live(steps: list[Step], given_settings: Settings) -> None:
    async with empty_database(given_settings):
        life = await begin()
        for step in steps:
            await life.take(step)
            tables = await bookings()
            assert broken_invariants(tables, life.clock.now(), forced=await forced_reservations()) == []
            assert uncovered_bookings(tables, life.clock.now(), NEW_YORK) == []
            assert len(tables["scan_attempt"]) == life.scans


@LIVES
@given(steps=st.lists(WITH_NIGHTS, min_size=45, max_size=60))
def test_they_agree_with_absences_marks_and_overrides_too(app_settings: Settings, steps: list[Step]) -> None:
    asyncio.run(live_with_nights(steps, app_settings))


@pytest.mark.soak
@LONG_LIVES
@given(steps=st.lists(BY_DAY, min_size=45, max_size=150))
def test_they_agree_in_many_more_lives(app_settings: Settings, steps: list[Step]) -> None:
    asyncio.run(live(steps, app_settings))


@pytest.mark.soak
@LONG_LIVES
@given(steps=st.lists(WITH_NIGHTS, min_size=45, max_size=150))
def test_they_agree_in_many_more_lives_with_nights(app_settings: Settings, steps: list[Step]) -> None:
    asyncio.run(live_with_nights(steps, app_settings))


async def live_with_nights(steps: list[Step], given_settings: Settings) -> None:
    async with empty_database(given_settings):
        life = await begin(every=timedelta(hours=3))
        for step in steps:
            await (taken_by_a_job if step.deed in JOBS else StudioLife.take)(life, step)
            tables = await bookings()
            assert broken_invariants(tables, forced=await forced_reservations()) == []
            assert uncovered_bookings(tables, life.clock.now(), NEW_YORK) == []
            assert broken_absences(tables["session_reservation"], set(await spared())) == []


async def taken_by_a_job(life: StudioLife, step: Step) -> None:
    """Let the sweep or a night come, and see that it does what it may, all of it, and nothing more a second time."""
    before = await bookings()
    await life.take(step)
    after = await bookings()
    assert wrong_doings(before, after, set(await spared()), life.clock.now()) == []
    assert step.deed is Deed.SWEEP or left_undone(after, life.clock.now()) == []
    await life.take(step)
    assert await bookings() == after
