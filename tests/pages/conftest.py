"""Who visits the pages."""

import httpx
import pytest

from tests.builders import sign_in_customer
from tests.pages.visitor import Visitor
from tests.scene import Scene, open_scene


@pytest.fixture
async def scene(database: None) -> Scene:
    """The studio with its one class."""
    return await open_scene()


@pytest.fixture
def nobody(client: httpx.AsyncClient) -> Visitor:
    """A browser without a session."""
    return Visitor(client)


@pytest.fixture
async def ana(scene: Scene, client: httpx.AsyncClient) -> Visitor:
    """The scene's customer, signed in."""
    visitor = Visitor(client)
    visitor.sign_in(await sign_in_customer(scene.customer_id))
    return visitor
