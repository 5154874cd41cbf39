"""Whatever has happened in a studio: out, into an empty server, and out again are the same bytes."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.settings import Settings
from server.tables.studios import Studio
from tests.app_fixtures import empty_database
from tests.builders import add_studio
from tests.exports import exported
from tests.imports import import_from
from tests.invariants import broken_absences, broken_invariants
from tests.properties.studio_life import Step, StudioLife, begin
from tests.properties.test_studio_life import LIVES, WITH_NIGHTS
from tests.readings import bookings


@settings(LIVES, max_examples=6)
@given(steps=st.lists(WITH_NIGHTS, min_size=45, max_size=60))
def test_a_studios_life_comes_out_the_same(app_settings: Settings, steps: list[Step]) -> None:
    """Also what was made here and has no foreign id; what is imported holds together as what it came from did."""
    asyncio.run(there_and_back(steps, app_settings))


async def there_and_back(steps: list[Step], given_settings: Settings) -> None:
    with TemporaryDirectory() as name:
        first, second = Path(name, "first"), Path(name, "second")
        async with empty_database(given_settings):
            life = await begin(every=timedelta(hours=3))
            for step in steps:
                await life.take(step)
            await settle(sweep_at(life.clock.now()))
            before = await exported(life.scene.studio_id, first)
        async with empty_database(given_settings):
            studio_id = await _elsewhere(life.clock.now())
            ran = await import_from(first, studio_id, life.context)
            assert {fate for counts in ran.counts.values() for fate in counts} <= {"added"}
            assert await exported(studio_id, second) == before
            await _holds_together(life)


async def _elsewhere(opened_at: datetime) -> int:
    """Another studio than the one that exported: own ids are never the same in two."""
    studio_id = await add_studio()
    await Studio.update({Studio.created_at: opened_at}).where(Studio.id == studio_id)
    return studio_id


async def _holds_together(life: StudioLife) -> None:
    tables = await bookings()
    assert broken_invariants(tables) == []
    assert broken_absences(tables["session_reservation"], set()) == []
    await settle(sweep_at(life.clock.now()))
    assert await bookings() == tables
