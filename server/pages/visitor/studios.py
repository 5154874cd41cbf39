"""The studios of this server, as somebody sees them who has not signed in."""

from typing import Final

from server.contract.paging import LONGEST_PAGE, Paging
from server.pages.views.sign_in_page import StudioChoice
from server.services.setup.studios.read_studios import list_studios

SEVERAL: Final = "Studio Check-in"


async def name_at_the_door() -> str:
    """Return the studio's name; of several none comes first."""
    page = await list_studios(Paging(limit=2))
    return page.items[0].name if len(page.items) == 1 else SEVERAL


async def studios_to_choose() -> list[StudioChoice]:
    """Return the studios that a new customer can belong to; none where there is no choice."""
    page = await list_studios(Paging(limit=LONGEST_PAGE))
    return [StudioChoice(studio.id, studio.name) for studio in page.items] if len(page.items) > 1 else []
