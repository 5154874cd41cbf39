import httpx
import pytest

from tests.api.admin.set_up import Admin, sign_in_admin


@pytest.fixture
async def admin(client: httpx.AsyncClient) -> Admin:
    """An admin on an empty server."""
    return await sign_in_admin(client)
