from datetime import date

import pytest

from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.services.passes.read_status import registration_status
from server.tables.passes import ClassRegistration
from tests.builders import add_pass
from tests.readings import everything
from tests.scene import Scene


async def freeze(registration_id: int, since: date, until: date) -> None:
    table = ClassRegistration
    await table.update({table.frozen_from: since, table.frozen_until: until}).where(table.id == registration_id)


async def test_a_pass_says_what_is_left(scene: Scene, context: Context) -> None:
    await scene.book(context)
    status = await registration_status(scene.pass_id, scene.customer, context)
    assert (status.sessions_included, status.sessions_remaining) == (8, 8)
    assert (status.sessions_held, status.sessions_available, status.open_reservations) == (1, 7, 1)
    assert (status.status, status.frozen, status.parts, status.next_step_id) == ("active", False, [], None)
    assert status.warnings == []


async def test_a_pass_that_is_frozen_today_says_so(scene: Scene, context: Context) -> None:
    """R8."""
    await freeze(scene.pass_id, date(2026, 3, 2), date(2026, 3, 9))
    status = await registration_status(scene.pass_id, scene.customer, context)
    assert (status.frozen, status.status, status.warnings) == (True, "frozen", ["Frozen until 9 Mar"])


async def test_a_pass_that_is_frozen_from_tomorrow_does_not(scene: Scene, context: Context) -> None:
    """R8."""
    await freeze(scene.pass_id, date(2026, 3, 3), date(2026, 3, 9))
    assert not (await registration_status(scene.pass_id, scene.customer, context)).frozen


async def test_warnings_come_before_the_surprise(scene: Scene, context: Context) -> None:
    two = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, punches=2, valid_until=date(2026, 3, 10))
    status = await registration_status(two, scene.customer, context)
    assert status.warnings == ["Ends on 10 Mar", "2 punches left"]


async def test_a_pass_is_not_there_for_strangers_and_reading_changes_nothing(scene: Scene, context: Context) -> None:
    """R41."""
    strangers = await scene.strangers()
    before = await everything()
    for stranger in strangers:
        with pytest.raises(NotFoundError):
            await registration_status(scene.pass_id, stranger, context)
    for known in (scene.customer, scene.staff, scene.staff_at_kiosk):
        assert (await registration_status(scene.pass_id, known, context)).id == scene.pass_id
    with pytest.raises(NotFoundError):
        await registration_status(9999, scene.staff, context)
    assert await everything() == before
