"""Style and icon: named with their content's digest, and nothing else can be reached."""

import pytest

from server.pages.static_files import static_address, static_files
from tests.pages.visitor import Visitor


@pytest.mark.parametrize("name", ["tokens.css", "pages.css", "icon.svg"])
async def test_a_file_with_its_digest_may_be_kept_for_good(nobody: Visitor, name: str) -> None:
    seen = await nobody.client.get(static_address(name))
    assert seen.content == static_files()[name].content
    assert seen.headers["content-type"].startswith(static_files()[name].media_type)
    assert "immutable" in seen.headers["cache-control"]


async def test_a_file_under_another_digest_is_the_present_one_and_kept_briefly(nobody: Visitor) -> None:
    seen = await nobody.client.get("/static/pages.css?v=of-last-year")
    assert seen.status_code == 200
    assert "immutable" not in seen.headers["cache-control"]


@pytest.mark.parametrize("name", ["base.py", "..%2fpage.py", "../page.py", "%2e%2e/settings.py", "nothing.css", ""])
async def test_no_other_file_can_be_reached(nobody: Visitor, name: str) -> None:
    assert (await nobody.client.get(f"/static/{name}")).status_code == 404
