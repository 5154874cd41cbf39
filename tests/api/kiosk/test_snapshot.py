"""The rosters over HTTP: sent once, and again only where something has changed (RFC 9110, `If-None-Match`)."""

from typing import Final

import httpx
import pytest

from server.services.context import Context
from tests.builders import add_kiosk, as_bearer
from tests.scene import Scene

PATH: Final = "/api/kiosk/snapshot"


@pytest.fixture
async def kiosk(scene: Scene) -> dict[str, str]:
    """The headers of a kiosk at the scene's door."""
    return as_bearer((await add_kiosk(scene.studio_id)).token)


@pytest.mark.parametrize("wanted", ["{tag}", "W/{tag}", '"another", {tag}', '"another",W/{tag} ', "*"])
async def test_an_unchanged_roster_is_not_sent_again(
    client: httpx.AsyncClient, kiosk: dict[str, str], wanted: str
) -> None:
    tag = (await client.get(PATH, headers=kiosk)).headers["etag"]
    again = await client.get(PATH, headers=kiosk | {"If-None-Match": wanted.format(tag=tag)})
    assert (again.status_code, again.headers["etag"], again.content) == (304, tag, b"")


@pytest.mark.parametrize("wanted", ["", '"another"', 'W/"another", "third"', "{tag}x", "{bare}", "W/*"])
async def test_a_kiosk_that_knows_another_roster_gets_this_one(
    client: httpx.AsyncClient, kiosk: dict[str, str], wanted: str
) -> None:
    tag = (await client.get(PATH, headers=kiosk)).headers["etag"]
    named = wanted.format(tag=tag, bare=tag.strip('"'))
    assert (await client.get(PATH, headers=kiosk | {"If-None-Match": named})).status_code == 200


async def test_a_changed_roster_is_sent_with_another_tag(
    client: httpx.AsyncClient, scene: Scene, kiosk: dict[str, str], context: Context
) -> None:
    first = (await client.get(PATH, headers=kiosk)).headers["etag"]
    await scene.book(context)
    again = await client.get(PATH, headers=kiosk | {"If-None-Match": first})
    assert again.status_code == 200
    assert again.headers["etag"] != first
