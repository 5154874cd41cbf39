"""Kiln & Co in New York, before anything is in it."""

import pytest

from tests.builders import add_studio


@pytest.fixture
async def studio_id(database: None) -> int:
    """The studio, empty."""
    return await add_studio()
