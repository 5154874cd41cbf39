"""What tests of the HTTP interface begin with."""

import pytest

from tests.builders import as_bearer, sign_in_staff
from tests.scene import Scene, open_scene


@pytest.fixture
async def scene(database: None) -> Scene:
    """Kiln & Co, an hour before class: one customer with eight punches, staff, and a kiosk at the door."""
    return await open_scene()


@pytest.fixture
async def desk(scene: Scene) -> dict[str, str]:
    """The headers of the scene's staff member."""
    return as_bearer(await sign_in_staff(scene.staff_id))
