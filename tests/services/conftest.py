"""What tests of services begin with."""

import pytest

from tests.scene import Scene, open_scene


@pytest.fixture
async def scene(database: None) -> Scene:
    """Kiln & Co, an hour before class: one customer with eight punches, staff, and a kiosk at the door."""
    return await open_scene()
